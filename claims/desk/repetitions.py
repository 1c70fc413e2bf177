"""The same statement once more: its places join the older claim, or it is said to be another."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims import exceptions
from claims.desk import signing, workflow
from claims.desk.rivals import reading
from claims.models import Appearance, Claim, Repetition, Review, ReviewState

S = Repetition.Status


def waiting(claim: Claim | None = None) -> QuerySet[Repetition]:
    """Return what nobody has decided, of one claim or of all; the surest first."""
    rows = Repetition.objects.filter(status=S.SUGGESTED)
    if claim is not None:
        rows = rows.filter(Q(claim=claim) | Q(of=claim))
    return rows.select_related("claim__claimant", "of__claimant").order_by("-score", "pk")


def join(row: Repetition, *, by: User) -> Claim:
    """Make the newer claim's places appearances of the older, and decline its review.

    Only while nobody has begun to review the newer one: what is written is not thrown away.
    """
    _require(by, "change_claim", "decline_review")
    with _deciding(row, by, S.JOINED) as locked:
        review = Review.objects.filter(claim=locked.claim).order_by("-version").first()
        if review is None or review.state != ReviewState.NEW:
            raise exceptions.WrongState(
                "The review of the newer claim has begun: decline it first, or keep both."
            )
        _move(locked.claim, locked.of)
        workflow.decline(review, by=by, comment=f"The same statement as “{locked.of.text}”.")
    return row.of


def dismiss(row: Repetition, *, by: User) -> None:
    """Say that the two are different statements."""
    _require(by, "change_claim")
    with _deciding(row, by, S.DISMISSED):
        pass


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
def _deciding(row: Repetition, by: User, status: str) -> Iterator[Repetition]:
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        sides = Claim.objects.filter(pk__in=[row.claim_id, row.of_id]).order_by("pk")
        list(sides.select_for_update(no_key=True))
        locked = Repetition.objects.select_for_update().get(pk=row.pk)
        if locked.status != S.SUGGESTED:
            raise exceptions.WrongState(
                f"This is {locked.get_status_display().lower()} already (by {locked.decided_by})."
            )
        yield locked
        locked.status, locked.decided_by, locked.decided_at = status, by, timezone.now()
        locked.sides = reading.digest(locked.claim, locked.of)
        locked.save(update_fields=["status", "decided_by", "decided_at", "sides"])


def _require(user: User, *codenames: str) -> None:
    if not (user.is_active and all(user.has_perm(f"claims.{name}") for name in codenames)):
        raise exceptions.NotPermitted
