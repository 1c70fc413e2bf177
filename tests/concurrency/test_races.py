"""Races, with two real connections that start at one barrier.

Each test says which wrong outcome it looks for. All must hold however the two interleave.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from claims import exceptions
from claims.desk.contradictions import noting
from claims.desk.review import leases, workflow
from claims.models import Contradiction, Lease, Publication, Review, Transition
from claims.record import verifying
from tests import factories

REPEATS = 5


def together(*calls):
    """Run `calls` at one moment, each on its own connection; return results or desk errors."""
    barrier = threading.Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return call()
        except exceptions.DeskError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def errors(results):
    return [result for result in results if isinstance(result, exceptions.DeskError)]


def fresh(review):
    return Review.objects.get(pk=review.pk)


@pytest.mark.parametrize("_", range(REPEATS))
def test_two_approvals_at_once(committed_db, _):
    """Wrong: both succeed, and the second silently takes the first's place as approver."""
    cast = committed_db.cast
    charlie = cast.charlie
    charlie.groups.set(cast.bob.groups.all())
    review = factories.submitted(cast.alice)
    results = together(
        lambda: workflow.approve(fresh(review), by=cast.bob),
        lambda: workflow.approve(fresh(review), by=charlie),
    )
    (error,) = errors(results)
    assert isinstance(error, exceptions.WrongState)
    (step,) = Transition.objects.filter(review=review, action="approve")
    assert fresh(review).reviewer == step.actor


@pytest.mark.parametrize("_", range(REPEATS))
def test_two_people_take_one_claim(committed_db, _):
    """Wrong: both become its author, and one overwrites the other's work."""
    cast = committed_db.cast
    review = workflow.open_review(factories.claim())
    results = together(
        lambda: workflow.start(fresh(review), by=cast.alice),
        lambda: workflow.start(fresh(review), by=cast.charlie),
    )
    (error,) = errors(results)
    assert isinstance(error, exceptions.AlreadyTaken)
    author = fresh(review).author
    assert author.username in str(error)
    assert Transition.objects.get(review=review, action="start").actor == author


@pytest.mark.parametrize("_", range(REPEATS))
def test_publish_against_correct(committed_db, _):
    """Wrong: two published versions, or a second open version beside the one being published."""
    cast = committed_db.cast
    review = factories.published(cast.alice, cast.bob)
    new = workflow.correct(review, by=cast.bob, comment="Wrong rate.")
    workflow.write(new, by=cast.alice, correction_note="It was another rate.")
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    results = together(
        lambda: workflow.publish(fresh(new), by=cast.bob),
        lambda: workflow.correct(fresh(review), by=cast.bob, comment="Wrong again."),
    )
    (error,) = errors(results)
    assert isinstance(error, exceptions.WrongState)
    assert [r.state for r in Review.objects.order_by("version")] == ["superseded", "published"]
    assert verifying.verify()[0] == 2


@pytest.mark.parametrize("_", range(REPEATS))
def test_publish_against_return(committed_db, _):
    """Wrong: it is returned to its author and public at once."""
    cast = committed_db.cast
    review = factories.approved(cast.alice, cast.bob)
    results = together(
        lambda: workflow.publish(fresh(review), by=cast.bob),
        lambda: workflow.return_(fresh(review), by=cast.bob, comment="Wait."),
    )
    assert len(errors(results)) == 1
    published = fresh(review).state == "published"
    assert Publication.objects.exists() == published


@pytest.mark.parametrize("_", range(REPEATS))
def test_two_claims_published_at_once(committed_db, _):
    """Wrong: two entries with one sequence, a gap, or a chain that forks."""
    cast = committed_db.cast
    reviews = [factories.approved(cast.alice, cast.bob) for _ in range(4)]
    results = together(
        *[lambda review=review: workflow.publish(fresh(review), by=cast.bob) for review in reviews]
    )
    assert errors(results) == []
    assert verifying.verify()[0] == 4


@pytest.mark.parametrize("_", range(REPEATS))
def test_two_retractions_at_once(committed_db, _):
    """Wrong: two tombstones."""
    cast = committed_db.cast
    review = factories.published(cast.alice, cast.bob)
    results = together(
        *[lambda: workflow.retract(fresh(review), by=cast.bob, comment="Wrong.")] * 2
    )
    assert len(errors(results)) == 1
    assert Publication.objects.filter(kind="retraction").count() == 1


@pytest.mark.parametrize("_", range(REPEATS))
def test_evidence_removed_while_submitting(committed_db, _):
    """Wrong: it is submitted with one source, though the standards ask for two."""
    cast = committed_db.cast
    review = factories.written(cast.alice)
    evidence = review.evidence.first()
    together(
        lambda: workflow.submit(fresh(review), by=cast.alice),
        lambda: workflow.detach(evidence, by=cast.alice),
    )
    row = fresh(review)
    assert (row.state, row.evidence.count()) in {("submitted", 2), ("in_review", 1)}


@pytest.mark.parametrize("_", range(REPEATS))
def test_contradiction_confirmed_while_publishing(committed_db, _):
    """Wrong: half of it. Either it is published before, or refused because of it."""
    cast = committed_db.cast
    review = factories.approved(cast.alice, cast.bob)
    row = factories.contradiction(review.claim, factories.claim())
    results = together(
        lambda: workflow.publish(fresh(review), by=cast.bob),
        lambda: noting.confirm(Contradiction.objects.get(pk=row.pk), by=cast.bob),
    )
    for error in errors(results):
        assert isinstance(error, exceptions.StandardsUnmet)
    assert fresh(review).state == ("approved" if errors(results) else "published")
    assert Publication.objects.count() == len(results) - 1 - len(errors(results))


@pytest.mark.parametrize("_", range(REPEATS))
def test_two_people_press_next_at_once(committed_db, _):
    """Wrong: both get one claim, one is told that the queue is empty, or the two lock each other."""
    cast = committed_db.cast
    for _number in range(2):
        factories.claim()
    taken = together(
        lambda: leases.take_next(by=cast.alice), lambda: leases.take_next(by=cast.charlie)
    )
    assert errors(taken) == []
    assert {review.pk for review in taken} == set(Review.objects.values_list("pk", flat=True))
    assert {review.author for review in Review.objects.all()} == {cast.alice, cast.charlie}


@pytest.mark.parametrize("_", range(REPEATS))
def test_next_against_taking_that_very_claim(committed_db, _):
    """Wrong: a deadlock, or a claim that both have."""
    cast = committed_db.cast
    first, second = (workflow.open_review(factories.claim(priority=p)) for p in (1, 2))
    results = together(
        lambda: leases.take_next(by=cast.alice), lambda: workflow.start(fresh(first), by=cast.bob)
    )
    if errors(results):
        assert (fresh(first).author, fresh(second).author) == (cast.alice, None)
    else:
        assert (fresh(first).author, fresh(second).author) == (cast.bob, cast.alice)


@pytest.mark.parametrize("_", range(REPEATS))
def test_two_people_open_one_page_at_once(committed_db, _):
    """Wrong: both are told that it is theirs, or a unique constraint is in one's face."""
    cast = committed_db.cast
    review = workflow.open_review(factories.claim())
    told = together(
        lambda: leases.hold(review, by=cast.alice), lambda: leases.hold(review, by=cast.charlie)
    )
    assert {lease.holder for lease in told} == {Lease.objects.get().holder}
