"""A step waits for somebody who changes its review without the desk's locks: psql, or a fixture."""

from django.db import transaction

from claims.desk.review import locking
from claims.models import Review
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
