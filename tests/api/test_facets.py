"""GET /api/v1/facets/: what another choice would find."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.record import chain, facets


def _counts(facet):
    return {value["key"]: value["count"] for value in facet["values"]}


def test_counts_of_all_that_stands_published(api, world):
    answer = api.get("facets/")
    assert set(answer) == {"rating", "claimant", "publisher", "topic"}
    assert answer["rating"] == {
        "values": [
            {"key": "false", "text": "False", "count": 3},
            {"key": "true", "text": "True", "count": 1},
        ],
        "more": False,
        "estimated": False,
    }
    assert answer["claimant"]["values"] == [
        {"key": "mark-carney", "text": "Mark Carney", "count": 2},
        {"key": "café-owner", "text": "Café Owner", "count": 1},
    ]
    assert _counts(answer["topic"]) == {"canola": 2, "tariffs": 1, "travel": 1}
    assert _counts(answer["publisher"])["The Globe <&> Mail"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {}, {"q": "canola"}, {"q": "cnaola"}, {"topic": "canola"}, {"rating": "true"},
        {"topic": "canola", "rating": "false"}, {"claimant": "mark-carney"}, {"rating": "nonsense"},
        {"publisher": "The Globe <&> Mail"}, {"valid_on": "2025-03-14"}, {"as_of": "2001-01-01"},
    ],
)  # fmt: skip
def test_each_count_is_what_the_list_finds_with_that_choice(api, world, query):
    answer = api.get("facets/", **query)
    for name in facets.NAMES:
        for value in answer[name]["values"]:
            assert value["count"] == len(api.ids(**query | {name: value["key"]})), (name, value)
    assert answer.get("read_as") == api.get("claims/", **query).get("read_as")


def test_own_filter_does_not_hide_the_other_choices(api, world):
    answer = api.get("facets/", topic="canola", rating="true")
    assert _counts(answer["rating"]) == {"false": 2}
    assert _counts(answer["topic"]) == {"travel": 1}


def test_as_of_counts_what_stood_then(api, world):
    answer = api.get("facets/", as_of=chain.timestamp(world.at[2]))
    assert _counts(answer["rating"]) == {"false": 1, "true": 1}
    assert _counts(answer["topic"]) == {"canola": 1, "tariffs": 1, "travel": 1}
    assert _counts(api.get("facets/", as_of=chain.timestamp(world.at[6]))["rating"])["false"] == 4


EACH = {
    "rating": "false", "claimant": "mark-carney", "publisher": "The Globe <&> Mail",
    "topic": "canola",
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "most"),
    [({}, 3), ({"q": "canola"}, 4), ({"topic": "canola", "as_of": "9999-12-31"}, 4), (EACH, 6)],
)
def test_queries_are_one_for_all_and_one_for_each_filter_of_a_facet(client, world, query, most):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        client.get("/api/v1/facets/", query)
    assert (len(public), len(desk)) == (1 + most, 0)  # the head, for the tag


@pytest.mark.parametrize("name", ["page_size", "cursor"])
def test_there_is_no_paging(api, world, name):
    assert api.refusal("facets/", **{name: "1"})["name"] == name
