"""Every column that is verified, changed by as little as a byte, in a batch that holds several."""

import pytest
from django.db import connection

from claims import exceptions
from claims.desk.review import workflow
from claims.models import PublishedCount
from claims.record import chain, verifying
from claims.record.verifying import batches, columns
from tests import factories

ODD = 'a,b {c} "d" \\ é\t\''
"""What PostgreSQL puts in quotes in an array, and what it does not."""


@pytest.fixture
def record(cast):
    """Five entries, the third of which says all that is hard to write."""
    for number in range(5):
        more = {"topics": [ODD, "null", "b", "b"], "in_language": "fr"} if number == 2 else {}
        factories.published(cast.alice, cast.bob, of=factories.claim(**more))
    change("SET CONSTRAINTS ALL IMMEDIATE")


def change(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def change_entry(sequence, table, column, value):
    """Only this column changes: the triggers that would refuse it, or carry it on, are aside."""
    change(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    assert change(f"UPDATE {table} SET {column} = {value} WHERE sequence = {sequence}") == 1


def broken():
    with pytest.raises(exceptions.RecordBroken) as raised:
        verifying.verify("default")
    return str(raised.value)


def test_what_is_hard_to_write_is_plainly_right(record):
    """Wrong outcome: such entries are looked at a second time, which takes ten times as long."""
    (batch,) = batches.read(0, 5, connection.connection)
    found = batches.entries(batch)
    read = columns.read_all(found.documents)
    assert batches.follow(found, 0, chain.GENESIS)
    assert batches.otherwise(batch, found, read, columns.said(read)) == set()
    assert batches.unwritten(found, read) == set()
    assert (batch.unserved, batch.ended, batch.doubtful, batch.odd) == (None, None, None, None)
    assert verifying.verify("default")[0] == 5


COLUMNS = {
    "record_publication": {
        "claim_id": "gen_random_uuid()",
        "version": "version + 1",
        "kind": "'correction', note = 'x'",
        "note": "' '",
        "document": "set_byte(document, 3, get_byte(document, 3) # 1)",
        "digest": "overlay(digest PLACING CASE WHEN digest LIKE 'a%' THEN 'b' ELSE 'a' END FROM 1)",
        "previous_digest": "reverse(previous_digest)",
        "published_at": "published_at - interval '1 us'",
    },
    "record_claim": {
        "claim_id": "gen_random_uuid()",
        "slug": "slug || '-'",
        "kind": "'correction'",
        "published_at": "published_at - interval '1 us'",
        "first_published_at": "first_published_at + interval '1 us'",
        "body": "set_byte(body, octet_length(body) - 3, get_byte(body, octet_length(body) - 3) # 1)",
        "rating": "upper(rating)",
        "rating_normalized": "lower(rating_normalized)",
        "claimant": "claimant || 'x'",
        "publishers": "publishers || ''::varchar",
        "articles": "articles || NULL::varchar",
        "topics": "topics[2:] || topics[:1]",
        "claim_date": "coalesce(claim_date, '2020-01-01') + 1",
        "valid_from": "'-infinity'",
        "valid_to": "'0001-01-01 BC'",
        "in_language": "in_language || '-CA'",
        "search": "search || array_to_tsvector('{more}')",
    },
    "record_search": {
        "rating": "rating || ' '",
        "claimant": "claimant || 'x'",
        "publishers": "publishers || publishers",
        "topics": "ARRAY[topics, topics]",
        "published_at": "published_at + interval '1 us'",
        "claim_date": "'infinity'",
        "valid_from": "'2020-01-01'",
        "valid_to": "'2020-01-01'",
        "search": "setweight(search, 'D')",
    },
}


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table in COLUMNS for column in COLUMNS[table]]
)
def test_each_column_is_verified(record, table, column):
    change_entry(3, table, column, COLUMNS[table][column])
    assert "entry 3" in broken().lower()


@pytest.mark.parametrize("between", [r"\x1e", r"\x1f", r"\n", r"\x02"])
def test_text_moved_over_the_border_of_its_column_is_found(record, between):
    """Wrong outcome: two columns that share what stands in one text count as right."""
    both = f"rating || E'{between}' || rating_normalized"
    change_entry(4, "record_claim", "rating_normalized = '', rating", both)
    assert "entry 4" in broken()


