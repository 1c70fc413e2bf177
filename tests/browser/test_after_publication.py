"""What is published, in Chromium: looked at again, answered by the claimant, contradicted."""

import json
import urllib.request
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from claims.models import Source
from tests import factories
from tests.browser import serving
from tests.browser.test_many_claims import come, rows

__all__ = ["come"]

pytestmark = pytest.mark.browser

TEXT, OTHER, NEW = "The bridge is open.", "The bridge is closed.", "The ferry sails."


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A desk with two published claims that may contradict, and a third that waits for approval."""
    with django_db_blocker.unblock(), serving.served() as address:
        cast = factories.cast()
        claims = [factories.claim(text=text) for text in (TEXT, OTHER, NEW)]
        reviews = [factories.published(cast.alice, cast.bob, of=claim) for claim in claims[:2]]
        factories.contradiction(*claims[:2], left_value="open", right_value="closed")
        submitted = factories.submitted(cast.alice, of=claims[2])
        source = Source.objects.filter(evidence__review=reviews[0]).first()
        yield SimpleNamespace(
            address=address,
            source=f"{address}/admin/claims/source/{source.pk}/change/",
            reviews=[
                f"{address}/admin/claims/review/{review.pk}/change/"
                for review in (*reviews, submitted)
            ],
            published=[f"{address}/api/v1/claims/{claim.public_id}/" for claim in claims],
        )


def document(desk, number):
    with urllib.request.urlopen(desk.published[number]) as answer:
        return json.load(answer)


def test_unreliable_source_brings_its_claim_back_and_a_correction_is_begun(come, desk):
    bob = come("bob")
    bob.page.goto(desk.source)
    bob.page.get_by_label("Why is this source unreliable?").fill("It was forged.")
    bob.press("Mark as unreliable")
    bob.page.goto(f"{desk.address}/admin/claims/rereview/")
    row = rows(bob.page).filter(has_text=TEXT).filter(has_text="A source is unreliable")
    expect(row).to_have_count(1)
    row.get_by_role("link", name=TEXT).click()
    expect(bob.page.get_by_text("It was forged.").first).to_be_visible()
    bob.page.get_by_text("Begin a correction…").click()
    bob.page.get_by_label("What", exact=False).last.fill("One of its two sources fell.")
    bob.press("Begin a correction")
    bob.told("The old one stays public until it is published.")
    bob.page.goto(f"{desk.address}/admin/claims/rereview/")
    expect(rows(bob.page).filter(has_text=TEXT)).to_have_count(0)
    assert document(desk, 0)["version"] == 1


def test_answer_of_the_claimant_is_published_without_the_name(come, desk):
    charlie = come("charlie")
    charlie.page.goto(desk.reviews[2])
    charlie.page.get_by_role("link", name="log a contact").click()
    page = charlie.page
    page.get_by_label("Channel").select_option("E-mail")
    page.get_by_label("To whom").fill("The press office of the port")
    page.get_by_label("Contacted on").fill("2025-03-14")
    page.get_by_label("What was asked").fill("Does the ferry sail?")
    page.get_by_label("Answer:").fill("It has not sailed since March.")
    page.get_by_label("Answered on").fill("2025-03-15")
    page.get_by_label("Publish it").check()
    charlie.press("Save")
    expect(page.locator("#field-replies")).to_contain_text("It has not sailed since March.")

    bob = come("bob")
    bob.page.goto(desk.reviews[2])
    bob.press("Approve")
    bob.told("Approved")
    bob.press("Publish")
    bob.told("Published")
    public = document(desk, 2)
    assert public["right_of_reply"][0]["answer"] == "It has not sailed since March."
    assert "press office" not in json.dumps(public)
    bob.page.goto(desk.address + urlsplit(public["url"]).path)
    expect(bob.page.get_by_text("It has not sailed since March.").first).to_be_visible()


def test_contradiction_is_confirmed_on_the_board_and_both_sides_are_looked_at_again(come, desk):
    bob = come("bob")
    bob.page.goto(f"{desk.address}/admin/")
    bob.page.get_by_role("link", name="Contradictions to decide").click()
    card = bob.page.locator("section.desk-card").filter(has_text=OTHER)
    assert card.locator("mark").all_text_contents() == ["open", "open", "closed", "closed"]
    card.get_by_text("Decide…").click()
    card.get_by_label("Confirm:").check()
    card.get_by_role("button", name="Decide").click()
    expect(bob.page.locator(".messagelist")).to_be_visible()
    bob.page.goto(f"{desk.address}/admin/claims/rereview/?reason=contradiction")
    expect(rows(bob.page)).to_have_count(2)
    bob.page.goto(desk.reviews[1])
    expect(bob.page.locator("#field-contradictions")).to_contain_text("Confirmed")
