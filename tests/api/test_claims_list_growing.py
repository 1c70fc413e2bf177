"""GET /api/v1/claims/ while the record grows, from empty on."""

import json

from tests import factories


def test_page_that_was_opened_before_an_insert_goes_on_where_it_stood(client, committed_db):
    cast = committed_db.cast
    claims = [factories.claim() for _ in range(3)]
    for claim in claims:
        factories.published(cast.alice, cast.bob, of=claim)
    first = client.get("/api/v1/claims/?page_size=2").json()
    newer = factories.claim()
    factories.published(cast.alice, cast.bob, of=newer)
    second = client.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [str(claims[0].public_id)]
    back = client.get(second["previous"]).json()
    assert [row["id"] for row in back["results"]] == [
        str(claims[2].public_id),
        str(claims[1].public_id),
    ]
    newest = client.get(back["previous"]).json()
    assert [row["id"] for row in newest["results"]] == [str(newer.public_id)]


def test_text_that_looks_like_our_placeholder_stays_text(client, committed_db):
    cast = committed_db.cast
    nasty = 'It says \\u0000/claims/x and "\\u0000/ and "url":"/evil" </script> \u2028 💥'
    left, right = factories.claim(text=nasty), factories.claim(text=nasty + "!")
    factories.published(cast.alice, cast.bob, of=left)
    factories.published(cast.alice, cast.bob, of=right)
    rows = json.loads(client.get("/api/v1/claims/").content)["results"]
    assert [row["text"] for row in rows] == [nasty + "!", nasty]
    at = rows[0]["published_at"]
    then = json.loads(client.get("/api/v1/claims/", {"as_of": at}).content)["results"]
    assert then == rows


def test_empty_record_answers_an_empty_list(client, committed_db):
    assert client.get("/api/v1/claims/").json() == {"results": [], "next": None, "previous": None}
