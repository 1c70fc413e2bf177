"""PostgreSQL restarts under a running server: readers see it for as long as it lasts, and no longer."""

import json
import urllib.error
import urllib.request
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql

from tests import factories, server

LIST = "/api/v1/claims/"


@pytest.fixture
def claim(committed_db):
    return factories.published(committed_db.cast.alice, committed_db.cast.bob).claim


@pytest.fixture
def address(claim):
    with server.running(THREADS="4") as found:
        yield found


@contextmanager
def administrator():
    """A session beside the test database, which may close it."""
    connections.close_all()
    with psycopg.connect(beside("default"), autocommit=True) as session:
        yield session


def beside(alias):
    return server.database(alias).rpartition("/")[0] + "/postgres"


def end_all():
    """End the sessions of both logins, as a restart does."""
    for alias in ("default", "record"):
        with psycopg.connect(beside(alias), autocommit=True) as session:
            ended = session.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [connection.settings_dict["NAME"]],
            ).fetchall()
    assert ended, "Nobody reads the record: what is ended here?"


def allow(session, allowed):
    name = sql.Identifier(connection.settings_dict["NAME"])
    session.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(name, allowed))


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def kinds(claim):
    return ["/", LIST, f"{LIST}?q=measure", f"{LIST}{claim.public_id}/", f"/claims/{claim.slug}/"]


def test_restart_between_two_requests_is_not_seen(address, claim):
    """Wrong outcome: an error for each thread whose connection has gone."""
    for n in range(3):
        # One that is in nobody's memory: somebody reads the record.
        asked = [*kinds(claim) * 4, f"{LIST}?q=unread{n}"]
        assert {status(address + path) for path in asked} == {200}
        connections.close_all()
        end_all()
    assert {status(address + path) for path in kinds(claim) * 8} == {200}


def test_reading_goes_on_as_soon_as_the_database_is_back(address, claim, committed_db):
    assert {status(address + path) for path in kinds(claim)} == {200}
    with administrator() as session:
        try:
            allow(session, False)
            end_all()
            unread = f"{address}{LIST}?q=unread"
            gone = [status(unread) for _ in range(12)]
        finally:
            allow(session, True)
    assert set(gone) <= {500, 503}, gone
    # At once, by every thread.
    assert {status(address + path) for path in kinds(claim) * 8} == {200}
    cast = committed_db.cast
    factories.published(cast.alice, cast.bob, of=factories.claim(text="Another one."))
    connections.close_all()
    with urllib.request.urlopen(f"{address}/api/v1/record/", timeout=30) as answer:
        assert json.load(answer)["sequence"] == 2
