"""The page of one review: what it shows, to whom, and that all is written by the workflow."""

import pytest

from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.models import Appearance, Evidence
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def shown(client, review):
    answer = client.get(pages.of(review))
    assert answer.status_code == 200
    return answer.content.decode()


def test_shows_claim_passage_evidence_verdict_and_checklist(desk):
    review = factories.submitted(desk.alice)
    page = shown(desk.browsers.bob, review)
    for words in (
        review.claim.text,
        "Mark Carney",
        "…it <mark>is in force</mark>",
        review.evidence.first().source.title,
        "Refutes",
        factories.EXPLANATION,
        "8 of 8",
        "Nothing yet.",
    ):
        assert words in page


def test_checklist_links_each_unmet_point_to_its_field(desk):
    page = shown(desk.browsers.alice, factories.started(desk.alice))
    for field in ("rating", "explanation", "title", "evidence", "single_source_reason"):
        assert f'href="#field-{field}"' in page
        assert f'id="field-{field}"' in page


def test_published_review_shows_what_is_public(desk):
    review = factories.published(desk.alice, desk.bob)
    page = shown(desk.browsers.alice, review)
    assert f"/claims/{review.claim.slug}/" in page
    assert "Entry 1" in page


def test_contradiction_shows_both_values_and_status(desk):
    review = factories.started(desk.alice)
    row = factories.contradiction(review.claim, factories.claim())
    noting.confirm(row, by=desk.bob)
    page = shown(desk.browsers.alice, review)
    for words in ("<mark>75.8</mark> %", "<mark>84</mark> %", "Confirmed", "unanswered"):
        assert words in page


def test_history_tells_steps_and_changes_with_who(desk):
    review = factories.written(desk.alice)
    workflow.write(review, by=desk.alice, title="Still not so")
    workflow.submit(review, by=desk.alice)
    workflow.return_(review, by=desk.bob, comment="One source is thin.")
    page = shown(desk.browsers.charlie, review)
    for words in (
        "<strong>alice</strong> took it and started",
        "<strong>bob</strong> returned it",
        "One source is thin.",
        "<del>Not so</del>",
        "<ins>Still not so</ins>",
        "added evidence",
    ):
        assert words in page


BUTTONS = {
    ("new", "alice"): {"start", "decline"},
    ("in_review", "alice"): {"submit", "decline"},
    ("in_review", "charlie"): set(),
    ("submitted", "alice"): set(),
    ("submitted", "bob"): {"approve", "return"},
    ("approved", "bob"): {"publish", "return"},
    ("published", "bob"): {"correct", "retract"},
    ("published", "erin"): set(),
}


@pytest.mark.parametrize(("state", "who"), BUTTONS)
def test_shows_only_the_buttons_of_what_this_person_may_do(desk, state, who):
    review = {
        "new": lambda: workflow.open_review(factories.claim()),
        "in_review": lambda: factories.written(desk.alice),
        "submitted": lambda: factories.submitted(desk.alice),
        "approved": lambda: factories.approved(desk.alice, desk.bob),
        "published": lambda: factories.published(desk.alice, desk.bob),
    }[state]()
    page = shown(getattr(desk.browsers, who), review)
    every = {action for actions in BUTTONS.values() for action in actions} | {"reopen"}
    offered = {action for action in every if pages.step(review, action) in page}
    assert offered == BUTTONS[state, who]


def test_review_is_read_only_for_who_is_not_its_author(desk):
    review = factories.written(desk.alice)
    assert "evidence-TOTAL_FORMS" in shown(desk.browsers.alice, review)
    assert "evidence-TOTAL_FORMS" not in shown(desk.browsers.charlie, review)


def test_author_writes_verdict_and_evidence_in_one_go(desk):
    review = factories.started(desk.alice)
    source = factories.source()
    row = {"source": source.pk, "stance": "refutes", "quote": "a phrase", "locator": "p. 3"}
    rating = factories.rating("true", text="True")
    answer = desk.browsers.alice.post(
        pages.of(review), pages.draft(review, row, title="It is so", rating=rating.pk)
    )
    assert answer.status_code == 302
    review.refresh_from_db()
    evidence = review.evidence.get()
    assert (review.title, review.rating) == ("It is so", rating)
    assert (evidence.source, evidence.quote, evidence.added_by) == (source, "a phrase", desk.alice)


def test_author_changes_and_removes_evidence(desk):
    review = factories.written(desk.alice)
    kept, removed = review.evidence.order_by("pk")
    desk.browsers.alice.post(
        pages.of(review),
        pages.draft(review, change={kept.pk: {"note": "Says so itself."}}, remove=[removed.pk]),
    )
    assert [row.note for row in review.evidence.all()] == ["Says so itself."]


def test_evidence_of_another_review_cannot_be_smuggled_in(desk):
    review, other = factories.started(desk.alice), factories.written(desk.charlie)
    row = other.evidence.first()
    data = pages.draft(review)
    data |= {
        "evidence-TOTAL_FORMS": 1,
        "evidence-INITIAL_FORMS": 1,
        "evidence-0-id": row.pk,
        "evidence-0-stance": "supports",
        "evidence-0-note": "mine now",
    }
    desk.browsers.alice.post(pages.of(review), data)
    row.refresh_from_db()
    assert (row.stance, row.note, row.review_id) == ("refutes", "", other.pk)


def test_step_saves_first_what_was_typed(desk):
    review = factories.written(desk.alice)
    answer = desk.browsers.alice.post(
        pages.step(review, "submit"), pages.draft(review, title="A better title")
    )
    review.refresh_from_db()
    assert (answer.status_code, review.state) == (302, "submitted")
    assert review.title == "A better title"


