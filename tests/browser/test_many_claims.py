"""Many claims in Chromium: a view that is kept, many rows changed at once, a file of claims."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import serving
from tests.browser.people import Person

pytestmark = pytest.mark.browser

TEXTS = ("The tariff is 25 %.", "The tariff is 50 %.", "The quota is full.")


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A desk with three new claims, and one that waits for approval."""
    with django_db_blocker.unblock(), serving.served() as address:
        cast = factories.cast()
        for number, text in enumerate(TEXTS):
            factories.claim(text=text, external_id=f"many:{number}", priority=3)
        held = factories.claim(text="The tariff is gone.", external_id="many:held")
        factories.submitted(cast.alice, of=held)
        yield SimpleNamespace(address=address)


@pytest.fixture
def come(desk, browser):
    """Let somebody log in, in a browser of their own; nobody's browser may have complained."""
    people = []

    def arrive(name):
        people.append(Person(browser, desk.address, name))
        return people[-1]

    yield arrive
    for person in people:
        person.page.context.close()
        assert person.complaints == []


def rows(page):
    return page.locator("#result_list tbody tr")


def test_a_view_that_is_saved_for_the_desk_shows_the_same_rows_to_another(come, desk):
    alice = come("alice")
    alice.page.goto(f"{desk.address}/admin/claims/claim/?q=tariff")
    expect(rows(alice.page)).to_have_count(3)
    alice.page.get_by_text("Save this view…").click()
    alice.page.get_by_label("Name", exact=True).fill("On tariffs")
    alice.page.get_by_label("For the whole desk").check()
    alice.press("Save")
    expect(alice.page.get_by_role("link", name="On tariffs")).to_have_attribute(
        "aria-current", "page"
    )

    charlie = come("charlie")
    charlie.page.goto(f"{desk.address}/admin/claims/claim/")
    expect(rows(charlie.page).filter(has_text="The tariff is gone.")).to_have_count(1)
    assert rows(charlie.page).count() > 3
    charlie.page.get_by_role("link", name="On tariffs").click()
    expect(rows(charlie.page)).to_have_count(3)
    expect(charlie.page.get_by_label("Delete the view On tariffs")).to_have_count(0)

    alice.page.get_by_label("Delete the view On tariffs").click()
    expect(alice.page.get_by_role("link", name="On tariffs")).to_have_count(0)


def ticked(person, desk, action):
    """Tick every claim of the list, and go to what `action` asks."""
    person.page.goto(f"{desk.address}/admin/claims/claim/?q=tariff")
    person.page.locator("#action-toggle").check()
    person.page.locator("select[name=action]").select_option(action)
    person.press("Go")


def test_claims_that_are_ticked_change_together_and_those_that_cannot_say_why(come, desk):
    bob = come("bob")
    ticked(bob, desk, "bulk_tag")
    left_out = bob.page.get_by_role("region", name="Left out")
    expect(left_out.get_by_role("listitem")).to_have_count(1)
    expect(left_out).to_contain_text("The tariff is gone.")
    expect(
        bob.page.get_by_role("region", name="Will change").get_by_role("listitem")
    ).to_have_count(2)
    bob.page.get_by_label("Add").fill("trade")
    bob.page.get_by_role("button", name="2 claims").click()
    bob.told("Tagged: 2.")
    bob.page.goto(f"{desk.address}/admin/claims/claim/?topic=trade")
    expect(rows(bob.page)).to_have_count(2)


def test_nothing_is_declined_without_a_reason(come, desk):
    bob = come("bob")
    bob.page.goto(f"{desk.address}/admin/claims/claim/?q=quota")
    bob.page.locator("#action-toggle").check()
    bob.page.locator("select[name=action]").select_option("bulk_decline")
    bob.press("Go")
    bob.page.get_by_role("button", name="Decline 1").click()
    expect(bob.page.locator(".errorlist")).to_contain_text("required")
    bob.page.get_by_role("textbox").last.fill("It is an opinion.")
    bob.page.get_by_role("button", name="Decline 1").click()
    bob.page.goto(f"{desk.address}/admin/claims/claim/?q=quota")
    expect(rows(bob.page)).to_contain_text("Declined")


def chosen(person, name, content):
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    person.page.get_by_label("A file").set_input_files(file)
    person.press("Show what it does")


def test_a_file_is_shown_before_it_is_taken(come, desk):
    alice = come("alice")
    alice.page.goto(f"{desk.address}/admin/claims/claim/")
    alice.page.get_by_role("link", name="Import", exact=True).click()
    chosen(alice, "new.csv", "external_id,text,claim_date\nfile:1,It rains.,yesterday\n")
    problem = alice.page.get_by_role("alert")
    expect(problem).to_contain_text("Line 2, claim_date")
    expect(problem).to_contain_text("Write the day like 2025-03-14.")

    content = "external_id,text,priority\nfile:1,It rains.,1\nmany:0,The tariff is 26 %.,3\n"
    chosen(alice, "new.csv", content)
    expect(alice.page.get_by_role("region", name="New")).to_contain_text("It rains.")
    changed = alice.page.get_by_role("region", name="Changed")
    expect(changed.locator("del")).to_have_text(TEXTS[0])
    expect(changed.locator("ins")).to_have_text("The tariff is 26 %.")
    alice.press("Import all of it")
    alice.told("Imported: 1 new, 1 changed, 0 as stored already.")
    alice.page.goto(f"{desk.address}/admin/claims/claim/?q=rains")
    expect(rows(alice.page)).to_contain_text("It rains.")
