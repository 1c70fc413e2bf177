"""A real server and a real Chromium. Without Chromium these tests say so, and CI fails."""

import os
import shutil

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

from tests import database, factories

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A desk with one new claim and two sources; yields its claim and the server's address."""
    with django_db_blocker.unblock():
        factories.cast()
        factories.rating("false", text="False")
        claim = factories.claim(text="The measure has been in force since March.")
        for title in ("The official gazette", "The register of measures"):
            factories.source(title=title)
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        assert thread.error is None
        try:
            yield claim, f"http://{thread.host}:{thread.port}"
        finally:
            thread.terminate()
            database.wipe()


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
