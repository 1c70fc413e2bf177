"""A real server and a real Chromium. Without Chromium these tests say so, and CI fails."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests import factories
from tests.browser import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A desk with one new claim and two sources; yields its claim and the server's address."""
    with django_db_blocker.unblock(), serving.served() as address:
        factories.cast()
        factories.rating("false", text="False")
        claim = factories.claim(text="The measure has been in force since March.")
        for title in ("The official gazette", "The register of measures"):
            factories.source(title=title)
        yield claim, address


@pytest.fixture(scope="module")
def browser(desk):
    """Chromium, for as long as its module lasts: while it runs, this thread may not use the ORM."""
    if not CHROMIUM:
        message = "Chromium is missing: on Debian, apt install chromium."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        # No sandbox: the tests run as root in CI, and open only our own pages.
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-sync"]
        )
        yield started
        started.close()
