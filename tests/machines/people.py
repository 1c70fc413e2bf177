"""Somebody at the desk, over HTTP, with the session that a browser of theirs would have."""

import re

import httpx
from django.test import Client

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def session(user):
    """Log somebody in, in the test database: copies of it know the session."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value


class Person:
    """One browser, which keeps its cookies whichever server it is sent to."""

    def __init__(self, session):
        self.client = httpx.Client(cookies={"sessionid": session}, timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def open(self, address, review):
        return self.client.get(f"{address}/admin/claims/review/{review.pk}/change/")

    def take(self, address, review, action):
        """Take a step as the button on the review's page does; return the answer."""
        page = self.open(address, review)
        return self.press(address, review, action, page) if page.status_code == 200 else page

    def press(self, address, review, action, page):
        """Send the form behind a button of a page that is open."""
        where = f"{address}/admin/claims/review/{review.pk}/step/{action}/"
        return self.client.post(where, data=dict(HIDDEN.findall(page.text)))
