"""The strict Content-Security-Policy, as Chromium sees it on every page of the admin."""

import json

import pytest
from django.test import Client

from tests import factories
from tests.admin import addresses
from tests.browser.test_accessibility import DESK, _violations, desk

__all__ = ["desk"]

pytestmark = pytest.mark.browser

LISTEN = """
  window.refused = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
"""
MORE = (
    "/admin/two-step/",
    "/admin/claims/claim/import/",
    "/admin/axes/accessattempt/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/auth/group/",
    "/admin/auth/group/add/",
    "/admin/procrastinate/procrastinatejob/",
    "/admin/claims/",
    "/admin/password_change/",
    "/admin/claims/webhookendpoint/",
    "/admin/claims/webhookendpoint/add/",
    "/admin/claims/webhookdelivery/",
)


@pytest.fixture(scope="module")
def root(desk, django_db_blocker):
    """The session of a superuser, whom every page opens for."""
    del desk
    user = factories.person("root", "editor", is_superuser=True)
    session = Client()
    session.force_login(user)
    return session.cookies["sessionid"].value


@pytest.fixture
def watched(desk, root, browser):
    """A page that notes what the policy refuses and what the console calls an error."""
    context = browser.new_context(base_url=desk.address, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": root, "url": desk.address}])
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.errors = []
    page.on("console", lambda said: said.type == "error" and page.errors.append(said.text))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()


def complaints(page):
    page.wait_for_load_state("networkidle")
    return [*page.evaluate("window.refused"), *page.errors]


def forget(page):
    """Leave the page, and drop what axe-core's own styles had the console say of it."""
    page.goto("about:blank")
    page.errors.clear()


def lists():
    """The address of every list, and of every form to add a row, that is registered."""
    for pattern in addresses.patterns():
        if not addresses.ARGUMENT.search(pattern) and pattern.count("/") in (2, 3):
            yield f"/admin/{pattern}"


def test_no_page_breaks_the_policy_or_its_own_scripts(desk, watched):
    visited, wrong = 0, {}
    for address in sorted({*(a.format(**desk.made) for a in DESK.values()), *MORE, *lists()}):
        if any(part in address for part in ("logout", "jsi18n", "export", "autocomplete")):
            continue
        watched.errors.clear()
        answer = watched.goto(address)
        if answer.status in (403, 404, 405):
            continue
        visited += 1
        if found := complaints(watched):
            wrong[address] = found
    assert wrong == {}, json.dumps(wrong, indent=1)
    assert visited > 35


def test_pages_that_a_form_leads_to(desk, watched):
    watched.goto("/admin/claims/claim/import/")
    watched.set_input_files(
        "#file",
        [{"name": "c.csv", "mimeType": "text/csv", "buffer": b"external_id,text\na:1,A claim.\n"}],
    )
    watched.get_by_role("button", name="Show what it does").click()
    watched.get_by_role("button", name="Import all of it").wait_for()
    assert complaints(watched) == []
    assert _violations(watched) == []
    forget(watched)
    watched.goto("/admin/claims/review/")
    watched.locator("input.action-select").first.check()
    watched.select_option("select[name=action]", "bulk_prioritise")
    watched.get_by_role("button", name="Go").click()
    watched.get_by_role("button", name="Prioritise 1 claim").wait_for()
    assert complaints(watched) == []
    assert _violations(watched) == []
    forget(watched)
    watched.goto("/admin/two-step/")
    watched.get_by_role("button", name="Set it up").click()
    picture = watched.get_by_role("img", name="QR code")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 100
    assert complaints(watched) == []


def test_a_page_that_breaks_the_policy_is_found(desk, watched):
    """The tests above can fail."""
    watched.goto("/admin/")
    watched.evaluate("document.body.setAttribute('style', 'color: red')")
    watched.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
    }""")
    watched.wait_for_timeout(200)
    assert len(complaints(watched)) >= 2
    assert watched.evaluate("window.ran") is None
