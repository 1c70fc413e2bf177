"""GET /api/v1/record/ and /api/v1/changes/."""

import json

import pytest

from claims.models import Publication
from claims.record import chain, published

SINCE = "/api/v1/changes/?since="


def sequences(answer):
    return [row["sequence"] for row in answer["results"]]


def test_record_says_its_head_and_how_a_digest_is_made(api, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    newest = Publication.objects.latest("sequence")
    assert api.get("record/") == {
        "sequence": 7,
        "digest": newest.digest,
        "published_at": chain.timestamp(world.at[7]),
        "entries": 7,
        "genesis": "0" * 64,
        "digest_of": list(chain.DIGEST_OF),
        "changes": "https://claims.example.org/api/v1/changes/",
        "dump_record": "https://claims.example.org/api/v1/dump/record.ndjson",
        "docs": "https://claims.example.org/api/v1/docs/",
    }


def test_changes_give_every_kind_in_order(api, world):
    answer = api.get("changes/")
    assert sequences(answer) == [1, 2, 3, 4, 5, 6, 7]
    assert [row["kind"] for row in answer["results"]] == [
        "publication", "publication", "publication", "publication", "correction", "publication",
        "retraction",
    ]  # fmt: skip
    assert (answer["next"], answer["previous"]) == (None, None)


def test_change_is_the_entry_with_the_very_bytes_that_its_digest_covers(client, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    response = client.get(f"{SINCE}4&page_size=1")
    (row,) = response.json()["results"]
    stored = Publication.objects.get(sequence=5)
    assert b',"document":' + bytes(stored.document) + b"}" in response.content
    assert row == {
        "url": f"https://claims.example.org/claims/{world.corrected.slug}/",
        "sequence": 5,
        "claim_id": str(world.corrected.public_id),
        "version": 2,
        "kind": "correction",
        "note": "It said five; the ministry says four.",
        "published_at": chain.timestamp(world.at[5]),
        "digest": stored.digest,
        "previous_digest": Publication.objects.get(sequence=4).digest,
        "document": json.loads(bytes(stored.document)),
    }


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_pages_lead_from_one_to_the_next(client, world, size):
    seen, url = [], f"/api/v1/changes/?page_size={size}"
    while url:
        answer = client.get(url).json()
        seen += sequences(answer)
        url = answer["next"]
    assert seen == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("since", "last"), [(0, 7), (6, 7), (7, 7), (8, 8), (2**63 - 1,) * 2])
def test_resume_goes_on_after_the_last_that_was_given(client, world, since, last):
    answer = client.get(f"{SINCE}{since}").json()
    assert sequences(answer) == list(range(since + 1, 8))
    assert answer["resume"].endswith(f"/api/v1/changes/?since={last}")
    assert client.get(answer["resume"]).json()["results"] == []


@pytest.mark.parametrize("value", ["-1", "1.5", "x", "9223372036854775808", "٣", "1e3"])
def test_bad_since_is_refused(api, world, value):
    assert api.refusal("changes/", since=value)["name"] == "since"


def test_unchanged_record_answers_304(client, world):
    for path in ("record/", "changes/?since=3"):
        first = client.get(f"/api/v1/{path}")
        again = client.get(f"/api/v1/{path}", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Access-Control-Allow-Origin"] == "*"
        old = client.get(f"/api/v1/{path}", headers={"if-none-match": '"1-6-0"'})
        assert old.status_code == 200


@pytest.mark.parametrize(("path", "queries"), [("record/", 1), ("changes/?page_size=100", 2)])
def test_number_of_queries(client, world, django_assert_num_queries, path, queries):
    with django_assert_num_queries(queries, using=published.ALIAS):
        client.get(f"/api/v1/{path}")
