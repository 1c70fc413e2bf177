"""A database that takes too long, or does not answer at all: what readers and the log are told."""

import json
import threading
import time
import urllib.error
import urllib.request

import psycopg
import pytest
from django.db import connections

from tests import factories, server
from tests.front.test_database_restarts import administrator, allow, end_all

LIST = "/api/v1/claims/"
# Of the test server alone: it collects no static files.
QUIET = {"PYTHONWARNINGS": "ignore"}


@pytest.fixture
def claim(committed_db):
    return factories.published(committed_db.cast.alice, committed_db.cast.bob).claim


def ask(address):
    """Return status, headers and body."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def locked(table):
    """Return a session in which nobody else may read `table`."""
    connections.close_all()
    session = psycopg.connect(server.database("default"))
    session.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    return session


def test_what_takes_too_long_is_503_in_the_shape_of_each_interface(claim, tmp_path):
    """Wrong outcome: a thread waits as long as the database does."""
    with (tmp_path / "log").open("w+") as log:
        with server.running(QUERY_SECONDS="1", log=log, **QUIET) as address, locked("record_claim"):
            for path in (LIST, f"{LIST}{claim.public_id}/", f"{LIST}?as_of=2099-01-01"):
                status, headers, body = ask(address + path)
                assert (status, headers["Retry-After"]) == (503, "5"), path
                assert headers["Content-Type"] == "application/problem+json"
                assert "took too long" in json.loads(body)["detail"]
                assert headers["Cache-Control"] == "no-store"
            assert b"took too long" in ask(f"{address}/claims/{claim.slug}/")[2]
        log.seek(0)
        lines = log.read().splitlines()
    assert len(lines) == 4, lines
    assert all("statement timeout" in line for line in lines)


def test_slow_dump_is_complete(claim):
    with server.running(QUERY_SECONDS="1") as address:
        assert ask(f"{address}{LIST}")[0] == 200
        with locked("record_contradiction") as session:
            found = []
            dump = f"{address}/api/v1/dump/claims.ndjson"
            reader = threading.Thread(target=lambda: found.append(ask(dump)))
            reader.start()
            # Twice as long as a request may take.
            time.sleep(2)
            session.rollback()
            reader.join(30)
    status, _, body = found[0]
    assert status == 200
    assert [json.loads(line)["id"] for line in body.splitlines()] == [str(claim.public_id)]


def test_a_line_a_request_is_logged_while_the_database_is_away(claim, tmp_path):
    with (tmp_path / "log").open("w+") as log:
        with server.running(log=log, **QUIET) as address, administrator() as session:
            assert ask(address + LIST)[0] == 200
            try:
                allow(session, False)
                end_all()
                paths = (f"{LIST}?q=unread", "/", f"{LIST}{claim.public_id}/", "/admin/login/")
                asked = [path for path in paths for _ in range(3)]
                gone = [path for path in asked if ask(address + path)[0] >= 500]
            finally:
                allow(session, True)
        log.seek(0)
        lines = log.read().splitlines()
    assert gone
    assert len(lines) <= len(asked), lines
    assert [line for line in lines if "Service Unavailable: /api/v1/claims/" in line]
    assert "Traceback" not in "".join(lines)
