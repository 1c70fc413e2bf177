"""New evidence, typed in place: an address is pasted, and the desk says what it knows of it.

It is a plain form that is saved with the page; the script of the page only tells earlier what
saving would find, and keeps one empty form ready below the last.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse

from claims import exceptions
from claims.admin import base
from claims.desk.review import sources, workflow
from claims.models import Evidence, Review, Source

PREFIX = "new"
WIDE = {"class": "desk-wide"}


class NewEvidenceForm(forms.Form):
    """One piece of evidence at an address. What is known of the address need not be typed."""

    url = forms.CharField(
        label="Address of the source",
        max_length=2000,
        validators=[base.fits_the_index],
        widget=forms.TextInput(
            attrs={
                "class": "desk-wide",
                "inputmode": "url",
                "placeholder": "https://…",
                "autocomplete": "off",
            }
        ),
        help_text="Paste it: nothing is fetched.",
        error_messages={"required": "Paste the address of the source, or empty this form."},
    )
    title = forms.CharField(
        label="Name of the source",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
        help_text="Only if the desk does not know this address.",
    )
    source_type = forms.ChoiceField(
        label="Type of source",
        choices=Source.Type.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    stance = forms.ChoiceField(
        label="What it does to the claim",
        choices=Evidence.Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it supports, refutes, or gives context."},
    )
    quote = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
        help_text="A short exact phrase.",
    )
    locator = forms.CharField(
        label="Where in it",
        max_length=200,
        required=False,
        help_text="Page, paragraph, minute.",
    )
    note = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2, "class": "desk-wide"})
    )
    recognised: sources.Recognised | None = None

    def has_changed(self) -> bool:
        """Whether anything was typed: a choice that was once made cannot be taken back."""
        return bool(set(self.changed_data) - {"stance", "source_type"})

    def clean_url(self) -> str:
        """Recognise the address; what was typed stays in the field."""
        try:
            self.recognised = sources.recognise(self.cleaned_data["url"])
        except exceptions.DeskError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        base.fits_the_index(self.recognised.url)
        return str(self.cleaned_data["url"])

    def clean(self) -> dict[str, Any]:
        found = self.recognised
        if found and not found.source:
            if not (found.title or self.cleaned_data.get("title")):
                self.add_error("title", f"The desk does not know {found.url} yet: say its name.")
            if not self.cleaned_data.get("source_type") and "source_type" not in self.errors:
                self.add_error("source_type", "Say what kind of source this is.")
        return self.cleaned_data


Rows: Any = forms.formset_factory(NewEvidenceForm, extra=1, max_num=50)


class NewEvidence:
    """The forms for new evidence on one page: one is always empty and ready."""

    def __init__(self, review: Review, *, data: Mapping[str, Any] | None = None) -> None:
        self.review = review
        sent = data is not None and f"{PREFIX}-TOTAL_FORMS" in data
        self.rows = Rows(data if sent else None, prefix=PREFIX)

    def is_valid(self) -> bool:
        return not self.rows.is_bound or bool(self.rows.is_valid())

    def save(self, *, by: User) -> None:
        """Attach what was typed. Raises DeskError, with the error on its form."""
        for form in self.rows.forms if self.rows.is_bound else []:
            if form.has_changed():
                self._attach(form, by)

    def _attach(self, form: Any, by: User) -> None:
        typed = form.cleaned_data
        said = {name: typed[name] for name in ("stance", "quote", "locator", "note")}
        try:
            # Asked again: the row before may just have added this very source.
            source = sources.source_at(
                sources.recognise(typed["url"]),
                by=by,
                title=typed["title"],
                source_type=typed["source_type"],
            )
            workflow.attach(self.review, source, by=by, **said)
        except exceptions.DeskError as refusal:
            form.add_error(None, str(refusal))
            raise


def recognised(request: HttpRequest, review: Review) -> JsonResponse:
    """Say what saving would find at an address: for the script of the page."""
    try:
        found = sources.recognise(str(request.GET.get("url", "")))
    except exceptions.DeskError as refusal:
        return JsonResponse({"text": str(refusal), "understood": False})
    attached = review.evidence.filter(source=found.source) if found.source else None
    stances = [row.get_stance_display().lower() for row in attached or []]
    text = found.text
    if stances:
        text += f" It is attached to this review already ({', '.join(stances)})."
    return JsonResponse(
        {
            "text": text,
            "understood": True,
            "known": found.source is not None,
            "title": found.title,
        }
    )
