"""POST /api/v1/match/: which published claims say what a text says."""

import json

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.desk.review import workflow
from claims.record import filling
from tests import factories

TEXTS = (
    "Canada imposes a 100 percent tariff on electric vehicles from China.",
    "The prime minister of Canada is Mark <b>Carney</b> & nobody else.",
    "China lowers its tariff on canola seed to 15 percent.",
    "Two Canadians were detained in China in 2018.",
)


@pytest.fixture(scope="module")
def published(committed_module):
    cast = committed_module.cast
    claims = [factories.claim(text=text) for text in TEXTS]
    for claim in claims:
        factories.published(cast.alice, cast.bob, of=claim)
    gone = factories.claim(text="A panda was given to the zoo of Toronto.")
    workflow.retract(
        factories.published(cast.alice, cast.bob, of=gone), by=cast.bob, comment="Withdrawn."
    )
    factories.claim(text="An unpublished draft about maple syrup exports to Peking.")
    filling.fill_all(most=10)
    return claims


def ask(body, status=200, client=None, **more):
    response = (client or Client()).post(
        "/api/v1/match/",
        body if isinstance(body, (str, bytes)) else json.dumps(body),
        content_type="application/json",
        **more,
    )
    assert response.status_code == status, response.content
    return json.loads(response.content)


def test_what_says_the_same_is_found_with_its_words_marked(published):
    answer = ask({"text": "Chinese electric cars: 100% tariff imposed by Canada!"})
    (result,) = answer["results"]
    first = result["matches"][0]
    assert first["claim"]["id"] == str(published[0].public_id)
    assert first["claim"]["url"].startswith("http")
    assert 1 > first["probability"] >= answer["threshold"]
    assert "<mark>tariff</mark> on <mark>electric</mark> vehicles" in first["highlights"]["text"]
    assert "<mark>electric</mark> cars" in result["highlighted"]


def test_texts_of_others_are_escaped(published):
    (result,) = ask({"text": "<script>Carney</script> is prime minister of Canada"})["results"]
    assert result["highlighted"].startswith("&lt;script&gt;<mark>Carney</mark>")
    shown = result["matches"][0]["highlights"]["text"]
    assert "&lt;b&gt;<mark>Carney</mark>&lt;/b&gt; &amp; nobody" in shown


@pytest.mark.parametrize(
    "text", ["Bananas are radioactive.", "!!!", "of the", "A panda for the zoo of Toronto",
             "An unpublished draft about maple syrup exports to Peking."],
)  # fmt: skip
def test_silence_where_nothing_published_says_it(published, text):
    assert ask({"text": text})["results"][0]["matches"] == []


def test_batch_answers_each_text_in_turn(published):
    texts = [TEXTS[2], "Bananas are radioactive.", TEXTS[3]]
    results = ask({"texts": texts})["results"]
    assert [row["text"] for row in results] == texts
    found = [[one["claim"]["id"] for one in row["matches"]][:1] for row in results]
    assert found == [[str(published[2].public_id)], [], [str(published[3].public_id)]]


def test_one_text_costs_three_queries_of_the_record_alone(published):
    ask({"text": TEXTS[0]})
    with (
        CaptureQueriesContext(connections["record"]) as record,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        ask({"text": TEXTS[0]})
    assert (len(record), len(desk)) == (3, 0)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("{", "body"), ("[" * 100_000, "body"), (b"\xff", "body"), ("", "body"), ("null", "body"),
        ({}, "body"), ({"text": "a", "texts": ["a"]}, "body"), ({"text": "a", "more": 1}, "body"),
        ({"text": 5}, "text"), ({"text": " "}, "text"), ({"text": "a\0"}, "text"),
        ('{"text": "\\ud800"}', "text"), ({"text": "a" * 2001}, "text"),
        ('{"text": "' + "\\ud800" * 2001 + '"}', "text"),
        ({"texts": []}, "texts"), ({"texts": "a"}, "texts"), ({"texts": ["a"] * 101}, "texts"),
        ({"texts": ["a", None]}, "texts[1]"),
    ],
)  # fmt: skip
def test_bad_questions_are_named_with_the_remedy(body, name, db):
    problem = ask(body, status=400)
    (error,) = problem["errors"]
    assert error["name"] == name
    assert error["detail"]
    assert error["remedy"]
    assert len(error["value"]) <= 101


def test_it_is_asked_with_post(client, db):
    response = client.get("/api/v1/match/", headers={"if-none-match": "*"})
    assert response.status_code == 405
    assert "POST" in json.loads(response.content)["detail"]


def test_each_text_counts_as_a_request(published, settings):
    settings.RATE_LIMIT = "10/minute"
    client = Client()
    ask({"texts": ["a"] * 6}, client=client)
    response = client.post(
        "/api/v1/match/", json.dumps({"texts": ["a"] * 6}), content_type="application/json"
    )
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response["Cache-Control"] == "no-store"
    assert "texts" in json.loads(response.content)["detail"]
    ask({"text": "a"}, client=client)


def test_long_text_counts_as_several(published, settings):
    settings.RATE_LIMIT = "10/minute"
    client = Client()
    ask({"texts": ["a " * 900, "b " * 900]}, client=client)
    response = client.post(
        "/api/v1/match/", json.dumps({"text": "a"}), content_type="application/json"
    )
    assert response.status_code == 429


def test_pages_of_other_origins_may_ask(client, db):
    response = client.options("/api/v1/match/")
    assert response["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert response["Access-Control-Allow-Origin"] == "*"
