"""The front page: the newest reviewed claims, a search, pages."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.web import views


def test_newest_claims_with_their_verdicts(client, world):
    page = client.get("/").content.decode()
    assert page.index("Four people were detained.") < page.index("China charges 84 %")
    assert 'fill="#a01010"' in page
    assert "Nobody was detained." not in page
    assert "SECRET" not in page
    assert 'href="/claims/canola-75-8/"' in page


def test_search_finds_and_says_what_it_looked_for(client, world):
    page = client.get("/", {"q": "canola <b>"}).content.decode()
    assert "Nothing found" in page
    assert "canola &lt;b&gt;" in page
    page = client.get("/", {"q": "canola"}).content.decode()
    assert "China charges 84 %" in page
    assert "Four people" not in page
    assert 'href="/api/v1/claims/?q=canola"' in page


def test_topic_keeps_its_claims(client, world):
    page = client.get("/", {"topic": "travel"}).content.decode()
    assert "Peking" in page
    assert "canola seed" not in page


def test_pages_follow_each_other_and_keep_the_search(client, world, monkeypatch):
    monkeypatch.setattr(views, "FRONT_SIZE", 1)
    first = client.get("/", {"q": "canola"})
    assert first.context["newer"] is None
    second = client.get(first.context["older"])
    assert "China charges 75.8 %" in second.content.decode()
    assert second.context["older"] is None
    assert client.get(second.context["newer"]).context["claims"] == first.context["claims"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 200), ("q=%FF", 200), ("q=a%00b", 200), ("q=" + "x" * 1001, 400),
        ("topic=" + "x" * 1001, 400), ("cursor=garbage", 400), ("cursor=%00", 400),
        ("utm_source=mail", 200), ("q=a&q=b", 200), ("q=%27%3B--", 200), ("cursor=", 200),
    ],
)  # fmt: skip
def test_hostile_address_gets_a_page(client, world, query, status):
    assert client.get(f"/?{query}").status_code == status


def test_front_costs_one_query_beside_the_head_and_none_on_the_desk(client, world):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        client.get("/")
    assert (len(public), len(desk)) == (2, 0)


@pytest.mark.parametrize("path", ["/", "/corrections/", "/ratings/"])
def test_reading_sets_no_cookie_and_writing_is_refused(client, world, path):
    assert not client.get(path).cookies
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_icon(client, world):
    assert client.get("/favicon.ico")["Location"].endswith("icon.svg")