def test_text_that_holds_what_stands_between_texts_is_verified(cast):
    """Wrong outcome: an honest record that holds such a character counts as broken."""
    for between in (batches.BETWEEN, "\x1f"):
        factories.published(cast.alice, cast.bob, of=factories.claim(topics=[f"a{between}b", "c"]))
    change("SET CONSTRAINTS ALL IMMEDIATE")
    assert verifying.verify("default")[0] == 2
    assert PublishedCount.objects.get(facet="topic", value="c").claims == 2
    change_entry(1, "record_claim", "topics", r"ARRAY[E'a', E'b\x1ec']")
    assert "entry 1" in broken()


def test_note_that_holds_what_stands_between_notes_is_verified(record):
    change_entry(5, "record_publication", "note", r"E'\x1e'")
    assert broken().startswith("Entry 5 was changed")
    change("UPDATE record_publication AS p SET digest = record_digest_v1(p) WHERE sequence = 5")
    assert verifying.verify("default")[0] == 5


def test_text_that_is_missing_is_not_made_up_by_its_neighbour(record):
    """Wrong outcome: what stands between texts is in one of them, and pays for the one that is gone."""
    change("ALTER TABLE record_publication ALTER note DROP NOT NULL")
    change_entry(2, "record_publication", "note", r"E'\x1e'")
    change_entry(3, "record_publication", "note", "NULL")
    assert "entry 2" in broken().lower()


@pytest.mark.parametrize("column", COLUMNS["record_publication"])
def test_an_entry_that_lacks_something_is_named(record, column):
    """Wrong outcome: no error, but a crash; and a note that is missing counts as one that is empty."""
    change(f"ALTER TABLE record_publication ALTER {column} DROP NOT NULL")
    change_entry(3, "record_publication", column, "NULL")
    assert broken() == f"Entry 3 was changed: it has no {column}."


@pytest.mark.parametrize("column", ["body", "search"])
def test_what_is_served_of_an_entry_that_ended_is_not_missing(cast, column):
    """Wrong outcome: as it is held against nothing, nobody sees that it is gone."""
    review = factories.published(cast.alice, cast.bob)
    workflow.retract(review, by=cast.bob, comment="The source was withdrawn.")
    change("SET CONSTRAINTS ALL IMMEDIATE")
    assert verifying.verify("default")[0] == 2
    change(f"ALTER TABLE record_claim ALTER {column} DROP NOT NULL")
    change_entry(1, "record_claim", column, "NULL")
    assert broken() == "What is served of entry 1 is missing."


@pytest.mark.parametrize(
    "column",
    ["claimant", "rating_normalized", "articles", "publishers", "first_published_at", "body"],
)
def test_nothing_is_not_the_same_as_an_empty_text(cast, column):
    """Wrong outcome: where a document says nothing, a column may be missing; or no error, but a crash."""
    claim = factories.claim(claimant=None, claimant_unknown=True)
    factories.published(cast.alice, cast.bob, of=claim)
    change("SET CONSTRAINTS ALL IMMEDIATE")
    change(f"ALTER TABLE record_claim ALTER {column} DROP NOT NULL")
    change_entry(1, "record_claim", column, "NULL")
    if column == "claimant":
        change("ALTER TABLE record_search ALTER claimant DROP NOT NULL")
        change_entry(1, "record_search", column, "NULL")
    assert "entry 1" in broken().lower()


def test_topics_counted_from_another_number_hide_no_term(cast):
    """Wrong outcome: nothing stands in the first place, so search need not know the topics."""
    factories.published(cast.alice, cast.bob, of=factories.claim(topics=["a", "b"]))
    change("SET CONSTRAINTS ALL IMMEDIATE")
    change_entry(1, "record_claim", "topics", "'[7:8]={a,b}'")
    change_entry(1, "record_search", "topics", "'[7:8]={a,b}'")
    assert verifying.verify("default")[0] == 1
    change_entry(
        1, "record_search", "search", r"ts_delete(search, E'{\x01topic:a,\x01topic:b}'::text[])"
    )
    assert broken().startswith("What search knows of entry 1")
