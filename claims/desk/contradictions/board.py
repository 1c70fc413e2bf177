"""The contradictions board: what waits for a decision, and deciding it in one go.

A decision here is all of it in one transaction, or none: what is said of the two, the decision,
the evidence that it stands on, and the reviews of both sides that it starts.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from claims import exceptions
from claims.desk import signing
from claims.desk.contradictions import noting
from claims.desk.lists import counting
from claims.desk.review import workflow
from claims.language.statements import ranking
from claims.models import (
    OPEN_STATES,
    Claim,
    Contradiction,
    DecisionEvidence,
    Review,
    ReviewState,
    Source,
)

S = Contradiction.Status
DECISIONS = ("confirm", "resolve", "dismiss")
RELATED = ("left__claimant", "right__claimant", "decided_by")
"""What a card shows of other tables."""
SUREST = 1000
FIRST = 1
"""The priority of a claim whose contradiction was confirmed, while nobody has begun with it."""


@dataclass(frozen=True)
class Proof:
    """A source that a decision stands on, and where in it."""

    source: Source
    quote: str = ""
    locator: str = ""


def kinds() -> dict[str, int]:
    """Return how many contradictions of each kind wait, counted no further than anybody reads."""
    waiting = Contradiction.objects.undecided()
    counted = {kind: counting.up_to(waiting.filter(kind=kind)) for kind in Contradiction.Kind}
    return {str(kind): count for kind, count in counted.items() if count}


def ordered(rows: QuerySet[Contradiction], order: str) -> QuerySet[Contradiction]:
    """Order the board: the oldest first, the newest, or the surest.

    Of those about one point, each comes later than the surer one before it, as ranking.ranked;
    so the surest are compared with each other, and there are at most SUREST of them.
    """
    if order == "surest":
        surest = rows.order_by(F("score").desc(nulls_last=True), "-pk").values_list("pk", flat=True)
        rows = Contradiction.objects.filter(pk__in=list(surest[:SUREST])).select_related(*RELATED)
        about = [F("left__subject"), F("left__property")]
        place = Window(RowNumber(), partition_by=about, order_by=[F("score").desc(nulls_last=True)])
        sure = Coalesce(F("score"), 0.0) - ranking.REPEATED * place
        return rows.annotate(sure=sure).order_by("-sure", "-pk")
    return rows.order_by(*(("-created_at", "-pk") if order == "newest" else ("created_at", "pk")))


def decide(
    row: Contradiction,
    decision: str,
    *,
    by: User,
    seen: str,
    text: str = "",
    holds: Claim | None = None,
    described: dict[str, Any] | None = None,
    proof: Proof | None = None,
    start: bool = False,
) -> list[Review]:
    """Decide a contradiction that `by` saw in the status `seen`; return the reviews it started.

    `described` are those of noting.DESCRIBED_FIELDS that are said anew. Resolving one that
    is only suggested confirms it on the way.
    """
    if decision not in DECISIONS:
        raise exceptions.BadValue("Choose what you decide: confirm, resolve or dismiss.")
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        lock(row, by=by)
        _require_status(row, seen)
        if described:
            noting.describe(row, by=by, **described)
        if decision == "dismiss":
            noting.dismiss(row, by=by, reason=text)
        elif row.status == S.SUGGESTED:
            noting.confirm(row, by=by)
        if decision == "resolve":
            noting.resolve(row, by=by, resolution=text, holds=holds)
        if proof:
            _prove(row, proof, by)
        return start_reviews(row, by=by) if start and decision != "dismiss" else []


def lock(row: Contradiction, *, by: User) -> None:
    """Lock both claims, as every step of a review does first, and then the contradiction."""
    _require(by)
    sides = Claim.objects.filter(pk__in=[row.left_id, row.right_id]).order_by("pk")
    list(sides.select_for_update(no_key=True).values_list("pk"))
    Contradiction.objects.select_for_update().get(pk=row.pk)
    row.refresh_from_db()


def prove(row: Contradiction, proof: Proof, *, by: User) -> DecisionEvidence:
    """Note a source that the decision stands on."""
    _require(by)
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        return _prove(row, proof, by)


def start_reviews(row: Contradiction, *, by: User) -> list[Review]:
    """Have both sides looked at: a correction of what is public, the head of the queue else."""
    reason = f"A contradiction was confirmed: {row.left_value} / {row.right_value}."
    started = [_start(claim, by, reason) for claim in (row.left, row.right)]
    return [review for review in started if review is not None]


def _require(by: User) -> None:
    if not (by.is_active and by.has_perm("claims.decide_contradiction")):
        raise exceptions.NotPermitted


def _require_status(row: Contradiction, seen: str) -> None:
    if row.status != seen:
        who = f" by {row.decided_by}" if row.decided_by else ""
        raise exceptions.WrongState(
            f"This contradiction is {row.get_status_display().lower()}{who} since you opened the"
            " page: look at it again."
        )


def _prove(row: Contradiction, proof: Proof, by: User) -> DecisionEvidence:
    return DecisionEvidence.objects.create(
        contradiction=row,
        source=proof.source,
        quote=proof.quote.strip(),
        locator=proof.locator.strip(),
        added_by=by,
    )


def _start(claim: Claim, by: User, reason: str) -> Review | None:
    """Start what this claim needs; nothing where somebody works on it, or it was withdrawn."""
    reviews = claim.reviews.order_by("-version")
    if opened := reviews.filter(state__in=OPEN_STATES).first():
        return _first_in_queue(opened) if opened.state == ReviewState.NEW else None
    if public := reviews.filter(state=ReviewState.PUBLISHED).first():
        return workflow.correct(public, by=by, comment=reason)
    newest = reviews.first()
    if newest is not None and newest.state == ReviewState.DECLINED:
        return _first_in_queue(workflow.reopen(newest, by=by, comment=reason))
    return None


def _first_in_queue(review: Review) -> Review:
    Claim.objects.filter(pk=review.claim_id).update(priority=FIRST)
    return review
