"""The board, the picture and the queue in Chromium, with scripts switched off: nothing needs one."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import desk

__all__ = ["desk"]

pytestmark = pytest.mark.browser


@pytest.fixture(params=[1280, 390])
def page(desk, browser, request):
    context = browser.new_context(
        base_url=desk.address,
        java_script_enabled=False,
        viewport={"width": request.param, "height": 900},
    )
    context.add_cookies([{"name": "sessionid", "value": desk.session, "url": desk.address}])
    yield context.new_page()
    context.close()


def test_picture_scrolls_in_its_frame_and_leads_to_a_claim(desk, page):
    page.goto("/admin/claims/contradiction/graph/?dismissed=on")
    width = page.viewport_size["width"]
    assert page.locator("html").evaluate("element => element.scrollWidth") <= width
    frame = page.get_by_role("region", name="Picture of claims")
    assert frame.evaluate("element => element.scrollWidth > 0")
    cards = frame.locator("a:has(.desk-node)")
    assert cards.count() == 8
    edges = frame.locator("a:has(.desk-edge)")
    assert edges.count() == 6
    leads_to = cards.first.get_attribute("href")
    assert re.fullmatch(r"/admin/claims/claim/\d+/change/", leads_to)
    cards.first.click()
    expect(page).to_have_url(f"{desk.address}{leads_to}")


def test_claim_is_answered_from_the_queue(desk, page):
    page.goto("/admin/claims/rereview/")
    expect(page.locator("#result_list tbody tr").first).to_contain_text("A source is unreliable")
    page.goto(f"/admin/claims/rereview/{desk.made['again']}/change/")
    page.get_by_role("button", name="It is still right").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why what is published is still right.")


def test_contradiction_is_decided_on_the_board(desk, page):
    page.goto("/admin/claims/contradiction/board/")
    card = page.locator("section.desk-card").first
    expect(card.locator("mark").first).to_be_visible()
    card.get_by_text("Decide…").click()
    card.get_by_role("radio", name="Resolve: say how it is explained").check()
    card.get_by_role("radio", name="75.8 %").check()
    card.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert")).to_contain_text("Say how it is resolved")
    # What was typed stands there still.
    expect(card.get_by_role("radio", name="75.8 %")).to_be_checked()
