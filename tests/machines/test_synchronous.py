"""Synchronous replication: what the desk acknowledged outlives a primary that is killed at any moment.

Wrong outcome: somebody was told “Published.”, and the promoted standby does not have it.
"""

import re
import threading

import httpx
import pytest

from tests.machines import postgres
from tests.machines.test_standby import verify

SYNCHRONOUS = {"synchronous_standby_names": "second", "synchronous_commit": "on"}


@pytest.fixture
def pair(desk, pair):
    """As docs/operating.md says: a commit waits until the standby has written it."""
    for name, value in SYNCHRONOUS.items():
        pair.primary.ask(f"ALTER SYSTEM SET {name} = '{value}'")
    pair.primary.ask("SELECT pg_reload_conf()")
    waits = "SELECT sync_state FROM pg_stat_replication"
    assert postgres.soon(lambda: pair.primary.ask(waits) == [("sync",)])
    return pair


def publish_all(web, bob, desk, acknowledged, some):
    """Publish one review after the other, and remember what the desk said was done."""
    for review in desk.waiting:
        try:
            answer = bob.take(web, review, "publish")
        except httpx.HTTPError:
            return
        if answer.status_code != 302:
            return
        acknowledged.append(desk.claims[review.pk])
        if len(acknowledged) == 3:
            some.set()


def test_nothing_acknowledged_is_lost(desk, bob, pair, machine):
    acknowledged, some = [], threading.Event()
    with machine("one", **pair.addresses()) as web:
        writer = threading.Thread(target=publish_all, args=(web, bob, desk, acknowledged, some))
        writer.start()
        assert some.wait(postgres.PATIENCE)
        pair.primary.kill()
        writer.join()
        assert 3 <= len(acknowledged) < len(desk.waiting)

        pair.standby.promote()
        shown = {
            claim for claim in acknowledged
            if httpx.get(f"{web}/api/v1/claims/{claim}/").status_code == 200
        }  # fmt: skip
        assert shown == set(acknowledged)
        # The promoted one waits for no standby of its own: it has none yet.
        rest = [one for one in desk.waiting if desk.claims[one.pk] not in shown]
        # The one that was under way may have arrived, though nobody was told.
        statuses = [bob.take(web, one, "publish").status_code for one in rest]
        assert set(statuses[1:]) <= {302}
    assert re.match(rf"{4 + len(desk.waiting)} entries verify\.", verify(pair))


def test_commits_wait_while_the_standby_is_away(desk, bob, pair, machine):
    """Wrong: the desk says “Published.” with one copy of it; or never says anything again."""
    with machine("one", **pair.addresses(), THREADS="4") as web:
        pair.standby.kill()
        said = []
        review = desk.waiting[0]
        asked = threading.Thread(target=lambda: said.append(bob.take(web, review, "publish")))
        asked.start()
        asked.join(3)
        assert said == []
        pair.standby.follow(pair.primary)
        asked.join(postgres.PATIENCE)
        assert [one.status_code for one in said] == [302]
