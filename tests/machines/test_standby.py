"""Two web processes that read from a standby: publishing, the primary's end, and going on.

Wrong outcomes: a public page that needs the primary; a traceback at the desk; a publication that the
promoted standby does not have though it showed it; a server that can never come back.
"""

import time

import httpx
import pytest

from tests.machines import commands, postgres
from tests.test_permission_matrix import EVERYBODY, PAGES
from tests.test_permission_matrix import addresses as pages_of

PUBLIC = [name for name, who in PAGES.items() if who == EVERYBODY]


@pytest.fixture
def webs(pair, machine):
    with machine("one", **pair.addresses()) as one, machine("two", **pair.addresses()) as two:
        yield one, two


def shown(web):
    return httpx.get(f"{web}/healthz").json()["sequence"]


def statuses(webs, desk):
    paths = pages_of(desk.shown)
    return {
        (name, web): httpx.get(web + paths[name], timeout=30).status_code
        for name in PUBLIC
        for web in webs
    }


def verify(pair):
    """Return what `manage.py verify_record` says of the server that is primary."""
    done = commands.run("verify_record", **pair.addresses())
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_reading_goes_on_without_the_primary_and_the_desk_with_the_standby(
    desk, bob, pair, webs, record_property
):
    one, two = webs
    head = shown(one)

    published = bob.take(one, desk.waiting[0], "publish")
    acknowledged = time.monotonic()
    assert published.status_code == 302, published.text
    assert postgres.soon(lambda: shown(one) == shown(two) == head + 1)
    record_property("seconds_until_both_showed_it", round(time.monotonic() - acknowledged, 3))
    health = httpx.get(f"{two}/healthz").json()
    assert (health["status"], health["standby"], health["following"]) == ("ok", True, True)
    assert health["behind_seconds"] < 60

    before = statuses(webs, desk)
    assert set(before.values()) == {200}
    pair.primary.kill()
    assert statuses(webs, desk) == before
    said = httpx.post(f"{one}/api/v1/match/", json={"text": "The measure number 1 is in force."})
    assert said.status_code == 200
    assert postgres.soon(lambda: not httpx.get(f"{one}/healthz").json()["following"])

    page = bob.open(one, desk.waiting[1])
    assert '<a href="">Try again</a>' in page.text
    for refused in (page, bob.take(two, desk.waiting[1], "publish")):
        assert refused.status_code == 503
        assert refused.headers["Retry-After"] == "5"
        assert "The database does not answer" in refused.text
        assert "Traceback" not in refused.text

    pair.standby.promote()
    assert bob.take(two, desk.waiting[1], "publish").status_code == 302
    assert postgres.soon(lambda: shown(one) == shown(two) == head + 2)
    assert verify(pair).startswith(f"{head + 2} entries verify.")
    assert httpx.get(f"{one}/healthz").json()["standby"] is False

    come_back(pair)


def come_back(pair):
    """The old primary follows the new one, as docs/operating.md says."""
    old, new = pair
    old.run(
        "pg_rewind", "--target-pgdata", old.data, "--write-recovery-conf",
        "--source-server", f"{new.conninfo()} dbname=postgres",
    )  # fmt: skip
    old.start()
    query = "SELECT pg_is_in_recovery(), (SELECT max(sequence) FROM record_publication)"
    last = new.ask("SELECT max(sequence) FROM record_publication")[0][0]
    assert postgres.soon(lambda: old.ask(query) == [(True, last)])
    assert new.ask("SELECT state FROM pg_stat_replication") == [("streaming",)]


def test_what_a_machine_reads_first_may_be_away(desk, pair, machine):
    """With two servers in RECORD_DATABASE_URL the primary stands in for a standby."""
    reading = postgres.url(pair, "factcheck_record", target_session_attrs="prefer-standby")
    with machine("one", **pair.addresses() | {"RECORD_DATABASE_URL": reading}) as one:
        assert httpx.get(f"{one}/healthz").json()["standby"] is True
        pair.standby.kill()
        assert postgres.soon(lambda: httpx.get(f"{one}/healthz").status_code == 200)
        assert httpx.get(f"{one}/healthz").json()["standby"] is False
        assert httpx.get(f"{one}/api/v1/claims/").status_code == 200


def test_without_any_server_the_public_side_says_so(desk, pair, machine):
    with machine("one", **pair.addresses()) as one:
        pair.standby.kill()
        health = httpx.get(f"{one}/healthz")
        assert (health.status_code, health.json()) == (
            503, {"status": "the record cannot be read"},
        )  # fmt: skip
        for path in ("/", "/api/v1/claims/", "/v1alpha1/claims:search?query=measure"):
            answer = httpx.get(one + path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), path
            assert answer.headers["Cache-Control"] == "no-store"
