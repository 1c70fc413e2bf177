"""A client follows /changes/ while people publish; it and the server are killed with kill -9.

Once by asking for the list, and once by the stream, with the example of the docs.
"""

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from claims.desk.review import workflow
from claims.models import Publication
from claims.record import chain
from tests import factories, server

FOLLOWER = Path(__file__).with_name("follower.py")
EXAMPLE = Path(__file__).parents[2] / "docs/examples/follow.py"
PUBLISHED = 24
KILLS = 8
WRITERS = 2


def publish(reviews, by):
    """Publish on a connection of one's own, as a person at another desk would."""
    try:
        for review in reviews:
            workflow.publish(review, by=by)
            time.sleep(random.uniform(0, 0.15))
    finally:
        connection.close()


def started(program, address, path):
    return subprocess.Popen([sys.executable, program, address, path])


def kill(process):
    process.kill()
    process.wait()


def lines(path):
    stored = path.read_bytes() if path.exists() else b""
    return [json.loads(line) for line in stored[: stored.rfind(b"\n") + 1].splitlines()]


def rows(path):
    """What the example has stored; the process that wrote it may be dead."""
    store = sqlite3.connect(path)
    try:
        found = store.execute("SELECT body FROM entry ORDER BY sequence").fetchall()
    except sqlite3.OperationalError:  # it was killed before it had made its table
        found = []
    store.close()
    return [json.loads(body) for (body,) in found]


def wait_for(path, stored, count):
    for _ in range(600):
        if len(stored(path)) >= count:
            return
        time.sleep(0.05)


@pytest.mark.parametrize(("program", "stored"), [(FOLLOWER, lines), (EXAMPLE, rows)])
def test_it_misses_nothing_and_sees_nothing_twice(committed_db, tmp_path, program, stored):
    """Wrong: a gap (a later sequence was visible before an earlier one), or an entry twice."""
    cast = committed_db.cast
    reviews = [factories.approved(cast.alice, cast.bob) for _ in range(PUBLISHED)]
    writers = [
        threading.Thread(target=publish, args=(reviews[i::WRITERS], cast.bob))
        for i in range(WRITERS)
    ]
    port = server.free_port()
    running = server.start(port)
    to = (program, f"http://127.0.0.1:{port}", tmp_path / "followed")
    client = started(*to)
    try:
        for writer in writers:
            writer.start()
        kills = 0
        # On a slow machine the writers may end while a server starts: the kills go on.
        while kills < KILLS or any(writer.is_alive() for writer in writers):
            time.sleep(random.uniform(0.05, 0.3))
            kill(client)
            kills += 1
            if kills % 4 == 3:
                server.kill(running)
                running = server.start(port)
            client = started(*to)
        wait_for(to[-1], stored, PUBLISHED)
    finally:
        kill(client)
        server.kill(running)
        for writer in writers:
            writer.join()
    seen = stored(to[-1])
    assert [row["sequence"] for row in seen] == list(range(1, PUBLISHED + 1))
    for row, entry in zip(seen, Publication.objects.all(), strict=True):
        assert row["digest"] == entry.digest == chain.digest(entry)
        assert row["document"] == json.loads(bytes(entry.document))
