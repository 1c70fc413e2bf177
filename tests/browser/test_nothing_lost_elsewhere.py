"""Two people in Chromium on the other pages where one writes: claim, source, contradiction."""

import pytest
from playwright.sync_api import expect

from claims.models import Claimant
from tests import factories
from tests.browser.people import Person

pytestmark = pytest.mark.browser
OLD = "Duty on canola is 75.8 percent."


@pytest.fixture(scope="module")
def rows(desk, django_db_blocker):
    """What these tests write on; made before Chromium starts."""
    with django_db_blocker.unblock():
        claim, other = factories.claim(text=OLD), factories.claim()
        claimant = factories.claimant("Mark Carney")
        claimant.aliases.create(name="Kaner")
        assert Claimant.objects.filter(pk=claimant.pk).exists()
        return {
            "claim": claim,
            "claimant": claimant,
            "source": factories.source(title="The customs tariff"),
            "article": factories.article(headline="Duties on canola"),
            "publisher": factories.publisher("The Gazette"),
            "contradiction": factories.contradiction(claim, other, note="Two rates."),
        }


@pytest.fixture
def opened(rows, browser, desk):
    """People who are logged in, each in a browser of their own."""
    contexts = []

    def come(name, kind, place="change", **options):
        person = Person(browser, desk[1], name, **options)
        contexts.append(person.page.context)
        person.asked = []
        person.page.on("dialog", lambda dialog: (person.asked.append(dialog.type), dialog.accept()))
        where = "add" if place == "add" else f"{rows[kind].pk}/{place}"
        person.page.goto(f"{person.address}/admin/claims/{kind}/{where}/")
        return person

    yield come
    for context in contexts:
        context.close()


def complaints(person):
    """What Chromium complained of; that a save was refused is meant."""
    return [text for text in person.complaints if "409 (Conflict)" not in text]


@pytest.mark.parametrize("scripts", [True, False])
def test_second_to_save_a_claim_chooses_between_both_texts(opened, scripts):
    alice = opened("alice", "claim", java_script_enabled=scripts)
    charlie = opened("charlie", "claim", java_script_enabled=scripts)
    charlie.page.get_by_label("Text:").fill(f"Duty on canola is 100 percent {scripts}.")
    charlie.page.get_by_label("Unit:").fill(f"percent {scripts}")
    charlie.press("Save")
    charlie.told("was changed successfully")
    page = alice.page
    page.get_by_label("Text:").fill(f"Duty on canola is 84 percent {scripts}.")
    alice.press("Save")
    merge = page.get_by_role("region", name="Two versions")
    expect(merge.locator("ins").first).to_contain_text("84")
    expect(merge.locator("del").last).to_contain_text("100")
    expect(page.get_by_label("Unit:")).to_have_value(f"percent {scripts}")
    alice.press("Save what you chose")
    expect(page.get_by_role("alert")).to_contain_text("Choose for each field")
    page.get_by_label("Keep yours").check()
    alice.press("Save what you chose")
    alice.told("was changed successfully")
    assert complaints(alice) + complaints(charlie) == []
    assert alice.asked == []


def test_second_to_describe_a_contradiction_chooses(opened):
    alice, charlie = opened("alice", "contradiction"), opened("charlie", "contradiction")
    for person, note in ((charlie, "Two rates of one duty."), (alice, "Two rates of two duties.")):
        person.page.get_by_label("Note").fill(note)
        person.press("Save")
    charlie.told("Saved.")
    alice.page.get_by_label("Take what is stored now").check()
    alice.press("Save what you chose")
    alice.told("Saved.")
    expect(alice.page.get_by_label("Note")).to_have_value("Two rates of one duty.")
    assert complaints(alice) + alice.asked == []


def test_decision_about_another_description_waits_and_keeps_the_reason(opened):
    bob, charlie = opened("bob", "contradiction"), opened("charlie", "contradiction")
    charlie.page.get_by_label("The one says").fill("75,8 %")
    charlie.press("Save")
    charlie.told("Saved.")
    bob.page.get_by_text("Dismiss…").click()
    bob.page.get_by_label("Why do they go together after all?").fill("Two measures.")
    bob.press("Dismiss")
    expect(bob.page.get_by_role("alert")).to_contain_text("nothing was decided")
    expect(bob.page.get_by_label("Why do they go together")).to_have_value("Two measures.")
    assert bob.asked == []


FIELDS = {
    "claim": "Text:",
    "claimant": "Job title:",
    "source": "Title:",
    "article": "Headline:",
    "publisher": "Name:",
    "contradiction": "Note",
}


@pytest.mark.parametrize("place", ["change", "add"])
@pytest.mark.parametrize("kind", FIELDS)
def test_leaving_with_unsaved_work_asks_and_without_does_not(opened, kind, place):
    bob = opened("bob", kind, place)
    bob.page.wait_for_load_state("networkidle")
    bob.page.reload()
    assert bob.asked == []
    bob.page.get_by_label(FIELDS[kind]).first.fill("Half a sentence")
    bob.page.get_by_role("link", name="My day").first.click()
    bob.page.wait_for_url("**/admin/")
    assert bob.asked == ["beforeunload"]


def test_leaving_an_added_row_asks(opened):
    bob = opened("bob", "claimant")
    bob.page.locator(".add-row a").click()
    bob.page.locator("#id_aliases-2-name").fill("Another spelling")
    bob.page.get_by_role("link", name="My day").first.click()
    bob.page.wait_for_url("**/admin/")
    assert bob.asked == ["beforeunload"]


def test_session_that_ended_keeps_the_text_of_a_claim(opened):
    alice = opened("alice", "claim")
    page = alice.page
    page.get_by_label("Selection reason:").fill("Typed while the session ended.")
    page.context.clear_cookies(name="sessionid")
    alice.press("Save")
    expect(page.locator(".messagelist")).to_contain_text("Your session has ended.")
    alice.log_in()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is back below")
    expect(page.get_by_label("Selection reason:")).to_have_value("Typed while the session ended.")
    alice.press("Save")
    alice.told("was changed successfully")
    assert alice.asked == []


def test_logging_in_anew_in_another_tab_keeps_the_reason_of_a_decision(opened):
    bob = opened("bob", "contradiction")
    page, other = bob.page, bob.page.context.new_page()
    page.get_by_text("Dismiss…").click()
    page.get_by_label("Why do they go together").fill("Typed before logging in anew.")
    other.goto(f"{bob.address}/admin/")
    other.get_by_role("button", name="Log out").click()
    other.get_by_role("link", name="Log in again").click()
    bob.log_in(other)
    bob.press("Dismiss")
    reason = page.get_by_label("Why do they go together")
    expect(reason).to_have_value("Typed before logging in anew.")
    bob.press("Throw away what was typed")
    page.get_by_text("Dismiss…").click()
    expect(reason).to_have_value("")
