"""Contradictions: noted from a claim's page, described by a form, decided by buttons."""

import pytest

from claims.desk.contradictions import noting
from claims.models import Contradiction
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

SAID = {
    "kind": "number",
    "relation": "contradicts",
    "left_value": "75.8 %",
    "right_value": "84 %",
    "note": "Two rates.",
}


def pair(**fields):
    return factories.contradiction(factories.claim(), factories.claim(), **fields)


def test_reviewer_notes_one_by_the_function_of_the_desk(desk):
    left, right = factories.claim(), factories.claim()
    answer = desk.browsers.alice.post(
        pages.adding("contradiction"), {"left": left.pk, "right": right.pk, **SAID}
    )
    row = Contradiction.objects.get()
    assert answer.url == pages.of(row)
    assert (row.status, row.proposed_by) == ("suggested", "alice")
    assert row.external_id.startswith("desk:")


def test_second_one_of_the_same_pair_is_refused_in_words(desk):
    row = pair()
    answer = desk.browsers.alice.post(
        pages.adding("contradiction"), {"left": row.right_id, "right": row.left_id, **SAID}
    )
    assert "have a contradiction already" in answer.content.decode()
    assert "Two rates." in answer.content.decode()


def test_claim_does_not_contradict_itself(desk):
    claim = factories.claim()
    answer = desk.browsers.alice.post(
        pages.adding("contradiction"), {"left": claim.pk, "right": claim.pk, **SAID}
    )
    assert "cannot contradict itself" in answer.content.decode()


def test_description_is_mended_while_undecided(desk):
    row = pair()
    desk.browsers.alice.post(pages.of(row), SAID | pages.shown(row) | {"left_value": "75,8 %"})
    row.refresh_from_db()
    assert row.left_value == "75,8 %"


def test_status_is_not_a_field_of_any_form(desk):
    row = pair()
    crafted = {"status": "resolved", "holds": row.left_id, "resolution": "Mine."}
    desk.browsers.bob.post(pages.of(row), SAID | pages.shown(row) | crafted)
    row.refresh_from_db()
    assert (row.status, row.holds, row.resolution) == ("suggested", None, "")


def test_decided_one_is_not_described_any_more(desk):
    row = pair()
    noting.dismiss(row, by=desk.bob, reason="Two measures.")
    answer = desk.browsers.alice.post(
        pages.of(row), SAID | pages.shown(row) | {"left_value": "1 %"}
    )
    assert answer.status_code == 409
    assert "dismissed already" in answer.content.decode()


def test_editor_confirms_then_resolves_with_what_holds(desk):
    row = pair()
    desk.browsers.bob.post(pages.decide(row, "confirm"), pages.about(row))
    row.refresh_from_db()
    said = {"holds": "right", "resolution": "The later decree."}
    desk.browsers.bob.post(pages.decide(row, "resolve"), pages.about(row) | said)
    row.refresh_from_db()
    assert (row.status, row.holds, row.decided_by) == ("resolved", row.right, desk.bob)


@pytest.mark.parametrize(
    ("decision", "data", "words"),
    [
        ("resolve", {"resolution": "Because."}, "which of the two holds"),
        ("resolve", {"holds": "left", "resolution": " "}, "how it is resolved"),
        ("dismiss", {"reason": ""}, "why these two go together"),
    ],
)
def test_decision_that_says_too_little_is_refused_and_keeps_the_text(desk, decision, data, words):
    row = noting.confirm(pair(), by=desk.bob)
    page = desk.browsers.bob.post(
        pages.decide(row, decision), pages.about(row) | data
    ).content.decode()
    row.refresh_from_db()
    assert words in page
    assert data.get("resolution", "") in page
    assert row.status == "confirmed"


def test_suggested_one_is_confirmed_before_it_is_resolved(desk):
    row = pair()
    data = pages.about(row) | {"holds": "left", "resolution": "So."}
    answer = desk.browsers.bob.post(pages.decide(row, "resolve"), data)
    assert answer.status_code == 409
    assert "Confirm it first." in answer.content.decode()
    assert "None" not in str(answer.context["refusal"])


def test_unknown_decision_is_refused(desk):
    assert desk.browsers.bob.post(pages.decide(pair(), "bless")).status_code == 404


def test_decision_asked_for_by_get_leads_to_the_page_and_decides_nothing(desk):
    row = pair()
    answer = desk.browsers.bob.get(pages.decide(row, "confirm"), follow=True)
    row.refresh_from_db()
    assert answer.redirect_chain == [(pages.of(row), 302)]
    assert "Nothing was done" in answer.content.decode()
    assert row.status == "suggested"


def test_page_shows_both_values_and_only_allowed_buttons(desk):
    row = pair()
    for who, offered in (("alice", False), ("bob", True)):
        page = getattr(desk.browsers, who).get(pages.of(row)).content.decode()
        assert "75.8 %" in page
        assert "84 %" in page
        assert (pages.decide(row, "confirm") in page) is offered
        assert pages.decide(row, "resolve") not in page


def test_list_shows_both_values_and_filters_by_status(desk):
    row = noting.confirm(pair(), by=desk.bob)
    pair(left_value="another")
    answer = desk.browsers.alice.get(pages.listing("contradiction"), {"status__exact": "confirmed"})
    assert [found.pk for found in answer.context["cl"].result_list] == [row.pk]
    assert "84 %" in answer.content.decode()


def test_other_claim_is_found_by_autocomplete(desk):
    factories.claim(text="Duty on canola is 84 percent.")
    answer = desk.browsers.alice.get(
        "/admin/autocomplete/",
        {"app_label": "claims", "model_name": "contradiction", "field_name": "right", "term": "84"},
    )
    assert [row["text"] for row in answer.json()["results"]] == ["Duty on canola is 84 percent."]
