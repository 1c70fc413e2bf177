"""GET /api/v1/claims/: the envelope, the filters, and that nothing else costs a query."""

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.record import chain


def _id(claim):
    return str(claim.public_id)


def test_newest_publication_stands_first_and_retracted_ones_are_absent(api, world):
    answer = api.get("claims/")
    assert [row["id"] for row in answer["results"]] == [
        _id(row) for row in (world.corrected, world.right, world.left, world.old)
    ]
    assert (answer["next"], answer["previous"]) == (None, None)


def test_each_claim_has_what_others_rely_on(api, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    row = api.get("claims/", q="75.8")["results"][0]
    assert row["url"] == "https://claims.example.org/claims/canola-75-8/"
    assert row["rating"]["key"] == "false"
    assert row["claimant"]["name"] == "Mark Carney"
    assert (row["version"], row["kind"], len(row["sources"])) == (1, "publication", 2)
    assert row["appearances"][-1]["exact"] == "a 75.8% duty"
    (pair,) = row["contradictions"]
    assert (pair["value"], pair["other_value"], pair["holds"]) == ("75.8 %", "84 %", "this")
    assert pair["other"]["url"].startswith("https://claims.example.org/claims/claim-")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"rating": "true"}, "old"),
        ({"rating": "nonsense"}, ""),
        ({"claimant": "café-owner"}, "old"),
        ({"publisher": "The Globe <&> Mail"}, "left"),
        ({"article": "canola"}, "left"),
        ({"topic": "canola"}, "right left"),
        ({"topic": "canola", "article": "canola"}, "left"),
        ({"in_language": "fr"}, "old"),
        ({"in_language": "FR-ca"}, "old"),
        ({"in_language": "en-CA"}, ""),
        ({"claim_date_from": "2017-05-02"}, "old"),
        ({"claim_date_to": "2017-05-01"}, ""),
        ({"valid_on": "2025-03-13"}, "right"),
        ({"valid_on": "2025-03-14"}, "left"),
        ({"valid_on": "2019-12-31"}, "corrected"),
        ({"q": "canola duty"}, "right left"),
        ({"q": '"84 % duty"'}, "right"),
        ({"q": "canola -75.8"}, "right"),
        ({"q": "visited OR detained"}, "corrected old"),
        ({"q": "cafe"}, "old"),
        ({"q": "the"}, ""),
        ({"q": "' & | ! ( :* \\ \" %"}, ""),
    ],
)
def test_filter(api, world, query, expected):
    assert api.ids(**query) == [_id(getattr(world, name)) for name in expected.split()]


def test_filter_by_time_of_publication_to_the_microsecond(api, world):
    moment = chain.timestamp(world.at[2])
    assert api.ids(published_to=moment) == [_id(world.left), _id(world.old)]
    assert api.ids(published_from=moment)[-1] == _id(world.left)
    day = world.at[2].date().isoformat()
    assert len(api.ids(published_from=day, published_to=world.at[7].date().isoformat())) == 4


def test_as_of_shows_what_stood_published_then(api, world):
    assert api.ids(as_of=chain.timestamp(world.at[1])) == [_id(world.old)]
    then = api.get("claims/", as_of=chain.timestamp(world.at[4]))["results"]
    assert (then[0]["id"], then[0]["version"]) == (_id(world.corrected), 1)
    assert api.ids(as_of=chain.timestamp(world.at[6]))[0] == _id(world.retracted)
    assert _id(world.retracted) not in api.ids(as_of=chain.timestamp(world.at[7]))
    assert api.ids(as_of="2001-01-01") == []
    assert api.ids(as_of=world.at[7].date().isoformat()) == api.ids()
    assert api.ids(as_of="9999-12-31") == api.ids()


def test_as_of_shows_the_contradictions_that_were_public_then(api, world):
    before = api.get("claims/", as_of=chain.timestamp(world.at[2]), topic="canola")["results"]
    assert [row["contradictions"] for row in before] == [[]]
    after = api.get("claims/", as_of=chain.timestamp(world.at[3]), topic="canola")["results"]
    assert [pair["holds"] for row in after for pair in row["contradictions"]] == ["other", "this"]
    assert after == api.get("claims/", topic="canola")["results"]


def test_as_of_and_the_zone_of_its_time(api, world):
    eastern = world.at[1].isoformat().replace("+00:00", "+14:00")
    assert api.ids(as_of=eastern) == []


@pytest.mark.parametrize("query", [{}, {"as_of": "2001-01-01"}, {"as_of": "9999-12-31"}])
def test_page_costs_two_queries_at_most_beside_the_head_and_none_on_the_desk(client, world, query):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        assert client.get("/api/v1/claims/", query).status_code == 200
    assert len(public) <= (3 if query else 2)
    assert len(desk) == 0


def test_following_next_and_previous_meets_each_claim_once(client, world):
    everything = [row["id"] for row in client.get("/api/v1/claims/").json()["results"]]
    for size in (1, 2, 3):
        forward, last = _walk(client, f"/api/v1/claims/?page_size={size}", "next")
        assert [row for page in forward for row in page] == everything
        back, _ = _walk(client, last, "previous")
        assert [row for page in back[::-1] for row in page] == everything


def _walk(client, url, direction):
    pages = []
    while url:
        last, answer = url, client.get(url).json()
        pages.append([row["id"] for row in answer["results"]])
        url = answer[direction]
    return pages, last


def test_links_keep_the_filters_and_carry_the_public_address(api, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    link = api.get("claims/", page_size=1, q='canola "duty on"')["next"]
    assert re.fullmatch(
        r"https://claims\.example\.org/api/v1/claims/\?page_size=1&q=canola\+%22duty\+on%22"
        r"&cursor=[\w-]+",
        link,
    )
