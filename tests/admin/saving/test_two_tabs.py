"""One review in two tabs: the second to save overwrites nothing that it has not shown."""

import re

import pytest

from claims.desk.review import workflow
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

LONG = "An explanation that took an hour to write, with all that is known about it."


def seen(page):
    return re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]


def test_text_saved_in_the_other_tab_is_not_overwritten_unseen(desk):
    review = factories.started(desk.alice)
    first = pages.draft(review)
    workflow.write(review, by=desk.alice, explanation=LONG)
    answer = desk.browsers.alice.post(pages.of(review), first | {"title": "Typed in the first"})
    page = answer.content.decode()
    review.refresh_from_db()
    assert (answer.status_code, review.title, review.explanation) == (409, "", LONG)
    assert "This review changed since you opened it (by alice, at 20" in page
    assert "your text is kept below; compare and save again." in page
    assert 'value="Typed in the first"' in page
    assert f"<dt>Explanation</dt><dd>{LONG}</dd>" in page


def test_page_that_is_shown_again_can_be_saved(desk):
    review = factories.started(desk.alice)
    first = pages.draft(review, title="Typed in the first")
    workflow.write(review, by=desk.alice, explanation=LONG)
    page = desk.browsers.alice.post(pages.of(review), first).content.decode()
    again = first | {"explanation": LONG, "seen": seen(page)}
    assert desk.browsers.alice.post(pages.of(review), again).status_code == 302
    review.refresh_from_db()
    assert (review.title, review.explanation) == ("Typed in the first", LONG)


def test_step_is_not_taken_with_a_draft_that_is_not_saved(desk):
    review = factories.written(desk.alice)
    first = pages.draft(review)
    workflow.write(review, by=desk.alice, title="Another title")
    answer = desk.browsers.alice.post(pages.step(review, "submit"), first)
    review.refresh_from_db()
    assert (answer.status_code, review.state, review.title) == (409, "in_review", "Another title")


def test_evidence_changed_in_the_other_tab_counts_too(desk):
    review = factories.written(desk.alice)
    row = review.evidence.first()
    first = pages.draft(review)
    workflow.change_evidence(row, by=desk.alice, note="Said later.")
    page = desk.browsers.alice.post(pages.of(review), first).content.decode()
    assert f"<dt>{row.source}: note</dt><dd>Said later.</dd>" in page
    row.refresh_from_db()
    assert row.note == "Said later."


def test_evidence_added_in_the_other_tab_is_on_the_page_that_is_shown_again(desk):
    review = factories.written(desk.alice)
    first = pages.draft(review, {"source": factories.source().pk, "stance": "context"})
    added = workflow.attach(review, factories.source(), by=desk.alice, stance="context", note="Hm.")
    answer = desk.browsers.alice.post(pages.of(review), first)
    forms = answer.context["draft"].evidence.forms
    assert [form.instance.pk for form in forms] == [
        *review.evidence.values_list("pk", flat=True),
        None,
    ]
    assert forms[2].instance == added
    assert forms[2]["note"].value() == "Hm."


def test_what_was_typed_about_evidence_removed_in_the_other_tab_is_kept_as_new(desk):
    review = factories.written(desk.alice)
    plain, annotated = review.evidence.order_by("pk")
    first = pages.draft(review, change={annotated.pk: {"note": "Typed in the first."}})
    source = annotated.source_id
    for row in (plain, annotated):
        workflow.detach(row, by=desk.alice)
    answer = desk.browsers.alice.post(pages.of(review), first)
    page = answer.content.decode()
    assert "Typed in the first." in page
    evidence = answer.context["draft"].evidence
    again = first | {"seen": seen(page), "evidence-INITIAL_FORMS": 0, "evidence-TOTAL_FORMS": 1}
    again = {name: value for name, value in again.items() if not name.startswith("evidence-1")}
    for name in ("source", "stance", "note"):
        again[f"evidence-0-{name}"] = evidence.forms[0][name].value()
    again.pop("evidence-0-id")
    assert len(evidence.forms) == 1
    assert desk.browsers.alice.post(pages.of(review), again).status_code == 302
    assert [(row.source_id, row.note) for row in review.evidence.all()] == [
        (source, "Typed in the first.")
    ]


def test_form_without_what_was_seen_is_not_saved(desk):
    review = factories.started(desk.alice)
    data = pages.draft(review, title="Typed blindly")
    del data["seen"]
    assert desk.browsers.alice.post(pages.of(review), data).status_code == 409


def test_page_carries_what_is_stored(desk):
    review = factories.written(desk.alice)
    page = desk.browsers.alice.get(pages.of(review)).content.decode()
    assert seen(page) == pages.draft(review)["seen"]
