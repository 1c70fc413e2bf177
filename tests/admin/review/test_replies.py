"""Right of reply on the page of a review: a section, a form to log, a form to mend."""

import pytest

from claims.models import ReplyRequest
from tests import factories
from tests.admin import forms, pages

pytestmark = pytest.mark.django_db
SAID = {
    "channel": "email",
    "to": "press@example.org",
    "contacted_at": "2026-03-02",
    "asked": "Is it <b>so</b>?",
    "answer": "",
    "answered_at": "",
}


def logged(desk, review, **fields):
    data = SAID | {"claim": review.claim_id} | fields
    return desk.browsers.alice.post(pages.adding("replyrequest"), data)


def test_reviewer_logs_a_contact_and_is_back_at_the_review(desk):
    review = factories.started(desk.alice)
    page = desk.browsers.alice.get(pages.of(review)).content.decode()
    assert f"{pages.adding('replyrequest')}?claim={review.claim_id}" in page
    assert logged(desk, review).url == f"{pages.of(review)}#field-replies"
    row = ReplyRequest.objects.get()
    assert (row.claim, row.written_by, row.public) == (review.claim, desk.alice, False)
    page = desk.browsers.alice.get(pages.of(review)).content.decode()
    assert "press@example.org" in page
    assert "Is it &lt;b&gt;so&lt;/b&gt;?" in page


def test_answer_is_added_and_signed_by_who_adds_it(desk):
    review = factories.started(desk.alice)
    logged(desk, review)
    row = ReplyRequest.objects.get()
    typed = {"answer": "No.", "answered_at": "2026-03-04", "public": "on"}
    data = forms.opened(desk.browsers.charlie, pages.of(row), **typed)
    assert desk.browsers.charlie.post(pages.of(row), data).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.public, row.written_by) == ("No.", True, desk.charlie)


def test_saving_nothing_new_makes_nobody_a_writer(desk):
    logged(desk, factories.started(desk.alice))
    row = ReplyRequest.objects.get()
    form = forms.opened(desk.browsers.bob, pages.of(row))
    assert desk.browsers.bob.post(pages.of(row), form).status_code == 302
    row.refresh_from_db()
    assert row.written_by == desk.alice


def test_of_two_who_save_a_contact_at_once_neither_overwrites_the_other(desk):
    logged(desk, factories.started(desk.alice))
    row = ReplyRequest.objects.get()
    mine = forms.opened(desk.browsers.alice, pages.of(row), to="office@example.org")
    answered = {"answer": "No.", "answered_at": "2026-03-04"}
    theirs = forms.opened(desk.browsers.charlie, pages.of(row), **answered)
    assert desk.browsers.charlie.post(pages.of(row), theirs).status_code == 302
    merged = desk.browsers.alice.post(pages.of(row), mine)
    assert merged.status_code == 409
    assert desk.browsers.alice.post(pages.of(row), forms.of(merged)).status_code == 302
    row.refresh_from_db()
    assert (row.to, row.answer) == ("office@example.org", "No.")


def test_contact_that_makes_no_sense_is_shown_again_with_why(desk):
    answer = logged(desk, factories.started(desk.alice), to="")
    assert "Say whom the desk asked" in answer.content.decode()
    assert not ReplyRequest.objects.exists()


def test_contributor_does_not_see_whom_the_desk_wrote_to(desk):
    review = factories.started(desk.alice)
    logged(desk, review)
    page = desk.browsers.erin.get(pages.of(review)).content.decode()
    assert "press@example.org" not in page
    assert "Right of reply" not in page
    assert desk.browsers.erin.get(pages.of(ReplyRequest.objects.get())).status_code == 403


def test_advice_stands_below_the_checklist(desk):
    review = factories.written(desk.alice)
    page = desk.browsers.alice.get(pages.of(review)).content.decode()
    assert "It holds nothing up." in page
    logged(desk, review)
    assert "It holds nothing up." not in desk.browsers.alice.get(pages.of(review)).content.decode()
