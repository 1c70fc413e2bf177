"""A step waits for somebody who changes its review without the desk's locks: psql, or a fixture."""

import pytest
from django.db import transaction

from claims import exceptions
from claims.desk.review import locking, workflow
from claims.models import Claimant, Rating, Review
from claims.record import publishing
from tests import factories
from tests.concurrency.test_while_publishing import OF_A_ROW, SECONDS, another, until_it_waits


def test_rating_that_changes_while_a_step_waits_is_the_one_it_sees(committed_db):
    """Wrong: no rating. PostgreSQL has joined the one from before, which the new row has not."""
    alice = committed_db.cast.alice
    review = factories.written(alice, rated="false")
    other = factories.rating("mixed", text="Mixed")

    def seen():
        with locking.locked(review, alice) as row:
            return row.rating_id, row.rating

    with transaction.atomic():
        Review.objects.filter(pk=review.pk).update(rating=other)
        waiting = another(seen)
        until_it_waits(OF_A_ROW)
    assert waiting.result(SECONDS) == (other.pk, other)


def name_the_claimant_anew(review):
    Claimant.objects.filter(pk=review.claim.claimant_id).update(name="Somebody else")


def word_the_rating_anew(review):
    Rating.objects.filter(pk=review.rating_id).update(text="Something else")


@pytest.mark.parametrize("change", [name_the_claimant_anew, word_the_rating_anew])
def test_what_changes_while_a_publication_waits_for_its_turn_is_not_approved(committed_db, change):
    """Wrong: what stood before the wait is published, and passes for what was approved."""
    cast = committed_db.cast
    review = factories.approved(cast.alice, cast.bob)
    with transaction.atomic():
        publishing.take_turn()
        waiting = another(lambda: workflow.publish(review, by=cast.bob))
        until_it_waits()
        change(review)
    with pytest.raises(exceptions.ChangedSinceApproval):
        waiting.result(SECONDS)
