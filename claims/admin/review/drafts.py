"""What a review's author types: the verdict and the evidence, saved by the workflow's functions."""

import copy
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest, QueryDict

from claims import exceptions
from claims.admin import base, words
from claims.admin.review import new_evidence
from claims.admin.saving import merging, shapes, stale, typed_rows, windows
from claims.desk.review import workflow
from claims.models import Evidence, Rating, Review

if TYPE_CHECKING:
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    InlineFormSet = forms.BaseInlineFormSet

ROWS: Any = shapes.REVIEW.rows
PREFIX: str = ROWS.prefix
WRITTEN: tuple[str, ...] = ROWS.written
SHOWN = 20
"""Pieces of evidence that are forms of one page; links lead to the others."""
MAX_EXPLANATION = 20_000
"""Characters: ten pages. Readers of more than that are served by a source."""


class VerdictForm(base.DeskForm):
    rating: Any = forms.ModelChoiceField(
        Rating.objects.all(), required=False, widget=forms.RadioSelect, blank=True
    )

    class Meta:
        model = Review
        fields = workflow.WRITTEN_FIELDS
        widgets = {
            "title": forms.TextInput(attrs={"class": "desk-wide"}),
            "explanation": forms.Textarea(attrs={"rows": 7, "class": "desk-wide"}),
            "as_of": base.Day,
            "single_source_reason": forms.Textarea(attrs={"rows": 2, "class": "desk-wide"}),
            "correction_note": forms.Textarea(attrs={"rows": 3, "class": "desk-wide"}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rating"].empty_label = None  # type: ignore[attr-defined]
        self.fields["explanation"].validators.append(
            MaxLengthValidator(
                MAX_EXPLANATION,
                f"This is too long: %(show_value)d characters, of {MAX_EXPLANATION:,} at most."
                " Shorten it, or say it in a source.",
            )
        )
        if self.instance.version == 1:
            del self.fields["correction_note"]


class EvidenceForm(base.DeskForm):
    class Meta:
        model = Evidence
        fields = ("source", *WRITTEN)
        widgets = {
            "quote": forms.TextInput(attrs={"class": "desk-wide"}),
            "note": forms.Textarea(attrs={"rows": 2, "class": "desk-wide"}),
        }

    def __init__(self, *args: Any, site: AdminSite, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            # Another source is another piece of evidence: remove this one and add that.
            del self.fields["source"]
        else:
            self.fields["source"].widget = _source_widget(site, request)
            self.fields["source"].widget.choices = self.fields["source"].choices  # type: ignore[attr-defined]

    @property
    def was(self) -> str:
        """The number of the removed evidence that this row is typed anew for."""
        number = str(self.data.get(self.add_prefix(typed_rows.WAS), ""))
        return number if number.isdecimal() else ""


def _source_widget(site: AdminSite, request: HttpRequest) -> forms.Widget:
    relation = Evidence._meta.get_field("source")
    return RelatedFieldWidgetWrapper(
        AutocompleteSelect(relation, site),
        relation.remote_field,
        site,
        can_add_related=site.get_model_admin(relation.related_model).has_add_permission(request),
        can_change_related=False,
        can_delete_related=False,
        can_view_related=False,
    )


class EvidenceRows(InlineFormSet):
    """All evidence of one review, with what is wrong between two rows in our words."""

    def get_unique_error_message(self, unique_check: Any) -> str:
        return words.of_constraint("evidence_unique_place")

    def get_form_error(self) -> str:
        return words.of_constraint("evidence_unique_place")


EvidenceFormSet: Any = forms.inlineformset_factory(
    Review, Evidence, form=EvidenceForm, formset=EvidenceRows, extra=0, can_delete=True
)


def _window(review: Review, request: HttpRequest, data: QueryDict | None) -> windows.Window:
    """Return which evidence the page shows: what it was sent with, or its address asks for."""
    first = request.GET.get(windows.ASKED, "") if data is None else data.get(windows.FIELD, "")
    return windows.opened(review.evidence.all(), first, SHOWN)


def is_in(data: QueryDict) -> bool:
    """Whether what was sent brings a draft along with its step."""
    return f"{PREFIX}-TOTAL_FORMS" in data


class Draft:
    """The forms of one page, which are saved together or not at all."""

    def __init__(
        self,
        review: Review,
        *,
        site: AdminSite,
        request: HttpRequest,
        data: QueryDict | None = None,
        merge: merging.Merge | None = None,
    ) -> None:
        self.review = review
        self.merge = merge
        self.undecided = merging.choose(data)[1] if data else set()
        self.window = _window(review, request, data)
        self.shape = shapes.of_review(self.window)
        if data is not None:
            data = merge.data if merge else merging.decided(data, review, self.shape)
        self.data: QueryDict | None = data
        # Taken before the rows are read: what changes in between is then a change, not unseen.
        self.seen = stale.token(review, self.shape) if data is None else data.get(stale.FIELD, "")
        # Validating a model form changes its instance: the page goes on to show the stored one.
        self.verdict = VerdictForm(data, instance=copy.copy(review))
        self.evidence = EvidenceFormSet(
            data,
            instance=review,
            prefix=PREFIX,
            queryset=review.evidence.select_related("source__publisher", "added_by").filter(
                **self.window.which()
            ),
            form_kwargs={"site": site, "request": request},
        )
        self.added = new_evidence.NewEvidence(review, data=data)

    @property
    def media(self) -> forms.Media:
        # A formset gives the media of its first row, which has no search for a source.
        media: forms.Media = self.verdict.media + self.evidence.empty_form.media
        return media

    def is_valid(self) -> bool:
        # Each is asked, so that each says what is wrong with it.
        parts = [part.is_valid() for part in (self.verdict, self.evidence, self.added)]
        return all(parts)

    @property
    def is_stale(self) -> bool:
        return self.seen != stale.token(self.review, self.shape)

    @property
    def place(self) -> windows.Place | None:
        """Where the evidence that is shown stands among all of it."""
        return windows.place(self.review.evidence.all(), self.window, SHOWN, "evidence")

    def save(self, *, by: User) -> None:
        """Hand every change to the workflow. Raises DeskError; then nothing is saved."""
        with transaction.atomic():
            # This writes nothing: it says who may write here, and locks the review until the end.
            workflow.write(self.review, by=by)
            stale.require_seen(self.review, self.seen, self.shape)
            if self.undecided:
                raise stale.Undecided
            if not self.is_valid():
                raise exceptions.BadValue("Please correct what is marked below.")
            workflow.write(self.review, by=by, **_changed(self.verdict))
            for form in self.evidence.deleted_forms:
                if form.instance.pk:
                    workflow.detach(form.instance, by=by)
            for form in self.evidence.forms:
                if form.has_changed() and form not in self.evidence.deleted_forms:
                    self._save_row(form, by)
            self.added.save(by=by)

    def _save_row(self, form: Any, by: User) -> None:
        try:
            if form.instance.pk:
                workflow.change_evidence(form.instance, by=by, **_changed(form, WRITTEN))
            else:
                values = {name: form.cleaned_data[name] for name in ("source", *WRITTEN)}
                workflow.attach(self.review, values.pop("source"), by=by, **values)
        except exceptions.DeskError as refusal:
            form.add_error(None, str(refusal))
            raise


def _changed(form: Any, names: tuple[str, ...] = workflow.WRITTEN_FIELDS) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.changed_data if name in names}
