"""Many at once: who may, what is named before, all or nothing, and history for each row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin import history
from claims.models import Claim, Review, Transition
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def new(number):
    return [Review.objects.get(claim=factories.claim()) for _ in range(number)]


def choose(client, model, deed, rows, query=""):
    data = {"action": f"bulk_{deed}", "_selected_action": [row.pk for row in rows], "index": 0}
    return client.post(pages.listing(model) + query, data)


def confirm(client, model, deed, rows, **said):
    data = {"action": f"bulk_{deed}", "_selected_action": [row.pk for row in rows], "confirmed": 1}
    return client.post(pages.listing(model), data | said)


def states(rows):
    return [Review.objects.get(pk=row.pk).state for row in rows]


def test_choosing_names_what_will_happen_and_does_nothing_yet(desk):
    rows = new(3)
    page = choose(desk.browsers.bob, "review", "decline", rows)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Decline 3 reviews" in text
    assert "Why are they not checked?" in text
    assert all(row.claim.text in text for row in rows)
    assert states(rows) == ["new"] * 3
    assert not Transition.objects.exists()


def test_rows_that_cannot_are_named_with_the_reason_and_left_out(desk):
    free, taken, done = new(1)[0], factories.started(desk.alice), factories.submitted(desk.alice)
    page = choose(desk.browsers.charlie, "review", "decline", [free, taken, done])
    text = page.content.decode()
    assert "Decline 1 review" in text
    assert "alice has this review" in text
    assert "This review is submitted by alice" in text
    assert page.context["chosen"] == [free.pk]


def test_confirmed_it_is_done_to_all_with_history_for_each(desk):
    rows = new(3)
    answer = confirm(desk.browsers.bob, "review", "decline", rows, comment="Opinion.")
    assert answer.status_code == 302
    assert states(rows) == ["declined"] * 3
    for row in rows:
        entry = history.of_review(row)[0]
        assert (entry.who, entry.what, entry.comment) == ("bob", "declined the claim", "Opinion.")


def test_if_one_is_refused_none_is_changed_and_the_page_says_which(desk):
    rows = [*new(2), factories.submitted(desk.alice)]
    answer = confirm(desk.browsers.bob, "review", "decline", rows, comment="Opinion.")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing was changed: 1 of 3 rows cannot be." in text
    assert "Opinion." in text
    assert states(rows) == ["new", "new", "submitted"]
    assert Transition.objects.filter(action="decline").count() == 0


def test_row_that_left_the_list_meanwhile_is_named_too(desk):
    rows = new(2)
    page = choose(desk.browsers.bob, "review", "decline", rows, "?whose=unassigned")
    assert page.context["query"] == "whose=unassigned"
    factories.workflow.start(rows[0], by=desk.alice)
    said = {"comment": "Opinion.", "back": "whose=unassigned"}
    answer = confirm(desk.browsers.bob, "review", "decline", rows, **said)
    assert "1 of 2 rows" in answer.content.decode()
    answer = confirm(desk.browsers.bob, "review", "decline", rows[1:], **said)
    assert answer.url == pages.listing("review") + "?whose=unassigned"


def test_a_reason_is_asked_for(desk):
    rows = new(2)
    for comment in ("", "   "):
        answer = confirm(desk.browsers.bob, "review", "decline", rows, comment=comment)
        assert "This field is required" in answer.content.decode()
    assert states(rows) == ["new", "new"]


def test_editor_assigns_many_to_whoever_may_write(desk):
    rows = new(2)
    page = choose(desk.browsers.bob, "review", "assign", rows)
    offered = set(page.context["form"].fields["to"].queryset)
    assert {desk.alice, desk.charlie} <= offered
    assert not {desk.erin, desk.dave} & offered
    for wrong in (desk.erin.pk, 999_999, "x"):
        confirm(desk.browsers.bob, "review", "assign", rows, to=wrong)
    assert {Review.objects.get(pk=row.pk).author for row in rows} == {None}
    confirm(desk.browsers.bob, "review", "assign", rows, to=desk.charlie.pk)
    assert {Review.objects.get(pk=row.pk).author for row in rows} == {desk.charlie}


def test_claims_are_prioritised_and_tagged(desk):
    rows = [factories.claim(topics=["old", "kept"]), factories.claim()]
    confirm(desk.browsers.erin, "claim", "prioritise", rows, priority=1)
    confirm(desk.browsers.erin, "claim", "tag", rows, add="trade, canada", remove="old")
    assert [row.priority for row in Claim.objects.order_by("pk")] == [1, 1]
    assert [row.topics for row in Claim.objects.order_by("pk")] == [
        ["kept", "trade", "canada"],
        ["trade", "canada"],
    ]
    entries = history.of_row(rows[0])
    assert [entry.who for entry in entries[:2]] == ["erin", "erin"]


@pytest.mark.parametrize("word", ["<script>", "with\0null", "é", "x" * 51])
def test_what_is_no_topic_is_refused_with_what_would_be(desk, word):
    row = factories.claim()
    answer = confirm(desk.browsers.erin, "claim", "tag", [row], add=word)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("</head>")[1].split("<main")[-1]
    row.refresh_from_db()
    assert row.topics == []


def test_priority_is_one_of_five(desk):
    row = factories.claim()
    for wrong in (0, 6, "x", ""):
        confirm(desk.browsers.erin, "claim", "prioritise", [row], priority=wrong)
    row.refresh_from_db()
    assert row.priority == 3


def test_topics_of_a_claim_under_approval_stay(desk):
    review = factories.submitted(desk.alice)
    page = choose(desk.browsers.bob, "claim", "tag", [review.claim])
    assert "A review of this claim waits for approval" in page.content.decode()
    answer = confirm(desk.browsers.bob, "claim", "tag", [review.claim], add="trade")
    assert "Nothing was changed" in answer.content.decode()
    review.claim.refresh_from_db()
    assert review.claim.topics == []


def test_from_the_list_of_reviews_claims_are_changed_once_each(desk):
    first = factories.published(desk.alice, desk.bob)
    second = factories.workflow.correct(first, by=desk.bob, comment="A number was wrong.")
    page = choose(desk.browsers.bob, "review", "prioritise", [first, second])
    assert "Prioritise 1 claim" in page.content.decode()
    assert page.context["chosen"] == [second.pk]


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("erin", {"prioritise", "tag"}),
        ("alice", {"prioritise", "tag", "decline"}),
        ("bob", {"assign", "prioritise", "tag", "decline"}),
        ("root", {"assign", "prioritise", "tag", "decline"}),
    ],
)
def test_each_role_is_offered_what_it_may_and_nothing_else_works(desk, who, offered):
    rows, client = new(2), getattr(desk.browsers, who)
    page = client.get(pages.listing("review"))
    actions = {name for name, _label in page.context["action_form"].fields["action"].choices}
    assert {name.removeprefix("bulk_") for name in actions if name.startswith("bulk_")} == offered
    said = {"comment": "x", "to": desk.charlie.pk, "priority": 1, "add": "hijacked"}
    for deed in {"assign", "prioritise", "tag", "decline"} - offered:
        confirm(client, "review", deed, rows, **said)
    assert states(rows) == ["new", "new"]
    assert {Review.objects.get(pk=row.pk).author for row in rows} == {None}


def test_too_many_rows_are_refused_in_words(desk):
    for _ in range(101):
        factories.claim(appears=False)
    data = {"action": "bulk_tag", "select_across": 1, "index": 0, "_selected_action": [1]}
    answer = desk.browsers.bob.post(pages.listing("claim"), data, follow=True)
    assert "These are 101 rows, and 100 at most" in answer.content.decode()


def test_hostile_text_is_shown_as_text(desk):
    row = Review.objects.get(claim=factories.claim(text="<script>alert(1)</script>"))
    page = choose(desk.browsers.bob, "review", "decline", [row]).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_list_costs_as_many_queries_as_before(desk):
    new(2)
    with CaptureQueriesContext(
        connection,
    ) as few:
        desk.browsers.bob.get(pages.listing("review"))
    new(20)
    with CaptureQueriesContext(connection) as many:
        desk.browsers.bob.get(pages.listing("review"))
    assert len(few) == len(many)


@pytest.mark.parametrize("odd", ["x' OR 1=1", "1" * 30, "-1", ""])
def test_what_is_no_row_is_refused_in_words(desk, odd):
    rows = new(1)
    data = {"action": "bulk_decline", "_selected_action": [rows[0].pk, odd], "index": 0}
    page = desk.browsers.bob.post(pages.listing("review"), data, follow=True)
    assert page.status_code == 200
    assert "Nothing was changed" in page.content.decode()
    assert states(rows) == ["new"]
