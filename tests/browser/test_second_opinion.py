"""A second opinion in Chromium: given blind, another one, and decided by who took no side."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import serving
from tests.browser.test_many_claims import come

__all__ = ["come"]

pytestmark = pytest.mark.browser

TEXT, TITLE = "The lighthouse was built in 1871.", "It was built later"
WHY = "Neither source names that year; the register has another one."


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A desk with one submitted review that asks for a blind second opinion."""
    with django_db_blocker.unblock(), serving.served() as address:
        cast = factories.cast()
        factories.rating("true", text="True")
        review = factories.written(cast.alice, of=factories.claim(text=TEXT))
        factories.workflow.write(review, by=cast.alice, title=TITLE)
        factories.workflow.submit(review, by=cast.alice)
        factories.opinions.ask(review, by=cast.bob)
        yield SimpleNamespace(address=address)


def test_from_my_day_to_a_blind_opinion_and_an_editors_decision(come, desk):
    charlie = come("charlie")
    charlie.page.goto(f"{desk.address}/admin/")
    charlie.page.get_by_role("link", name=TEXT).click()
    expect(charlie.page.get_by_role("heading", name="Your opinion")).to_be_visible()
    expect(charlie.page.get_by_text(TITLE)).to_have_count(0)
    charlie.page.get_by_role("radio", name="True").check()
    charlie.page.get_by_label("Why", exact=False).fill(WHY)
    charlie.press("Give your opinion")
    expect(charlie.page.get_by_text(TITLE).first).to_be_visible()
    expect(charlie.page.get_by_text(WHY).first).to_be_visible()

    bob = come("bob")
    bob.page.goto(f"{desk.address}/admin/")
    expect(bob.page.get_by_text("Opinions differ").first).to_be_visible()
    bob.page.get_by_role("link", name=TEXT).first.click()
    expect(bob.page.get_by_text(WHY).first).to_be_visible()
    bob.page.locator("[name=opinion-reason]").fill("The gazette settles it.")
    bob.press("Let it stand")
    bob.told("Decided: the verdict stands")
