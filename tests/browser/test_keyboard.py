"""The public pages without a mouse."""

import pytest

from tests.browser.test_accessibility import desk, page

__all__ = ["desk", "page"]

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    text: (element.getAttribute("aria-label") || element.textContent || element.name).trim(),
    id: element.id,
    tag: element.tagName,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.left >= 0 && box.right <= innerWidth
          && box.top >= 0 && box.bottom <= innerHeight,
  };
}"""


def _tab(page):
    page.keyboard.press("Tab")
    return page.evaluate(FOCUSED)


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_reaches_everything_in_the_order_of_reading_and_shows_where_it_is(desk, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    seen = [_tab(page) for _ in range(8)]
    assert [place["text"] for place in seen[:6]] == [
        "Skip to the content", "Fact-check desk",
        "Claims", "Contradictions", "Corrections", "Method",
    ]  # fmt: skip
    assert seen[6]["id"] == "q"
    assert seen[7]["tag"] == "BUTTON"
    assert all(place["seen"] and place["outlined"] for place in seen), seen
    links = [_tab(page)["text"] for _ in range(20)]
    assert page.locator("main .card a").first.text_content() in links


def test_skip_link_leads_past_the_menu(desk, page):
    page.goto("/")
    assert _tab(page)["text"] == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED)["id"] == "content"
    assert _tab(page)["id"] == "q"


def test_search_and_a_result_by_keyboard_alone(desk, page):
    page.goto("/")
    while _tab(page)["id"] != "q":
        pass
    page.keyboard.type("measure")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=measure*")
    first = page.locator("main .card a").first.text_content()
    for _ in range(30):
        if _tab(page)["text"] == first:
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/**")
    assert page.locator("h1").text_content() == first


def test_filters_of_contradictions_by_keyboard(desk, page):
    page.goto("/contradictions/")
    for _ in range(20):
        place = _tab(page)
        if place["text"].startswith("Different times"):
            break
    assert place["outlined"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/contradictions/?relation=supersedes")
    assert page.locator("article.opposed").count() == 1
