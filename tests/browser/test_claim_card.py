"""The card of a claim in a page of another site, and the page of the claim by keyboard alone."""

import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import load
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import expect

from claims.desk.review import workflow
from tests import factories
from tests.browser import serving

pytestmark = pytest.mark.browser
LONG = "The premier said that the measure number seven had been in force for four years. " * 9


def _published(cast):
    """A short and a long claim that were corrected; a retracted one with all else long."""
    for slug, text in (("short", "It rains."), ("long", LONG)):
        review = factories.published(cast.alice, cast.bob, of=factories.claim(slug=slug, text=text))
        new = workflow.correct(review, by=cast.bob, comment="A number was wrong.")
        half = factories.rating("half", text="Half true", value=3)
        explanation = factories.EXPLANATION.replace("agree", "do not agree")
        texts = {"title": LONG[:200] if slug == "long" else "Half so", "correction_note": text}
        workflow.write(new, by=cast.alice, rating=half, explanation=explanation, **texts)
        workflow.submit(new, by=cast.alice)
        workflow.approve(new, by=cast.bob)
        workflow.publish(new, by=cast.bob)
    officials = factories.claimant("Senior officials who were not named, " * 3, key="officials")
    claim = factories.claim(slug="gone", text="It snows.", claimant=officials)
    gone = factories.published(cast.alice, cast.bob, of=claim)
    workflow.retract(gone, by=cast.bob, comment=f"The source was withdrawn. {LONG[:180]}")


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """Yields the address of a desk that has published, which is its public address too."""
    with django_db_blocker.unblock(), serving.served() as address:
        _published(factories.cast())
        with override_settings(PUBLIC_URL=address):
            yield address


@pytest.fixture
def site():
    """Another site, whose one page holds what a test writes into it."""
    shown = SimpleNamespace(html="")

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><body>{shown.html}".encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shown.address = f"http://127.0.0.1:{server.server_port}/"
    yield shown
    server.shutdown()
    server.server_close()


def _oembed(desk, slug, **query):
    ends = "".join(f"&{name}={value}" for name, value in query.items())
    url = quote(f"{desk}/claims/{slug}/", safe="")
    with urllib.request.urlopen(f"{desk}/oembed?url={url}{ends}") as answer:
        return load(answer)


def test_another_site_shows_the_card_and_the_retraction(desk, browser, site):
    page = browser.new_page()
    site.html = _oembed(desk, "short")["html"] + _oembed(desk, "gone")["html"]
    page.goto(site.address)
    short, gone = (page.frame_locator("iframe").nth(number) for number in (0, 1))
    expect(short.locator(".verdict")).to_have_text("Half true")
    expect(short.get_by_role("heading", name="It rains.")).to_be_visible()
    expect(gone.locator(".verdict")).to_have_text("Retracted")
    expect(
        gone.get_by_text("We have withdrawn our verdict on this claim. The source")
    ).to_be_visible()
    with page.expect_popup() as opened:
        short.get_by_role("link", name="Read why").click()
    assert opened.value.url == f"{desk}/claims/short/"
    assert page.context.cookies() == []
    page.close()


@pytest.mark.parametrize("slug", ["short", "long", "gone"])
@pytest.mark.parametrize("width", [280, 340, 400, 600])
def test_card_fits_into_its_frame(desk, browser, site, slug, width):
    told = _oembed(desk, slug, maxwidth=width)
    site.html = told["html"]
    page = browser.new_page(viewport={"width": 1000, "height": 1500})
    page.goto(site.address)
    frame = page.frames[1]
    # It is loaded late, and its style later still.
    frame.wait_for_load_state("load")
    frame.wait_for_selector(".verdict")
    high, wide, needed = frame.evaluate(
        "[document.documentElement.scrollHeight, document.documentElement.scrollWidth,"
        " [...document.querySelectorAll('.card > *:not(.band)')].reduce((sum, part) =>"
        " sum + part.getBoundingClientRect().height, 0)]"
    )
    assert high <= told["height"]
    assert wide <= told["width"] == width
    # Nor is it much higher than what stands in it.
    assert told["height"] - needed < 150
    page.close()


def test_no_other_page_lets_itself_be_framed(desk, browser, site):
    page = browser.new_page()
    paths = ("/claims/short/", "/claims/short/versions/1/", "/", "/admin/login/")
    site.html = "".join(f'<iframe src="{desk}{path}"></iframe>' for path in paths)
    page.goto(site.address)
    assert len(page.frames) == 1 + len(paths)
    for frame in page.frames[1:]:
        frame.wait_for_load_state()
        assert frame.url == "chrome-error://chromewebdata/"
        assert frame.locator("main, form").count() == 0
    page.close()


def test_differences_open_by_keyboard_and_are_told(desk, browser):
    page = browser.new_page()
    page.goto(f"{desk}/claims/short/")
    summary = page.locator(".changes summary")
    expect(page.get_by_text("[added: do not ]")).to_be_attached()
    expect(page.locator(".changes ins").first).to_be_visible()
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".changes ins").first).to_be_hidden()
    styles = "getComputedStyle(document.querySelector('.changes {}')).textDecorationLine"
    assert page.evaluate(styles.format("ins")) == "underline"
    assert page.evaluate(styles.format("del")) == "line-through"
    page.close()


def test_one_click_takes_the_citation(desk, browser):
    page = browser.new_page()
    page.goto(f"{desk}/claims/short/")
    page.locator(".cite__text").click()
    taken = page.evaluate("getSelection().toString().trim()")
    assert taken.endswith(f"{desk}/claims/short/versions/2/")
    page.close()


PAGES = (
    "/claims/short/", "/claims/short/versions/1/", "/claims/gone/", "/claims/gone/versions/1/",
    "/claims/gone/versions/1/retraction/", "/claims/short/card/", "/claims/gone/card/",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_known_barrier_and_no_sideways_scroll(desk, browser, path, scheme):
    # axe is put into the page as a script, which the policy forbids.
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{desk}{path}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
