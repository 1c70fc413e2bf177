"""Right of reply where readers see it: on the claim's page, in the API, in what a correction changed."""

from datetime import date

import pytest
from django.test import Client

from claims.desk.review import replies, workflow
from tests import factories

ASKED = {
    "channel": "phone",
    "to": "Somebody's private number",
    "contacted_at": date(2026, 3, 2),
    "asked": "Is it <script>alert(1)</script> so?",
    "public": True,
}


@pytest.fixture(scope="module")
def claim(committed_module):
    """A claim whose first version says nothing of a contact, and whose second has an answer."""
    cast = committed_module.cast
    review = factories.published(cast.alice, cast.bob, of=factories.claim(slug="asked"))
    answer = {"answer": "It is.", "answered_at": date(2026, 3, 4)}
    replies.log(review.claim, by=cast.alice, **ASKED | answer)
    new = workflow.correct(review, by=cast.bob, comment="An answer came.")
    workflow.write(new, by=cast.alice, correction_note="The claimant has answered.")
    workflow.submit(new, by=cast.alice)
    workflow.publish(workflow.approve(new, by=cast.bob), by=cast.bob)
    return review.claim


def page(url):
    return Client().get(url).content.decode()


def test_page_shows_question_and_answer_and_never_whom(claim):
    shown = page("/claims/asked/")
    assert "Right of reply" in shown
    assert "It is." in shown
    assert "2 March 2026" in shown
    assert "<script>alert" not in shown
    assert "private number" not in shown


def test_version_before_it_has_no_such_section(claim):
    assert 'id="reply"' not in page("/claims/asked/1/")


def test_api_has_the_member_where_there_is_something_to_say(claim):
    answer = Client().get(f"/api/v1/claims/{claim.public_id}/")
    assert answer.json()["right_of_reply"] == [
        {
            "contacted_at": "2026-03-02",
            "channel": "phone",
            "asked": ASKED["asked"],
            "answer": "It is.",
            "answered_at": "2026-03-04",
        }
    ]
    assert b"private number" not in answer.content
    first = Client().get(f"/api/v1/claims/{claim.public_id}/versions/").json()["results"][0]
    assert first["version"] == 1
    assert "right_of_reply" not in str(first)


def test_what_the_correction_changed_names_the_contact(claim):
    assert "Right of reply: 2 March 2026" in page("/claims/asked/")
