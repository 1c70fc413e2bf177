"""The queue in its order: whatever happens to claims and reviews, it holds those that wait."""

import pytest
from django.db import connection

from claims.desk.lists import triage
from claims.desk.review import leases, workflow
from claims.models import QueuePlace, Review
from tests import factories

pytestmark = pytest.mark.django_db


def places():
    return list(QueuePlace.objects.values_list("review", "priority", "moved_at"))


def expected():
    waiting = Review.objects.unassigned().order_by("claim__priority", "moved_at", "pk")
    return list(waiting.values_list("pk", "claim__priority", "moved_at"))


def test_each_step_that_ends_or_begins_waiting_is_seen(cast):
    first, second, third = (factories.claim(priority=number) for number in (3, 2, 2))
    assert places() == expected()
    assert len(places()) == 3
    review = workflow.start(first.reviews.get(), by=cast.alice)
    assert len(places()) == 2
    declined = workflow.decline(review, by=cast.alice, comment="Not checkable.")
    workflow.reopen(declined, by=cast.bob, comment="It is, after all.")
    assert places() == expected()
    workflow.assign(second.reviews.get(), by=cast.bob, to=cast.charlie)
    assert places() == expected()
    triage.prioritise(third, by=cast.bob, priority=5)
    assert places() == expected()
    assert third.reviews.get().place.priority == 5


def test_what_sql_does_behind_the_application_is_seen_too(cast):
    for number in (3, 1, 2):
        factories.claim(priority=number)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET priority = 6 - priority WHERE priority <> 2")
        cursor.execute("UPDATE claims_review SET moved_at = moved_at - interval '1 day'")
    assert places() == expected()
    Review.objects.order_by("pk").first().delete()
    assert places() == expected()
    assert len(places()) == 2


def test_next_claim_and_the_list_go_by_the_queue(cast):
    factories.claim(priority=4)
    best = factories.claim(priority=1).reviews.get()
    assert Review.objects.queued().first() == best
    assert leases.take_next(by=cast.alice) == best
    assert places() == expected()


def test_the_queue_is_read_by_its_index(cast):
    factories.claim()
    rows = Review.objects.queued().select_related("claim")[:5]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert "queue_in_order" in rows.explain()
