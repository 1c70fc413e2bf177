"""Guessing passwords: who is locked out, for how long, and who lets them in again."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.admin.conftest import browser

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
LIST = "/admin/axes/accessattempt/"


def log_in(name, password=factories.PASSWORD, address="192.0.2.1", **headers):
    """Return 302 for who is in, 200 for who failed, 429 for who is locked out."""
    data = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address, **headers).post(LOGIN, data)


def fail(name, times=1, **where):
    return [log_in(name, "wrong", **where).status_code for _ in range(times)]


def test_fifth_failure_locks_the_account_out_there_and_a_right_password_is_not_tried(cast):
    assert fail("alice", 5) == [200, 200, 200, 200, 429]
    answer = log_in("alice")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in page
    assert "ask a superuser" in page
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_another_address_and_another_account_are_not_locked_out(cast):
    fail("alice", 5)
    assert log_in("alice", address="192.0.2.2").status_code == 302
    assert log_in("bob").status_code == 302


def test_other_browsers_and_made_up_addresses_do_not_help(cast):
    for number in range(5):
        where = {
            "HTTP_USER_AGENT": f"Browser {number}",
            "HTTP_X_FORWARDED_FOR": f"192.0.2.{number}",
        }
        fail("alice", **where)
    assert log_in("alice").status_code == 429


def test_an_unknown_account_is_answered_as_a_known_one(cast):
    assert fail("nobody-of-this-name", 5) == fail("alice", 5)


def test_an_address_that_tries_many_accounts_is_locked_out(cast):
    for number in range(10):
        fail(f"somebody-{number}", 4)
        fail(f"somebody-else-{number}", 1)
    assert log_in("alice").status_code == 429
    assert log_in("alice", address="192.0.2.9").status_code == 302


def test_logging_in_forgets_ones_own_failures_and_not_those_of_others(cast):
    fail("alice", 4)
    fail("bob", 4)
    assert log_in("bob").status_code == 302
    assert fail("bob") == [200]
    assert fail("alice") == [429]


def test_behind_a_proxy_it_is_who_the_proxy_heard(cast, settings):
    settings.BEHIND_PROXY = True
    for number in range(5):
        forged = f"203.0.113.{number}, 198.51.100.7"
        fail("alice", HTTP_X_FORWARDED_FOR=forged)
    assert log_in("alice", HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 429
    assert log_in("alice", HTTP_X_FORWARDED_FOR="198.51.100.8").status_code == 302


@pytest.mark.parametrize("address", ["2001:db8:1:2::{0}", "not-an-address"])
def test_ipv6_is_counted_by_network_and_the_unreadable_as_one(cast, address):
    for number in range(1, 6):
        fail("alice", address=address.format(number))
    assert log_in("alice", address=address.format("abcd")).status_code == 429


def test_it_ends_by_itself(cast):
    fail("alice", 5)
    old = timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1)
    AccessAttempt.objects.update(attempt_time=old)
    assert log_in("alice").status_code == 302


def test_a_superuser_lets_somebody_in_again(cast):
    fail("alice", 5)
    root = browser(factories.person("root", "editor", is_superuser=True))
    assert "alice" in root.get(LIST).content.decode()
    row = AccessAttempt.objects.get()
    answer = root.post(LIST, {"action": "let_in", "_selected_action": [row.pk]}, follow=True)
    assert "Forgotten" in answer.content.decode()
    assert log_in("alice").status_code == 302


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_nobody_else_sees_or_forgets_failures(cast, who):
    fail("charlie", 5)
    client, row = browser(getattr(cast, who)), AccessAttempt.objects.get()
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"action": "let_in", "_selected_action": [row.pk]}).status_code == 403
    assert AccessAttempt.objects.count() == 1


def test_no_password_is_kept(cast):
    log_in("alice", "a-secret-that-was-mistyped")
    row = AccessAttempt.objects.get()
    assert "a-secret-that-was-mistyped" not in str(vars(row))
