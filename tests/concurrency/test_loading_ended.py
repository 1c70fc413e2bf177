"""A load that does not come to its end. The wrong outcomes: a session that goes on after “Interrupted”,
words of claims that are left in a list, which whoever saves the next claim has to sort in."""

import os
import signal
import threading
import time

import pytest
from django.db import OperationalError, connection

from claims.intake.loading import lanes, listed, load, rejects, statements
from claims.models import Claim
from tests import loading

LONG = 20
"""Seconds; nothing here takes as long, unless nobody stops it."""


def sleep():
    statements.run(f"SELECT pg_sleep({LONG})")


def left():
    """How many pages the lists of new words have; they have none afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sum(gin_clean_pending_list(indexrelid)) {listed.OURS}")
        return cursor.fetchone()[0]


def test_no_session_waits_for_another_one_to_be_stopped(committed_db):
    over = threading.Event()
    with lanes.opened() as sessions:
        one, other = sessions.taking_turns(alone=False)
        waited = one.do(over.wait, LONG / 2)
        slept = other.do(sleep)
        slept.add_done_callback(lambda _: over.set())
    assert waited.result()
    assert isinstance(slept.exception(), OperationalError)


def test_second_interruption_leaves_no_session_going_on(committed_db):
    interrupting = threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT])
    sessions = lanes.Lanes()
    one, other = sessions.taking_turns(alone=False)
    # Python that is at work hears nothing.
    one.do(time.sleep, 2)
    slept = other.do(sleep)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        sessions.close()
    assert slept.done()
    assert isinstance(slept.exception(), OperationalError)


def test_session_that_cannot_be_closed_keeps_no_other_one(committed_db):
    sessions = lanes.Lanes()
    one, other = sessions.taking_turns(alone=False)
    one.close()
    slept = other.do(sleep)
    with pytest.raises(RuntimeError):
        # It is closed, and has no thread any more.
        sessions.close()
    assert slept.done()


def test_interrupted_it_leaves_no_words_in_the_lists(committed_db, tmp_path):
    left()

    def interrupt(_, report):
        if report.counts.new:
            raise KeyboardInterrupt

    path = loading.ndjson(tmp_path, *(loading.claim(n) for n in range(12)))
    with rejects.Rejects("") as refusals, pytest.raises(KeyboardInterrupt):
        load.load([str(path)], load.Options(), refusals=refusals, watch=interrupt)
    assert Claim.objects.count() == 12
    assert left() == 0
