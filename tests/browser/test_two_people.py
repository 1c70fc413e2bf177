"""One claim from new to public, by two people in two browsers; and public not one step before."""

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.factories import EXPLANATION

pytestmark = pytest.mark.browser


def public(address, claim):
    """Ask the API; return the claim, or the status that refuses it."""
    try:
        with urllib.request.urlopen(f"{address}/api/v1/claims/{claim.public_id}/") as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code


def test_two_people_publish_a_claim(browser, desk):
    claim, address = desk
    alice = Person(browser, address, "alice")
    alice.open_claim(claim.text)
    alice.press("Take and start")
    assert public(address, claim) == 404

    alice.attach("The official gazette", 0)
    alice.attach("The register of measures", 1)
    alice.page.get_by_text("False", exact=True).click()
    alice.page.get_by_label("Title").fill("It has been in force since May")
    alice.page.get_by_label("Explanation").fill(EXPLANATION)
    assert public(address, claim) == 404
    alice.press("Submit for approval")
    expect(alice.page.get_by_text("Submitted").first).to_be_visible()
    expect(alice.page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    assert public(address, claim) == 404

    bob = Person(browser, address, "bob")
    bob.open_claim(claim.text)
    bob.press("Approve")
    expect(bob.page.get_by_text("Approved").first).to_be_visible()
    assert public(address, claim) == 404
    bob.press("Publish")
    expect(bob.page.get_by_text("Published").first).to_be_visible()

    answer = public(address, claim)
    assert answer["text"] == claim.text
    assert answer["rating"]["text"] == "False"
    assert {source["title"] for source in answer["sources"]} == {
        "The official gazette",
        "The register of measures",
    }
    assert alice.complaints + bob.complaints == []


def test_outsider_is_not_let_in(browser, desk):
    _claim, address = desk
    dave = Person(browser, address, "dave")
    expect(dave.page.locator(".errornote")).to_contain_text("staff account")
