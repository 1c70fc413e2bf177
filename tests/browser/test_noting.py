"""Noting a contradiction: the texts of claims are long, and the fields for them are wide."""

import pytest

from tests.browser import people

pytestmark = pytest.mark.browser
WIDTH = "one => one.getBoundingClientRect().width"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(("window", "share"), [(1280, 0.8), (390, 0.9)])
def test_pickers_of_claims_are_as_wide_as_the_form(desk, browser, window, share):
    """Wrong outcome: select2 makes them as wide as the empty list that they stand for."""
    _, address = desk
    page = people.Person(browser, address, "alice").page
    page.set_viewport_size({"width": window, "height": 900})
    page.goto(f"{address}/admin/claims/contradiction/add/")
    page.locator(".select2-container").nth(1).wait_for()
    there = page.locator(".form-row .related-widget-wrapper").first.evaluate(WIDTH)
    for picker in page.locator(".form-row .select2-container").all():
        assert share * there < picker.evaluate(WIDTH) <= there
    assert page.evaluate(OVERFLOW) == 0
