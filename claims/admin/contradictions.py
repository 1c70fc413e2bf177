"""Contradictions: the list with both values side by side, noting, describing and deciding one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from claims import exceptions
from claims.admin import (
    base,
    board,
    graph,
    history,
    proposals,
    review_page,
    saved_views,
    show,
)
from claims.desk import contradictions
from claims.models import Claim, Contradiction, Review

S = Contradiction.Status
RELATED = ("left__claimant", "right__claimant", "holds", "decided_by")
DONE = {
    "confirm": "Confirmed: neither claim is published until it is answered.",
    "dismiss": "Dismissed, with your reason.",
    "resolve": "Resolved: readers of both claims will see how.",
}


LABELS = {
    "left": "One claim",
    "right": "The other claim",
    "left_value": "The one says",
    "right_value": "The other says",
}


class NoteForm(base.DeskForm):
    class Meta:
        labels = LABELS


class DescriptionForm(base.DeskForm):
    class Meta:
        model = Contradiction
        fields = contradictions.DESCRIBED_FIELDS
        labels = LABELS
        widgets = {
            "left_value": forms.TextInput(attrs={"class": "desk-wide"}),
            "right_value": forms.TextInput(attrs={"class": "desk-wide"}),
            "note": forms.Textarea(attrs={"rows": 3, "class": "desk-wide"}),
        }


class ContradictionAdmin(
    saved_views.SavedViews,
    proposals.RepetitionsPage,
    board.BoardPage,
    graph.GraphPage,
    base.NeverDeleted,
    base.DeskAdmin,
):
    form = NoteForm
    add_form_template = "admin/claims/contradiction/add_form.html"
    list_display = ("badge", "kind", "left_side", "right_side", "relation", "decided", "since")
    list_display_links = ("badge", "kind")
    list_filter = ("status", "kind", "relation")
    list_select_related = ("left", "right", "holds", "decided_by")
    search_fields = ("left__text", "right__text", "left_value", "right_value", "note")
    search_help_text = "Search by claim, value or note"
    fields = ("left", "right", *contradictions.DESCRIBED_FIELDS)
    autocomplete_fields = ("left", "right")

    @admin.display(description="status", ordering="status")
    def badge(self, row: Contradiction) -> str:
        return show.badge(row.status, row.get_status_display())

    @admin.display(description="one says")
    def left_side(self, row: Contradiction) -> str:
        return _side(row, row.left, row.left_value)

    @admin.display(description="the other says")
    def right_side(self, row: Contradiction) -> str:
        return _side(row, row.right, row.right_value)

    @admin.display(description="decided by", ordering="decided_by", empty_value=show.EMPTY)
    def decided(self, row: Contradiction) -> Any:
        return row.decided_by

    @admin.display(description="noted", ordering="created_at")
    def since(self, row: Contradiction) -> str:
        return show.age(row.created_at)

    # Noting one: Django's own form, saved by the desk's function.

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = dict(form.cleaned_data)
        noted = contradictions.note(
            values.pop("left"), values.pop("right"), by=base.person(request), **values
        )
        obj.__dict__.update(noted.__dict__)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **options: Any) -> Any:
        messages.success(request, "Noted. An editor decides about it.")
        return redirect(show.page(obj))

    # The page of one: described by a form, decided by buttons.

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide_view)
        name = "claims_contradiction_decide"
        return [path("<int:pk>/decide/<slug:decision>/", view, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self._find(request, object_id)
        if request.method != "POST":
            return self._page(request, row)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return self._describe(request, row)

    def decide_view(self, request: HttpRequest, pk: int, decision: str) -> HttpResponse:
        row = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, row)
        try:
            _decision(decision)(row, request)
        except exceptions.DeskError as refusal:
            return self._page(request, self._find(request, pk), refusal=refusal)
        messages.success(request, DONE[decision])
        return redirect(_back(request) or show.page(row))

    def _find(self, request: HttpRequest, pk: Any) -> Contradiction:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows: QuerySet[Contradiction] = Contradiction.objects.select_related(*RELATED)
        row = rows.filter(pk=pk).first() if str(pk).isdecimal() else None
        if row is None:
            raise Http404(f"There is no contradiction {pk}.")
        return row

    def _describe(self, request: HttpRequest, row: Contradiction) -> HttpResponse:
        form = DescriptionForm(request.POST, instance=self._find(request, row.pk))
        refusal: exceptions.DeskError = exceptions.BadValue("Please correct what is marked below.")
        if form.is_valid():
            try:
                changes = {name: form.cleaned_data[name] for name in form.changed_data}
                contradictions.describe(row, by=base.person(request), **changes)
                messages.success(request, "Saved.")
                return redirect(show.page(row))
            except exceptions.DeskError as error:
                refusal = error
        return self._page(request, row, form=form, refusal=refusal)

    def _page(
        self,
        request: HttpRequest,
        row: Contradiction,
        *,
        form: DescriptionForm | None = None,
        refusal: exceptions.DeskError | None = None,
    ) -> HttpResponse:
        user = base.person(request)
        undecided = row.status in {S.SUGGESTED, S.CONFIRMED}
        if form is None and undecided and self.has_change_permission(request, row):
            form = DescriptionForm(instance=row)
        context = {
            **self.admin_site.each_context(request),
            "title": "Contradiction",
            "opts": self.opts,
            "row": row,
            "sides": _sides(row),
            "form": form,
            "media": form.media if form else "",
            "refusal": refusal,
            "may_change_claim": user.has_perm("claims.change_claim"),
            "decisions": decisions_for(row) if user.has_perm("claims.decide_contradiction") else [],
            "typed": base.typed(request),
            "timeline": history.of_row(row),
            "proofs": row.evidence.select_related("source", "added_by"),
        }
        return TemplateResponse(
            request,
            "admin/claims/contradiction/page.html",
            context,
            status=review_page.status(refusal),
        )


def decisions_for(row: Contradiction) -> list[str]:
    """Return what may be decided from where this contradiction stands."""
    return {
        S.SUGGESTED: ["confirm", "dismiss"],
        S.CONFIRMED: ["resolve", "dismiss"],
        S.DISMISSED: ["confirm"],
        S.RESOLVED: ["confirm"],
    }[S(row.status)]


def _back(request: HttpRequest) -> str:
    """Return where this was decided from: the board, or the page of a review."""
    if base.posted(request, "back") == "board":
        return reverse("admin:claims_contradiction_board")
    return proposals.review_named(base.posted(request, "back"))


def _decision(name: str) -> Callable[[Contradiction, HttpRequest], Contradiction]:
    if name not in DECISIONS:
        raise exceptions.NotFound(f"There is no decision {name!r}: use one of {sorted(DECISIONS)}.")
    return DECISIONS[name]


def _confirm(row: Contradiction, request: HttpRequest) -> Contradiction:
    return contradictions.confirm(row, by=base.person(request))


def _dismiss(row: Contradiction, request: HttpRequest) -> Contradiction:
    reason = base.posted(request, "reason")
    return contradictions.dismiss(row, by=base.person(request), reason=reason)


def _resolve(row: Contradiction, request: HttpRequest) -> Contradiction:
    sides: dict[str, Claim | None] = {"left": row.left, "right": row.right, "neither": None}
    choice = base.posted(request, "holds")
    if choice not in sides:
        raise exceptions.BadValue("Say which of the two holds, or that neither does.")
    return contradictions.resolve(
        row,
        by=base.person(request),
        resolution=base.posted(request, "resolution"),
        holds=sides[choice],
    )


DECISIONS = {"confirm": _confirm, "dismiss": _dismiss, "resolve": _resolve}


def _side(row: Contradiction, claim: Claim, value: str) -> str:
    mark = "desk-holds" if row.holds_id == claim.pk else ""
    return format_html(
        '<strong class="desk-value {}">{}</strong><span class="desk-quiet">{}</span>',
        mark,
        value,
        show.shortened(claim.text, 100),
    )


def _sides(row: Contradiction) -> list[dict[str, Any]]:
    """Return both claims with what the page says of each: passages and their newest review."""
    newest: dict[int, Review] = {}
    for review in Review.objects.filter(claim__in=[row.left_id, row.right_id]).order_by("version"):
        newest[review.claim_id] = review
    return [
        {
            "name": name,
            "claim": claim,
            "value": value,
            "holds": row.holds_id == claim.pk,
            "review": newest.get(claim.pk),
            "appearances": show.passages(claim),
        }
        for name, claim, value in (
            ("left", row.left, row.left_value),
            ("right", row.right, row.right_value),
        )
    ]
