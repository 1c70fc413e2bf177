"""The contradictions board: all that wait for a decision, each decided where it stands."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims import exceptions
from claims.admin import base, marking
from claims.admin.contradictions import described
from claims.admin.lists import paging
from claims.admin.review import review_page
from claims.admin.saving import kept_forms, merging, stale
from claims.desk import repetitions
from claims.desk.contradictions import board
from claims.desk.lists import counting
from claims.desk.review import opinions
from claims.models import Claim, Contradiction, Evidence, Review, Source

PER_PAGE = 20
KINDS = dict(Contradiction.Kind.choices)
STATUSES = {"suggested": "Suggested", "confirmed": "Confirmed, unanswered"}
DONE = {
    "confirm": "Confirmed: neither claim is published until it is answered.",
    "resolve": "Resolved: readers of both claims will see how.",
    "dismiss": "Dismissed, with your reason.",
}
TYPED = {
    "How is it explained, or why is it none?": "text",
    "Relation": "relation",
    "Note": "note",
    "Address of a source": "url",
    "Where in it": "locator",
    "Quote": "quote",
}
"""What is typed on a card, by its label."""


@dataclass
class Side:
    """One of the two claims, with what differs in it marked."""

    name: str
    claim: Claim
    value: marking.Marked
    text: marking.Marked
    review: Review | None


@dataclass
class Card:
    """One contradiction on the board, and what was typed into its form if that was refused."""

    row: Contradiction
    sides: list[Side]
    sources: dict[int, Source]
    typed: dict[str, str]

    @property
    def seen(self) -> str:
        """What a decision says that it is about."""
        return stale.token(self.row, described.DECIDED)

    @property
    def unsaved(self) -> list[tuple[str, str]]:
        """What was typed, where there is nothing to decide any more."""
        return [] if self.row.status in STATUSES else described.unsaved(TYPED, self.typed)


class BoardPage(base.DeskAdmin):
    """Adds the board to the admin of contradictions."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "claims_contradiction_board"
        return [
            path("board/", view(self.board_view), name=name),
            path("board/<int:pk>/", view(self.board_decide_view), name=f"{name}_decide"),
            *super().get_urls(),
        ]

    def board_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            kept_forms.forget(request, request.path)  # “Throw away what was typed.”
            return redirect(request.path)
        kept = kept_forms.typed(request)
        row = _kept_row(kept)
        return self._board(request) if row is None else self._board_restored(request, row, kept)

    def board_decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = Contradiction.objects.select_related(*board.RELATED).filter(pk=pk).first()
        if row is None:
            raise Http404(f"There is no contradiction {pk}.")
        if request.method != "POST":
            return base.only_posted(request, row)
        try:
            with transaction.atomic():
                board.lock(row, by=base.person(request))
                data = merging.decided(request.POST, row, described.CARD)
                described.require_seen(row, base.posted(request, stale.FIELD))
                if merging.choose(request.POST)[1]:
                    raise stale.Undecided
                request.POST = data  # type: ignore[assignment]
                started = _decide(request, row)
        except (stale.ChangedMeanwhile, stale.Undecided) as refusal:
            merge = merging.merge(data, row, described.CARD)
            return self._board(request, refused=pk, refusal=refusal, merge=merge)
        except exceptions.DeskError as refusal:
            return self._board(request, refused=pk, refusal=refusal)
        kept_forms.forget(request, _address())
        messages.success(request, _told(request.POST["decision"], started))
        return redirect(f"{_address()}{_query(request)}")

    def _board_restored(
        self, request: HttpRequest, row: Contradiction, kept: QueryDict | None
    ) -> HttpResponse:
        """Show the card with what was typed before the session ended."""
        merge = None
        if kept and kept.get(stale.FIELD) != stale.token(row, described.DECIDED):
            merge = merging.merge(kept, row, described.CARD)
        refusal = kept_forms.Restored()
        return self._board(request, refused=row.pk, refusal=refusal, merge=merge, kept=kept)

    def _board(
        self,
        request: HttpRequest,
        *,
        refused: int | None = None,
        refusal: exceptions.DeskError | None = None,
        merge: merging.Merge | None = None,
        kept: QueryDict | None = None,
    ) -> HttpResponse:
        rows = _rows(request, refused)
        page = _page(request, rows)
        typed = base.typed(request, merge.data if merge else kept)
        context = {
            **self.admin_site.each_context(request),
            "title": "Contradictions board",
            "opts": self.opts,
            "cards": _cards(page, base.person(request), refused, typed),
            "page": page,
            "kinds": _choices(request),
            "asked": request.GET,
            "others_wait": _others_wait(request, rows, page),
            "statuses": STATUSES,
            "relations": Contradiction.Relation.choices,
            "may_decide": request.user.has_perm("claims.decide_contradiction"),
            "refusal": refusal,
            "merge": merge,
            "kept": kept,
            "owner": kept_forms.signed(base.person(request), _address()),
            "repeated": repetitions.told(),
            "query": _query(request),
        }
        status = review_page.status(refusal)
        return TemplateResponse(
            request, "admin/claims/contradiction/board.html", context, status=status
        )


def _kept_row(kept: QueryDict | None) -> Contradiction | None:
    """Return the contradiction that what is kept was typed about."""
    number = kept.get("row", "") if kept else ""
    usable = number.isdecimal() and len(number) < 19
    return Contradiction.objects.filter(pk=number).first() if usable else None


def _address() -> str:
    return reverse("admin:claims_contradiction_board")


