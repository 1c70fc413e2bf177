"""Two processes of one machine, of which one reads the primary and the other a standby that lags.

Wrong outcome: a reader whom they serve by turns sees an older state after a newer one.
"""

import re
import threading
from itertools import cycle

import httpx
import pytest

from tests.machines import postgres

LAG = "400ms"
PATHS = ["/api/v1/claims/?page_size=1", "/", "/feeds/claims.atom", "/api/v1/record/"]
COOKIES = [{}, {"visitor": "1"}]
"""Who sends cookies is answered by Django, and never from memory."""


@pytest.fixture
def pair(pair):
    pair.standby.ask(f"ALTER SYSTEM SET recovery_min_apply_delay = '{LAG}'")
    pair.standby.ask("SELECT pg_reload_conf()")
    return pair


def position(answer):
    assert answer.status_code == 200, answer.text
    return int(re.match(r'W/"(\d+)-', answer.headers["ETag"])[1])


def publish(web, bob, desk):
    for review in desk.waiting[:4]:
        assert bob.take(web, review, "publish").status_code == 302


@pytest.mark.parametrize("cookies", COOKIES, ids=["from memory", "from Django"])
def test_no_older_state_follows_a_newer_one(desk, bob, pair, machine, cookies):
    reading = {"RECORD_DATABASE_URL": pair.primary.url("factcheck_record")}
    with (
        machine("same", **pair.addresses() | reading) as here,
        machine("same", **pair.addresses()) as there,
        httpx.Client(cookies=cookies, timeout=30) as reader,
    ):
        assert httpx.get(f"{there}/healthz").json()["standby"] is True
        writer = threading.Thread(target=publish, args=(here, bob, desk))
        writer.start()
        newest, last = 0, 4 + 4
        for path, web in cycle((path, web) for path in PATHS for web in (here, there)):
            shown = position(reader.get(web + path))
            assert shown >= newest, (path, web)
            newest = shown
            if newest == last and not writer.is_alive():
                break
        writer.join()
        assert postgres.soon(lambda: httpx.get(f"{there}/healthz").json()["sequence"] == last)
