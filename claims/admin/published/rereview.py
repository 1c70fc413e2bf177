"""Re-review: the queue of published claims to look at again, and the marks that fill it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from claims import exceptions
from claims.admin import base, history, show
from claims.admin.lists import searching
from claims.admin.review import review_page
from claims.admin.saving import kept_forms
from claims.desk.review import rereview
from claims.models import Rereview, ReviewState

DONE = {
    "still-right": "Answered: what is published is still right.",
    "correct": "This is the new version. The old one stays public until it is published.",
    "retract": "Retracted: readers find your reason in its place.",
}
ANSWERS: dict[str, Callable[..., Any]] = {
    "still-right": rereview.still_right,
    "correct": rereview.correct,
    "retract": rereview.retract,
}


class Waiting(SimpleListFilter):
    """Those that wait, unless all are asked for."""

    title = "answer"
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "All"), *Rereview.Outcome.choices]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": "None yet"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if self.value() in Rereview.Outcome.values:
            return queryset.filter(outcome=self.value())
        return queryset if self.value() == "all" else queryset.filter(done_at=None)


class RereviewAdmin(base.ReadOnly, base.DeskAdmin):
    """`ReadOnly` for Django's own forms: the page and its answers are ours."""

    list_display = ("claim_text", "reason", "named_cause", "waiting", "answered")
    sortable_by = ("waiting",)
    list_filter = (Waiting, "reason")
    hides = f"{Waiting.parameter_name}=all"
    """How one asks for what the list does not show by itself."""
    search_fields = (
        "detail",
        *searching.of("claim", searching.CLAIM),
        *searching.of("source", searching.SOURCE),
    )
    search_help_text = "Search by claim, source or what was said"

    def get_queryset(self, request: HttpRequest) -> Any:
        return Rereview.objects.told().order_by("since", "pk")

    @admin.display(description="claim")
    def claim_text(self, row: Rereview) -> str:
        return show.shortened(str(row.claim))

    @admin.display(description="cause")
    def named_cause(self, row: Rereview) -> str:
        return show.shortened(str(row.cause), 90)

    @admin.display(description="since", ordering="since")
    def waiting(self, row: Rereview) -> str:
        return show.age(row.since)

    @admin.display(description="answer", empty_value=show.EMPTY)
    def answered(self, row: Rereview) -> Any:
        return show.badge(row.outcome, row.get_outcome_display()) if row.outcome else None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.answer_view)
        name = "claims_rereview_answer"
        return [path("<int:pk>/answer/<slug:answer>/", view, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self._find(request, object_id)
        if "throw-away" in request.POST:
            kept_forms.forget(request, show.page(row))
            return redirect(show.page(row))
        if request.method == "POST":
            raise PermissionDenied
        kept = kept_forms.typed(request)
        refusal = None if kept is None else kept_forms.Restored()
        return self._page(request, row, refusal=refusal, kept=kept)

    def answer_view(self, request: HttpRequest, pk: int, answer: str) -> HttpResponse:
        row = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, row)
        if answer not in ANSWERS:
            raise Http404(f"There is no answer {answer!r}: use one of {sorted(ANSWERS)}.")
        try:
            comment = base.posted(request, f"comment-{answer}")
            result = ANSWERS[answer](row, by=base.person(request), comment=comment)
        except exceptions.DeskError as refusal:
            return self._page(request, self._find(request, pk), refusal=refusal)
        kept_forms.forget(request, show.page(row))
        messages.success(request, DONE[answer])
        return redirect(show.page(result))

    def _find(self, request: HttpRequest, pk: Any) -> Rereview:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = Rereview.objects.told().filter(pk=pk).first() if str(pk).isdecimal() else None
        if row is None:
            raise Http404(f"There is no re-review {pk}.")
        return row

    def _page(
        self,
        request: HttpRequest,
        row: Rereview,
        *,
        refusal: exceptions.DeskError | None = None,
        kept: QueryDict | None = None,
    ) -> HttpResponse:
        public = row.claim.reviews.filter(state=ReviewState.PUBLISHED).select_related("rating")
        typed = base.typed(request, kept)
        offers = _offers(request, row, typed)
        context = {
            **self.admin_site.each_context(request),
            "title": row.get_reason_display(),
            "opts": self.opts,
            "row": row,
            "cause_page": show.page(row.cause),
            "review": public.first(),
            "opened": row.claim.reviews.open().first(),
            "public_page": show.public_page(row.claim.slug),
            "offers": offers,
            "unsaved": _unsaved(typed, offers),
            "refusal": refusal,
            "kept": kept,
            "owner": kept_forms.signed(base.person(request), show.page(row)),
            "timeline": history.of_row(row),
        }
        status = review_page.status(refusal)
        return TemplateResponse(request, "admin/claims/rereview/page.html", context, status=status)


ASKED = (
    ("still-right", "answer_rereview", "It is still right", "Why does it hold all the same?"),
    ("correct", "correct_review", "Begin a correction", "What must be corrected?"),
    ("retract", "retract_review", "Retract it", "Why? Readers find this in its place."),
)


def _offers(request: HttpRequest, row: Rereview, typed: dict[str, str]) -> list[dict[str, str]]:
    """Return the answers that this person may give, and what was typed into each."""
    if row.done_at:
        return []
    return [
        {"answer": answer, "label": label, "ask": ask, "typed": typed.get(f"comment-{answer}", "")}
        for answer, codename, label, ask in ASKED
        if request.user.has_perm(f"claims.{codename}")
    ]


def _unsaved(typed: dict[str, str], offers: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Return what was typed where the page has no field for it any more: label and text."""
    offered = {offer["answer"] for offer in offers}
    return [
        (ask, typed[f"comment-{answer}"])
        for answer, _codename, _label, ask in ASKED
        if answer not in offered and typed.get(f"comment-{answer}")
    ]
