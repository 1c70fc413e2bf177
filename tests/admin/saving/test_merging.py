"""Two people, one review: both versions field by field, and nothing overwritten that was not chosen."""

import pytest

from claims.desk.review import workflow
from claims.models import ReviewComment
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def both_changed(desk, mine, stored, **before):
    """Open the page, let the other side save, then save: return the review, the form and answer."""
    review = factories.written(desk.alice)
    workflow.write(review, by=desk.alice, **before)
    form = pages.draft(review) | mine
    workflow.write(review, by=desk.alice, **stored)
    return review, form, desk.browsers.alice.post(pages.of(review), form)


def again(answer, form, **choices):
    """What the page that was shown sends, with these choices."""
    fields = {name: pages.hidden(answer, name) for name in ("seen", "opened")}
    draft = answer.context["draft"]
    for name in draft.verdict.fields:
        fields[name] = draft.verdict[name].value() or ""
    for row in draft.evidence.forms:
        fields |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
        if row.was:
            fields[row.add_prefix("was")] = row.was
    for name in ("INITIAL_FORMS", "TOTAL_FORMS"):
        fields[f"evidence-{name}"] = draft.data[f"evidence-{name}"]
    fields["conflict"] = [conflict.key for conflict in answer.context["merge"].conflicts]
    return {
        name: value for name, value in fields.items() if value is not None and value is not False
    } | {f"choose-{key.replace('__', ':')}": side for key, side in choices.items()}


def conflicts(answer):
    return {conflict.key: conflict for conflict in answer.context["merge"].conflicts}


TITLES = {
    "before": {"title": "The rate is five percent"},
    "mine": {"title": "The rate is six percent"},
    "stored": {"title": "The rate is four percent"},
}


def test_what_both_changed_is_shown_with_the_words_that_differ(desk):
    review, _form, answer = both_changed(desk, TITLES["mine"], TITLES["stored"], **TITLES["before"])
    page = answer.content.decode()
    assert answer.status_code == 409
    assert conflicts(answer)["title"].opened == "The rate is five percent"
    assert "The rate is <ins>six</ins> percent" in page
    assert "The rate is <del>four</del> percent" in page
    review.refresh_from_db()
    assert review.title == "The rate is four percent"


@pytest.mark.parametrize(
    ("side", "title"),
    [("mine", "The rate is six percent"), ("stored", "The rate is four percent")],
)
def test_what_is_chosen_is_saved(desk, side, title):
    review, form, answer = both_changed(desk, TITLES["mine"], TITLES["stored"], **TITLES["before"])
    chosen = again(answer, form, title=side)
    assert desk.browsers.alice.post(pages.of(review), chosen).status_code == 302
    review.refresh_from_db()
    assert review.title == title


def test_nothing_is_saved_until_each_conflict_is_decided(desk):
    review, form, answer = both_changed(
        desk,
        TITLES["mine"] | {"explanation": "Mine."},
        TITLES["stored"] | {"explanation": "Theirs."},
    )
    assert set(conflicts(answer)) == {"title", "explanation"}
    half = desk.browsers.alice.post(pages.of(review), again(answer, form, title="mine"))
    review.refresh_from_db()
    assert (half.status_code, review.title) == (409, "The rate is four percent")
    assert set(conflicts(half)) == {"explanation"}
    assert half.context["draft"].verdict["title"].value() == "The rate is six percent"
    whole = again(half, form, explanation="stored")
    assert desk.browsers.alice.post(pages.of(review), whole).status_code == 302
    review.refresh_from_db()
    assert (review.title, review.explanation) == ("The rate is six percent", "Theirs.")


def test_step_waits_for_the_choice_too(desk):
    review, form, answer = both_changed(desk, TITLES["mine"], TITLES["stored"])
    desk.browsers.alice.post(pages.step(review, "submit"), again(answer, form))
    review.refresh_from_db()
    assert (review.state, review.title) == ("in_review", "The rate is four percent")


def test_what_one_side_changed_is_merged_by_itself(desk):
    review, form, answer = both_changed(
        desk, TITLES["mine"], {"explanation": "Only they changed this."}
    )
    assert conflicts(answer) == {}
    assert answer.context["merge"].taken == [("Explanation", "Only they changed this.")]
    assert desk.browsers.alice.post(pages.of(review), again(answer, form)).status_code == 302
    review.refresh_from_db()
    assert (review.title, review.explanation) == (
        "The rate is six percent", "Only they changed this.",
    )  # fmt: skip


def test_page_of_unknown_content_asks_about_every_difference(desk):
    review = factories.written(desk.alice)
    form = pages.draft(review, title="Typed") | {"seen": "0" * 64}
    answer = desk.browsers.alice.post(pages.of(review), form)
    assert set(conflicts(answer)) == {"title"}
    assert conflicts(answer)["title"].opened is None


