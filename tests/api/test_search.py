"""`q` of the API: phrases, -words, OR, accents and typos, alone and with all that narrows further."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.record import chain


def _ids(world, names):
    return [str(getattr(world, name).public_id) for name in names.split()]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ('"canola seed"', "right left"),
        ('"seed canola"', ""),
        ("canola -84", "left"),
        ("canola -china", ""),
        ('duty -"84 % duty"', "left"),
        ("premier OR detained", "corrected old"),
        ('premier OR "84 %"', "right old"),
        ("visiting", "old"),
        ("café", "old"),
        ("CAFE owner", "old"),
        ("Pékin OR péking", "old"),
        ("( canola", "right left"),
        ('"canola', "right left"),
        ("-" * 989 + "canola", "corrected old"),
        ("canola " + "- -(" * 100 + " duty", "right left"),
    ],
)
def test_operators_stems_and_accents(api, world, q, expected):
    answer = api.get("claims/", q=q)
    assert [row["id"] for row in answer["results"]] == _ids(world, expected)


@pytest.mark.parametrize(
    ("q", "expected", "read_as"),
    [
        ("cnaola", "right left", {"cnaola": ["canola"]}),
        ("Canolla dutty", "right left", {"canolla": ["canola"], "dutty": ["duty"]}),
        ("detaned", "corrected", {"detaned": ["detained"]}),
        ("vissited", "old", {"vissited": ["visited"]}),
        ("Pekíngg", "old", {"pekíngg": ["peking"]}),
        ('"canola sead"', "right left", {"sead": ["seed"]}),
        ("premeir OR detaned", "corrected old", {"premeir": ["premier"], "detaned": ["detained"]}),
        ("canolla -75.8", "right", {"canolla": ["canola"]}),
        ("cafes' ownr", "old", {"ownr": ["owner"]}),
        ("'canolla', dutty!", "right left", {"canolla": ["canola"], "dutty": ["duty"]}),
    ],
)
def test_mistyped_word_is_read_as_the_nearest_and_the_answer_says_so(
    api, world, q, expected, read_as
):
    answer = api.get("claims/", q=q)
    assert [row["id"] for row in answer["results"]] == _ids(world, expected)
    assert answer["read_as"] == read_as


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("canola", "right left"),  # nothing to forgive
        ("charging", "right left"),  # known by its stem
        ("canola -chnia", "right left"),  # what is to be absent is never replaced
        ('canola -"chnia charges"', "right left"),
        ("canola (-chnia", "right left"),
        ("758", ""),  # a number is no typo
        ("75.9", ""),
        ("84th", ""),
        ("canola.example.com", ""),  # nor is an address
        ("fuor", ""),  # four letters: one may be wrong, and here two are
        ("sed", ""),  # three letters: exact
        ("zyzzyva", ""),  # nothing is like it
        ("themselves", ""),  # a stop word is known
        ("secert", ""),  # SECRET stands in drafts alone
        ("x" * 999, ""),
    ],
)
def test_what_is_no_typo_stays_as_it_is(api, world, q, expected):
    answer = api.get("claims/", q=q)
    assert [row["id"] for row in answer["results"]] == _ids(world, expected)
    assert "read_as" not in answer


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"topic": "tariffs"}, "left"),
        ({"publisher": "The Globe <&> Mail"}, "left"),
        ({"rating": "true"}, ""),
        ({"valid_on": "2025-03-13"}, "right"),
        ({"claimant": "mark-carney"}, "left"),
    ],
)
@pytest.mark.parametrize("q", ["canola duty", "cnaola duty"])
def test_search_goes_with_filters(api, world, q, query, expected):
    assert api.ids(q=q, **query) == _ids(world, expected)


@pytest.mark.parametrize("q", ['"canola seed"', "cnaola", "canola -detained", "cnaola OR zyzzyva"])
def test_search_goes_with_as_of(api, world, q):
    assert api.ids(q=q, as_of=chain.timestamp(world.at[2])) == _ids(world, "left")
    assert api.ids(q=q, as_of=chain.timestamp(world.at[1])) == []


@pytest.mark.parametrize("q", ['"canola seed"', "cnaola", "cafe OR canolla", "duty -detained"])
def test_search_goes_with_pages(client, api, world, q):
    first = api.get("claims/", q=q, page_size=1)
    second = client.get(first["next"]).json()
    assert [row["id"] for page in (first, second) for row in page["results"]] == api.ids(q=q)[:2]
    assert second.get("read_as") == first.get("read_as")
    assert client.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize(
    ("query", "most"),
    [({"q": "84"}, 1), ({"q": "canola"}, 2), ({"q": "cnaola dutty", "as_of": "9999-12-31"}, 4)],
)
def test_search_costs_the_same_few_queries(client, world, query, most):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        assert client.get("/api/v1/claims/", query).status_code == 200
    assert (len(public), len(desk)) == (1 + most, 0)  # the head, for the tag


def test_google_search_forgives_too(client, world):
    answer = client.get("/v1alpha1/claims:search", {"query": "cnaola -dutty"}).json()
    assert len(answer["claims"]) == 2
    assert set(answer) == {"claims"}
