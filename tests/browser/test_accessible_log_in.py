"""What one meets on the way into the desk, and the list of shortcuts, against axe-core."""

import base64
import time

import pytest
from django.test import Client
from django_otp.oath import TOTP
from playwright.sync_api import expect

from claims.desk.people import two_step
from tests import factories
from tests.browser.test_accessibility import _told, _violations, desk, desk_page, page

__all__ = ["desk", "desk_page", "page"]

pytestmark = pytest.mark.browser


# Made before the browser starts, whichever test comes first: then this thread may use the ORM.
@pytest.fixture(scope="module", autouse=True)
def sessions(desk):
    """Of two people who gave a password: one is asked for a code, one has no second step yet."""
    del desk
    frank, grace = (factories.person(name, "reviewer") for name in ("frank", "grace"))
    two_step.begin(frank)
    two_step.confirm(frank, _shown_by(two_step.unconfirmed(frank).bin_key))
    return {user.username: _session_of(user) for user in (frank, grace)}


def _session_of(user):
    session = Client()
    session.force_login(user)
    return session.cookies["sessionid"].value


def _shown_by(secret):
    """What an app shows now that has read `secret`."""
    totp = TOTP(secret)
    totp.time = time.time()
    return f"{totp.token():06d}"


def _log_in(page, desk, session):
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": desk.address}])


def test_page_that_asks_for_a_code_is_accessible(desk, sessions, page):
    _log_in(page, desk, sessions["frank"])
    page.goto("/admin/")
    expect(page.get_by_label("The code that your app shows")).to_be_focused()
    found = _violations(page)
    assert found == [], _told(found)
    page.get_by_label("The code that your app shows").fill("no code")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    found = _violations(page)
    assert found == [], _told(found)


def test_secret_and_recovery_codes_are_accessible(desk, sessions, page):
    _log_in(page, desk, sessions["grace"])
    page.goto("/admin/two-step/")
    page.get_by_role("button", name="Set it up").click()
    found = _violations(page)
    assert found == [], _told(found)
    secret = page.locator(".desk-qr").locator("xpath=following::code[1]").text_content()
    code = _shown_by(base64.b32decode(secret.replace(" ", "")))
    page.get_by_label("The code that it shows").fill(code)
    page.get_by_role("button", name="Switch it on").click()
    expect(
        page.get_by_role("region", name="Your recovery codes").get_by_role("listitem")
    ).to_have_count(10)
    found = _violations(page)
    assert found == [], _told(found)


def test_page_of_who_is_locked_out_is_accessible(desk, page):
    page.goto("/admin/login/")
    for _failure in range(5):
        page.get_by_label("Username").fill("heidi")
        page.get_by_label("Password").fill("a guess")
        page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Wait 15 minutes")
    found = _violations(page)
    assert found == [], _told(found)


def test_open_list_of_shortcuts_is_accessible(desk, desk_page):
    desk_page.goto("/admin/claims/review/")
    desk_page.keyboard.press("?")
    expect(desk_page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    found = _violations(desk_page)
    assert found == [], _told(found)
