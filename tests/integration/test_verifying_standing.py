"""What stands beside one row for each entry, and matching, as indexes tell it."""

import pytest
from django.db import connection

from claims import exceptions, sql
from claims.desk.review import workflow
from claims.record import verifying
from tests import factories


@pytest.fixture
def record(cast):
    """Three entries: two claims, of which the first is retracted."""
    first, _ = (factories.published(cast.alice, cast.bob) for _ in range(2))
    workflow.retract(first, by=cast.bob, comment="The source was withdrawn.")
    change("SET CONSTRAINTS ALL IMMEDIATE")


def change(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def broken():
    with pytest.raises(exceptions.RecordBroken) as raised:
        verifying.verify("default")
    return str(raised.value)


FREED = """DO $$ BEGIN EXECUTE (SELECT string_agg(format('ALTER TABLE record_claim DROP CONSTRAINT %I', conname), ';')
    FROM pg_constraint WHERE conrelid = 'record_claim'::regclass AND contype = 'f'); END $$"""
COPIED = "claim_id, slug, kind, published_at, ended_at, first_published_at, body, rating, rating_normalized,"
COPIED += " claimant, publishers, articles, topics, in_language, search"


@pytest.mark.parametrize("sequence", [-1, 0, 4])
def test_a_claim_that_no_entry_says_is_found(record, sequence):
    assert verifying.verify("default")[0] == 3
    change(
        "ALTER TABLE record_claim DISABLE TRIGGER USER",
        FREED,
        f"INSERT INTO record_claim (sequence, {COPIED}) SELECT {sequence}, {COPIED}"
        " FROM record_claim WHERE sequence = 1",
    )
    assert broken() == f"Entry {sequence} is served, and stands in no record."


@pytest.mark.parametrize("sequence", [0, 4])
def test_what_search_has_beside_the_record_is_found(record, sequence):
    change(
        "INSERT INTO record_search (sequence, search, rating, claimant, publishers, topics, published_at)"
        f" SELECT {sequence}, search, rating, claimant, publishers, topics, published_at"
        " FROM record_search WHERE sequence = 2"
    )
    assert broken().startswith(f"Search still finds entry {sequence}, which does not stand.")


def test_a_claim_that_stands_twice_is_found(record):
    change(
        "ALTER TABLE record_claim DISABLE TRIGGER append_only",
        "DROP INDEX published_claim_one_current, published_claim_slug_unique",
        "UPDATE record_claim SET ended_at = NULL WHERE sequence = 1",
    )
    assert broken() == "The end of entry 1 was changed: it is None."


def test_a_retracted_claim_that_matching_finds_is_found(record):
    """Right as long as it waits for the worker, and with no row at all."""
    of_it = "claim_id = (SELECT claim_id FROM record_claim WHERE sequence = 3)"
    for rest in ("SET asked = filled + 1", "SET stems = '{}'"):
        change(f"UPDATE record_match {rest} WHERE {of_it}")
        assert verifying.verify("default")[0] == 3
    change(f"UPDATE record_match SET filled = asked WHERE {of_it}")
    assert broken().startswith("Matching still finds the claim")
    change(f"DELETE FROM record_match WHERE {of_it}")
    assert verifying.verify("default")[0] == 3
    change("DELETE FROM record_match")
    assert broken() == "Matching does not know entry 2."


KEYS = """DO $$ BEGIN EXECUTE (SELECT string_agg(format('ALTER TABLE {0} DROP CONSTRAINT %I CASCADE', conname), ';')
    FROM pg_constraint WHERE conrelid = '{0}'::regclass AND contype IN ('f', 'p', 'u')); END $$"""


@pytest.mark.parametrize(
    ("table", "sequence"), [("record_publication", 1), ("record_claim", 1), ("record_search", 2)]
)
def test_what_has_no_number_is_found(record, table, sequence):
    """Wrong outcome: it stands neither before the first nor after the last, and nobody looks."""
    change(
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        KEYS.format(table),
        f"ALTER TABLE {table} ALTER sequence DROP NOT NULL",
        f"CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT * FROM {table} WHERE sequence = {sequence}",
        "UPDATE copied SET sequence = NULL",
        f"INSERT INTO {table} SELECT * FROM copied",
    )
    assert broken() == f"A row of {table} has no number, and stands in no record."


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        (
            "record_search",
            "sequence",
            "Entry 2 stands twice, or what is served of it does, or what search",
        ),
        ("record_match", "claim_id", "Matching knows the claim {} twice"),
        ("record_rating", "key", "The legend has the rating “{}” twice"),
    ],
)
def test_what_stands_twice_is_found(record, table, column, said):
    """Wrong outcome: as each of the two rows is right, all is."""
    change(
        KEYS.format(table),
        f"INSERT INTO {table} SELECT * FROM {table} ORDER BY {column} DESC LIMIT 1",
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({column}::text) FROM {table}")
        assert broken().startswith(said.format(*cursor.fetchone()))


def test_matching_is_not_read_for_rows_that_its_key_forbids(record):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF) " + sql.read("twice_verified"))
        plan = [line for (line,) in cursor.fetchall() if "on record_match" in line]
    assert plan
    assert all("never executed" in line for line in plan)


@pytest.mark.parametrize("column", ["facet", "value"])
def test_a_count_of_nothing_is_said(record, column):
    """Wrong outcome: no error, but a crash."""
    change(
        KEYS.format("record_count"),
        f"ALTER TABLE record_count ALTER {column} DROP NOT NULL",
        f"UPDATE record_count SET {column} = NULL WHERE facet = 'rating'",
    )
    assert broken().startswith("The claims of the rating “false” are miscounted.")


def test_an_end_without_a_time_is_said(record):
    change(
        "ALTER TABLE record_claim DISABLE TRIGGER append_only",
        "UPDATE record_claim SET ended_at = 'infinity' WHERE sequence = 1",
    )
    assert broken() == "The end of entry 1 was changed: it is infinity."
