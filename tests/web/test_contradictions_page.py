"""The page of contradictions, and that of a single one."""

import re
from datetime import date

import pytest

from claims.models import Contradiction, PublishedContradiction
from claims.web import contradictions as page
from tests import factories

TRUDEAU = {"valid_from": date(2015, 11, 4), "valid_to": date(2025, 3, 14)}
CARNEY = {"valid_from": date(2025, 3, 14)}
EVIL = '"><script>alert(1)</script>{{ 7|add:7 }}'


def _published(cast, left, right, *, holds=None, **fields):
    """Publish two claims and the answer to their contradiction."""
    sides = [factories.claim(**side) for side in (left, right)]
    chosen = None if holds is None else sides[holds]
    row = factories.answered(*sides, by=cast.bob, holds=chosen, **fields)
    for side in sides:
        factories.published(cast.alice, cast.bob, of=side)
    return row


@pytest.fixture
def desk(committed_db):
    return committed_db.cast


def _text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_both_values_and_which_one_holds(client, desk):
    row = _published(desk, {}, {}, holds=0)
    response = client.get("/contradictions/")
    (pair,) = response.context["pairs"]
    assert [(side["value"], side["holds"]) for side in pair["sides"]] == [
        ("75.8 %", True),
        ("84 %", False),
    ]
    html = _text(response)
    assert f'href="/claims/{row.left.slug}/"' in html
    assert f'href="/claims/{row.right.slug}/"' in html
    assert "The two contradict each other" in html
    assert "At most one of them can be right." in html
    assert "The later one followed." in html
    assert html.count('tag--holds">Holds') == 1


def test_each_has_an_anchor_and_an_address_of_its_own(client, desk):
    row = _published(desk, {}, {})
    address = f"/contradictions/{row.public_id}/"
    html = _text(client.get("/contradictions/"))
    assert f'id="{row.public_id}"' in html
    assert f'href="{address}"' in html
    assert "The later one followed." in _text(client.get(address))


def test_what_is_not_public_has_no_address(client, desk):
    row = factories.contradiction(factories.claim(), factories.claim())
    assert client.get(f"/contradictions/{row.public_id}/").status_code == 404


def test_unpublished_contradictions_are_not_shown(client, desk):
    factories.contradiction(factories.claim(text="SECRET"), factories.claim())
    html = _text(client.get("/contradictions/"))
    assert "No two published claims contradict each other." in html
    assert "SECRET" not in html


def test_time_line_of_one_prime_minister_after_the_other(client, desk):
    _published(
        desk, CARNEY, TRUDEAU, relation="supersedes", kind="name",
        left_value="Mark Carney", right_value="Justin Trudeau",
    )  # fmt: skip
    html = _text(client.get("/contradictions/"))
    assert "The two speak of different times" in html
    assert (
        'aria-label="Time line. Justin Trudeau: 4 November 2015 to 14 March 2025 ;'
        ' Mark Carney: since 14 March 2025 ; "' in html
    )
    assert "One ends on 14 March 2025, the day on which the other begins" in html
    assert html.index(">Justin Trudeau<") < html.index(">Mark Carney<")
    assert "timeline__shared" not in html
    assert "style=" not in html


def test_what_both_speak_of_is_drawn(client, desk):
    _published(desk, CARNEY, {"valid_from": date(2025, 12, 20)})
    html = _text(client.get("/contradictions/"))
    assert "Both speak of the time since 20 December 2025" in html
    assert html.count("timeline__shared") == 2


def test_without_both_times_there_is_no_time_line_unless_time_explains_it(client, desk):
    _published(desk, CARNEY, {})
    _published(desk, CARNEY, {}, relation="supersedes")
    with_time, without = client.get("/contradictions/").context["pairs"]
    assert without["drawing"] is None
    assert [lane["bar"] is None for lane in with_time["lanes"]] == [True, False]


def test_dates_that_run_backwards_are_not_drawn(client, desk):
    _published(desk, CARNEY, TRUDEAU)
    stored = bytes(PublishedContradiction.objects.get().body)
    assert page.pair(stored)["drawing"] is not None
    assert page.pair(stored.replace(b"2015-11-04", b"2026-11-04"))["drawing"] is None


def test_filters_count_what_they_would_show(client, desk):
    _published(desk, {}, {}, kind="number", relation="contradicts")
    _published(desk, {}, {}, kind="number", relation="different_scope")
    _published(desk, {}, {}, kind="name", relation="contradicts")
    response = client.get("/contradictions/?kind=number")
    relations, kinds = response.context["filters"]
    assert [(link["text"], link["count"]) for link in relations["links"]] == [
        ("All", 2), ("The two contradict", 1), ("Different things", 1),
    ]  # fmt: skip
    assert [(link["text"], link["count"], link["chosen"]) for link in kinds["links"]] == [
        ("All", 3, False), ("Name", 1, False), ("Number", 2, True),
    ]  # fmt: skip
    for group in (relations, kinds):
        for link in group["links"]:
            assert len(client.get(link["url"]).context["pairs"]) == link["count"], link
    empty = client.get("/contradictions/?kind=cause")
    assert "No contradiction is of this kind." in _text(empty)


@pytest.mark.parametrize("query", ["kind=x", "relation=%3Cb%3E", "cursor=x", "kind=a%00"])
def test_what_is_not_understood(client, desk, query):
    response = client.get(f"/contradictions/?{query}")
    assert response.status_code == 400
    assert "<b>" not in response.content.decode()


def test_pages(client, desk, monkeypatch):
    monkeypatch.setattr(page, "SIZE", 1)
    rows = [_published(desk, {}, {}, kind="name") for _ in range(2)]
    first = client.get("/contradictions/?kind=name")
    second = client.get(first.context["older"])
    shown = [response.context["pairs"][0]["id"] for response in (first, second)]
    assert shown == [str(row.public_id) for row in reversed(rows)]
    assert client.get(second.context["newer"]).context["pairs"][0]["id"] == shown[0]


def test_two_queries_beside_the_head_however_many(client, desk, django_assert_num_queries):
    for count in (1, 3):
        while Contradiction.objects.count() < count:
            _published(desk, CARNEY, TRUDEAU)
        with django_assert_num_queries(3, using="record"), django_assert_num_queries(0):
            assert len(client.get("/contradictions/").context["pairs"]) == count


def test_hostile_texts_stay_texts(client, desk):
    row = _published(
        desk, {"text": EVIL, **CARNEY}, {"text": EVIL, **TRUDEAU},
        left_value=EVIL, right_value=EVIL, note=EVIL,
    )  # fmt: skip
    for address in ("/contradictions/", f"/contradictions/{row.public_id}/"):
        html = client.get(address).content.decode()
        assert "<script" not in html
        assert html.count("&lt;script&gt;") >= 7
