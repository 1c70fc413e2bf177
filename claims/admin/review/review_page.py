"""The page of one claim under review: all that one needs to judge it, in one place."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse

from claims import exceptions
from claims.admin import base, history, marking, show
from claims.admin.contradictions import described, proposals
from claims.admin.intake import external
from claims.admin.review import presence
from claims.admin.review.drafts import Draft
from claims.admin.saving import kept_forms, stale
from claims.desk import similar
from claims.desk.people import roles
from claims.desk.review import advice, comments, opinions, rereview, standards, workflow
from claims.desk.review.states import Move
from claims.models import Claim, Contradiction, Publication, Rating, Review, ReviewState

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


class Decidable(marking.Sides):
    """A contradiction on the page of a review: an editor decides there what was proposed."""

    @property
    def seen(self) -> str:
        """What a decision says that it is about."""
        return stale.token(self.row, described.DECIDED)


def render(
    request: HttpRequest,
    review: Review,
    *,
    site: AdminSite,
    draft: Draft | None = None,
    refusal: exceptions.DeskError | None = None,
    said: bool = False,
    kept: QueryDict | None = None,
) -> TemplateResponse:
    """Show the page: as it is stored, or with the `draft` that could not be saved, and why.

    `said`: the comment that was typed stands in the thread already. `kept`: what was typed before
    the session ended.
    """
    user = base.person(request)
    typed = base.typed(request, kept)
    if draft is None and workflow.may_write(review, user):
        draft = Draft(review, site=site, request=request)
    context = {
        **site.each_context(request),
        **_about(review, user),
        **_steps(review, user, typed),
        **_opinions(review, user, typed),
        **_advice(review, draft),
        "elsewhere": external.of_claim(review.claim, request),
        **_comments(review, user, "" if said else typed.get("comment", "")),
        "owner": kept_forms.signed(user, show.page(review)),
        "kept": kept,
        "somebody_else": presence.told(presence.arrive(review, user), user),
        "title": show.shortened(review.claim.text, 100),
        "opts": Review._meta,
        "draft": draft,
        "media": draft.media if draft else "",
        "refusal": refusal,
        "merge": draft.merge if draft else None,
        "may_note": user.has_perm("claims.add_contradiction"),
        "may_join": proposals.may_join(request),
        "may_decide": user.has_perm("claims.decide_contradiction"),
        "may_change_claim": user.has_perm("claims.change_claim"),
    }
    return TemplateResponse(request, TEMPLATE, context, status=status(refusal))


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


def _about(review: Review, user: User) -> dict[str, Any]:
    claim = review.claim
    points = standards.checklist(review)
    return {
        "review": review,
        "claim": claim,
        "appearances": show.passages(claim),
        "evidence": review.evidence.select_related("source__publisher", "added_by"),
        "points": points,
        "met": sum(point.met for point in points),
        "gate_advice": standards.advice(review),
        "replies": claim.reply_requests.select_related("written_by"),
        "waiting": rereview.waiting_for(claim),
        "contradictions": [Decidable(row) for row in contradictions_of(claim)],
        **proposals.of(claim),
        "similar": similar.to(claim, user=user),
        "versions": claim.reviews.order_by("-version").select_related("rating"),
        "publications": Publication.objects.filter(claim_id=claim.public_id)
        .defer("document")
        .order_by("-sequence"),
        "public_page": show.public_page(claim.slug),
        "timeline": history.of_review(review),
    }


def _advice(review: Review, draft: Draft | None) -> dict[str, Any]:
    """Advice on the texts as they stand on the page, typed or stored."""
    form = draft.verdict if draft else None
    title = form["title"].value() if form else review.title
    explanation = form["explanation"].value() if form else review.explanation
    return {
        "advice_claim": advice.of_claim(
            review.claim.text, Rating.objects.values_list("text", flat=True)
        ),
        "advice_title": advice.of_title(title or ""),
        "advice_explanation": advice.of_explanation(explanation or ""),
    }


def _comments(review: Review, user: User, typed: str) -> dict[str, Any]:
    return {
        "thread": [(row, comments.pieces(row)) for row in comments.thread(review)],
        "comment_typed": typed,
        "may_comment": comments.may_comment(user),
        "comment_most": comments.MAX_BODY,
    }


def _steps(review: Review, user: User, typed: dict[str, str]) -> dict[str, Any]:
    moves = workflow.moves_for(review, user)
    main = _main(moves)
    return {
        "main": main,
        "others": [move for move in moves if move is not main and not move.comment],
        "with_comment": [
            (move, typed.get(f"comment-{move.action}", ""))
            for move in moves
            if move.comment and move is not main
        ],
        "assignees": _assignees(review, user),
        "may_take_next": user.has_perm("claims.write_review"),
    }


def _opinions(review: Review, user: User, typed: dict[str, str]) -> dict[str, Any]:
    said = opinions.of(review)
    return {
        "opinions": said,
        "may_ask": said.standing == opinions.Standing.NOT_ASKED
        and review.state in opinions.ASKABLE_STATES
        and user.has_perm("claims.add_opinionrequest"),
        "may_let_stand": said.standing == opinions.Standing.DISPUTED
        and review.state == ReviewState.SUBMITTED
        and user.has_perm("claims.add_opiniondecision"),
        "opinion_reason": typed.get("opinion-reason", ""),
        # Typed on the blind page, which is not shown to them any more.
        "unsaved": [("Your second opinion", typed["rationale"])] if typed.get("rationale") else [],
    }


def _main(moves: list[Move]) -> Move | None:
    by_action = {move.action: move for move in moves}
    return next((by_action[action] for action in NEXT if action in by_action), None)


def _assignees(review: Review, user: User) -> Any:
    """Who may be given this review, when `user` may give it and it can be given."""
    if review.state not in workflow.ASSIGNABLE_STATES or not user.has_perm("claims.assign_review"):
        return []
    return roles.who_write().exclude(pk=review.author_id or 0)