def test_third_save_meanwhile_asks_again_about_what_was_undecided(desk):
    review, form, answer = both_changed(desk, TITLES["mine"], TITLES["stored"], **TITLES["before"])
    workflow.write(review, by=desk.alice, explanation="A third one.")
    third = desk.browsers.alice.post(pages.of(review), again(answer, form))
    assert set(conflicts(third)) == {"title"}
    assert third.context["merge"].taken == [("Explanation", "A third one.")]
    assert conflicts(third)["title"].opened == "The rate is five percent"


def evidence(desk, mine, change):
    review = factories.written(desk.alice)
    row = review.evidence.order_by("pk").first()
    form = pages.draft(review, **mine(row))
    change(row)
    return review, row, form, desk.browsers.alice.post(pages.of(review), form)


def noted(desk, text):
    return lambda row: workflow.change_evidence(row, by=desk.alice, note=text)


@pytest.mark.parametrize(("side", "note"), [("mine", "My note."), ("stored", "Their note.")])
def test_evidence_that_both_changed_is_chosen_by_field(desk, side, note):
    review, row, form, answer = evidence(
        desk, lambda row: {"change": {row.pk: {"note": "My note."}}}, noted(desk, "Their note.")
    )
    key = f"{row.pk}:note"
    assert conflicts(answer)[key].label == f"{row.source}: note"
    desk.browsers.alice.post(pages.of(review), again(answer, form, **{key: side}))
    row.refresh_from_db()
    assert row.note == note


@pytest.mark.parametrize(("side", "stays"), [("mine", False), ("stored", True)])
def test_evidence_that_one_removes_and_the_other_changes(desk, side, stays):
    review, row, form, answer = evidence(
        desk, lambda row: {"remove": [row.pk]}, noted(desk, "Their note.")
    )
    key = f"{row.pk}:row"
    assert conflicts(answer)[key].mine == "Removed"
    sent = again(answer, form, **{key: side})
    assert desk.browsers.alice.post(pages.of(review), sent).status_code == 302
    assert review.evidence.filter(pk=row.pk, note="Their note.").exists() == stays


@pytest.mark.parametrize(("side", "notes"), [("mine", {"", "My note."}), ("stored", {""})])
def test_evidence_that_was_removed_while_one_changed_it(desk, side, notes):
    review, _row, form, answer = evidence(
        desk,
        lambda row: {"change": {row.pk: {"note": "My note."}}},
        lambda row: workflow.detach(row, by=desk.alice),
    )
    (key,) = conflicts(answer)
    sent = again(answer, form, **{key: side})
    assert desk.browsers.alice.post(pages.of(review), sent).status_code == 302
    assert set(review.evidence.values_list("note", flat=True)) == notes


NEW = {
    "new-TOTAL_FORMS": 2,
    "new-INITIAL_FORMS": 0,
    "new-0-url": "https://example.org/report",
    "new-0-title": "The report",
    "new-0-source_type": "primary",
    "new-0-stance": "refutes",
    "new-0-note": "Says so itself.",
}


@pytest.mark.parametrize("side", ["mine", "stored"])
def test_new_evidence_and_a_comment_wait_in_their_forms_for_the_choice(desk, side):
    typed = NEW | {"comment": "@bob: ready?"}
    review, form, answer = both_changed(desk, TITLES["mine"] | typed, TITLES["stored"])
    shown = [answer.content.decode()]
    undecided = desk.browsers.alice.post(pages.of(review), again(answer, form) | typed)
    shown.append(undecided.content.decode())
    for page in shown:
        assert 'value="https://example.org/report"' in page
        assert "Says so itself." in page
        assert "@bob: ready?</textarea>" in page
    assert (review.evidence.count(), ReviewComment.objects.count()) == (2, 0)
    sent = again(undecided, form, title=side) | typed
    assert desk.browsers.alice.post(pages.of(review), sent).status_code == 302
    assert review.evidence.filter(source__title="The report", note="Says so itself.").exists()
    assert ReviewComment.objects.get().body == "@bob: ready?"


def test_evidence_removed_meanwhile_and_new_evidence_are_saved_together(desk):
    review, _row, form, answer = evidence(
        desk,
        lambda row: {"change": {row.pk: {"note": "My note."}}} | NEW,
        lambda row: workflow.detach(row, by=desk.alice),
    )
    (key,) = conflicts(answer)
    sent = again(answer, form, **{key: "mine"}) | NEW
    assert 'name="evidence-1-was"' in answer.content.decode()
    assert desk.browsers.alice.post(pages.of(review), sent).status_code == 302
    notes = set(review.evidence.values_list("note", flat=True))
    assert notes == {"", "My note.", "Says so itself."}


def test_hostile_text_is_text_in_both_versions(desk):
    _review, _form, answer = both_changed(
        desk, {"title": "<script>alert(1)</script>"}, {"title": "<img src=x onerror=alert(2)>"}
    )
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("key", ["x", "0:row", "99999999999999999999:note", "title\0", ":row"])
def test_strange_choices_are_no_error(desk, key):
    review = factories.written(desk.alice)
    form = pages.draft(review) | {"conflict": key, f"choose-{key}": "stored"}
    assert desk.browsers.alice.post(pages.of(review), form).status_code == 302
    assert review.evidence.count() == 2
