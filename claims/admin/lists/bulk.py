"""Many rows at once, from a list: what will happen, what cannot and why, then all or nothing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from claims import exceptions
from claims.admin import base, show
from claims.desk.lists import bulk, triage
from claims.desk.people import roles
from claims.models import Claim, Review

CONFIRMED = "confirmed"
"""The field that tells the confirmed form from the first choice of rows in the list."""
BACK = "back"
A_TOPIC, ALL_THAT = "a-topic", "all-that"


class Words(forms.CharField):
    """Topics in one field, apart by commas or spaces."""

    def to_python(self, value: Any) -> Any:
        return str(value or "").replace(",", " ").split()

    def validate(self, value: Any) -> None:
        for word in value:
            try:
                triage.topic(word)
            except exceptions.BadValue as refusal:
                raise forms.ValidationError(str(refusal)) from refusal

    def run_validators(self, value: Any) -> None:
        """Each word was looked at above."""


class AssignForm(forms.Form):
    to: Any = forms.ModelChoiceField(
        User.objects.none(), label="To whom?", empty_label="Choose a reviewer"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = roles.who_write()  # type: ignore[attr-defined]


class PrioritiseForm(forms.Form):
    priority = forms.TypedChoiceField(
        label="Which priority?",
        coerce=int,
        choices=[(1, "1 (first)"), (2, "2"), (3, "3"), (4, "4"), (5, "5 (last)")],
        initial=3,
    )


class TagForm(forms.Form):
    add = Words(label="Add these topics", required=False, help_text="Apart by spaces or commas.")
    remove = Words(label="Remove these topics", required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.errors and not said["add"] and not said["remove"]:
            raise forms.ValidationError("Name a topic to add, or one to remove.")
        return said


class DeclineForm(forms.Form):
    comment = forms.CharField(
        label="Why are they not checked?", widget=forms.Textarea(attrs={"rows": 3})
    )


FORMS: dict[str, type[forms.Form]] = {
    "assign": AssignForm,
    "prioritise": PrioritiseForm,
    "tag": TagForm,
    "decline": DeclineForm,
}


def _probe(deed: bulk.Deed) -> dict[str, Any]:
    """Return options to try rows with before anybody has said any: what is refused is the row."""
    probes: dict[str, dict[str, Any]] = {
        "assign": {"to": roles.who_write().first()},
        "prioritise": {"priority": triage.LAST},
        "tag": {"add": [A_TOPIC]},
        "decline": {"comment": ALL_THAT},
    }
    return probes[deed.key]


class Bulk:
    """Goes before a ModelAdmin of claims or reviews: adds an action for each deed."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        page: Any = super()
        actions: dict[str, Any] = page.get_actions(request)
        if IS_POPUP_VAR in request.GET:
            return actions
        user = base.person(request)
        offered = {
            f"bulk_{deed.key}": (_action, f"bulk_{deed.key}", f"{deed.label}…")
            for deed in bulk.DEEDS.values()
            if user.has_perm(f"claims.{deed.permission}")
        }
        return {**actions, **offered}

    def response_action(self, request: HttpRequest, queryset: Any, *where: Any) -> Any:
        """Refuse what is no key of a row: it would be an error where the database reads it."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        odd = next((key for key in ticked if not (key.isdecimal() and len(key) < 19)), None)
        if odd is not None:
            refused = f"Nothing was changed: “{odd[:40]}” is no row. Tick rows of the list."
            messages.error(request, refused)
            return redirect(request.get_full_path())
        page: Any = super()
        return page.response_action(request, queryset, *where)


def _action(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
    """Show what will happen; confirmed, do it. Django calls it with the rows that were ticked."""
    deed = bulk.DEEDS[str(request.POST.get("action")).removeprefix("bulk_")]
    confirmed = CONFIRMED in request.POST
    form = FORMS[deed.key](request.POST if confirmed else None)
    try:
        if confirmed and form.is_valid():
            number = bulk.carry_out(
                deed, _loaded(rows), by=base.person(request), **form.cleaned_data
            )
            messages.success(request, f"{deed.done}: {number}. Each has it in its history.")
            return redirect(_back(request))
        outcomes, refusal = _tried(request, deed, rows), None
    except bulk.NotAll as error:
        outcomes, refusal = error.outcomes, error
    except exceptions.DeskError as error:
        messages.error(request, str(error))
        return redirect(_back(request))
    return _confirmation(page, request, deed, form, outcomes=outcomes, refusal=refusal)


def _query(request: HttpRequest) -> str:
    """Return the filters of the list that one came from.

    The confirmed form is posted without them: a row that left the list meanwhile would else be
    passed over, and not be named.
    """
    return str(request.POST.get(BACK, request.GET.urlencode()))


def _back(request: HttpRequest) -> str:
    query = _query(request)
    return f"{request.path}?{query}" if query else request.path


def _tried(request: HttpRequest, deed: bulk.Deed, rows: QuerySet[Any]) -> list[bulk.Outcome]:
    return bulk.try_out(deed, _loaded(rows), by=base.person(request), **_probe(deed))


def _loaded(rows: QuerySet[Any]) -> list[bulk.Target]:
    """Return the rows, one more at the most than may be changed at once."""
    plain = rows.model._default_manager.filter(pk__in=rows.order_by("pk").values("pk"))
    if rows.model is Review:
        plain = plain.select_related("claim")
    total = plain.count()
    if total > bulk.MOST:
        raise exceptions.BadValue(
            f"These are {total:,} rows, and {bulk.MOST} at most are changed at once: choose fewer,"
            " or narrow the list by a filter."
        )
    return list(plain)


def _confirmation(
    page: Any,
    request: HttpRequest,
    deed: bulk.Deed,
    form: forms.Form,
    *,
    outcomes: list[bulk.Outcome],
    refusal: exceptions.DeskError | None,
) -> HttpResponse:
    able = [outcome for outcome in outcomes if outcome.refusal is None]
    context = {
        **page.admin_site.each_context(request),
        "title": f"{deed.label} {_counted(deed, len(able))}",
        "opts": page.opts,
        "deed": deed,
        "form": form,
        "able": [(outcome, _page_of(outcome)) for outcome in able],
        "unable": [(outcome, _page_of(outcome)) for outcome in outcomes if outcome.refusal],
        "chosen": _chosen(page.model, able),
        "counted": _counted(deed, len(able)),
        "refusal": refusal,
        "action": f"bulk_{deed.key}",
        "checkbox": ACTION_CHECKBOX_NAME,
        "confirmed": CONFIRMED,
        "back": _back(request),
        "back_name": BACK,
        "query": _query(request),
    }
    return TemplateResponse(request, "admin/desk/bulk.html", context)


def _chosen(model: type[Any], able: list[bulk.Outcome]) -> list[int]:
    """Return the keys to send again: of the list's own table, whatever the deed is done to."""
    if model is Claim:
        return [outcome.claim.pk for outcome in able]
    if all(isinstance(outcome.target, Review) for outcome in able):
        return [outcome.target.pk for outcome in able]
    newest = Review.objects.filter(claim__in=[outcome.claim.pk for outcome in able])
    return list(
        newest.order_by("claim_id", "-version").distinct("claim_id").values_list("pk", flat=True)
    )


def _page_of(outcome: bulk.Outcome) -> str:
    return show.page(outcome.target)


def _counted(deed: bulk.Deed, number: int) -> str:
    noun = "claim" if deed.to is Claim else "review"
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
