"""While a claim is typed, its form says what the desk has that says the same."""

import pytest
from playwright.sync_api import expect

from claims.record import filling
from tests.browser.people import Person

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def known(desk, django_db_blocker):
    with django_db_blocker.unblock():
        filling.fill_all(most=1)
    return desk


def test_typing_asks_and_forgetting_asks_again(known, browser):
    claim, address = known
    alice = Person(browser, address, "alice")
    alice.page.goto(f"{address}/admin/claims/claim/add/")
    card = alice.page.locator("#similar")
    expect(card).to_contain_text("The desk knows of none.")
    alice.page.locator("#id_text").press_sequentially("Since March this measure is in force")
    expect(card.get_by_role("link", name=claim.text)).to_be_visible()
    expect(card.locator("mark").first).to_be_visible()
    alice.page.locator("#id_text").fill("")
    expect(card).to_contain_text("The desk knows of none.")
    assert alice.complaints == []
