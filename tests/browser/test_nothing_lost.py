"""Two people and two tabs in Chromium: who is there, which text stays, and nothing typed is lost."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person

pytestmark = pytest.mark.browser
CLAIM = "The measure has been in force since March."


@pytest.fixture
def opened(browser, desk):
    """People who are logged in, each in a browser of their own."""
    contexts = []

    def come(name, **options):
        person = Person(browser, desk[1], name, **options)
        contexts.append(person.page.context)
        return person

    yield come
    for context in contexts:
        context.close()


def review_page(person):
    """Open the one claim that is in the works, from wherever one is."""
    person.page.goto(f"{person.address}/admin/claims/review/")
    person.open_claim(CLAIM)
    person.page.wait_for_url("**/change/")
    return person.page


@pytest.fixture(scope="module", autouse=True)
def taken(browser, desk):
    """alice has pressed “Next claim”: she writes the review that all tests are about."""
    alice = Person(browser, desk[1], "alice")
    alice.press("Next claim")
    alice.told("It is yours.")
    alice.press("Log out")
    yield
    alice.page.context.close()


def test_next_claim_of_an_empty_queue(opened):
    charlie = opened("charlie")
    charlie.press("Next claim")
    charlie.told("The queue is empty")


def test_second_one_sees_who_is_on_it(opened):
    review_page(opened("alice"))
    page = review_page(opened("charlie"))
    expect(page.locator("#somebody-else")).to_contain_text("alice is on this claim")


@pytest.mark.parametrize("scripts", [True, False])
def test_second_to_save_chooses_between_both_texts(opened, scripts):
    alice = opened("alice", java_script_enabled=scripts)
    page, other = review_page(alice), alice.page.context.new_page()
    other.goto(page.url)
    for tab, title in (
        (other, f"In force since April {scripts}"),
        (page, f"Never in force {scripts}"),
    ):
        tab.get_by_label("Title").fill(title)
        tab.get_by_role("button", name="Save", exact=True).click()
    merge = page.get_by_role("region", name="Two versions")
    expect(merge.locator("ins").first).to_contain_text("Never")
    expect(merge.locator("del").last).to_contain_text("since April")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose for each field")
    page.get_by_label("Take what is stored now").check()
    page.get_by_role("button", name="Save", exact=True).click()
    alice.told("Saved.")
    expect(page.get_by_label("Title")).to_have_value(f"In force since April {scripts}")


def test_leaving_with_unsaved_work_asks(opened):
    page = review_page(opened("alice"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == []
    page.get_by_label("Explanation").fill("Half a sentence")
    page.get_by_role("link", name="My day").click()
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]


def test_saving_does_not_ask(opened):
    alice = opened("alice")
    page = review_page(alice)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Explanation").fill("A whole sentence.")
    alice.press("Save")
    alice.told("Saved.")
    assert asked == []


def test_session_that_ended_keeps_the_text(opened):
    alice = opened("alice")
    page = review_page(alice)
    page.get_by_label("Explanation").fill("Typed while the session ended.")
    page.context.clear_cookies(name="sessionid")
    alice.press("Save")
    expect(page.locator(".messagelist")).to_contain_text("Your session has ended.")
    alice.log_in()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is back below")
    expect(page.get_by_label("Explanation")).to_have_value("Typed while the session ended.")
    alice.press("Save")
    alice.told("Saved.")


def test_logging_in_anew_in_another_tab_keeps_the_text(opened):
    alice = opened("alice")
    page, other = review_page(alice), alice.page.context.new_page()
    page.get_by_label("Explanation").fill("Typed before logging in anew.")
    other.goto(f"{alice.address}/admin/")
    other.get_by_role("button", name="Log out").click()
    other.get_by_role("link", name="Log in again").click()
    alice.log_in(other)
    alice.press("Save")
    expect(page.get_by_label("Explanation")).to_have_value("Typed before logging in anew.")
    alice.press("Save")
    alice.told("Saved.")


def test_open_page_gives_a_sign_of_life_and_says_that_one_was_logged_out(opened):
    page = review_page(opened("alice"))
    with page.expect_response("**/lease/") as answer:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert json.loads(answer.value.text()) == {"told": ""}
    page.context.clear_cookies(name="sessionid")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#somebody-else")).to_contain_text("You were logged out.")
