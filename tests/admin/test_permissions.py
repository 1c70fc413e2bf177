"""Who may take which step, by crafted requests too. tests/test_permission_matrix.py has the pages."""

import pytest

from claims.models import Review
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

WHO = ("nobody", "dave", "erin", "alice", "charlie", "bob", "root")
# nobody is not logged in, dave is no staff: both are sent to the log-in page (302).
# erin contributes, alice and charlie review (alice wrote every review here), bob edits.
# Each step from where it starts; alice is the author. 302 to the page: taken. 403 and 409: not.
# The outsiders' 302 leads to the log-in page: the state tells them apart.
STEPS = {
    ("new", "start"): (0, 0, 403, 1, 1, 1, 1),
    ("in_review", "start"): (0, 0, 403, 409, 409, 409, 409),
    ("in_review", "submit"): (0, 0, 403, 1, 403, 403, 403),
    ("submitted", "return"): (0, 0, 403, 403, 403, 1, 1),
    ("submitted", "approve"): (0, 0, 403, 403, 403, 1, 1),
    ("submitted", "publish"): (0, 0, 403, 403, 403, 409, 409),
    ("approved", "publish"): (0, 0, 403, 403, 403, 1, 1),
    ("published", "correct"): (0, 0, 403, 403, 403, 1, 1),
    ("published", "retract"): (0, 0, 403, 403, 403, 1, 1),
    ("published", "approve"): (0, 0, 403, 403, 403, 409, 409),
    ("in_review", "decline"): (0, 0, 403, 1, 409, 409, 409),
    ("declined", "reopen"): (0, 0, 403, 403, 403, 1, 1),
}


def _review_in(state, cast):
    if state == "new":
        return Review.objects.get(claim=factories.claim())
    review = {
        "in_review": factories.written,
        "submitted": factories.submitted,
        "approved": lambda by: factories.approved(by, cast.bob),
        "published": lambda by: factories.published(by, cast.bob),
        "declined": factories.written,
    }[state](cast.alice)
    if state == "declined":
        factories.workflow.decline(review, by=cast.alice, comment="Not checkable.")
    return review


@pytest.mark.parametrize(("state", "action"), STEPS)
def test_posted_step_is_taken_by_exactly_those_who_may(desk, state, action):
    seen = []
    for who in WHO:
        review = _review_in(state, desk)
        comment = {f"comment-{action}": "For a reason."}
        answer = getattr(desk.browsers, who).post(pages.step(review, action), comment)
        seen.append(_outcome(answer))
    assert tuple(seen) == STEPS[state, action]


def _outcome(answer):
    """1 for a step that was taken, 0 for the log-in page, else the status of the refusal."""
    if answer.status_code != 302:
        return answer.status_code
    return 0 if "/login/" in answer.url else 1


def test_assigning_is_for_editors(desk):
    seen = []
    for who in WHO:
        review = _review_in("new", desk)
        answer = getattr(desk.browsers, who).post(pages.assign(review), {"to": desk.charlie.pk})
        seen.append(_outcome(answer))
    assert tuple(seen) == (0, 0, 403, 403, 403, 1, 1)


@pytest.mark.parametrize("decision", ["confirm", "dismiss"])
def test_deciding_a_contradiction_is_for_editors(desk, decision):
    seen = []
    for who in WHO:
        row = factories.contradiction(factories.claim(), factories.claim())
        address = pages.decide(row, decision)
        said = pages.about(row) | {"reason": "One thing."}
        seen.append(_outcome(getattr(desk.browsers, who).post(address, said)))
    assert tuple(seen) == (0, 0, 403, 403, 403, 1, 1)


@pytest.mark.parametrize("who", ["erin", "charlie", "bob", "root"])
def test_nobody_but_its_author_writes_a_review(desk, who):
    review = factories.written(desk.alice)
    answer = getattr(desk.browsers, who).post(
        pages.of(review), pages.draft(review, title="Not mine")
    )
    review.refresh_from_db()
    assert (answer.status_code, review.title) == (403, "Not so")


@pytest.mark.parametrize("place", ["step", "assign"])
def test_step_asked_for_by_get_leads_to_the_page_and_does_nothing(desk, place):
    review = factories.submitted(desk.alice)
    address = pages.assign(review) if place == "assign" else pages.step(review, "approve")
    answer = desk.browsers.bob.get(address, follow=True)
    review.refresh_from_db()
    assert answer.redirect_chain == [(pages.of(review), 302)]
    assert "Nothing was done: take the step here again." in answer.content.decode()
    assert (review.state, review.author) == ("submitted", desk.alice)


def test_step_that_met_an_expired_session_is_found_again_after_logging_in(desk):
    review = factories.submitted(desk.alice)
    login = desk.browsers.nobody.post(pages.step(review, "approve")).url
    answer = desk.browsers.nobody.post(
        login, {"username": "bob", "password": factories.PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1] == (pages.of(review), 302)
    assert answer.status_code == 200


def test_unknown_step_is_refused(desk):
    review = factories.submitted(desk.alice)
    assert desk.browsers.bob.post(pages.step(review, "bless")).status_code == 404


def test_staff_without_a_role_sees_no_list_and_an_explanation(desk):
    frank = factories.person("frank")
    frank.is_staff = True
    frank.save()
    desk.browsers.nobody.force_login(frank)
    assert "no role" in desk.browsers.nobody.get("/admin/").content.decode()
    assert desk.browsers.nobody.get(pages.listing("review")).status_code == 403
