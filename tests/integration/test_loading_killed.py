"""kill -9 in each phase of a load: nothing is half-done, and a second run ends in the same state.

Each phase is stopped where it waits: for its input, or for a lock that the test holds.
"""

import gzip
import os
import signal
import subprocess
import sys
import time

import pytest
from backports import zstd
from django.db import connection, transaction

from claims.models import EVENTS, Claim, Claimant, ExternalReview, QueuePlace, Review
from tests import factories, loading, server

ROWS = 60
CHUNK = 20


@pytest.fixture
def path(tmp_path, committed_db):
    factories.claim(external_id="test:1", text="Another text stood here.", claimant=None)
    factories.claimant("Person 1")
    rows = [
        loading.claim(n, claimant=f"Person {n % 7}", claimant_unknown=False, **loading.review(n))
        for n in range(1, ROWS + 1)
    ]
    yield loading.ndjson(tmp_path, *rows)
    end_all()  # What a failed test left behind would hold locks for ever.


STARTED = []
LOADS = "a load of the tests"
THEIRS = (
    "SELECT pid FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()"
)


def start(*arguments):
    process = subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "load_claims",
            "--make-claimants",
            f"--chunk={CHUNK}",
            *arguments,
        ],
        cwd=server.ROOT,
        env=os.environ
        | server.databases()
        | {"DJANGO_SETTINGS_MODULE": "tests.served_settings", "PGAPPNAME": LOADS},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    STARTED.append(process)
    return process


def end_all():
    """End what `start` began, and its sessions, which would finish their statements."""
    while STARTED:
        with STARTED.pop() as process:
            process.kill()
    end_sessions()


def end_sessions():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM ({THEIRS}) AS theirs", [LOADS])
    wait(lambda: not sessions())


def sessions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(THEIRS, [LOADS])
        return cursor.fetchall()


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate()
    wait(lambda: not working("%load_row%") and not working("%claims_claim%"))


def working(pattern):
    """What other sessions of this database are doing, if it looks like `pattern`."""
    with connection.cursor() as cursor:
        # Within a transaction, what others do would be read once.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT query, wait_event_type FROM pg_stat_activity WHERE query LIKE %s"
            " AND state <> 'idle' AND pid <> pg_backend_pid() AND datname = current_database()",
            [pattern],
        )
        return cursor.fetchall()


def wait(until):
    for _ in range(1200):
        if until():
            return
        time.sleep(0.05)
    raise AssertionError("This never came.")


def state():
    """Everything that a load writes, but for numbers, times and random ids."""
    claims = Claim.objects.order_by("external_id").values_list(
        "external_id", "text", "slug", "claimant__name", "priority", "in_language"
    )
    reviews = ExternalReview.objects.order_by("url").values_list(
        "claim__external_id", "url", "rating"
    )
    history = (
        EVENTS[Claim]
        .objects.order_by("external_id", "pgh_id")
        .values_list("external_id", "pgh_label")
    )
    return (
        list(claims), list(reviews), list(history),
        list(Claimant.objects.order_by("key").values_list("key", "name")),
        Review.objects.count(), QueuePlace.objects.count(),
    )  # fmt: skip


def whole():
    """How many rows of the file are loaded: whole chunks, with all that belongs to them."""
    claims = Claim.objects.exclude(claimant=None)
    assert all(claim.external_reviews.count() == 1 for claim in claims)
    return claims.count()


def finish(path):
    process = start(str(path))
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0, out
    return state()


@pytest.fixture
def expected(path):
    """The state after a load that nobody killed; and all of it taken back."""
    with transaction.atomic():
        loading.load(path.parent, path, make_claimants=True, chunk=CHUNK)
        told = state()
        transaction.set_rollback(True)
    return told


def test_killed_while_it_reads(path, expected):
    process = start("-")
    process.stdin.write(path.read_bytes()[:2000])
    process.stdin.flush()
    wait(lambda: working("COPY load_row%"))
    kill(process)
    assert whole() == 0
    assert finish(path) == expected


@pytest.mark.parametrize(
    ("table", "doing"),
    [
        # Checks look at articles before anything is written.
        ("claims_article", "%load_row%"),
        # Claims that change are locked before they are merged.
        ("claims_claim", "%FOR NO KEY UPDATE%"),
        # What triggers write of the claims that are merged.
        ("history_claim", "%The claims that the checks have left%"),
        # The last of what is merged.
        ("claims_externalreview", "%What belongs to the claims%"),
    ],
)
def test_killed_while_it_checks_or_merges(path, expected, table, doing):
    written = table in ("claims_externalreview", "history_claim")
    mode = "SHARE ROW EXCLUSIVE" if written else "ACCESS EXCLUSIVE"
    with transaction.atomic():
        with connection.cursor() as cursor:
            if table == "claims_claim":
                cursor.execute("SELECT FROM claims_claim FOR UPDATE")
            else:
                cursor.execute(f"LOCK TABLE {table} IN {mode} MODE")
        process = start(str(path))
        wait(lambda: any(kind == "Lock" for _, kind in working(doing)))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    wait(lambda: not working(doing))
    assert whole() == 0
    assert finish(path) == expected


