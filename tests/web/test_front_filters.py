"""The filters of the front page: links that work without a script, and what a search hits."""

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext


def _filter(response, name):
    (found,) = (row for row in response.context["filters"] if row["name"] == name)
    return found


def _texts(response):
    return [claim["text"] for claim in response.context["claims"]]


def test_each_value_says_how_many_claims_it_has_and_leads_to_them(client, world):
    response = client.get("/")
    names = [row["name"] for row in response.context["filters"]]
    assert names == ["rating", "claimant", "publisher", "topic"]
    for row in response.context["filters"]:
        for value in row["values"]:
            assert len(_texts(client.get(value["url"]))) == value["count"]
    assert response.context["total"] == 4


def test_filters_add_up_and_each_can_be_taken_away(client, world):
    one = client.get("/", {"topic": "canola"})
    two = client.get(_filter(one, "claimant")["values"][0]["url"])
    assert _texts(two) == ["China charges 75.8 % duty on canola seed."]
    assert (two.context["total"], _filter(two, "claimant")["chosen"]) == (1, "Mark Carney")
    assert _texts(client.get(_filter(two, "claimant")["remove"])) == _texts(one)
    page = two.content.decode()
    assert re.search(r'class="chip" href="/\?claimant=mark-carney"', page)
    assert 'href="/api/v1/claims/?claimant=mark-carney&amp;topic=canola"' in page


def test_search_keeps_the_filters_and_filters_the_search(client, world):
    page = client.get("/", {"q": "duty", "topic": "tariffs"})
    assert '<input type="hidden" name="topic" value="tariffs">' in page.content.decode()
    assert _filter(page, "rating")["values"][0]["url"] == "/?q=duty&topic=tariffs&rating=false"
    assert page.context["without_search"] == "/?topic=tariffs"


def test_choice_that_finds_nothing_can_be_taken_away(client, world):
    response = client.get("/", {"rating": "true", "topic": "canola"})
    assert response.context["claims"] == []
    assert _filter(response, "rating")["chosen"] == "True"
    assert "Take a filter away" in response.content.decode()
    strange = client.get("/", {"claimant": "<script>"})
    assert _filter(strange, "claimant")["remove"] == "/"
    assert "<script>" not in strange.content.decode()


def test_names_of_publishers_are_escaped(client, world):
    page = client.get("/", {"publisher": "The Globe <&> Mail"}).content.decode()
    assert "The Globe &lt;&amp;&gt; Mail" in page
    assert "<&>" not in page


def test_hits_are_marked_and_a_typo_is_admitted(client, world):
    page = client.get("/", {"q": "Cnaola <b>"}).content.decode()
    assert "China charges 84 % duty on <mark>canola</mark> seed." not in page
    page = client.get("/", {"q": "Cnaola <duty>"}).content.decode()
    assert "China charges 84 % <mark>duty</mark> on <mark>canola</mark> seed." in page
    assert "Showing results for <strong>canola &lt;duty&gt;</strong>" in page
    assert "nothing published contains “cnaola”" in page
    assert "nothing published" not in client.get("/", {"q": "canola"}).content.decode()


@pytest.mark.parametrize(
    ("query", "most"),
    [({}, 5), ({"topic": "canola", "rating": "false"}, 7), ({"q": "cnaola duty"}, 6)],
)
def test_front_costs_the_same_few_queries_and_none_on_the_desk(client, world, query, most):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        client.get("/", query)
    assert (len(public), len(desk)) == (1 + most, 0)  # the head, for the tag


def test_page_needs_no_script_and_has_no_inline_style(client, world):
    page = client.get("/", {"q": "canola"}).content.decode()
    assert "<script" not in page
    assert "style=" not in page
