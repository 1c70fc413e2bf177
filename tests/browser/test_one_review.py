"""One review from My day to “Submitted”, with every click and every field counted.

What counts: each click, and each field that is gone to; what is typed into it does not.
"""

import time

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from claims.models import Source
from tests import factories
from tests.factories import EXPLANATION, PASSWORD

pytestmark = pytest.mark.browser

MOST = 12
SECONDS = 120
TITLE = "The measure began in May"


@pytest.fixture(scope="module")
def known(desk, django_db_blocker):
    """The address of a source of the desk, asked before Chromium takes this thread."""
    with django_db_blocker.unblock():
        return Source.objects.get(title="The official gazette").url


@pytest.fixture(scope="module")
def second_claim(desk, django_db_blocker):
    """The address of the page of a review that alice has just begun."""
    _claim, address = desk
    with django_db_blocker.unblock():
        review = factories.started(User.objects.get(username="alice"))
        return f"{address}/admin/claims/review/{review.pk}/change/"


class Counted:
    """A person at a page, whose clicks and fields are counted."""

    def __init__(self, page):
        self.page, self.count = page, 0
        self.complaints = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def click(self, place):
        self.count += 1
        place.click()

    def type(self, place, text):
        self.count += 1
        place.fill(text)

    def press(self, name):
        self.click(self.page.get_by_role("button", name=name, exact=True))


@pytest.fixture
def alice(desk, known, second_claim, browser):
    _claim, address = desk
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/admin/")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    yield Counted(page)
    context.close()


def test_claim_goes_from_new_to_submitted_in_twelve_clicks_and_fields(desk, known, alice):
    claim, _address = desk
    page = alice.page
    began = time.monotonic()

    alice.press("Next claim")
    expect(page.get_by_role("heading", name=claim.text)).to_be_visible()

    first = page.locator(".desk-new-row").nth(0)
    alice.type(first.get_by_label("Address of the source"), known.replace("https://", "www."))
    expect(first.locator(".desk-recognised")).to_contain_text("The desk has this source")
    expect(first.get_by_label("Name of the source")).to_be_hidden()
    alice.click(first.get_by_label("Refutes"))

    second = page.locator(".desk-new-row").nth(1)
    alice.type(
        second.get_by_label("Address of the source"), "https://example.net/register?utm_id=1"
    )
    expect(second.locator(".desk-recognised")).to_contain_text("New here, from example.net")
    alice.type(second.get_by_label("Name of the source"), "The register of the ministry")
    alice.click(second.get_by_label("Primary"))
    alice.click(second.get_by_label("Refutes"))

    verdict = page.locator("#verdict")
    alice.click(verdict.get_by_text("False", exact=True))
    alice.type(verdict.get_by_label("Title"), TITLE)
    expect(page.locator("[data-field=id_title] output")).to_have_text(str(len(TITLE)))
    alice.type(verdict.get_by_label("Explanation"), EXPLANATION)
    alice.press("Submit for approval")

    expect(page.locator(".messagelist")).to_contain_text(
        "Submitted: somebody else approves it now."
    )
    expect(page.locator("#field-evidence")).to_contain_text("The register of the ministry")
    assert alice.count <= MOST
    assert time.monotonic() - began < SECONDS
    assert alice.complaints == []


@pytest.mark.parametrize(
    ("point", "field"),
    [("Evidence for the verdict", "id_new-0-url"), ("A title", "id_title")],
)
def test_point_of_the_checklist_puts_the_cursor_into_its_field(second_claim, alice, point, field):
    page = alice.page
    page.goto(second_claim)
    page.locator("#checklist").get_by_role("link", name=point).click()
    assert page.evaluate("document.activeElement.id") == field


def test_what_was_typed_comes_back_without_scripts(second_claim, alice, browser):
    page = browser.new_context(
        java_script_enabled=False, storage_state=alice.page.context.storage_state()
    ).new_page()
    page.goto(second_claim)
    row = page.locator(".desk-new-row").first
    expect(row.get_by_label("Supports")).to_be_hidden()
    row.get_by_label("Address of the source").fill("https://example.net/other")
    row.get_by_label("Supports").check()
    row.get_by_label("Where in it").fill("p. 7")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row).to_contain_text("say its name")
    expect(row.get_by_label("Where in it")).to_have_value("p. 7")
    row.get_by_label("Name of the source").fill("Another register")
    row.get_by_label("Primary").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#evidence-rows")).to_contain_text("Another register")
    expect(row.get_by_label("Address of the source")).to_have_value("")
