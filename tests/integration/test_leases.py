"""Leases: who is at a review, until when; and “Next claim”."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import exceptions
from claims.desk.review import leases, workflow
from claims.models import Lease, Review
from tests import factories

pytestmark = pytest.mark.django_db


def run_out(review):
    Lease.objects.filter(review=review).update(until=timezone.now() - timedelta(seconds=1))


def opened(**fields):
    return workflow.open_review(factories.claim(**fields))


def test_first_who_comes_has_it_and_the_second_is_told_who(cast):
    review = opened()
    assert leases.hold(review, by=cast.alice).holder == cast.alice
    assert leases.hold(review, by=cast.charlie).holder == cast.alice
    assert leases.current(review).holder == cast.alice


def test_lease_is_renewed_and_remembers_since_when(cast):
    review = opened()
    first = leases.hold(review, by=cast.alice)
    again = leases.hold(review, by=cast.alice)
    assert (again.since, again.until > first.until) == (first.since, True)
    assert timedelta(minutes=14) < again.until - timezone.now() <= leases.LASTS


def test_lease_ends_by_itself_and_the_next_one_gets_it(cast):
    review = opened()
    old = leases.hold(review, by=cast.alice)
    run_out(review)
    assert leases.current(review) is None
    new = leases.hold(review, by=cast.charlie)
    assert (new.holder, new.since > old.since) == (cast.charlie, True)


def test_one_gives_up_ones_own_lease_alone(cast):
    review = opened()
    leases.hold(review, by=cast.alice)
    leases.release(review, by=cast.charlie)
    assert leases.current(review).holder == cast.alice
    leases.release(review, by=cast.alice)
    assert leases.current(review) is None


def test_who_only_reads_holds_nothing(cast):
    review = factories.submitted(cast.alice)
    assert [leases.may_hold(review, person) for person in (cast.alice, cast.bob, cast.dave)] == [
        False, True, False,
    ]  # fmt: skip


def test_lease_forbids_its_author_nothing(cast):
    review = factories.started(cast.alice)
    leases.hold(review, by=cast.charlie)
    workflow.write(review, by=cast.alice, title="Written all the same")
    review.refresh_from_db()
    assert review.title == "Written all the same"


def test_next_is_the_first_by_priority_and_then_by_age(cast):
    opened(priority=3)
    younger, elder = opened(priority=2), opened(priority=2)
    Review.objects.filter(pk=elder.pk).update(moved_at=timezone.now() - timedelta(days=3))
    taken = [leases.take_next(by=cast.alice) for _ in range(3)]
    assert [review.pk for review in taken[:2]] == [elder.pk, younger.pk]
    assert {(review.state, review.author) for review in taken} == {("in_review", cast.alice)}
    assert Lease.objects.filter(holder=cast.alice).count() == 3


def test_next_passes_over_what_somebody_else_has_open(cast):
    first, second = opened(priority=1), opened(priority=5)
    leases.hold(first, by=cast.charlie)
    assert leases.take_next(by=cast.alice) == second
    with pytest.raises(exceptions.NotFound, match="open on somebody’s screen"):
        leases.take_next(by=cast.alice)
    run_out(first)
    assert leases.take_next(by=cast.alice) == first


def test_next_takes_what_one_has_open_oneself(cast):
    review = opened()
    leases.hold(review, by=cast.alice)
    assert leases.take_next(by=cast.alice) == review


def test_empty_queue_says_so(cast):
    factories.started(cast.charlie)
    with pytest.raises(exceptions.NotFound, match="The queue is empty"):
        leases.take_next(by=cast.alice)


def test_who_writes_no_reviews_takes_none(cast):
    review = opened()
    with pytest.raises(exceptions.NotPermitted):
        leases.take_next(by=cast.dave)
    review.refresh_from_db()
    assert (review.state, Lease.objects.count()) == ("new", 0)


def test_finding_the_next_costs_as_much_in_a_long_queue(cast):
    opened()
    leases.take_next(by=cast.alice)  # Permissions are kept on the user from here on.
    costs = []
    for more in (1, 20):
        for _ in range(more):
            opened()
        with CaptureQueriesContext(connection) as captured:
            leases.take_next(by=cast.alice)
        costs.append(len(captured))
    assert costs[0] == costs[1]
