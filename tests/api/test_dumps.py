"""GET /api/v1/dump/…: everything, as of one sequence of the record."""

import csv
import io
import json

import pytest

from claims.api.lasting import dumps, slots
from claims.models import Publication
from claims.record import chain, log, published

DUMPS = ("record.ndjson", "claims.ndjson", "claims.csv", "datafeed.json")


def fetched(client, name, **query):
    response = client.get(f"/api/v1/dump/{name}", query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows(content):
    return [json.loads(line) for line in content.splitlines()]


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_record_has_every_entry_with_the_very_bytes(client, world):
    lines = fetched(client, "record.ndjson").splitlines(keepends=True)
    entries = list(Publication.objects.all())
    assert len(lines) == len(entries) == 7
    for line, entry in zip(lines, entries, strict=True):
        assert line.endswith(b',"document":' + bytes(entry.document) + b"}\n")
        row = json.loads(line)
        assert (row["sequence"], row["digest"]) == (entry.sequence, chain.digest(entry))
        assert row["claim_id"] == str(entry.claim_id)


def test_claims_are_those_of_the_list(api, client, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    listed = api.get("claims/", page_size=100)["results"]
    assert rows(fetched(client, "claims.ndjson")) == listed[::-1]


@pytest.mark.parametrize("batch", [1, 3, 200])
def test_dump_of_a_sequence_is_what_stood_then(client, world, monkeypatch, batch):
    monkeypatch.setattr(log, "BATCH", batch)
    for sequence, moment in world.at.items():
        at = chain.timestamp(moment)
        stood = client.get("/api/v1/claims/", {"as_of": at, "page_size": 100}).json()["results"]
        assert rows(fetched(client, "claims.ndjson", sequence=sequence)) == stood[::-1]
        in_table = table(fetched(client, "claims.csv", sequence=sequence))
        assert [row["id"] for row in in_table] == [row["id"] for row in stood[::-1]]
        feed = json.loads(fetched(client, "datafeed.json", sequence=sequence))
        assert feed["dateModified"] == at
        assert [row["url"] for row in feed["dataFeedElement"]] == [
            row["url"] for row in stood[::-1]
        ]
        entries = rows(fetched(client, "record.ndjson", sequence=sequence))
        assert [row["sequence"] for row in entries] == list(range(1, sequence + 1))


def test_table_has_a_row_for_each_claim(client, world):
    found = {row["id"]: row for row in table(fetched(client, "claims.csv"))}
    assert len(found) == 4
    row = found[str(world.left.public_id)]
    assert row["sequence"] == "2"
    assert row["text"] == "China charges 75.8 % duty on canola seed."
    assert row["topics"] == "canola | tariffs"
    assert (row["valid_from"], row["valid_to"]) == ("2025-03-14", "")
    assert (row["rating"], row["rating_value"]) == ("false", "1")
    assert row["contradicts"].endswith(f"/claims/{world.right.slug}/")
    assert found[str(world.right.public_id)]["claimant"] == ""


@pytest.mark.parametrize("name", DUMPS)
def test_dump_says_its_sequence(client, world, name):
    stem, ending = name.split(".")
    for query, sequence in (({}, 7), ({"sequence": 3}, 3), ({"sequence": 0}, 0)):
        for response in (
            client.get(f"/api/v1/dump/{name}", query),
            client.head(f"/api/v1/dump/{name}", query),
        ):
            assert response["X-Record-Sequence"] == str(sequence)
            assert response["Content-Disposition"] == (
                f'attachment; filename="{stem}-{sequence}.{ending}"'
            )
            assert response["ETag"].startswith(f'W/"{sequence}-')
            assert "X-Record-Sequence" in response["Access-Control-Expose-Headers"]
    assert b"".join(response.streaming_content) == b""


@pytest.mark.parametrize("name", DUMPS)
def test_dump_that_one_has_is_not_sent_again(client, world, name):
    for query in ({}, {"sequence": 6}):
        etag = client.get(f"/api/v1/dump/{name}", query)["ETag"]
        again = client.get(f"/api/v1/dump/{name}", query, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again["X-Record-Sequence"] == str(query.get("sequence", 7))
    older = client.get(f"/api/v1/dump/{name}", {"sequence": 5}, headers={"if-none-match": etag})
    assert older.status_code == 200


@pytest.mark.parametrize("name", DUMPS)
def test_dump_of_one_sequence_may_be_kept_for_good(client, world, name):
    kept = client.get(f"/api/v1/dump/{name}", {"sequence": 6})["Cache-Control"]
    # What is made of the documents for schema.org may get better.
    assert (kept == "public, max-age=31536000, immutable") == (name != "datafeed.json")
    assert "immutable" not in client.get(f"/api/v1/dump/{name}")["Cache-Control"]


@pytest.mark.parametrize("name", DUMPS)
def test_sequence_that_is_not_there_yet(api, world, name):
    assert "no entry 8 yet" in api.get(f"dump/{name}", status=404, sequence=8)["detail"]
    assert api.refusal(f"dump/{name}", sequence="-1")["name"] == "sequence"
    assert api.refusal(f"dump/{name}", page_size="1")["name"] == "page_size"


def test_before_the_first_entry_there_is_nothing(client, world):
    assert fetched(client, "record.ndjson", sequence=0) == b""
    assert fetched(client, "claims.ndjson", sequence=0) == b""
    assert json.loads(fetched(client, "datafeed.json", sequence=0)) == {
        "@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [],
    }  # fmt: skip
    assert fetched(client, "claims.csv", sequence=0).startswith(b'"sequence","id","url",')


def test_each_speaks_its_own_type(client, world):
    for name, media in (("record.ndjson", "application/x-ndjson"), ("claims.csv", "text/csv")):
        path = f"/api/v1/dump/{name}"
        assert client.get(path)["Content-Type"] == f"{media}; charset=utf-8"
        assert client.get(path, headers={"accept": media}).status_code == 200
        assert client.get(path, headers={"accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("name", "queries"),
    [("record.ndjson", 1), ("claims.ndjson", 2), ("claims.csv", 2), ("datafeed.json", 2)],
)
def test_number_of_queries(client, world, django_assert_num_queries, monkeypatch, name, queries):
    """Django sees the one for the head, and for corrections; the others are asked past it."""
    asked = []
    rows = log.rows
    monkeypatch.setattr(
        log, "rows", lambda *args, **options: asked.append(1) or rows(*args, **options)
    )
    more = name == "datafeed.json" and world.left is not None
    with django_assert_num_queries(1 + more, using=published.ALIAS):
        fetched(client, name)
    assert len(asked) == queries - more


@pytest.mark.parametrize("name", DUMPS)
def test_browser_may_ask_first_whatever_it_accepts(client, world, name):
    media = client.head(f"/api/v1/dump/{name}")["Content-Type"].split(";")[0]
    response = client.options(f"/api/v1/dump/{name}", headers={"accept": media})
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, "*")


def test_dump_is_refused_while_all_slots_are_taken(client, world, monkeypatch):
    monkeypatch.setattr(dumps, "SLOTS", slots.Slots(1))
    first = client.get("/api/v1/dump/record.ndjson")
    response = client.get("/api/v1/dump/claims.csv")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.json()["detail"].endswith("ask again in half a minute.")
    assert not response.has_header("ETag")
    assert client.head("/api/v1/dump/claims.csv").status_code == 200
    assert len(b"".join(first.streaming_content).splitlines()) == 7
    assert fetched(client, "claims.csv")
