"""A null character, which no text of the database holds: refused in words wherever it comes in."""

import pytest

from claims.desk.contradictions import noting
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

ASKED = {
    "review": ("topic", "state", "state__exact", "q", "whose"),
    "claim": ("state", "topic", "article", "in_language", "priority__exact"),
    "contradiction": ("kind", "status__exact", "status__in"),
    "source": ("source_type__exact",),
    "publication": ("kind",),
    "claimant": ("kind",),
    "article": ("in_language",),
}


@pytest.mark.parametrize(
    ("model", "name"), [(model, name) for model, names in ASKED.items() for name in names]
)
def test_filter_by_one_is_a_bad_request(desk, model, name):
    for value in ("\0", "suggested,\0"):
        answer = desk.browsers.bob.get(pages.listing(model), {name: value})
        assert answer.status_code == 400
        assert "null character (%00)" in answer.content.decode()


def test_name_with_one_is_a_bad_request(desk):
    assert desk.browsers.bob.get(pages.listing("claim"), {"a\0": "b"}).status_code == 400


def test_autocomplete_of_one_is_a_bad_request(desk):
    asked = {"app_label": "claims", "model_name": "contradiction", "field_name": "right"}
    answer = desk.browsers.alice.get("/admin/autocomplete/", {**asked, "term": "a\0"})
    assert answer.status_code == 400


def test_stranger_is_sent_to_the_log_in_page_all_the_same(desk):
    answer = desk.browsers.nobody.get(pages.listing("claim"), {"topic": "\0"})
    assert answer.status_code == 302
    assert desk.browsers.nobody.get(answer.url).status_code == 200


@pytest.mark.parametrize("action", ["return", "decline", "correct", "retract", "reopen"])
def test_comment_with_one_is_refused_and_kept(desk, action):
    review = {
        "return": lambda: factories.submitted(desk.alice),
        "decline": lambda: factories.started(desk.bob),
        "correct": lambda: factories.published(desk.alice, desk.bob),
        "retract": lambda: factories.published(desk.alice, desk.bob),
        "reopen": lambda: factories.workflow.decline(
            factories.started(desk.alice), by=desk.alice, comment="Not checkable."
        ),
    }[action]()
    answer = desk.browsers.bob.post(pages.step(review, action), {f"comment-{action}": "One\0two."})
    page = answer.content.decode()
    before = review.state
    review.refresh_from_db()
    assert answer.status_code == 200
    assert "null character" in page
    assert ">Onetwo.</textarea>" in page
    assert review.state == before


def test_comment_with_one_still_saves_the_draft_beside_it(desk):
    review = factories.started(desk.alice)
    data = pages.draft(review, title="Typed with care") | {"comment-decline": "a\0b"}
    page = desk.browsers.alice.post(pages.step(review, "decline"), data).content.decode()
    review.refresh_from_db()
    assert (review.state, review.title) == ("in_review", "Typed with care")
    assert ">ab</textarea>" in page


def test_text_of_a_draft_with_one_is_an_error_of_its_field(desk):
    review = factories.started(desk.alice)
    data = pages.draft(review, title="Typed with care", explanation="a\0b")
    answer = desk.browsers.alice.post(pages.of(review), data)
    assert answer.status_code == 200
    assert "Null characters are not allowed." in answer.content.decode()
    assert "Typed with care" in answer.content.decode()


def test_assigning_to_one_is_refused(desk):
    review = factories.workflow.open_review(factories.claim())
    assert desk.browsers.bob.post(pages.assign(review), {"to": "\0"}).status_code == 200


@pytest.mark.parametrize(
    ("decision", "data"),
    [
        ("dismiss", {"reason": "One\0two."}),
        ("resolve", {"holds": "left", "resolution": "One\0two."}),
        ("resolve", {"holds": "left\0", "resolution": "Onetwo."}),
    ],
)
def test_decision_with_one_is_refused_and_kept(desk, decision, data):
    row = factories.contradiction(factories.claim(), factories.claim())
    noting.confirm(row, by=desk.bob)
    answer = desk.browsers.bob.post(pages.decide(row, decision), pages.about(row) | data)
    row.refresh_from_db()
    assert answer.status_code == 200
    assert "null character" in answer.content.decode()
    assert ">Onetwo.</textarea>" in answer.content.decode()
    assert row.status == "confirmed"
