"""Second opinions, given blind: who is asked, who may see what, and what approving then needs.

A review asks for one by a rule, when it is submitted, or by an editor's hand. Until an opinion is
given, its verdict is shown to nobody who could still give one; whoever opens it all the same is
written down, and cannot assess it any more. The database refuses the same, whoever asks.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from claims import exceptions
from claims.desk.review import locking
from claims.models import (
    OPEN_STATES,
    Assessment,
    Look,
    OpinionDecision,
    OpinionRequest,
    OpinionRule,
    Rating,
    Review,
    ReviewState,
)

ASKABLE_STATES = (
    ReviewState.NEW,
    ReviewState.IN_REVIEW,
    ReviewState.RETURNED,
    ReviewState.SUBMITTED,
)
HIDDEN_STATES = (ReviewState.IN_REVIEW, ReviewState.RETURNED, ReviewState.SUBMITTED)
MIN_RATIONALE = 20
"""Characters: a rating without a reason helps nobody to decide."""


class Standing(StrEnum):
    """Where the second opinion on a review stands."""

    NOT_ASKED = "not asked"
    WAITING = "waiting"
    AGREED = "agreed"
    DISPUTED = "disputed"
    DECIDED = "decided"


@dataclass(frozen=True)
class Opinions:
    """All that was said about one review besides its own verdict."""

    standing: Standing
    given: list[Assessment]
    decisions: list[OpinionDecision]


# What was said.


def of(review: Review) -> Opinions:
    """Return where the second opinion on `review` stands. Three queries, one if none was asked."""
    if not OpinionRequest.objects.filter(review=review).exists():
        return Opinions(Standing.NOT_ASKED, [], [])
    people = ("rating", "first_rating", "assessor")
    given = list(review.assessments.select_related(*people).order_by("pk"))
    decisions = list(review.opinion_decisions.select_related("decided_by", "rating").order_by("pk"))
    return Opinions(_standing(review, given, decisions), given, decisions)


def _standing(
    review: Review, given: list[Assessment], decisions: list[OpinionDecision]
) -> Standing:
    if not given:
        return Standing.WAITING
    others = [opinion for opinion in given if opinion.rating_id != review.rating_id]
    if not others:
        return Standing.AGREED
    answered = [
        decision.decided_at for decision in decisions if decision.rating_id == review.rating_id
    ]
    latest = max(opinion.created_at for opinion in others)
    return Standing.DECIDED if any(at > latest for at in answered) else Standing.DISPUTED


def require(review: Review) -> None:
    """Refuse to approve while the second opinion is missing, or another and nobody decided."""
    standing = of(review).standing
    if standing == Standing.WAITING:
        raise exceptions.OpinionMissing
    if standing == Standing.DISPUTED:
        raise exceptions.OpinionsDiffer


# Who is blind.


def hidden_by(review: Review, user: User) -> Review | None:
    """Return the version that keeps the page of `review` from `user`: its own, or a newer one.

    While an opinion on one version is to be given blind, the pages of the others would tell it.
    """
    asked = Review.objects.filter(
        claim=review.claim_id,
        state__in=HIDDEN_STATES,
        opinion_request__isnull=False,
        assessments=None,
    ).first()
    if asked is None or _wrote(asked, user) or _has_seen(asked, user):
        return None
    return asked


def may_assess(review: Review, user: User) -> bool:
    """Whether `user` could give an opinion on `review` now; the database checks it again."""
    return (
        review.state == ReviewState.SUBMITTED
        and user.has_perm("claims.add_assessment")
        and OpinionRequest.objects.filter(review=review).exists()
        and not _wrote(review, user)
        and not _has_seen(review, user)
        and not review.assessments.filter(assessor=user).exists()
    )


def may_look(user: User) -> bool:
    """Whether `user` may open a hidden review all the same: who approves has to read it."""
    return user.has_perm("claims.approve_review")


def look(review: Review, user: User) -> None:
    """Write down that `user` sees this review; before it is shown, and once.

    Its author too: they write this version, and are not blind to the next one either. A claim that
    nobody began to review shows nothing yet; one that was reopened shows what was written before.
    """
    if review.state == ReviewState.NEW and not _was_begun(review):
        return
    if not Look.objects.filter(review=review, user=user).exists():
        Look.objects.bulk_create([Look(review=review, user=user)], ignore_conflicts=True)


def _was_begun(review: Review) -> bool:
    return review.transitions.exclude(to_state=ReviewState.NEW).exists()


def shown_to(user: User) -> Q:
    """Return which reviews may show their rating in a list to `user`.

    An open verdict is shown by its own page alone, which writes down who sees it: any of them may
    ask for a second opinion later. So may what was declined, when it is reopened.
    """
    seen = Exists(Look.objects.filter(review=OuterRef("pk"), user=user))
    return ~Q(state__in=(*OPEN_STATES, ReviewState.DECLINED)) | Q(author=user) | Q(seen)


def tell_shown(reviews: QuerySet[Review], user: User) -> QuerySet[Review]:
    """Annotate `reviews` with `rating_shown`: whether a list may show their rating to `user`."""
    shown = When(shown_to(user), then=Value(True))
    return reviews.annotate(
        rating_shown=Case(shown, default=Value(False), output_field=BooleanField())
    )


def shown(reviews: Any, user: User) -> Any:
    """Return those of `reviews` whose rating a list may show to `user`."""
    return reviews.filter(shown_to(user))


def asked_of(reviews: Any, user: User) -> Any:
    """Return those of `reviews` on which `user` can still give a second opinion."""
    return reviews.filter(opinion_request__in=OpinionRequest.objects.waiting_for(user))


def disputed(reviews: Any) -> Any:
    """Return those of `reviews` that wait for an editor's decision between two opinions."""
    # From the opinions, which are few: asking each review for its own would read them all.
    answered = OpinionDecision.objects.filter(
        review=OuterRef("review"),
        rating=OuterRef("review__rating"),
        decided_at__gt=OuterRef("created_at"),
    )
    other = Assessment.objects.filter(review__state=ReviewState.SUBMITTED).order_by()
    other = other.exclude(rating=F("review__rating")).exclude(Exists(answered))
    return reviews.filter(pk__in=other.values("review"), state=ReviewState.SUBMITTED)


