"""The desk by keyboard, and what Chromium reports against the strict CSP on its pages."""

import pytest

from claims.admin import shortcuts
from tests.browser.test_accessibility import desk, desk_page

__all__ = ["desk", "desk_page"]

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.closest('tr, li')?.textContent.trim()"


def test_help_lists_every_shortcut_once_and_closes_by_escape(desk, desk_page):
    desk_page.goto("/admin/")
    desk_page.keyboard.press("?")
    dialog = desk_page.get_by_role("dialog", name="Keyboard shortcuts")
    shown = dialog.locator("[data-keys]").evaluate_all("rows => rows.map(r => r.dataset.keys)")
    listed = [each.keys for group in shortcuts.groups() for each in group.shortcuts]
    assert shown == listed
    assert len(set(listed)) == len(listed) >= 20
    desk_page.keyboard.press("Escape")
    assert dialog.count() == 0


def test_no_shortcut_hides_the_beginning_of_another():
    listed = [each.keys for group in shortcuts.groups() for each in group.shortcuts]
    assert not [a for a in listed for b in listed if a != b and b.startswith(f"{a} ")]


def test_from_my_day_to_a_list_and_into_a_row(desk, desk_page):
    desk_page.goto("/admin/")
    desk_page.keyboard.press("j")
    assert desk_page.evaluate(FOCUSED)
    desk_page.keyboard.type("gr")
    desk_page.wait_for_url("**/admin/claims/review/")
    desk_page.keyboard.press("j")
    first = desk_page.evaluate(FOCUSED)
    desk_page.keyboard.press("j")
    second = desk_page.evaluate(FOCUSED)
    desk_page.keyboard.press("k")
    assert desk_page.evaluate(FOCUSED) == first != second
    desk_page.keyboard.press("x")
    assert desk_page.locator("input.action-select").first.is_checked()
    assert desk_page.get_by_role("status").last.text_content() == "Ticked"
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_url("**/admin/claims/review/*/change/")


def test_a_review_is_saved_and_steps_take_a_capital_letter(desk, desk_page):
    desk_page.goto(f"/admin/claims/review/{desk.made['written']}/change/")
    desk_page.keyboard.press("v")
    assert desk_page.evaluate("document.activeElement.name") == "rating"
    desk_page.keyboard.press("s")
    desk_page.get_by_text("Saved.").wait_for()
    desk_page.goto(f"/admin/claims/review/{desk.made['submitted']}/change/")
    desk_page.keyboard.press("a")
    desk_page.keyboard.press("p")
    assert desk_page.get_by_text("Submitted").first.is_visible()
    desk_page.keyboard.press("Shift+R")
    assert desk_page.evaluate("document.activeElement.id") == "comment-return"
    desk_page.keyboard.type("So As Pa")
    assert desk_page.locator("#comment-return").input_value() == "So As Pa"


def test_next_claim_and_its_first_source_without_a_mouse(desk, desk_page):
    desk_page.goto("/admin/")
    desk_page.keyboard.press("n")
    desk_page.wait_for_url("**/admin/claims/review/*/change/")
    assert desk_page.get_by_text("It is yours.").is_visible()
    desk_page.keyboard.press("e")
    assert desk_page.evaluate("document.activeElement.name") == "new-0-url"


def test_keys_are_letters_while_one_types(desk, desk_page):
    desk_page.goto("/admin/claims/claim/")
    desk_page.keyboard.press("/")
    desk_page.keyboard.type("grjx?")
    assert desk_page.locator("#searchbar").input_value() == "grjx?"
    assert desk_page.url.endswith("/admin/claims/claim/")
    assert not desk_page.locator("#desk-shortcuts").is_visible()


def test_they_can_be_switched_off(desk, desk_page):
    desk_page.goto("/admin/")
    desk_page.get_by_role("button", name="Shortcuts").click()
    desk_page.get_by_label("Shortcuts are on in this browser").uncheck()
    desk_page.keyboard.press("Escape")
    desk_page.reload()
    desk_page.keyboard.type("gc")
    desk_page.wait_for_timeout(300)
    assert desk_page.url.endswith("/admin/")


def test_browser_combinations_are_left_alone(desk, desk_page):
    desk_page.goto("/admin/")
    for combination in ("Control+j", "Alt+x", "Control+s"):
        desk_page.keyboard.press(combination)
    assert desk_page.evaluate("document.activeElement === document.body")
