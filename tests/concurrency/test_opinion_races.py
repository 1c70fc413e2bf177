"""Races around a blind opinion: with looking, with returning and writing, with approving."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from claims import exceptions
from claims.desk.review import opinions, workflow
from claims.models import Assessment, Look
from tests import factories
from tests.concurrency.test_races import REPEATS, errors, fresh, together


def test_opinion_waits_for_a_look_that_is_being_written(committed_db):
    """Wrong: who is just opening the full page gives a “blind” opinion at the same moment."""
    cast = committed_db.cast
    review = factories.asked(cast.alice, cast.bob)
    looked, commit = threading.Event(), threading.Event()

    def look():
        try:
            with transaction.atomic():
                opinions.look(review, cast.charlie)
                looked.set()
                commit.wait(10)
        finally:
            connection.close()

    def assess():
        try:
            factories.assessed(fresh(review), cast.charlie)
        except exceptions.DeskError as error:
            return error
        finally:
            connection.close()

    factories.rating("false")
    with ThreadPoolExecutor(2) as pool:
        looking = pool.submit(look)
        assert looked.wait(10)
        assessing = pool.submit(assess)
        time.sleep(0.5)
        assert not assessing.done()
        commit.set()
        looking.result()
        assert isinstance(assessing.result(), exceptions.SamePerson)
    assert (Look.objects.count(), Assessment.objects.count()) == (1, 0)


@pytest.mark.parametrize("_", range(REPEATS))
def test_assessed_while_it_is_returned_and_changed(committed_db, _):
    """Wrong: the opinion is held against a rating that its author wrote only afterwards."""
    cast = committed_db.cast
    review = factories.asked(cast.alice, cast.bob)
    true = factories.rating("true")

    def change():
        row = workflow.return_(fresh(review), by=cast.bob, comment="Look again.")
        return workflow.write(row, by=cast.alice, rating=true)

    together(lambda: factories.assessed(fresh(review), cast.charlie), change)
    assert fresh(review).rating == true
    assert [given.first_rating.key for given in Assessment.objects.all()] in ([], ["false"])


@pytest.mark.parametrize("_", range(REPEATS))
def test_another_opinion_while_it_is_approved(committed_db, _):
    """Wrong: it is approved, and a disagreement stands that nobody has decided."""
    cast = committed_db.cast
    erin = factories.person("erin", "reviewer")
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie)
    factories.rating("true")
    results = together(
        lambda: workflow.approve(fresh(review), by=cast.bob),
        lambda: factories.assessed(fresh(review), erin, "true"),
    )
    assert len(errors(results)) == 1
    approved = fresh(review).state == "approved"
    assert Assessment.objects.count() == (1 if approved else 2)


@pytest.mark.parametrize("_", range(REPEATS))
def test_asked_while_it_is_approved(committed_db, _):
    """Wrong: an approved review that asks for an opinion which nobody can give any more."""
    cast = committed_db.cast
    review = factories.submitted(cast.alice)
    results = together(
        lambda: workflow.approve(fresh(review), by=cast.bob),
        lambda: opinions.ask(fresh(review), by=cast.bob),
    )
    assert len(errors(results)) == 1
