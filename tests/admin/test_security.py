"""What every page of the admin must keep: a strict CSP, no inline code, CSRF on each step."""

import re

import pytest
from django.test import Client

from claims.models import Publication
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>\s*[^\s<]|<style|\sstyle=|\son[a-z]+=\"|javascript:"
)


def _pages(desk):
    review = factories.published(desk.alice, desk.bob)
    draft = factories.written(desk.root)
    row = factories.contradiction(review.claim, draft.claim)
    lists = ("review", "claim", "contradiction", "article", "claimant", "source", "publication")
    return [
        "/admin/",
        *(pages.listing(model) for model in lists),
        *(pages.adding(model) for model in ("claim", "contradiction", "article", "source")),
        *(pages.of(one) for one in (review, draft, row, review.claim, Publication.objects.get())),
        f"{pages.of(review.claim).removesuffix('change/')}history/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        pages_of_user(desk),
        "/admin/auth/group/",
        "/admin/password_change/",
        "/admin/claims/",
    ]


def pages_of_user(desk):
    return f"/admin/auth/user/{desk.alice.pk}/change/"


def test_every_page_has_a_strict_csp_and_nothing_inline(desk):
    for address in _pages(desk):
        answer = desk.browsers.root.get(address)
        assert answer.status_code == 200, address
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert not INLINE.search(answer.content.decode()), address


def test_login_page_has_them_too(client):
    answer = client.get("/admin/login/")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "Fact-check desk" in answer.content.decode()
    assert not INLINE.search(answer.content.decode())


def test_step_without_a_csrf_token_is_refused(desk):
    review = factories.submitted(desk.alice)
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.bob)
    for address in (pages.step(review, "approve"), pages.assign(review), pages.of(review)):
        assert client.post(address).status_code == 403
    review.refresh_from_db()
    assert review.state == "submitted"


def test_a_log_in_from_an_old_page_says_what_to_do(desk):
    """Wrong outcome: two tabs ask for the password, and the second ends on a bare “403”."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/admin/login/")
    answer = browser.post("/admin/login/", {"username": "bob", "csrfmiddlewaretoken": "a" * 64})
    assert answer.status_code == 403
    assert "Go back, load that page again" in answer.content.decode()


def test_a_log_in_without_cookies_says_that_they_are_needed(desk):
    """Wrong outcome: whose browser blocks cookies loads the page again, for ever."""
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "bob"})
    assert answer.status_code == 403
    assert "cookie" in answer.content.decode()
    assert "Go back, load that page again" not in answer.content.decode()


def test_a_page_that_is_closed_to_one_says_so_and_leads_back(desk):
    answer = desk.browsers.alice.get("/admin/reports/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your role at the desk does not reach this." in page
    assert '<a href="/admin/">To My day</a>' in page


def test_only_superusers_manage_accounts_even_with_the_permission(desk):
    desk.bob.user_permissions.set(
        factories.Group.objects.model._meta.apps.get_model("auth", "Permission").objects.filter(
            codename__in=["change_user", "view_user", "add_user"]
        )
    )
    assert desk.browsers.bob.get(pages_of_user(desk)).status_code == 403
