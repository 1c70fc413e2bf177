"""Streams and slow readers on the real server: they hold nobody else up."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests import factories, server
from tests.integration.test_dumps_growing import long_record

__all__ = ["long_record"]
EXAMPLE = Path(__file__).parents[2] / "docs/examples/follow.py"
SSE = {"Accept": "text/event-stream"}
STREAMS, DUMPS = server.THREADS // 2, server.THREADS // 4


@pytest.fixture
def address(committed_db):
    with server.running() as found:
        yield found


@contextmanager
def opened(address, path, **headers):
    """Ask, and read the head of the answer alone."""
    there = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    there.request("GET", path, headers=headers)
    try:
        yield there.getresponse()
    finally:
        there.close()


def stream(address, since=0):
    return opened(address, f"/api/v1/changes/?since={since}", **SSE)


def next_event(response):
    fields = {}
    while "data" not in fields:
        name, _, value = response.readline().decode().rstrip("\n").partition(": ")
        fields[name] = value
    return fields


def answers(address):
    """Everybody else is answered: a page, a list, one look at the head."""
    for path in ("/", "/api/v1/claims/", "/api/v1/record/"):
        with urllib.request.urlopen(address + path, timeout=30) as response:
            assert response.status == 200


def test_stream_tells_at_once_what_is_published(committed_db, address):
    cast = committed_db.cast
    with stream(address) as response:
        assert response.readline() == b"retry: 1000\n"
        for sequence in ("1", "2"):
            review = factories.approved(cast.alice, cast.bob)
            factories.workflow.publish(review, by=cast.bob)
            began = time.monotonic()
            event = next_event(response)
            assert time.monotonic() - began < 10
            assert (event["id"], event["event"]) == (sequence, "publication")
            assert json.loads(event["data"])["claim_id"] == str(review.claim.public_id)


def test_streams_hold_nobody_up_and_no_connections(committed_db, address):
    factories.published(committed_db.cast.alice, committed_db.cast.bob)
    with ExitStack() as streams:
        held = [streams.enter_context(stream(address)) for _ in range(STREAMS)]
        assert {next_event(response)["id"] for response in held} == {"1"}
        answers(address)
        for _ in range(3):
            with stream(address) as short:
                assert short.read().startswith(b"retry: 5000\n\nid: 1\n")
        time.sleep(1.5)
        # Those of the threads that answer pages, and one that looks at the head.
        assert connections() <= server.THREADS - STREAMS
        factories.published(committed_db.cast.alice, committed_db.cast.bob)
        assert {next_event(response)["id"] for response in held} == {"2"}
    # The server notices within a heartbeat that they are gone.
    for _ in range(100):
        with stream(address) as response:
            if response.readline() == b"retry: 1000\n":
                return
        time.sleep(0.2)
    raise AssertionError("Streams that nobody reads any more keep their slots.")


def connections():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'factcheck_record'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_slow_readers_of_dumps_hold_nobody_up(long_record):
    with server.running() as address, ExitStack() as readers:
        path = "/api/v1/dump/record.ndjson"
        for _ in range(DUMPS):
            response = readers.enter_context(opened(address, path))
            assert (response.status, len(response.read(1000))) == (200, 1000)
        # Nobody reads on: each is stuck in the middle of some 15 MB.
        with opened(address, path) as refused:
            assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
        for _ in range(STREAMS):
            readers.enter_context(stream(address, 3000))
        for _ in range(3):
            answers(address)


def test_stop_ends_open_streams_at_once(committed_db):
    port = server.free_port()
    process = server.start(port)
    try:
        with stream(f"http://127.0.0.1:{port}") as response:
            assert response.readline() == b"retry: 1000\n"
            began = time.monotonic()
            os.kill(process.pid, signal.SIGINT)
            # The answer ends as it should: it is not broken off, as by a kill.
            assert response.read() == b"\n"
        assert process.wait(timeout=30) == 0
        # A stream that does not hear of it would go on for a minute.
        assert time.monotonic() - began < 30
    finally:
        if process.poll() is None:
            server.kill(process)


def test_killed_server_leaves_no_worker_that_keeps_the_port(committed_db):
    port = server.free_port()
    process = server.start(port)
    try:
        process.kill()
        process.wait()
        began = time.monotonic()
        while time.monotonic() - began < 10:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)):
                    return
            time.sleep(0.1)
        raise AssertionError("A worker still answers.")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_example_refuses_what_is_no_desk(address, tmp_path):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-I", EXAMPLE, *arguments],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    wrong = run(f"{address}/nowhere", tmp_path / "new.sqlite3")
    assert wrong.returncode == 1
    assert "answers 404" in wrong.stderr
    other = tmp_path / "other"
    other.write_text("no database " * 100)
    wrong = run(address, other)
    assert wrong.returncode == 1
    assert "file is not a database" in wrong.stderr


def test_example_waits_when_it_asked_too_often(tmp_path):
    """Wrong: a follower ends because others behind its address have read a lot."""
    answers = [(429, {"Retry-After": "1"}), (404, {})]
    asked = []

    class Limited(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(time.monotonic())
            status, headers = answers[len(asked) - 1]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_args):
            pass

    with HTTPServer(("127.0.0.1", 0), Limited) as there:
        thread = threading.Thread(target=lambda: [there.handle_request() for _ in answers])
        thread.start()
        ended = subprocess.run(
            [sys.executable, "-I", EXAMPLE, f"http://127.0.0.1:{there.server_port}", tmp_path / "s"],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        thread.join(10)
    assert (ended.returncode, "answers 404" in ended.stderr) == (1, True)
    assert asked[1] - asked[0] >= 1