def test_refused_gate_lists_the_unmet_points_and_loses_nothing(desk):
    review = factories.started(desk.alice)
    answer = desk.browsers.alice.post(
        pages.step(review, "submit"), pages.draft(review, title="Typed and kept")
    )
    page = answer.content.decode()
    review.refresh_from_db()
    assert review.state == "in_review"
    assert "does not meet the desk’s standards" in page
    assert "Choose the verdict." in page
    assert 'value="Typed and kept"' in page


def test_invalid_field_keeps_what_was_typed_and_takes_no_step(desk):
    review = factories.written(desk.alice)
    answer = desk.browsers.alice.post(
        pages.step(review, "submit"), pages.draft(review, as_of="yesterday", title="Typed")
    )
    page = answer.content.decode()
    review.refresh_from_db()
    assert (review.state, review.title) == ("in_review", "Not so")
    assert "Enter a valid date." in page
    assert 'value="Typed"' in page


def test_source_attached_twice_is_said_on_its_row_and_saves_nothing(desk):
    review = factories.written(desk.alice)
    again = {"source": review.evidence.first().source_id, "stance": "context", "note": "Again."}
    answer = desk.browsers.alice.post(
        pages.of(review), pages.draft(review, again, title="Not saved either")
    )
    review.refresh_from_db()
    page = answer.content.decode()
    assert "attached with this locator already" in page
    assert "Again." in page
    assert (review.title, review.evidence.count()) == ("Not so", 2)


def test_draft_of_a_review_that_moved_meanwhile_is_refused_and_shown(desk):
    review = factories.written(desk.alice)
    data = pages.draft(review, explanation="A long explanation that took an hour to write.")
    workflow.submit(review, by=desk.alice)
    answer = desk.browsers.alice.post(pages.of(review), data)
    assert answer.status_code == 409
    assert "took an hour" in answer.content.decode()


def test_new_review_is_taken_before_it_is_written(desk):
    review = workflow.open_review(factories.claim())
    workflow.assign(review, by=desk.bob, to=desk.alice)
    for who in (desk.browsers.alice, desk.browsers.root):
        page = shown(who, review)
        assert "evidence-TOTAL_FORMS" not in page
        assert 'name="save"' not in page
    assert "Take and start" in shown(desk.browsers.alice, review)
    answer = desk.browsers.alice.post(pages.of(review), pages.draft(review, title="Too early"))
    review.refresh_from_db()
    assert (answer.status_code, review.title) == (409, "")


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (lambda _author: workflow.open_review(factories.claim()), True),
        (factories.started, True),
        (factories.submitted, False),
    ],
)
def test_assigning_is_offered_while_it_is_possible(desk, make, offered):
    assert ("Choose a reviewer" in shown(desk.browsers.bob, make(desk.alice))) is offered


def test_very_long_explanation_is_refused_and_kept(desk):
    review = factories.started(desk.alice)
    long = "Said at length. " * 1_300
    answer = desk.browsers.alice.post(pages.of(review), pages.draft(review, explanation=long))
    review.refresh_from_db()
    page = answer.content.decode()
    assert "This is too long: 20799 characters, of 20,000 at most." in page
    assert long in page
    assert review.explanation == ""


def test_step_without_its_comment_is_refused_with_the_reason(desk):
    review = factories.submitted(desk.alice)
    page = desk.browsers.bob.post(pages.step(review, "return")).content.decode()
    assert "needs a comment" in page


def test_correction_leads_to_the_new_version(desk):
    review = factories.published(desk.alice, desk.bob)
    answer = desk.browsers.bob.post(
        pages.step(review, "correct"), {"comment-correct": "A number was wrong."}, follow=True
    )
    page = answer.content.decode()
    assert "Version 2" in page
    assert "Versions of this review" in page
    assert "What readers are told about the correction" in page


def test_editor_assigns_to_a_reviewer(desk):
    review = workflow.open_review(factories.claim())
    assert "Choose a reviewer" in shown(desk.browsers.bob, review)
    desk.browsers.bob.post(pages.assign(review), {"to": desk.charlie.pk})
    review.refresh_from_db()
    assert review.author == desk.charlie


@pytest.mark.parametrize("to", ["", "x", "999999", "erin"])
def test_assigning_to_who_cannot_write_is_refused(desk, to):
    review = workflow.open_review(factories.claim())
    pk = desk.erin.pk if to == "erin" else to
    assert desk.browsers.bob.post(pages.assign(review), {"to": pk}).status_code == 200
    review.refresh_from_db()
    assert review.author is None


def test_hostile_text_is_escaped(desk):
    hostile = "<script>alert('x')</script>"
    claim = factories.claim(text=hostile, subject=hostile, selection_reason=hostile)
    Appearance.objects.filter(claim=claim).update(exact=hostile, prefix=hostile)
    review = factories.written(desk.alice, of=claim)
    Evidence.objects.filter(review=review).update(quote=hostile, note=hostile)
    workflow.write(review, by=desk.alice, explanation=hostile * 3, title=hostile)
    workflow.submit(review, by=desk.alice)
    workflow.return_(review, by=desk.bob, comment=hostile)
    factories.contradiction(claim, factories.claim(), left_value=hostile, note=hostile)
    for client in (desk.browsers.alice, desk.browsers.bob):
        for address in (
            pages.of(review),
            pages.of(claim),
            pages.listing("review"),
            pages.listing("claim"),
            pages.listing("contradiction"),
            "/admin/",
            f"/admin/claims/claim/{claim.pk}/history/",
        ):
            assert hostile not in client.get(address).content.decode()


def test_missing_review_is_not_found(desk):
    for pk in ("999999", "x"):
        assert desk.browsers.bob.get(f"/admin/claims/review/{pk}/change/").status_code == 404
