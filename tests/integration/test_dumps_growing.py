"""Dumps while the record grows, and of a record that is too long for memory."""

import json
import tracemalloc

import pytest
from django.db import connection
from django.test import Client

from claims.api.lasting import dumps
from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.record import dumps as dumps_of_record
from claims.record import log, published
from tests import database, factories
from tests.integration.test_dumps_ahead import backends, idle

DUMPS = {
    "record.ndjson": dumps.RecordDump,
    "claims.ndjson": dumps.ClaimsDump,
    "claims.csv": dumps.ClaimsTable,
    "datafeed.json": dumps.DataFeed,
}


def start(name, **query):
    return Client().get(f"/api/v1/dump/{name}", query).streaming_content


def everything(name, **query):
    return b"".join(start(name, **query))


def test_two_dumps_of_one_sequence_are_the_same_whatever_is_published_meanwhile(
    committed_db, monkeypatch
):
    """Wrong: what is published, corrected, retracted or answered later shows in an older dump."""
    monkeypatch.setattr(log, "BATCH", 1)
    cast = committed_db.cast
    claims = [factories.claim() for _ in range(4)]
    for left, right in ((0, 1), (1, 2), (0, 3)):
        row = factories.contradiction(claims[left], claims[right])
        noting.confirm(row, by=cast.bob)
        noting.resolve(row, by=cast.bob, resolution="So it is.", holds=row.left)
    reviews = [factories.published(cast.alice, cast.bob, of=claim) for claim in claims[:3]]
    before = {name: everything(name) for name in DUMPS}
    meanwhile = {name: view().lines(published.head()) for name, view in DUMPS.items()}
    begun = {name: next(stream) for name, stream in meanwhile.items()}
    factories.published(cast.alice, cast.bob, of=claims[3])
    assert_dump_is_the_list()
    workflow.retract(reviews[1], by=cast.bob, comment="The source was withdrawn.")
    assert_dump_is_the_list()
    for review in (reviews[2], reviews[0]):
        correct(review, cast)
        assert_dump_is_the_list()
    for name in DUMPS:
        assert begun[name] + b"".join(meanwhile[name]) == before[name]
        assert everything(name, sequence=3) == before[name]
        assert everything(name) != before[name]


def assert_dump_is_the_list():
    """Contradictions too: those that a later entry of either claim has ended are gone."""
    listed = Client().get("/api/v1/claims/?page_size=100").json()["results"]
    assert [json.loads(line) for line in everything("claims.ndjson").splitlines()] == listed[::-1]


def correct(review, cast):
    new = workflow.correct(review, by=cast.bob, comment="A number was wrong.")
    workflow.write(new, by=cast.alice, correction_note="It is four.")
    for step, person in (("submit", cast.alice), ("approve", cast.bob), ("publish", cast.bob)):
        getattr(workflow, step)(new, by=person)


LONG = 4000


@pytest.fixture
def long_record(committed_db):
    """A record of some 20 MB, written behind the triggers' back: the desk would take minutes."""
    factories.published(committed_db.cast.alice, committed_db.cast.bob)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_publication DISABLE TRIGGER check_entry")
        cursor.execute(
            "INSERT INTO record_publication (sequence, claim_id, version, kind, note, document,"
            " digest, previous_digest, published_at)"
            " SELECT n, gen_random_uuid(), 1, kind, '', convert_to(jsonb_set(convert_from(document,"
            " 'UTF8')::jsonb, '{explanation}', to_jsonb(repeat('x', 2000)))::text, 'UTF8'),"
            " md5(n::text) || md5(n::text), '', published_at"
            " FROM record_publication, generate_series(2, %s) n",
            [LONG],
        )
        cursor.execute("ALTER TABLE record_publication ENABLE ALWAYS TRIGGER check_entry")


@pytest.mark.parametrize("name", DUMPS)
def test_long_dump_takes_no_more_memory_than_two_batches(long_record, name):
    everything(name, sequence=1)
    tracemalloc.start()
    try:
        sizes = [len(piece) for piece in start(name)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(sizes) > 2000 * LONG
    assert peak < 6_000_000
    assert max(sizes) < 2 * dumps.PIECE


def test_long_record_is_read_in_batches(long_record):
    assert [link.sequence for link in log.links(LONG)] == list(range(1, LONG + 1))
    batches = list(log.ranges(LONG))
    assert batches[0] == (0, log.BATCH)
    assert [last for _, last in batches[:-1]] == [before for before, _ in batches[1:]]
    assert batches[-1][1] == LONG


def test_batch_looks_up_what_is_served_of_it_alone(long_record):
    """Wrong: all that is served is collected for each batch, at a third of the speed."""
    with database.put_aside("record_claim"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO record_claim SELECT (jsonb_populate_record(one, jsonb_build_object("
            " 'sequence', n, 'claim_id', entry.claim_id, 'slug', 'long-' || n))).*"
            " FROM record_claim AS one, generate_series(2, %s) AS n"
            " JOIN record_publication AS entry ON entry.sequence = n",
            [LONG],
        )
        cursor.execute("ANALYZE record_claim, record_publication")
        asked = [0, 500, 0, 500, LONG]
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + dumps_of_record.STANDING, asked)
        (((plan,),),) = cursor.fetchall()
    served = [node for node in nodes(plan["Plan"]) if node.get("Relation Name") == "record_claim"]
    read = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in served
    )
    assert served
    assert read <= 500


def nodes(plan):
    yield plan
    for node in plan.get("Plans", ()):
        yield from nodes(node)


def test_slow_reader_holds_no_transaction(long_record):
    """Wrong: a snapshot that lives as long as a dump, which keeps VACUUM from its work."""
    stream = start("record.ndjson")
    next(stream)
    assert backends() == idle()


@pytest.mark.parametrize("name", ["claims.ndjson", "claims.csv", "datafeed.json"])
def test_dump_that_fails_midway_is_an_error_and_no_half_of_a_file(long_record, name):
    """Wrong: it ends like one that is complete, and caches keep what there is of it."""
    with database.put_aside("record_publication"), connection.cursor() as cursor:
        cursor.execute("UPDATE record_publication SET document = 'no JSON' WHERE sequence = 2500")
    client = Client(raise_request_exception=False)
    response = client.get(f"/api/v1/dump/{name}?sequence={LONG}")
    assert (response.status_code, response["Cache-Control"]) == (500, "no-store")
    assert response.json()["status"] == 500
    assert "ETag" not in response


def test_dump_says_its_length(long_record):
    response = Client().get("/api/v1/dump/record.ndjson")
    assert int(response["Content-Length"]) == len(b"".join(response.streaming_content))
