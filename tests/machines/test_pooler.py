"""Desk, public side, worker and commands with a real pgbouncer in transaction mode before PostgreSQL.

Two connections of it serve all threads, so whatever a session would keep ends up with somebody else.
"""

import json
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import psycopg
import pytest
from django.db import connections

from tests import server
from tests.machines import commands, postgres
from tests.test_permission_matrix import EVERYBODY, PAGES
from tests.test_permission_matrix import addresses as pages_of

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
SCRIPT = server.ROOT / "deploy" / "pgbouncer.sh"
PASSWORD = 'it\'s a "secret" of this test'

pytestmark = pytest.mark.skipif(
    PGBOUNCER is None, reason="pgbouncer is missing: apt install pgbouncer"
)


@pytest.fixture
def pooled(pair):
    """Return what leads through the pooler: the variables of web processes, and of all else."""
    port, name = server.free_port(), connections["default"].settings_dict["NAME"]
    variables = {
        "NAME": name, "LOGIN": "factcheck", "PASSWORD": PASSWORD, "POOL": "2",
        "RECORD_PASSWORD": PASSWORD,
        "PRIMARY": f"127.0.0.1:{pair.primary.port}", "STANDBY": f"127.0.0.1:{pair.standby.port}",
        "LISTEN": f"127.0.0.1:{port}",
    }  # fmt: skip
    log = pair.primary.log.with_name("pgbouncer.log").open("w+")
    process = pair.primary.popen(["/bin/sh", SCRIPT, PGBOUNCER], output=log, **variables)
    at = f"{quote(PASSWORD)}@127.0.0.1:{port}"
    found = {
        "DATABASE_URL": f"postgresql://factcheck:{at}/{name}",
        "RECORD_DATABASE_URL": f"postgresql://factcheck_record:{at}/record",
        "DIRECT_DATABASE_URL": pair.primary.url(),
    }
    try:
        for url in (found["DATABASE_URL"], found["RECORD_DATABASE_URL"]):
            assert postgres.soon(lambda url=url: _answers(url)), pair.primary.log.read_text()
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(postgres.PATIENCE)
        log.close()


def _answers(url):
    try:
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_everything_works_through_it(desk, bob, pooled, pair, machine):
    with machine("one", **pooled) as one, machine("two", **pooled) as two:
        assert httpx.get(f"{one}/healthz").json()["standby"] is True
        paths = [
            web + path
            for name, path in pages_of(desk.shown).items()
            for web in (one, two)
            if PAGES[name] == EVERYBODY
        ] * 2
        dumps = [path for path in paths if "/dump/" in path]
        with ThreadPoolExecutor(8) as pool:
            reading = pool.map(status, [path for path in paths if path not in dumps])
            # One after the other: a process makes few of them at once, and refuses more.
            dumping = pool.submit(lambda: set(map(status, dumps)))
            done = [
                bob.take(web, review, "publish").status_code
                for web, review in zip([one, two] * 3, desk.waiting, strict=False)
            ]
            assert (done, set(reading), dumping.result()) == ([302] * 6, {200}, {200})
        assert postgres.soon(lambda: _newest(one) == _newest(two) == 4 + 6)
        for place in ("claim", "review", "publication", "contradiction/board"):
            assert bob.client.get(f"{one}/admin/claims/{place}/").status_code == 200, place
        assert _errors(pair) == []


def status(url):
    return httpx.get(url, timeout=60).status_code


def _newest(web):
    return httpx.get(f"{web}/api/v1/record/").json()["sequence"]


def _errors(pair):
    """Return what PostgreSQL or the pooler was asked and could not do."""
    said = "".join(path.read_text() for path in pair.primary.data.parent.glob("*.log"))
    words = ("prepared statement", "cursor", "permission denied", "unsupported startup")
    return [line for line in said.splitlines() if any(word in line for word in words)]


def test_public_side_reads_no_draft_through_it(pooled):
    with psycopg.connect(pooled["RECORD_DATABASE_URL"], prepare_threshold=None) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("factcheck_record",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM claims_review")


def test_worker_and_loading_go_past_it(desk, bob, pooled, pair, machine, tmp_path):
    rows = tmp_path / "rows.ndjson"
    rows.write_text(json.dumps({"external_id": "one", "text": "Bridges opened.", "claimant": "C"}))
    done = commands.run("load_claims", rows, "--format", "ndjson", "--make-claimants", **pooled)
    assert done.returncode == 0, done.stdout + done.stderr
    with machine("one", **pooled) as one, commands.worker(**pooled):
        assert bob.take(one, desk.waiting[0], "publish").status_code == 302
        filled = "SELECT count(*) FROM record_match WHERE vector IS NOT NULL"
        assert postgres.soon(lambda: pair.primary.ask(filled)[0][0] > 0)


def test_wrong_addresses_are_told_before_anything_runs(pooled):
    check = ("check", "--tag", "start", "--tag", "migrated", "--database", "default")
    check = (*check, "--database", "record")
    fine = commands.run(*check, **pooled)
    assert fine.returncode == 0, fine.stderr
    wrong = {
        "factcheck.E003": {"DIRECT_DATABASE_URL": ""},
        "factcheck.E004": {"RECORD_DATABASE_URL": pooled["DATABASE_URL"]},
        "RECORD_DATABASE_URL is not set": {"RECORD_DATABASE_URL": ""},
    }
    for message, instead in wrong.items():
        done = commands.run(*check, **pooled | instead)
        assert done.returncode != 0, message
        assert message in done.stderr
        assert "secret" not in done.stderr
