"""A claim with many passages and a claimant with many names, on a wide screen and on a telephone."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.people import Person

pytestmark = pytest.mark.browser
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def rows(desk, django_db_blocker):
    """The pages of a claim with twelve passages, and of a claimant with two other names."""
    claim, _address = desk
    with django_db_blocker.unblock():
        for start in range(12):
            headline = f"The measure, and what became of it since it was decided: part {start}"
            article = factories.article(headline=headline * 2)
            claim.appearances.create(article=article, exact="in force", start=start, end=start + 8)
        claimant = factories.claimant("Somebody With Names")
        for name in ("One Name", "Other Name"):
            claimant.aliases.create(name=name)
    return (
        f"/admin/claims/claim/{claim.pk}/change/",
        f"/admin/claims/claimant/{claimant.pk}/change/",
    )


@pytest.fixture
def bob(browser, desk):
    _claim, address = desk
    return Person(browser, address, "bob")


def test_from_ten_passages_to_the_next_one_stays_at_them(rows, bob):
    bob.page.goto(bob.address + rows[0])
    bob.page.get_by_role("link", name="Later ›").first.click()
    place = bob.page.locator("#rows")
    expect(place).to_contain_text("11–13 of 13")
    expect(place).to_be_in_viewport()


def test_a_mistake_far_below_is_named_on_top_and_one_click_away(rows, bob):
    bob.page.goto(bob.address + rows[0])
    bob.page.get_by_role("link", name="Later ›").first.click()
    wrong = bob.page.locator("[name=appearances-2-exact]")
    wrong.fill("")
    bob.press("Save")
    named = bob.page.locator(".desk-wrong a")
    expect(named).to_be_in_viewport()
    named.click()
    expect(wrong).to_be_in_viewport()
    expect(wrong).to_be_focused()


def test_no_heading_of_a_passage_lies_on_its_tick(rows, bob):
    bob.page.goto(bob.address + rows[0])
    heading = bob.page.locator("#appearances-1 > h3")
    below = heading.bounding_box()["y"] + heading.bounding_box()["height"]
    tick = heading.get_by_role("checkbox").bounding_box()
    assert tick["y"] + tick["height"] <= below


def test_on_a_telephone_the_tick_beside_a_name_is_in_sight(rows, bob):
    bob.page.set_viewport_size(NARROW)
    bob.page.goto(bob.address + rows[1])
    tick = bob.page.locator("[name=aliases-0-DELETE]")
    tick.scroll_into_view_if_needed()
    assert tick.bounding_box()["x"] + tick.bounding_box()["width"] < NARROW["width"] - 16
    assert bob.page.locator(".tabular").evaluate("one => one.scrollWidth <= one.clientWidth")
    expect(bob.page.get_by_text("One Name", exact=True)).to_be_hidden()
