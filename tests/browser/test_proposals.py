"""What is proposed, decided by one key: on the page of a review, and on the board."""

import pytest

from tests.browser.test_accessibility import desk, desk_page

__all__ = ["desk", "desk_page"]

pytestmark = pytest.mark.browser
BOARD = "/admin/claims/contradiction/board/?status=suggested&order=surest"


def review(desk):
    return f"/admin/claims/review/{desk.made['proposed']}/change/"


def proposals(page):
    return page.locator(".desk-proposal").evaluate_all("rows => rows.map(row => row.id)")


def test_proposed_point_is_mended_and_taken_by_a_key(desk, desk_page):
    desk_page.goto(review(desk))
    assert desk_page.locator("#point-property").input_value() == "prime minister"
    desk_page.locator("#point-value").fill("Justin Trudeau, they say")
    desk_page.locator("h1").click()
    desk_page.keyboard.press("I")
    desk_page.get_by_text("This is its point at issue now").wait_for()
    assert desk_page.locator("#proposed-point").count() == 0
    assert desk_page.locator("dd .desk-value").first.text_content() == "Justin Trudeau, they say"


def test_row_in_hand_is_decided_and_no_other(desk, desk_page):
    desk_page.goto(BOARD)
    before = proposals(desk_page)
    assert len(before) >= 2
    desk_page.keyboard.press("j")
    desk_page.keyboard.press("j")
    desk_page.keyboard.press("N")
    desk_page.get_by_text("Dismissed, with your reason.").wait_for()
    desk_page.goto(BOARD)
    assert set(before) - set(proposals(desk_page)) == {before[1]}


def test_mending_opens_the_decision_in_place(desk, desk_page):
    desk_page.goto(BOARD)
    desk_page.keyboard.press("M")
    assert desk_page.evaluate("document.activeElement.name") == "decision"


def test_accepted_by_one_key(desk, desk_page):
    desk_page.goto(BOARD)
    before = proposals(desk_page)
    desk_page.keyboard.press("Y")
    desk_page.get_by_text("Confirmed: neither claim is published").wait_for()
    desk_page.goto(BOARD)
    assert set(before) - set(proposals(desk_page)) == {before[0]}
