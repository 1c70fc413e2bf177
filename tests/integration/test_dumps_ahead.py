"""While a batch of a dump is written the next is being found: nothing of that is left behind."""

import threading

import pytest
from django.db import OperationalError, connections

from claims.record import dumps, log, published
from tests import factories

CLAIMS = 7
ASKING = "asking"
"""The session of who looks."""


@pytest.fixture(autouse=True)
def record(committed_db, monkeypatch):
    """Seven claims, in batches of three."""
    monkeypatch.setattr(log, "BATCH", 3)
    for _ in range(CLAIMS):
        factories.published(committed_db.cast.alice, committed_db.cast.bob)


def backends():
    """What the sessions of the public side are doing, as itself alone may see."""
    return asked(
        "SELECT pid, state, backend_xmin FROM pg_stat_activity WHERE usename = current_user"
        " AND datname = current_database() AND application_name <> %s",
        ASKING,
    )


def asked(query, *params):
    beside = connections[published.ALIAS].copy()
    try:
        with beside.cursor() as cursor:
            # One that was closed may be there for a moment.
            cursor.execute("SELECT set_config('application_name', %s, false)", [ASKING])
            cursor.execute(query, params)
            return cursor.fetchall()
    finally:
        beside.close()


def idle():
    """The one session that the public side of this process has, doing nothing."""
    return [(connections[published.ALIAS].connection.info.backend_pid, "idle", None)]


def bodies(written):
    return dumps.claims(published.head().sequence, base="", written=lambda _, body: written(body))


@pytest.mark.parametrize("taken", [1, 4, CLAIMS])
def test_reader_who_breaks_off_leaves_no_thread_and_no_question(taken):
    stream = bodies(bytes)
    threads = threading.active_count()
    for _ in range(taken):
        next(stream)
        # Nor while it is slow.
        assert (threading.active_count(), backends()) == (threads, idle())
    stream.close()
    assert (threading.active_count(), backends()) == (threads, idle())


def test_error_while_a_batch_is_written_leaves_none_either():
    """Wrong: the connection is still busy with the next batch when somebody asks on it."""

    def written(body):
        raise RuntimeError("no space left")

    threads = threading.active_count()
    with pytest.raises(RuntimeError, match="no space left"):
        next(bodies(written))
    assert threading.active_count() == threads
    assert backends() == idle()
    assert published.head().sequence == CLAIMS
    assert len(list(bodies(bytes))) == CLAIMS


def test_next_batch_is_found_while_one_is_written():
    """Wrong: the database and we wait for one another."""
    seen = []

    def written(body):
        seen.append(threading.active_count())
        return body

    threads = threading.active_count()
    assert len(list(bodies(written))) == CLAIMS
    assert seen[0] == seen[3] == threads + 1
    assert seen[-1] == threads


def test_connection_that_is_lost_meanwhile_is_an_error():
    """Wrong: a dump that ends there, as if that were all."""

    def written(body):
        asked("SELECT pg_terminate_backend(%s)", reader)
        return body

    published.head()
    reader = connections[published.ALIAS].connection.info.backend_pid
    with pytest.raises(OperationalError):
        list(bodies(written))
    connections[published.ALIAS].close()
    assert len(list(bodies(bytes))) == CLAIMS
