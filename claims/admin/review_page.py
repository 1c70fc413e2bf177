"""The page of one claim under review: all that one needs to judge it, in one place."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.response import TemplateResponse

from claims import exceptions
from claims.admin import base, history, show, stale
from claims.admin.drafts import Draft
from claims.desk import opinions, standards, workflow
from claims.desk.states import Move
from claims.models import Claim, Contradiction, Publication, Review, ReviewState

TEMPLATE = "admin/claims/review/page.html"
NEXT = ("publish", "approve", "submit", "start")
"""Which step is the one to take, when there are several."""

STATUS_OF: dict[type[exceptions.DeskError], int] = {
    exceptions.NotPermitted: 403,
    exceptions.SamePerson: 403,
    exceptions.WrongState: 409,
    exceptions.ChangedSinceApproval: 409,
    exceptions.OpinionMissing: 409,
    exceptions.OpinionsDiffer: 409,
    exceptions.NotFound: 404,
}


def render(
    request: HttpRequest,
    review: Review,
    *,
    site: AdminSite,
    draft: Draft | None = None,
    refusal: exceptions.DeskError | None = None,
) -> TemplateResponse:
    """Show the page: as it is stored, or with the `draft` that could not be saved, and why."""
    user = base.person(request)
    if draft is None and workflow.may_write(review, user):
        draft = Draft(review, site=site, request=request)
    context = {
        **site.each_context(request),
        **_about(review),
        **_steps(request, review, user),
        **_opinions(request, review, user),
        "title": show.shortened(review.claim.text, 100),
        "opts": Review._meta,
        "draft": draft,
        "media": draft.media if draft else "",
        "refusal": refusal,
        "differences": draft.differences() if draft and _is_stale(refusal) else [],
        "may_note": user.has_perm("claims.add_contradiction"),
        "may_change_claim": user.has_perm("claims.change_claim"),
    }
    return TemplateResponse(request, TEMPLATE, context, status=status(refusal))


def _is_stale(refusal: exceptions.DeskError | None) -> bool:
    return isinstance(refusal, stale.ChangedMeanwhile)


def status(refusal: exceptions.DeskError | None) -> int:
    """Return the HTTP status of a refusal; what the person can mend on the page is a 200."""
    if refusal is None:
        return 200
    return next((code for kind, code in STATUS_OF.items() if isinstance(refusal, kind)), 200)


def find(pk: Any) -> Review | None:
    """Return one review with everything that its page names."""
    rows = Review.objects.select_related("claim__claimant", "author", "reviewer", "rating")
    return rows.filter(pk=pk).first() if str(pk).isdecimal() else None


def contradictions_of(claim: Claim) -> list[Contradiction]:
    rows = Contradiction.objects.of(claim)
    return list(rows.select_related("left", "right", "holds", "decided_by"))


def _about(review: Review) -> dict[str, Any]:
    claim = review.claim
    points = standards.checklist(review)
    return {
        "review": review,
        "claim": claim,
        "appearances": show.passages(claim),
        "evidence": review.evidence.select_related("source__publisher", "added_by"),
        "points": points,
        "met": sum(point.met for point in points),
        "contradictions": contradictions_of(claim),
        "versions": claim.reviews.order_by("-version").select_related("rating"),
        "publications": Publication.objects.filter(claim_id=claim.public_id)
        .defer("document")
        .order_by("-sequence"),
        "public_page": show.public_page(claim.slug),
        "timeline": history.of_review(review),
    }


def _steps(request: HttpRequest, review: Review, user: User) -> dict[str, Any]:
    moves = workflow.moves_for(review, user)
    main = _main(moves)
    typed = base.typed(request)
    return {
        "main": main,
        "others": [move for move in moves if move is not main and not move.comment],
        "with_comment": [
            (move, typed.get(f"comment-{move.action}", ""))
            for move in moves
            if move.comment and move is not main
        ],
        "assignees": _assignees(review, user),
    }


def _opinions(request: HttpRequest, review: Review, user: User) -> dict[str, Any]:
    said = opinions.of(review)
    return {
        "opinions": said,
        "may_ask": said.standing == opinions.Standing.NOT_ASKED
        and review.state in opinions.ASKABLE_STATES
        and user.has_perm("claims.add_opinionrequest"),
        "may_let_stand": said.standing == opinions.Standing.DISPUTED
        and review.state == ReviewState.SUBMITTED
        and user.has_perm("claims.add_opiniondecision"),
        "opinion_reason": base.typed(request).get("opinion-reason", ""),
    }


def _main(moves: list[Move]) -> Move | None:
    by_action = {move.action: move for move in moves}
    return next((by_action[action] for action in NEXT if action in by_action), None)


def _assignees(review: Review, user: User) -> Any:
    """Who may be given this review, when `user` may give it and it can be given."""
    if review.state not in workflow.ASSIGNABLE_STATES or not user.has_perm("claims.assign_review"):
        return []
    writers = User.objects.with_perm(
        "claims.write_review", backend="django.contrib.auth.backends.ModelBackend"
    )
    return writers.exclude(pk=review.author_id or 0).order_by("username")
