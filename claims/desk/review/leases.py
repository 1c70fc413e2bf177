"""Leases: who is at work on a review's page. A lease forbids nothing, and ends by itself.

That only its author writes is held by the workflow and the database. A lease says who is there, so
that two people do not do one thing; “Next claim” passes over what somebody else has open.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef

from claims import exceptions
from claims.desk.review import workflow
from claims.models import Lease, Review

LASTS = timedelta(minutes=15)
"""Without a sign of life. An open page gives one every two minutes, each request is one too."""


def may_hold(review: Review, user: User) -> bool:
    """Whether there is anything for `user` to do on this page: who only reads holds nothing."""
    return workflow.may_write(review, user) or bool(workflow.moves_for(review, user))


def hold(review: Review, *, by: User) -> Lease:
    """Take or renew the lease of `review`. Returns the one that holds now: it may be another's."""
    parameters = [review.pk, by.pk, LASTS]
    rows = Lease.objects.raw("SELECT * FROM lease_v1(%s, %s, %s)", parameters)
    return next(iter(rows.prefetch_related("holder")))


def current(review: Review) -> Lease | None:
    """Return the lease that holds now, if any."""
    return Lease.objects.live().select_related("holder").filter(review=review).first()


def release(review: Review, *, by: User) -> None:
    """Give up one's own lease: the work is done."""
    Lease.objects.filter(review=review, holder=by).delete()


def take_next(*, by: User) -> Review:
    """Take and lease the best review that nobody has: by priority, then by who waited longest.

    Passes over what somebody else has open. Of two people who ask at once, each gets another one.
    """
    with transaction.atomic():
        review = _free(by)
        if review is None:
            raise exceptions.NotFound(_why_none(by))
        workflow.start(review, by=by)
        hold(review, by=by)
    return review


def _free(user: User) -> Review | None:
    # Both rows that the workflow locks, and neither is waited for: what somebody else is taking
    # is passed over, and there is no order in which two could wait for each other.
    rows = Review.objects.queued().select_related("claim")
    return (
        rows.exclude(Exists(Lease.objects.of_others(user).filter(review=OuterRef("pk"))))
        .select_for_update(skip_locked=True, of=("self", "claim"))
        .first()
    )


def _why_none(user: User) -> str:
    open_elsewhere = Lease.objects.of_others(user).filter(review__in=Review.objects.unassigned())
    if open_elsewhere.exists():
        return "Nothing is free: what nobody has taken is open on somebody’s screen."
    return "The queue is empty: no claim waits for a reviewer."