def _wrote(review: Review, user: User) -> bool:
    """Whether `user` wrote in any version: a correction begins as a copy of the one before."""
    if review.author_id == user.pk:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT claim_written_by_v1(%s, %s)", [review.claim_id, user.pk])
        return bool(cursor.fetchone()[0])


def _has_seen(review: Review, user: User) -> bool:
    return Look.objects.filter(review__claim_id=review.claim_id, user=user).exists()


# Steps.


def ask(review: Review, *, by: User) -> OpinionRequest:
    """Ask for a second opinion by hand. Asked is asked: it is not taken back."""
    with locking.locked(review, by) as row:
        _require_permission(by, "add_opinionrequest")
        if row.state not in ASKABLE_STATES:
            raise exceptions.WrongState(
                "A second opinion is asked for before a review is approved: return it first."
            )
        if OpinionRequest.objects.filter(review=row).exists():
            raise exceptions.AlreadyTaken("A second opinion is asked for already.")
        return OpinionRequest.objects.create(review=row, asked_by=by)


def ask_by_rule(row: Review, *, by: User) -> None:
    """Ask for a second opinion if a rule says so. `row` is locked: it is just being submitted."""
    if OpinionRequest.objects.filter(review=row).exists():
        return
    rule = rules_for(row).first()
    if rule:
        OpinionRequest.objects.create(review=row, rule=rule, asked_by=by)


def rules_for(review: Review) -> QuerySet[OpinionRule]:
    """Return the rules that ask for a second opinion on `review`."""
    claim = review.claim
    return OpinionRule.objects.filter(
        Q(priority=None) | Q(priority__gte=claim.priority),
        Q(topic="") | Q(topic__in=claim.topics),
        Q(rating=None) | Q(rating=review.rating_id),
        active=True,
    )


def assess(review: Review, *, by: User, rating: Rating, rationale: str) -> Assessment:
    """Give a second opinion. The database refuses it from who wrote or has seen the review."""
    with locking.locked(review, by) as row:
        _require_permission(by, "add_assessment")
        if len(rationale.strip()) < MIN_RATIONALE:
            raise exceptions.BadValue(
                f"Say why you rate it so, in {MIN_RATIONALE} characters or more."
            )
        given = Assessment.objects.create(
            review=row, assessor=by, rating=rating, rationale=rationale.strip()
        )
    given.refresh_from_db()
    return given


def decide(review: Review, *, by: User, reason: str) -> OpinionDecision:
    """Let the review's verdict stand against a second opinion; only then it can be approved."""
    with locking.locked(review, by) as row:
        _require_permission(by, "add_opiniondecision")
        if not reason.strip():
            raise exceptions.CommentNeeded("Say why this verdict stands and the other does not.")
        # The database sets which rating that is: the one that it holds.
        decision = OpinionDecision(review=row, reason=reason.strip(), decided_by=by)
        decision.save(force_insert=True)
    decision.refresh_from_db()
    return decision


def _require_permission(user: User, codename: str) -> None:
    if not (user.is_active and user.has_perm(f"claims.{codename}")):
        raise exceptions.NotPermitted
