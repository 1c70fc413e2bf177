"""The page of one contradiction: described by a form, decided by buttons, by several people.

The form is merged like a review's; a decision is taken of what its page showed, or not at all.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims import exceptions
from claims.admin import base, history, show
from claims.admin.contradictions import described, proposals
from claims.admin.review import review_page
from claims.admin.saving import kept_forms, merging, stale
from claims.desk.contradictions import noting
from claims.models import Claim, Contradiction, Review

S = Contradiction.Status
RELATED = ("left__claimant", "right__claimant", "holds", "decided_by")
DONE = {
    "confirm": "Confirmed: neither claim is published until it is answered.",
    "dismiss": "Dismissed, with your reason.",
    "resolve": "Resolved: readers of both claims will see how.",
}
TYPED_TO = {
    "resolve": ("resolution", "How is it explained?"),
    "dismiss": ("reason", "Why do they go together after all?"),
}
"""What is typed to decide: field and question."""


class DescriptionForm(base.DeskForm):
    class Meta:
        model = Contradiction
        fields = noting.DESCRIBED_FIELDS
        labels = described.LABELS
        widgets = {
            "left_value": forms.TextInput(attrs={"class": "desk-wide"}),
            "right_value": forms.TextInput(attrs={"class": "desk-wide"}),
            "note": forms.Textarea(attrs={"rows": 3, "class": "desk-wide"}),
        }


class ContradictionPage(base.DeskAdmin):
    """Adds the page of one to the admin of contradictions."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide_view)
        name = "claims_contradiction_decide"
        return [path("<int:pk>/decide/<slug:decision>/", view, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self._find(request, object_id)
        if request.method != "POST":
            kept = kept_forms.typed(request)
            return (
                self._page(request, row)
                if kept is None
                else self._page_restored(request, row, kept)
            )
        if "throw-away" in request.POST:
            kept_forms.forget(request, show.page(row))
            return redirect(show.page(row))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return self._describe(request, row)

    def decide_view(self, request: HttpRequest, pk: int, decision: str) -> HttpResponse:
        row = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, row)
        try:
            decide = _decision(decision)
            with transaction.atomic():
                noting.lock(row, by=base.person(request))
                described.require_seen(row, base.posted(request, stale.FIELD))
                decide(row, request)
        except exceptions.DeskError as refusal:
            return self._not_decided(request, self._find(request, pk), refusal)
        kept_forms.forget(request, show.page(row))
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
        data = merging.decided(request.POST, row, described.DESCRIBED)
        try:
            with transaction.atomic():
                form = self._described(request, row, data)
        except (stale.ChangedMeanwhile, stale.Undecided) as refusal:
            row = self._find(request, row.pk)
            merge = merging.merge(data, row, described.DESCRIBED)
            form = DescriptionForm(merge.data, instance=self._find(request, row.pk))
            return self._page(request, row, form=form, merge=merge, refusal=refusal)
        except exceptions.DeskError as refusal:
            form = DescriptionForm(data, instance=self._find(request, row.pk))
            return self._page(request, self._find(request, row.pk), form=form, refusal=refusal)
        if form.is_valid():
            kept_forms.forget(request, show.page(row))
            messages.success(request, "Saved.")
            return redirect(show.page(row))
        wrong = exceptions.BadValue("Please correct what is marked below.")
        return self._page(request, row, form=form, refusal=wrong)

    def _described(
        self, request: HttpRequest, row: Contradiction, data: QueryDict
    ) -> DescriptionForm:
        """Save what was typed, if the form is valid. Raises DeskError; then nothing is saved."""
        by = base.person(request)
        # This writes nothing: it says who may write here, and locks the row until the end.
        noting.describe(row, by=by)
        stale.require_seen(row, data.get(stale.FIELD, ""), described.DESCRIBED)
        if merging.choose(data)[1]:
            raise stale.Undecided
        form = DescriptionForm(data, instance=self._find(request, row.pk))
        if form.is_valid():
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            noting.describe(row, by=by, **changes)
        return form

    def _not_decided(
        self, request: HttpRequest, row: Contradiction, refusal: exceptions.DeskError
    ) -> HttpResponse:
        changed = isinstance(refusal, stale.ChangedMeanwhile)
        merge = merging.merge(request.POST, row, described.DECIDED) if changed else None
        return self._page(request, row, merge=merge, refusal=refusal)

    def _page_restored(
        self, request: HttpRequest, row: Contradiction, kept: QueryDict
    ) -> HttpResponse:
        """Show what was typed before the session ended, in a page of what is stored now."""
        refusal = kept_forms.Restored()
        merge = form = None
        if _is_described(kept):
            form = DescriptionForm(kept, instance=self._find(request, row.pk))
            if kept.get(stale.FIELD) != stale.token(row, described.DESCRIBED):
                merge = merging.merge(kept, row, described.DESCRIBED)
                form = DescriptionForm(merge.data, instance=self._find(request, row.pk))
        elif kept.get(stale.FIELD) != stale.token(row, described.DECIDED):
            merge = merging.merge(kept, row, described.DECIDED)
        return self._page(request, row, form=form, merge=merge, refusal=refusal, kept=kept)

    def _page(
        self,
        request: HttpRequest,
        row: Contradiction,
        *,
        form: DescriptionForm | None = None,
        merge: merging.Merge | None = None,
        refusal: exceptions.DeskError | None = None,
        kept: QueryDict | None = None,
    ) -> HttpResponse:
        user = base.person(request)
        typed = base.typed(request, kept)
        offered = decisions_for(row) if user.has_perm("claims.decide_contradiction") else []
        open_ = row.status in {S.SUGGESTED, S.CONFIRMED} and self.has_change_permission(
            request, row
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "Contradiction",
            "opts": self.opts,
            "row": row,
            "sides": _sides(row),
            "form": (form or DescriptionForm(instance=row)) if open_ else None,
            "merge": merge,
            "refusal": refusal,
            "kept": kept,
            "owner": kept_forms.signed(user, show.page(row)),
            "seen_description": stale.token(row, described.DESCRIBED),
            "seen": stale.token(row, described.DECIDED),
            "unsaved": _unsaved(typed, None if open_ else form, offered) if refusal else [],
            "may_change_claim": user.has_perm("claims.change_claim"),
            "decisions": offered,
            "typed": typed,
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


def _is_described(data: QueryDict) -> bool:
    """Whether this comes from the form of the description, and not from a decision."""
    return all(name in data for name in noting.DESCRIBED_FIELDS)


def _unsaved(
    typed: dict[str, str], form: DescriptionForm | None, offered: list[str]
) -> list[tuple[str, str]]:
    """Return what was typed where the page has no field for it any more: label and text."""
    said: list[tuple[str, str]] = []
    if form is not None:
        said += described.unsaved(
            {str(form[name].label): name for name in form.changed_data}, typed
        )
    asked = {question: name for key, (name, question) in TYPED_TO.items() if key not in offered}
    return said + described.unsaved(asked, typed)


def _decision(name: str) -> Callable[[Contradiction, HttpRequest], Contradiction]:
    if name not in DECISIONS:
        raise exceptions.NotFound(f"There is no decision {name!r}: use one of {sorted(DECISIONS)}.")
    return DECISIONS[name]


def _confirm(row: Contradiction, request: HttpRequest) -> Contradiction:
    return noting.confirm(row, by=base.person(request))


def _dismiss(row: Contradiction, request: HttpRequest) -> Contradiction:
    reason = base.posted(request, "reason")
    return noting.dismiss(row, by=base.person(request), reason=reason)


def _resolve(row: Contradiction, request: HttpRequest) -> Contradiction:
    sides: dict[str, Claim | None] = {"left": row.left, "right": row.right, "neither": None}
    choice = base.posted(request, "holds")
    if choice not in sides:
        raise exceptions.BadValue("Say which of the two holds, or that neither does.")
    return noting.resolve(
        row,
        by=base.person(request),
        resolution=base.posted(request, "resolution"),
        holds=sides[choice],
    )


DECISIONS = {"confirm": _confirm, "dismiss": _dismiss, "resolve": _resolve}


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
