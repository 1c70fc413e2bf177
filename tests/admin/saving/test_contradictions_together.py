"""Two people at one contradiction: described by both, or decided by one while the other types."""

import pytest
from django.urls import reverse

from claims.desk.contradictions import noting
from tests import factories
from tests.admin import forms, pages

pytestmark = pytest.mark.django_db
SAID = {
    "kind": "number",
    "relation": "contradicts",
    "left_value": "75.8 %",
    "right_value": "84 %",
    "note": "Two rates for one duty.",
}


@pytest.fixture
def row():
    return factories.contradiction(factories.claim(), factories.claim(), **SAID)


def sent(answer, **choices):
    """What the form of the page that is shown sends."""
    form, merge = answer.context["form"], answer.context["merge"]
    data = {name: form[name].value() for name in form.fields}
    data |= {"seen": answer.context["seen_description"], "opened": merge.opened}
    data["conflict"] = [conflict.key for conflict in merge.conflicts]
    return data | {f"choose-{key}": side for key, side in choices.items()}


def both_describe(desk, row, mine, theirs):
    form = SAID | pages.shown(row) | mine
    noting.describe(row, by=desk.charlie, **theirs)
    return desk.browsers.alice.post(pages.of(row), form)


@pytest.mark.parametrize(
    ("side", "note"), [("mine", "Two rates, mine."), ("stored", "Two rates, theirs.")]
)
def test_what_both_describe_is_chosen(desk, row, side, note):
    answer = both_describe(desk, row, {"note": "Two rates, mine."}, {"note": "Two rates, theirs."})
    page = answer.content.decode()
    assert (answer.status_code, "Two rates, <ins>mine</ins>." in page) == (409, True)
    assert "This contradiction changed since you opened it" in page
    row.refresh_from_db()
    assert row.note == "Two rates, theirs."
    answer = desk.browsers.alice.post(pages.of(row), sent(answer, note=side))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.note == note


def test_undecided_conflict_saves_nothing(desk, row):
    answer = both_describe(desk, row, {"note": "Mine."}, {"note": "Theirs."})
    again = desk.browsers.alice.post(pages.of(row), sent(answer))
    assert (again.status_code, set(forms.conflicts(again))) == (409, {"note"})
    row.refresh_from_db()
    assert row.note == "Theirs."


def test_what_one_describes_is_merged_by_itself(desk, row):
    answer = both_describe(desk, row, {"left_value": "75,8 %"}, {"relation": "supersedes"})
    assert forms.taken(answer) == {"Relation": "The later supersedes the earlier"}
    assert desk.browsers.alice.post(pages.of(row), sent(answer)).status_code == 302
    row.refresh_from_db()
    assert (row.left_value, row.relation) == ("75,8 %", "supersedes")


def test_confirming_does_not_stand_in_the_way_of_describing(desk, row):
    form = SAID | pages.shown(row) | {"note": "Said better."}
    noting.confirm(row, by=desk.bob)
    assert desk.browsers.alice.post(pages.of(row), form).status_code == 302


def test_description_of_what_was_decided_meanwhile_is_shown_and_not_saved(desk, row):
    form = SAID | pages.shown(row) | {"note": "Typed for an hour.", "relation": "supersedes"}
    noting.dismiss(row, by=desk.bob, reason="Two measures.")
    answer = desk.browsers.alice.post(pages.of(row), form)
    assert "dismissed already (by bob)" in answer.content.decode()
    assert answer.context["unsaved"] == [
        ("Relation", "The later supersedes the earlier"), ("Note", "Typed for an hour.")
    ]  # fmt: skip


def test_decision_about_what_was_described_anew_is_not_taken(desk, row):
    about = pages.about(row) | {"reason": "Typed for an hour."}
    noting.describe(row, by=desk.charlie, note="Not at all what you read.")
    answer = desk.browsers.bob.post(pages.decide(row, "dismiss"), about)
    page = answer.content.decode()
    row.refresh_from_db()
    assert (answer.status_code, row.status) == (409, "suggested")
    assert answer.context["merge"].told == [("Note", "Not at all what you read.")]
    assert "nothing was decided. Look at it again, then decide." in page
    assert ">Typed for an hour.</textarea>" in page
    again = {"seen": answer.context["seen"], "reason": "Typed for an hour."}
    assert desk.browsers.bob.post(pages.decide(row, "dismiss"), again).status_code == 302


def test_second_decision_does_not_undo_the_first_unseen(desk, row):
    about = pages.about(row) | {"reason": "Typed for an hour."}
    noting.confirm(row, by=desk.root)
    answer = desk.browsers.bob.post(pages.decide(row, "dismiss"), about)
    row.refresh_from_db()
    assert (answer.status_code, row.status, row.decided_by) == (409, "confirmed", desk.root)
    assert answer.context["merge"].told == [("Status", "Confirmed")]


def test_reason_that_is_not_asked_for_any_more_is_shown(desk, row):
    about = pages.about(row) | {"reason": "Typed for an hour."}
    noting.dismiss(row, by=desk.root, reason="Two measures.")
    answer = desk.browsers.bob.post(pages.decide(row, "dismiss"), about)
    assert dict(answer.context["unsaved"]).popitem()[1] == "Typed for an hour."
    assert '<h2 id="unsaved-title">What you typed, not saved</h2>' in answer.content.decode()


# On the board.


def on_the_board(row, **typed):
    said = {"relation": row.relation, "note": row.note, "decision": "dismiss", "row": row.pk}
    return pages.about(row) | said | {"text": "Two measures."} | typed


def decided_on_the_board(desk, row, data):
    address = reverse("admin:claims_contradiction_board_decide", args=[row.pk])
    return desk.browsers.bob.post(address, data)


@pytest.mark.parametrize(("side", "note"), [("mine", "Mine."), ("stored", "Theirs.")])
def test_note_that_both_changed_is_chosen_on_the_board(desk, row, side, note):
    data = on_the_board(row, note="Mine.")
    noting.describe(row, by=desk.charlie, note="Theirs.")
    answer = decided_on_the_board(desk, row, data)
    assert (answer.status_code, set(forms.conflicts(answer))) == (409, {"note"})
    assert ">Two measures.</textarea>" in answer.content.decode()
    again = data | {"seen": answer.context["cards"][0].seen, "conflict": "note"}
    assert decided_on_the_board(desk, row, again).status_code == 409
    assert decided_on_the_board(desk, row, again | {"choose-note": side}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.note) == ("dismissed", note)


def test_note_that_only_another_changed_is_not_overwritten_by_the_board(desk, row):
    data = on_the_board(row)
    noting.describe(row, by=desk.charlie, note="Theirs.")
    answer = decided_on_the_board(desk, row, data)
    assert forms.taken(answer) == {"Note": "Theirs."}
    row.refresh_from_db()
    assert (row.status, row.note) == ("suggested", "Theirs.")


def test_text_is_shown_where_the_board_has_nothing_to_decide_any_more(desk, row):
    data = on_the_board(row, text="Typed for an hour.")
    noting.dismiss(row, by=desk.root, reason="Two measures.")
    answer = decided_on_the_board(desk, row, data)
    assert answer.status_code == 409
    assert ("How is it explained, or why is it none?", "Typed for an hour.") in (
        answer.context["cards"][0].unsaved
    )
