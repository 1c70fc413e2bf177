"""GET /api/v1/claims/ while the record grows, from empty on."""

import json

import pytest

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


@pytest.mark.parametrize("q", ["measure -zebra", "mesaure", '"the measure" OR zebra'])
def test_search_goes_on_where_it_stood_while_more_is_found(client, committed_db, q):
    cast = committed_db.cast
    claims = [factories.claim() for _ in range(3)]
    for claim in claims:
        factories.published(cast.alice, cast.bob, of=claim)
    first = client.get("/api/v1/claims/", {"page_size": 2, "q": q}).json()
    newer = [factories.claim() for _ in range(2)]
    for claim in newer:
        factories.published(cast.alice, cast.bob, of=claim)
    second = client.get(first["next"]).json()
    assert _ids(first) + _ids(second) == [str(claim.public_id) for claim in claims[::-1]]
    back = client.get(second["previous"]).json()
    assert _ids(back) == _ids(first)
    newest = client.get(back["previous"]).json()
    assert _ids(newest) == [str(claim.public_id) for claim in newer[::-1]]


def test_words_that_are_equally_near_are_all_read(client, committed_db):
    cast = committed_db.cast
    for text in ("Barley is sold.", "Bailey is sold.", "Barges are sold.", "Berries are sold."):
        factories.published(cast.alice, cast.bob, of=factories.claim(text=text))
    answer = client.get("/api/v1/claims/", {"q": "baxley sold"}).json()
    assert answer["read_as"] == {"baxley": ["bailey", "barley"]}
    assert [row["text"] for row in answer["results"]] == ["Bailey is sold.", "Barley is sold."]
    assert answer["results"][0]["highlights"]["text"] == (
        "<mark>Bailey</mark> is <mark>sold</mark>."
    )


def _ids(answer):
    return [row["id"] for row in answer["results"]]


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
