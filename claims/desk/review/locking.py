"""The lock under which a review changes: one order for all, so that no two steps can deadlock."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction

from claims import exceptions
from claims.desk import signing
from claims.models import Claim, Review


@contextmanager
def locked(review: Review, by: User) -> Iterator[Review]:
    """Lock the review's row, read it anew, and sign what happens with who does it."""
    with (
        exceptions.from_constraints(),
        signing.acting(by),
        transaction.atomic(),
    ):
        # The claim first, always: steps of two versions of one claim then wait for each other
        # in one order, where locking the reviews alone could deadlock.
        Claim.objects.select_for_update(no_key=True).values_list("pk").get(pk=review.claim_id)
        rows = Review.objects.select_related("claim__claimant", "rating")
        row = rows.select_for_update(of=("self",)).get(pk=review.pk)
        if row.rating_id and row.rating is None:
            # Somebody without our locks changed it while we waited: PostgreSQL then gives the new
            # row beside what it had found for the old one, which is nothing.
            row._state.fields_cache.pop("rating")
        yield row


def look_again(row: Review) -> None:
    """Have claimant and rating read anew: nobody needs our locks to change them while we wait."""
    row._state.fields_cache.pop("rating", None)
    row.claim._state.fields_cache.pop("claimant", None)