def test_killed_while_it_commits(path, expected):
    def committing():
        return any(kind == "Lock" for _, kind in working("COMMIT%"))

    with transaction.atomic():
        with connection.cursor() as cursor:
            # Keys are checked at the end: that this claimant is there, too.
            cursor.execute("SELECT FROM claims_claimant FOR UPDATE")
        process = start(str(path))
        wait(committing)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    wait(lambda: not working("COMMIT%"))
    # PostgreSQL was told to commit, and goes on. Wrong: a part of the chunk.
    assert whole() == CHUNK
    assert finish(path) == expected


def test_two_loads_of_one_file_at_once_end_as_one(path, expected):
    both = [start(str(path)) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    # Wrong: a claim twice in the history, a second review or claimant, or a deadlock.
    assert state() == expected


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_packed_file_comes_through_a_pipe(path, expected, pack):
    process = start("-")
    out, _ = process.communicate(pack(path.read_bytes()), timeout=120)
    assert process.returncode == 0, out
    assert state() == expected


def test_killed_after_a_chunk_is_committed(path, expected):
    lines = path.read_bytes().splitlines(keepends=True)
    process = start("-")
    process.stdin.write(b"".join(lines[: CHUNK + 5]))
    process.stdin.flush()
    wait(lambda: whole() == CHUNK)
    kill(process)
    assert whole() == CHUNK
    assert finish(path) == expected


def test_killed_strict_load_leaves_nothing(path, expected):
    lines = path.read_bytes().splitlines(keepends=True)
    process = start("--strict", "-")
    process.stdin.write(b"".join(lines[: CHUNK * 2 + 5]))
    process.stdin.flush()
    wait(lambda: working("COPY load_row%"))
    kill(process)
    assert whole() == 0
    assert finish(path) == expected


@pytest.mark.parametrize(
    ("end", "code", "why"),
    [
        (lambda load: load.send_signal(signal.SIGINT), 130, b"Interrupted: "),
        (lambda _: end_sessions(), 4, b"PostgreSQL broke it off ("),
    ],
)
@pytest.mark.parametrize(
    ("option", "loaded", "said"),
    [
        ([], CHUNK, b"whole chunks are loaded, if any. Run it again"),
        (["--strict"], 0, b"nothing is loaded, as --strict"),
        (["--dry-run"], 0, b"nothing was to be loaded"),
    ],
)
def test_broken_off_it_says_what_is_loaded(path, option, loaded, said, end, code, why):
    lines = path.read_bytes().splitlines(keepends=True)
    process = start(*option, "-")
    process.stdin.write(b"".join(lines[: CHUNK + 5]))
    process.stdin.flush()
    # The second chunk is begun, and waits for its input.
    wait(lambda: whole() == loaded and working("COPY load_row%"))
    end(process)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == code, out
    assert why in out
    assert said in out
    assert b"Traceback" not in out
    assert whole() == loaded


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("lock_timeout=100", b"due to lock timeout"),
        ("transaction_timeout=700", b"due to transaction timeout"),
        ("default_transaction_read_only=on", b"in a read-only transaction"),
    ],
)
def test_limit_of_its_login_is_named(path, monkeypatch, limit, said):
    monkeypatch.setenv("PGOPTIONS", f"-c {limit}")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE claims_claim IN SHARE ROW EXCLUSIVE MODE")
        out, _ = start(str(path)).communicate(timeout=60)
    assert STARTED[-1].returncode == 4, out
    assert said in out
    assert b"Traceback" not in out
    assert whole() == 0


def test_interrupted_while_it_reads_ahead(path):
    path.write_bytes(path.read_bytes() * 200)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE claims_article IN ACCESS EXCLUSIVE MODE")
        process = start(str(path))
        wait(lambda: any(kind == "Lock" for _, kind in working("%load_row%")))
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, b"whole chunks" in out) == (130, True), out
    assert whole() == 0


def test_history_says_that_the_command_did_it(path):
    finish(path)
    events = EVENTS[Claim].objects.filter(external_id="test:2")
    assert [event.pgh_context.metadata for event in events] == [{"command": "load_claims"}]


def test_what_a_failed_test_leaves_holds_no_locks(path):
    """Wrong outcome: a child that nobody killed keeps its rows locked, and wiping waits for it."""
    process = start("--strict", "-")
    process.stdin.write(path.read_bytes())
    process.stdin.flush()
    wait(lambda: holding("claims_claim"))
    end_all()
    assert (process.poll(), holding("claims_claim")) == (-signal.SIGKILL, 0)


def holding(table):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM pg_locks WHERE relation = '{table}'::regclass"
            " AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]
