"""What a load costs: by the rows that it has, not by their square, and memory that stays."""

import json
import os
import subprocess
import sys
import threading
import time

from django.db import connection, transaction

from claims.intake.loading import batches, rows
from claims.models import Claim
from tests import loading, server

ROWS = 1500
MILLION = 1_000_000
CLAIMS = 1000
"""Of a million rows: each claim is said a thousand times."""


def path(folder):
    return loading.ndjson(folder, *(loading.claim(n, **loading.review(n)) for n in range(ROWS)))


def read_of_indexes():
    """How many entries of indexes were read, in all that this database did."""
    return counted("SELECT sum(idx_tup_read) FROM pg_stat_user_indexes")


def read_through():
    """How many rows of claims and their reviews were read by going through the tables."""
    tables = "'claims_claim', 'claims_externalreview'"
    asked = f"SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname IN ({tables})"
    return counted(asked)


def counted(asked):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(asked)
        return cursor.fetchone()[0]


def test_table_that_was_counted_empty_is_not_read_through_for_each_row(committed_db, tmp_path):
    file = path(tmp_path)
    with transaction.atomic():
        loading.load(tmp_path, file)
        transaction.set_rollback(True)
    # As autovacuum does beside a load that is under way, or after one that was given up.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim, claims_review")
        cursor.execute(
            "SELECT reltuples, relpages > 0 FROM pg_class WHERE relname = 'claims_claim'"
        )
        assert cursor.fetchone() == (0, True)
    before = read_of_indexes()
    # What is one transaction is loaded in the session that calls, which is asked below.
    assert loading.load(tmp_path, file, strict=True).code == 0
    assert Claim.objects.count() == ROWS
    # Wrong: the square of the rows, more than two million.
    assert read_of_indexes() - before < 100 * ROWS


def test_tables_are_not_read_through_for_each_chunk_that_is_loaded_again(committed_db, tmp_path):
    file = path(tmp_path)
    assert loading.load(tmp_path, file).code == 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim, claims_externalreview")
    before = read_through()
    again = loading.load(tmp_path, file, chunk=ROWS // 5, strict=True)
    assert f"{ROWS:,} as stored" in again.said
    # Wrong: each of the two tables, or one of them twice, for each of five chunks.
    assert read_through() - before <= 2 * ROWS


def test_million_rows_with_faults_in_them(committed_db, tmp_path):
    wrong = {n: {"claim_date": "14 March"} for n in range(77_777, MILLION, 100_000)}
    wrong |= {n: {"text": "Other words."} for n in range(99_999, MILLION, 200_000)}
    path = tmp_path / "million.ndjson"
    with path.open("w") as file:
        for n in range(MILLION):
            row = loading.claim(n % CLAIMS) | wrong.get(n, {})
            file.write(json.dumps(row) + "\n")
        file.write('{"external_id": "test:')
    rejects = tmp_path / "rejects.ndjson"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "load_claims", str(path), f"--rejects={rejects}"],
        cwd=server.ROOT,
        env=os.environ | server.databases() | {"DJANGO_SETTINGS_MODULE": "tests.served_settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0
    while process.poll() is None:
        most = max(most, loading.peak(process.pid))
        time.sleep(0.05)
    assert process.returncode == 3
    refused = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [one["line"] for one in refused] == [*(n + 1 for n in sorted(wrong)), MILLION + 1]
    assert {(one["field"], one["reason"]) for one in refused[:-1]} == {
        ("claim_date", "This is no day."),
        ("external_id", "An earlier row says something else of this claim."),
    }
    assert Claim.objects.count() == CLAIMS
    # Wrong: what grows with the file, which has more than 100 MB.
    assert 0 < most < 200
    path.unlink()


def endless(seen):
    number = 0
    while True:
        number += 1
        seen.append(number)
        yield rows.Row(number, {"text": "x" * 1000})


def test_what_is_read_ahead_is_bounded():
    seen = []
    with batches.ahead(batches.of(endless(seen), 5000)) as made:
        taken = sum(next(made).taken for _ in range(10))
        ahead = len(seen) - taken
    assert taken <= len(seen)
    assert ahead <= (batches.AHEAD + 1) * batches.SIZE


def test_no_batch_reaches_over_the_end_of_a_chunk():
    found = (rows.Row(n, {"text": "x"}) for n in range(3333))
    made = list(batches.of(found, 1200))
    sizes, size = [], 0
    for batch in made:
        size += batch.taken
        if batch.ends:
            sizes.append(size)
            size = 0
    assert (sizes, size) == ([500, 1000, 1200], 633)


def test_reading_ends_with_whoever_reads():
    before = threading.active_count()
    closed = []

    def found():
        try:
            yield from endless([])
        finally:
            closed.append(True)

    with batches.ahead(batches.of(found(), 5000)) as made:
        next(made)
    assert (closed, threading.active_count()) == ([True], before)


def test_fault_of_reading_comes_to_who_takes_the_rows():
    def found():
        yield rows.Row(1, {"text": "x"})
        raise ZeroDivisionError

    with batches.ahead(batches.of(found(), 1)) as made:
        assert next(made).taken == 1
        try:
            next(made)
        except ZeroDivisionError:
            return
    raise AssertionError("The fault was lost.")


def test_session_that_once_had_a_table_of_its_own_can_load(committed_db, tmp_path):
    """PostgreSQL then refuses other buffers, and says nowhere that it will."""
    connection.close()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE earlier AS SELECT 1 AS one")
        transaction.set_rollback(True)
    # What is one transaction is loaded in the session that calls.
    path = loading.ndjson(tmp_path, loading.claim(1))
    assert loading.load(tmp_path, path, strict=True).code == 0
    assert Claim.objects.count() == 1
