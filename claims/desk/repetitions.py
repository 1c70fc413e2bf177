"""The same statement once more: its places join the older claim, or it is said to be another."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims import exceptions
from claims.desk import signing
from claims.desk.lists import counting
from claims.desk.review import workflow
from claims.desk.rivals import reading
from claims.models import Appearance, Claim, Repetition, Review, ReviewState

S = Repetition.Status
COUNTED = 1000
"""The board says how many wait, and no more than that."""
GIVEN_UP = {ReviewState.DECLINED, ReviewState.RETRACTED}


def waiting(claim: Claim | None = None) -> QuerySet[Repetition]:
    """Return what nobody has decided, of one claim or of all; the surest first.

    Nobody has to decide about a claim that was declined; what is reopened waits again. Nor of the
    third copy whether it repeats the second, while both wait as repetitions of the first.
    """
    live = Review.objects.exclude(state=ReviewState.DECLINED)
    both = [Exists(live.filter(claim=OuterRef(side))) for side in ("claim", "of")]
    rows = Repetition.objects.filter(*both, ~Exists(_of_the_first()), status=S.SUGGESTED)
    if claim is not None:
        rows = rows.filter(Q(claim=claim) | Q(of=claim))
    return rows.select_related("claim__claimant", "of__claimant").order_by("-score", "pk")


def told() -> str:
    """Return how many wait, as people read it: if each does, three other rows say."""
    return counting.told(counting.up_to(waiting(), COUNTED), COUNTED)


def _of_the_first() -> QuerySet[Repetition]:
    """Return what says that the older claim of a row repeats one that the newer repeats as well."""
    suggested = Repetition.objects.filter(status=S.SUGGESTED)
    newer = suggested.filter(claim=OuterRef(OuterRef("claim")))
    live = Review.objects.exclude(state=ReviewState.DECLINED).filter(claim=OuterRef("of"))
    return suggested.filter(Exists(live), claim=OuterRef("of"), of__in=newer.values("of"))


def seen(row: Repetition) -> str:
    """Return what stands for both claims as they are shown: a decision is about these."""
    return reading.digest(row.claim, row.of)


def join(row: Repetition, *, by: User, seen: str = "") -> Claim:
    """Make the newer claim's places appearances of the older, and decline its review.

    Only while nobody has begun to review the newer one: what is written is not thrown away. Nor
    with an older one that was given up: nobody would look at the statement any more.
    """
    _require(by, "change_claim", "decline_review")
    with _deciding(row, by, S.JOINED, seen) as locked:
        kept = _newest(locked.of)
        if kept is None or kept.state in GIVEN_UP:
            raise exceptions.WrongState(
                "The older claim was declined or retracted: reopen it first, or keep both."
            )
        review = _newest(locked.claim)
        if review is None or review.state != ReviewState.NEW:
            raise exceptions.WrongState(
                "The review of the newer claim has begun: decline it first, or keep both."
            )
        _move(locked.claim, locked.of)
        workflow.decline(review, by=by, comment=f"The same statement as “{locked.of.text}”.")
    return row.of


def dismiss(row: Repetition, *, by: User, seen: str = "") -> None:
    """Say that the two are different statements. Whoever may join them may keep them apart."""
    _require(by, "change_claim", "decline_review")
    with _deciding(row, by, S.DISMISSED, seen):
        pass


def _newest(claim: Claim) -> Review | None:
    return Review.objects.filter(claim=claim).order_by("-version").first()


def _move(claim: Claim, to: Claim) -> None:
    """Pin every place of `claim` to the other, which has some of them perhaps."""
    there = set(to.appearances.values_list("article", "start"))
    Appearance.objects.bulk_create(
        [
            Appearance(
                claim=to,
                article_id=place.article_id,
                exact=place.exact,
                prefix=place.prefix,
                suffix=place.suffix,
                start=place.start,
                end=place.end,
            )
            for place in claim.appearances.all()
            if (place.article_id, place.start) not in there
        ]
    )


@contextmanager
def _deciding(row: Repetition, by: User, status: str, seen: str) -> Iterator[Repetition]:
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        claims = Claim.objects.filter(pk__in=[row.claim_id, row.of_id]).order_by("pk")
        list(claims.select_for_update(no_key=True))
        locked = Repetition.objects.select_for_update().filter(pk=row.pk).first()
        if locked is None:
            raise exceptions.NotFound("The two claims say the same no more: nothing is to decide.")
        if locked.status != S.SUGGESTED:
            raise exceptions.WrongState(
                f"This is {locked.get_status_display().lower()} already (by {locked.decided_by})."
            )
        sides = reading.digest(locked.claim, locked.of)
        if sides != (seen or locked.sides):
            raise exceptions.WrongState(
                "One of the two claims has changed meanwhile: read both again, and decide then."
            )
        yield locked
        locked.status, locked.decided_by, locked.decided_at = status, by, timezone.now()
        locked.sides = sides
        locked.save(update_fields=["status", "decided_by", "decided_at", "sides"])


def _require(user: User, *codenames: str) -> None:
    if not (user.is_active and all(user.has_perm(f"claims.{name}") for name in codenames)):
        raise exceptions.NotPermitted
