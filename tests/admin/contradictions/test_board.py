"""The contradictions board and its picture, as people use them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.desk.contradictions import noting
from claims.models import Contradiction
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db
BOARD = "/admin/claims/contradiction/board/"
GRAPH = "/admin/claims/contradiction/graph/"


def pair(**fields):
    claims = [factories.claim(value=value) for value in ("75.8 %", "84 %")]
    return factories.contradiction(*claims, **fields)


def address(row):
    return reverse("admin:claims_contradiction_board_decide", args=[row.pk])


def posted(row, decision, **fields):
    said = pages.about(row) | {"relation": row.relation, "note": row.note}
    return said | {"decision": decision} | fields


def queries(browser, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def shown(answer):
    return [card.row for card in answer.context["cards"]]


def test_board_shows_what_waits_the_oldest_first_with_the_words_that_differ(desk):
    first, second = pair(), pair(left_value="the tariff is lifted", right_value="the tariff stays")
    noting.dismiss(pair(), by=desk.bob, reason="Two measures.")
    answer = desk.browsers.alice.get(BOARD)
    assert shown(answer) == [first, second]
    assert "the tariff <mark>is lifted</mark>" in answer.content.decode()
    assert "the tariff <mark>stays</mark>" in answer.content.decode()


def test_board_is_filtered_by_kind_and_status_and_ordered_by_age(desk):
    first, name, last = pair(), pair(kind="name"), pair()
    noting.confirm(last, by=desk.bob)
    ask = desk.browsers.bob.get
    assert shown(ask(BOARD, {"kind": "name"})) == [name]
    assert shown(ask(BOARD, {"status": "confirmed"})) == [last]
    assert shown(ask(BOARD, {"kind": "number", "order": "newest"})) == [last, first]
    assert [row[1:3] for row in ask(BOARD).context["kinds"]] == [
        ("All", "3"), ("Name", "1"), ("Number", "2"),
    ]  # fmt: skip


def test_hostile_words_stay_words(desk):
    pair(left_value="<script>alert(1)</script>", right_value="</title><b>", note="<img src=x>")
    for url in (BOARD, GRAPH):
        page = desk.browsers.bob.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "</title><b>" not in page


def test_editor_decides_in_place_with_evidence_and_starts_reviews(desk):
    public = factories.published(desk.alice, desk.bob)
    row = factories.contradiction(public.claim, factories.claim())
    source = public.evidence.first().source
    data = posted(
        row, "resolve", holds="right", text="The later decree.", relation="supersedes",
        source=source.pk, quote="from May", start="on",
    )  # fmt: skip
    answer = desk.browsers.bob.post(address(row) + "?kind=number", data, follow=True)
    assert answer.redirect_chain == [(f"{BOARD}?kind=number", 302)]
    assert "To be looked at now: version 2 of" in answer.content.decode()
    row.refresh_from_db()
    assert (row.status, row.holds, row.relation) == ("resolved", row.right, "supersedes")
    assert row.evidence.get().source == source
    assert "from May" in desk.browsers.alice.get(pages.of(row)).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision": "bless"}, "Choose what you decide"),
        ({"decision": "resolve", "text": "So."}, "which of the two holds"),
        ({"decision": "dismiss", "text": " "}, "go together after all"),
        ({"relation": "married"}, "how the two relate"),
        ({"quote": "from May"}, "which source the quote is from"),
        ({"url": "https://example.org/none"}, "There is no source https://example.org/none"),
        ({"source": "9999"}, "There is no source 9999"),
        ({"source": "x"}, "There is no source x"),
        ({"note": "a\0b"}, "null character"),
    ],
)
def test_refused_decision_says_why_and_keeps_what_was_typed(desk, fields, words):
    row = pair()
    data = posted(row, "confirm", start="on") | fields
    page = desk.browsers.bob.post(address(row), data).content.decode()
    assert words in page
    assert 'name="start" value="on" checked' in page
    row.refresh_from_db()
    assert (row.status, row.evidence.count()) == ("suggested", 0)


def test_decision_on_what_changed_meanwhile_is_a_conflict(desk):
    row = pair()
    data = posted(row, "confirm")
    noting.dismiss(row, by=desk.bob, reason="Two measures.")
    answer = desk.browsers.bob.post(address(row), data)
    assert answer.status_code == 409
    assert "changed since you opened it (by bob" in answer.content.decode()


def test_reviewer_sees_the_board_and_decides_nothing(desk):
    row = pair()
    assert "Decide…" not in desk.browsers.alice.get(BOARD).content.decode()
    crafted = posted(row, "confirm", note="Mine.", start="on")
    for who, status in (("alice", 403), ("erin", 403), ("dave", 302), ("nobody", 302)):
        answer = getattr(desk.browsers, who).post(address(row), crafted)
        assert answer.status_code == status
    row.refresh_from_db()
    assert (row.status, row.note) == ("suggested", "Two rates for one measure.")


def test_decision_asked_for_by_get_decides_nothing(desk):
    row = pair()
    answer = desk.browsers.bob.get(address(row), follow=True)
    assert "Nothing was done" in answer.content.decode()
    assert Contradiction.objects.get().status == "suggested"


def test_list_and_my_day_lead_to_the_board(desk):
    pair()
    assert (
        f'href="{BOARD}"'
        in desk.browsers.alice.get(pages.listing("contradiction")).content.decode()
    )
    assert f'href="{BOARD}"' in desk.browsers.bob.get("/admin/").content.decode()


def test_picture_has_each_claim_and_each_contradiction_as_a_link_and_in_a_table(desk):
    row = noting.confirm(pair(relation="supersedes"), by=desk.bob)
    alone = factories.claim(value="alone")
    page = desk.browsers.alice.get(GRAPH).content.decode()
    assert "desk-edge-confirmed desk-edge-supersedes" in page
    for target in (row, row.left, row.right):
        assert page.count(f'href="{pages.of(target)}"') >= 2
    assert pages.of(alone) not in page


def test_picture_is_asked_for_by_subject_article_and_kind(desk):
    row, other = pair(), pair(kind="name")
    article = row.left.appearances.get().article
    ask = desk.browsers.alice.get

    def drawn(**question):
        groups = ask(GRAPH, question).context["graph"].groups
        return {node.claim.pk for group in groups for node in group.nodes}

    assert drawn() == {row.left_id, row.right_id, other.left_id, other.right_id}
    assert drawn(kind="name") == {other.left_id, other.right_id}
    assert drawn(subject=row.left.subject) == {row.left_id}
    assert drawn(article=article.key, by="article") == {row.left_id}
    titles = [group.title for group in ask(GRAPH, {"by": "article"}).context["graph"].groups]
    assert article.headline in titles


def test_dismissed_ones_are_drawn_where_they_are_asked_for(desk):
    noting.dismiss(pair(), by=desk.bob, reason="Two measures.")
    assert "No claim is found" in desk.browsers.bob.get(GRAPH).content.decode()
    assert (
        "desk-edge-dismissed desk-edge"
        in desk.browsers.bob.get(f"{GRAPH}?dismissed=on").content.decode()
    )


def test_many_claims_are_cut_and_said_to_be(desk, monkeypatch):
    for _ in range(2):
        pair()
    monkeypatch.setattr("claims.desk.contradictions.graph.MOST", 3)
    answer = desk.browsers.bob.get(GRAPH)
    assert answer.context["graph"].claims == 3
    assert "older claims are left out" in answer.content.decode()


@pytest.mark.parametrize(("url", "most"), [(BOARD, 22), (GRAPH, 13), (f"{GRAPH}?by=article", 15)])
def test_queries_do_not_grow(desk, url, most):
    proof = factories.source()
    for _ in range(2):
        pair().evidence.create(source=proof, added_by=desk.bob)
    factories.written(desk.alice, of=Contradiction.objects.first().left)
    before = queries(desk.browsers.bob, url)
    for _ in range(6):
        row = pair()
        row.evidence.create(source=proof, added_by=desk.bob)
        factories.written(desk.alice, of=row.left)
    assert queries(desk.browsers.bob, url) == before <= most
