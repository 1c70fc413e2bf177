"""`/healthz`, and what is said while a database is away."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from claims.serving import unavailable
from tests import factories


def test_says_where_the_record_ends_and_is_never_kept(committed_db):
    factories.published(committed_db.cast.alice, committed_db.cast.bob)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ok",
            "sequence": 1,
            "standby": False,
            "following": None,
            "behind_seconds": None,
        },
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_desk_without_entries_is_well(committed_db):
    assert Client().get("/healthz").json()["sequence"] == 0


def test_balancer_asks_by_plain_http(committed_db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/").status_code == 301


def caused(outer, inner):
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.TooManyConnections(), True),
        (psycopg.errors.ReadOnlySqlTransaction(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (caused(OperationalError(), psycopg.OperationalError()), True),
        (InterfaceError("connection already closed"), True),
        (psycopg.errors.UndefinedTable(), False),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.QueryCanceled(), False),
        (caused(OperationalError(), psycopg.errors.LockNotAvailable()), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_only_a_database_that_may_come_back_is_away(error, away):
    assert unavailable.is_away(error) is away
