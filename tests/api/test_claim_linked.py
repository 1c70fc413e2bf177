"""GET /api/v1/claims/{id}/ with Accept: application/ld+json: the ClaimReview."""

import json

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.record import chain

LINKED = "application/ld+json"


def _get(client, claim, accept=LINKED, **query):
    return client.get(f"/api/v1/claims/{claim.public_id}/", query, headers={"accept": accept})


def test_claim_review_of_a_corrected_claim(client, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    settings.DESK_NAME = "The Desk"
    response = _get(client, world.corrected)
    told = json.loads(response.content)
    assert response["Content-Type"] == LINKED
    assert "Accept" in response["Vary"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert told["@type"] == "ClaimReview"
    assert told["url"] == f"https://claims.example.org/claims/{world.corrected.slug}/"
    assert told["author"]["name"] == "The Desk"
    (correction,) = told["correction"]
    assert correction["text"] == "It said five; the ministry says four."


def test_claim_review_as_of_before_the_correction(client, world):
    told = _get(client, world.corrected, as_of=chain.timestamp(world.at[4])).json()
    assert "correction" not in told
    assert told["dateModified"] == told["datePublished"] == chain.timestamp(world.at[4])


def test_retracted_claim_answers_gone_with_its_tombstone(client, world):
    response = _get(client, world.retracted)
    assert (response.status_code, response["Content-Type"]) == (410, "application/json")
    assert response.json()["kind"] == "retraction"
    before = _get(client, world.retracted, as_of=chain.timestamp(world.at[6]))
    assert before.json()["@type"] == "ClaimReview"


def test_draft_has_no_claim_review(client, world):
    response = _get(client, world.drafts["approved"].claim)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "json"),
        ("application/*", "json"),
        ("application/json", "json"),
        ("application/json; charset=utf-8", "json"),
        ("application/json, application/ld+json;q=0.5", "json"),
        ("application/ld+json;q=0.9, application/json", "json"),
        ("application/ld+json, application/json", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("application/ld+json;q=0, */*", "json"),
        ("application/ld+json", "ld+json"),
        ("APPLICATION/LD+JSON", "ld+json"),
        ("application/ld+json; profile=http://www.w3.org/ns/json-ld#compacted", "ld+json"),
        ("application/ld+json, application/json;q=0.9", "ld+json"),
        ("application/json;q=0.1, application/ld+json;q=0.2", "ld+json"),
        ("application/ld+json, */*", "ld+json"),
        ("application/ld+json, */*;q=0.1", "ld+json"),
        ("application/json;q=0, */*", "ld+json"),
        ("text/turtle", "problem+json"),
        ("application/ld+json;q=0", "problem+json"),
        ("application/json;q=0, application/ld+json;q=0.000", "problem+json"),
        (",;=/,*", "problem+json"),
        ("", "problem+json"),
    ],
)
def test_who_wants_one_form_more_gets_it(client, world, accept, form):
    response = _get(client, world.left, accept=accept)
    assert response["Content-Type"] == f"application/{form}"
    assert response.status_code == (406 if form == "problem+json" else 200)


def test_json_says_that_it_depends_on_accept(client, world):
    assert "Accept" in _get(client, world.left, accept="application/json")["Vary"]


def test_lists_speak_json_alone(client, world):
    response = client.get("/api/v1/claims/", headers={"accept": LINKED})
    assert response.status_code == 406


def test_claim_review_costs_two_queries_beside_the_head_and_none_on_the_desk(client, world):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        _get(client, world.left)
    assert (len(public), len(desk)) == (3, 0)
