"""Verifying by several processes, and what is held against the record beside its entries."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from claims import exceptions
from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.models import Publication, PublishedMatch
from claims.record import verifying
from tests import factories

SIZE = 2
"""Entries of a part: the record below has four parts."""


def several(using="record"):
    return verifying.verify(using, processes=3)


@pytest.fixture(autouse=True)
def parts(monkeypatch):
    monkeypatch.setattr(verifying.whole, "SIZE", SIZE)


def tampered(*statements):
    """Change what is published behind the triggers' back."""
    tables = ("record_publication", "record_claim")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        for statement in statements:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")


@pytest.fixture
def record(committed_db):
    """Seven entries: in the first part a claim that a later part corrects, and one contradiction."""
    cast = committed_db.cast
    left, right = factories.claim(in_language="zh-Hant-TW"), factories.claim(topics=["a", "b"])
    noted = factories.contradiction(left, right)
    noting.confirm(noted, by=cast.bob)
    noting.resolve(noted, by=cast.bob, resolution="The register says so.", holds=left)
    reviews = [
        factories.published(cast.alice, cast.bob, of=claim)
        for claim in (left, factories.claim(), right, factories.claim(), factories.claim())
    ]
    workflow.retract(reviews[1], by=cast.bob, comment="The source was withdrawn.")
    workflow.retract(reviews[4], by=cast.bob, comment="The source was withdrawn.")
    return cast


def test_several_processes_say_what_one_does(record):
    head = Publication.objects.latest("sequence")
    assert several() == several("default") == verifying.verify(processes=1) == (7, head.digest)


def test_processes_see_the_moment_of_the_one_that_started_them(record):
    """Wrong outcome: what is published meanwhile is a row too many, or miscounted."""
    late = []

    def publish_first(execute, sql, *rest):
        if "pg_export_snapshot" in sql and not late:
            late.append(factories.published(record.alice, record.bob))
        return execute(sql, *rest)

    with connections["record"].execute_wrapper(publish_first):
        assert several()[0] == 7
        assert several()[0] == 8
    assert len(late) == 1


def test_each_changed_entry_is_named_in_whichever_part_it_is(record):
    for sequence in range(1, 8):
        change = f"UPDATE record_publication SET note = {{}} WHERE sequence = {sequence}"
        tampered(change.format("note || 'x'"))
        with pytest.raises(exceptions.RecordBroken, match=f"Entry {sequence} was changed"):
            several()
        tampered(change.format("left(note, -1)"))
    assert several()[0] == 7


@pytest.mark.parametrize("sequence", [2, 4, 5])
def test_missing_entries_are_found_at_the_borders_of_parts_too(record, sequence):
    tampered(
        f"DELETE FROM record_claim WHERE sequence = {sequence}",
        f"DELETE FROM record_publication WHERE sequence = {sequence}",
    )
    with pytest.raises(exceptions.RecordBroken, match=f"Entry {sequence} is missing: after"):
        several()


def test_a_chain_that_was_begun_anew_in_a_later_part_is_found(record):
    """Wrong outcome: each part is a chain by itself."""
    tampered(
        "UPDATE record_publication SET previous_digest = repeat('0', 64) WHERE sequence = 3",
        "UPDATE record_publication AS p SET digest = record_digest_v1(p) WHERE sequence = 3",
    )
    with pytest.raises(exceptions.RecordBroken, match="Entry 3 does not follow entry 2"):
        several()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE record_claim SET ended_at = ended_at + interval '1 us' WHERE sequence = 2", "end of entry 2"),
        ("UPDATE record_claim SET ended_at = now() WHERE sequence = 7", "end of entry 7"),
        ("UPDATE record_claim SET published_at = 'infinity' WHERE sequence = 4", "filters know of entry 4"),
        ("UPDATE record_claim SET first_published_at = '-infinity' WHERE sequence = 4", "filters know of entry 4"),
        ("UPDATE record_claim SET valid_to = 'infinity' WHERE sequence = 4", "filters know of entry 4"),
        ("UPDATE record_claim SET topics = '{b,a}' WHERE sequence = 3", "filters know of entry 3"),
        ("UPDATE record_claim SET publishers = '{}' WHERE sequence = 1", "filters know of entry 1"),
        ("UPDATE record_claim SET body = '' WHERE sequence = 4", "served of entry 4"),
        ("UPDATE record_search SET search = search || array_to_tsvector('{more}') WHERE sequence = 1",
         "search knows of entry 1"),
        ("UPDATE record_search SET search = ts_delete(search, '\x01topic:a') WHERE sequence = 3",
         "search knows of entry 3"),
        ("UPDATE record_search SET claimant = 'x' WHERE sequence = 4", "search knows of entry 4"),
        ("INSERT INTO record_count (facet, value, claims) VALUES ('topic', 'c', 0)", "topic “c” are miscounted"),
    ],
)  # fmt: skip
def test_changes_beside_the_record_are_found_in_every_part(record, change, said):
    tampered(change)
    with pytest.raises(exceptions.RecordBroken, match=said):
        several()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM record_match WHERE claim_id = (SELECT claim_id FROM record_claim WHERE sequence = 4)",
         "Matching does not know entry 4"),
        ("INSERT INTO record_match (claim_id, asked, filled, stems)"
         " VALUES (gen_random_uuid(), 1, 1, '{}')", "Matching still finds the claim"),
        ("DELETE FROM record_rating", "legend does not say what the rating “false” means"),
        ("UPDATE record_rating SET key = 'false', body = body || ' ' WHERE false;"
         " UPDATE record_rating SET body = convert_to('{\"key\":\"true\"}', 'UTF8')", "legend does not"),
    ],
)  # fmt: skip
def test_matching_and_the_legend_are_held_against_the_record(record, change, said):
    tampered(change)
    with pytest.raises(exceptions.RecordBroken, match=said):
        several()


def test_entry_before_the_first_is_found(record):
    """Wrong: whoever owns the tables serves a claim that nobody published, below all numbers."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE record_publication DISABLE TRIGGER USER;"
            " ALTER TABLE record_publication DROP CONSTRAINT publication_sequence_from_1;"
            " INSERT INTO record_publication (sequence, claim_id, version, kind, note, document,"
            " digest, previous_digest, published_at) SELECT 0, gen_random_uuid(), version, kind,"
            " note, document, repeat('1', 64), previous_digest, published_at FROM record_publication"
            " WHERE sequence = 1"
        )
        with pytest.raises(exceptions.RecordBroken, match="Entry 0 stands before entry 1"):
            verifying.verify("default")
        transaction.set_rollback(True)


def test_what_waits_for_the_worker_is_right(record):
    """A retracted claim is taken out of matching by a job; a new one is filled by one."""
    assert PublishedMatch.objects.filter(filled=0).exists()
    several()


def test_no_connection_for_a_process_is_said_with_a_remedy(record, monkeypatch):
    """Wrong outcome: the record counts as verified, or as broken."""
    connections["record"].ensure_connection()
    monkeypatch.setitem(connections["record"].settings_dict, "NAME", "no_such_database")
    with pytest.raises(CommandError, match="--processes 1 needs neither"):
        call_command("verify_record", processes=2)