def _query(request: HttpRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _rows(request: HttpRequest, refused: int | None) -> QuerySet[Contradiction]:
    """Return what the board is asked for, in no order yet."""
    rows = Contradiction.objects.undecided().select_related(*board.RELATED)
    if refused:
        # What was refused is shown alone, whatever has become of it meanwhile.
        rows = Contradiction.objects.filter(pk=refused).select_related(*board.RELATED)
    elif request.GET.get("kind") in KINDS:
        rows = rows.filter(kind=request.GET["kind"])
    if not refused and request.GET.get("status") in STATUSES:
        rows = rows.filter(status=request.GET["status"])
    return rows


def _page(request: HttpRequest, rows: QuerySet[Contradiction]) -> Page[Contradiction]:
    ordered = board.ordered(rows, request.GET.get("order", ""))
    ordered = ordered.prefetch_related("evidence__source", "evidence__added_by")
    return paging.BoundedPaginator(ordered, PER_PAGE).get_page(request.GET.get("page"))


def _others_wait(
    request: HttpRequest, rows: QuerySet[Contradiction], page: Page[Contradiction]
) -> bool:
    """Whether the surest alone are shown, and there are more than are compared with each other."""
    if request.GET.get("order") != "surest" or page.paginator.count < board.SUREST:
        return False
    return counting.up_to(rows, board.SUREST) > board.SUREST


def _cards(
    page: Page[Contradiction], user: User, refused: int | None, typed: dict[str, str]
) -> list[Card]:
    rows = list(page)
    claims = {pk for row in rows for pk in (row.left_id, row.right_id)}
    reviews = _newest(claims, user)
    sources = _sources(claims)
    return [
        Card(
            row,
            _sides(row, reviews),
            {**sources.get(row.left_id, {}), **sources.get(row.right_id, {})},
            typed if row.pk == refused else {},
        )
        for row in rows
    ]


def _newest(claims: set[int], user: User) -> dict[int, Review]:
    rows = opinions.tell_shown(Review.objects.filter(claim__in=claims), user)
    rows = rows.order_by("version").select_related("rating")
    return {review.claim_id: review for review in rows.defer("explanation")}


def _sources(claims: set[int]) -> dict[int, dict[int, Source]]:
    """Return the sources that the reviews of each claim have, by their number."""
    found: dict[int, dict[int, Source]] = {}
    rows = Evidence.objects.filter(review__claim__in=claims).order_by("pk")
    for row in rows.select_related("source", "review"):
        found.setdefault(row.review.claim_id, {})[row.source_id] = row.source
    return found


def _sides(row: Contradiction, reviews: dict[int, Review]) -> list[Side]:
    values = marking.marked(row.left_value, row.right_value)
    texts = marking.marked(row.left.text, row.right.text)
    names = (("left", row.left), ("right", row.right))
    return [
        Side(name, claim, value, text, reviews.get(claim.pk))
        for (name, claim), value, text in zip(names, values, texts, strict=True)
    ]


def _choices(request: HttpRequest) -> list[tuple[str, str, str, bool]]:
    """Return each kind that has open contradictions: code, words, how many, whether chosen."""
    counts = board.kinds()
    chosen = request.GET.get("kind", "")
    every = [("", "All", counting.told(sum(counts.values())), not chosen)]
    return every + [
        (code, words, counting.told(counts[code]), code == chosen)
        for code, words in KINDS.items()
        if counts.get(code)
    ]


# Deciding.


def _decide(request: HttpRequest, row: Contradiction) -> list[Review]:
    sides: dict[str, Claim | None] = {"left": row.left, "right": row.right, "neither": None}
    decision = base.posted(request, "decision")
    holds = base.posted(request, "holds")
    if decision == "resolve" and holds not in sides:
        raise exceptions.BadValue("Say which of the two holds, or that neither does.")
    return board.decide(
        row,
        decision,
        by=base.person(request),
        seen=row.status,
        text=base.posted(request, "text"),
        holds=sides.get(holds),
        described=_described(request, row),
        proof=_proof(request),
        start=bool(base.posted(request, "start")),
    )


def _described(request: HttpRequest, row: Contradiction) -> dict[str, Any]:
    """Return what was said anew of the two, of what may be said here."""
    said = {name: base.posted(request, name) for name in ("relation", "note")}
    if said["relation"] not in Contradiction.Relation.values:
        raise exceptions.BadValue("Choose how the two relate.")
    return {name: value for name, value in said.items() if value != getattr(row, name)}


def _proof(request: HttpRequest) -> board.Proof | None:
    chosen, url = base.posted(request, "source"), base.posted(request, "url").strip()
    quote, locator = base.posted(request, "quote"), base.posted(request, "locator")
    if not (chosen or url):
        if quote.strip() or locator.strip():
            raise exceptions.BadValue("Say which source the quote is from.")
        return None
    return board.Proof(_source(chosen, url), quote[:500], locator[:200])


def _source(chosen: str, url: str) -> Source:
    rows = Source.objects.filter(url=url) if url else Source.objects.filter(pk=_number(chosen))
    source = rows.first()
    if source is None:
        what = url or chosen
        raise exceptions.BadValue(f"There is no source {what}: add it under Sources, then decide.")
    return source


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise exceptions.BadValue(f"There is no source {text}: choose one from the list.")
    return int(text)


def _told(decision: str, started: list[Review]) -> str:
    if not started:
        return DONE[decision]
    begun = "; ".join(f"version {review.version} of “{review.claim}”" for review in started)
    return f"{DONE[decision]} To be looked at now: {begun}."
