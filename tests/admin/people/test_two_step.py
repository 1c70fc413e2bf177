"""The second step of logging in: switching it on, being asked, recovery, reset, requirement."""

import time

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from claims.admin.people import idle
from tests import factories
from tests.admin.conftest import browser

pytestmark = pytest.mark.django_db

ACCOUNT, CODE = "/admin/two-step/", "/admin/two-step/code/"


def code_of(user, later=0):
    """What an app shows now (or `later` steps of 30 seconds after)."""
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + 30 * later
    return f"{totp.token():06d}"


def switch_on(client, user):
    client.post(ACCOUNT, {"do": "begin"})
    page = client.post(ACCOUNT, {"do": "confirm", "code": code_of(user)})
    return page.context["codes"]


def password_only(name):
    client = Client()
    client.post("/admin/login/", {"username": name, "password": factories.PASSWORD})
    return client


def is_in(client):
    return client.get("/admin/").status_code == 200


def enter(client, code, **more):
    return client.post(CODE, {"code": code} | more)


def test_it_is_switched_on_by_a_first_code_and_recovery_codes_are_shown_once(cast):
    client = browser(cast.alice)
    page = client.post(ACCOUNT, {"do": "begin"}).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert not TOTPDevice.objects.get().confirmed
    wrong = client.post(ACCOUNT, {"do": "confirm", "code": "000000"})
    assert "This code is wrong" in wrong.content.decode()
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    page = client.post(ACCOUNT, {"do": "confirm", "code": code_of(cast.alice)})
    codes = page.context["codes"]
    assert len(set(codes)) == 10
    again = client.get(ACCOUNT).content.decode()
    assert not any(code in again for code in codes)
    assert TOTPDevice.objects.get().config_url.split("secret=")[1][:16] not in again
    assert is_in(client)


def test_a_password_alone_opens_nothing_then(cast):
    switch_on(browser(cast.alice), cast.alice)
    client = password_only("alice")
    for address in ("/admin/", "/admin/claims/review/", "/admin/password_change/"):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith(CODE), address
    assert client.post("/admin/claims/claim/add/", {"text": "x"}).status_code == 302
    assert client.get(ACCOUNT).status_code == 302
    assert client.post(ACCOUNT, {"do": "off", "code": "x"}).url.startswith(CODE)
    assert TOTPDevice.objects.count() == 1


def test_the_code_opens_the_page_that_one_wanted(cast):
    switch_on(browser(cast.alice), cast.alice)
    client = password_only("alice")
    key = client.session.session_key
    answer = enter(client, code_of(cast.alice, later=1), next="/admin/claims/review/")
    assert answer.url == "/admin/claims/review/"
    assert client.get("/admin/claims/review/").status_code == 200
    assert client.session.session_key != key


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"]
)
def test_it_leads_to_no_other_site(cast, elsewhere):
    switch_on(browser(cast.alice), cast.alice)
    answer = enter(password_only("alice"), code_of(cast.alice, later=1), next=elsewhere)
    assert answer.url == "/admin/"


def test_a_code_works_once(cast):
    switch_on(browser(cast.alice), cast.alice)
    code = code_of(cast.alice, later=1)
    enter(password_only("alice"), code)
    second = password_only("alice")
    assert "This code is wrong" in enter(second, code).content.decode()
    assert not is_in(second)


def test_a_recovery_code_works_once_too(cast):
    codes = switch_on(browser(cast.alice), cast.alice)
    first, second = password_only("alice"), password_only("alice")
    enter(first, codes[0].upper())
    enter(second, codes[0])
    assert (is_in(first), is_in(second)) == (True, False)


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_guessing_codes_makes_one_wait_and_a_right_one_is_not_tried_then(cast, kind):
    codes = switch_on(browser(cast.alice), cast.alice)
    client = password_only("alice")
    for _ in range(3):
        enter(client, "123456" if kind == "app" else "wrong-one")
    right = code_of(cast.alice, later=1) if kind == "app" else codes[0]
    answer = enter(client, right)
    assert "Too many wrong codes: wait until" in answer.content.decode()
    assert not is_in(client)


def test_the_code_of_somebody_else_opens_nothing(cast):
    switch_on(browser(cast.alice), cast.alice)
    codes = switch_on(browser(cast.bob), cast.bob)
    client = password_only("alice")
    enter(client, code_of(cast.bob, later=1))
    enter(client, codes[0])
    assert not is_in(client)


def test_other_sessions_are_asked_as_soon_as_it_is_on(cast):
    elsewhere = browser(cast.alice)
    switch_on(browser(cast.alice), cast.alice)
    assert elsewhere.get("/admin/").status_code == 302


def test_switching_off_takes_a_code(cast):
    client = browser(cast.alice)
    codes = switch_on(client, cast.alice)
    client.post(ACCOUNT, {"do": "off", "code": "nonsense"})
    assert TOTPDevice.objects.count() == 1
    StaticDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    client.post(ACCOUNT, {"do": "off", "code": codes[3]})
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
    assert is_in(password_only("alice"))


def test_new_recovery_codes_void_the_old(cast):
    client = browser(cast.alice)
    old = switch_on(client, cast.alice)
    new = client.post(ACCOUNT, {"do": "codes", "code": old[0]}).context["codes"]
    assert not set(old) & set(new)
    client = password_only("alice")
    enter(client, old[1])
    assert not is_in(client)


# Required by the desk.


@pytest.mark.parametrize(
    ("asked", "who"), [(["editor"], "bob"), (["all"], "alice"), (["all"], "root")]
)
def test_who_must_have_it_sets_it_up_before_anything_else(desk, settings, asked, who):
    settings.REQUIRE_TOTP = asked
    client, user = getattr(desk.browsers, who), getattr(desk, who)
    answer = client.get("/admin/claims/review/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(ACCOUNT)
    assert "This desk asks a second step of you" in answer.content.decode()
    codes = switch_on(client, user)
    assert is_in(client)
    client.post(ACCOUNT, {"do": "off", "code": codes[0]})
    assert TOTPDevice.objects.count() == 1


def test_others_go_on_without(desk, settings):
    settings.REQUIRE_TOTP = ["editor"]
    assert is_in(desk.browsers.alice)


# Lost phones, and secrets.


def test_a_superuser_resets_it_and_that_is_logged(desk):
    switch_on(desk.browsers.alice, desk.alice)
    data = {"action": "reset_two_step", "_selected_action": [desk.alice.pk], "index": 0}
    for who in ("alice", "bob"):
        getattr(desk.browsers, who).post("/admin/auth/user/", data)
        assert TOTPDevice.objects.count() == 1
    desk.browsers.root.post("/admin/auth/user/", data)
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
    log = desk.browsers.root.get(f"/admin/auth/user/{desk.alice.pk}/history/").content.decode()
    assert "The second step of logging in was reset." in log


def test_no_page_shows_the_secrets_of_others(desk):
    switch_on(desk.browsers.alice, desk.alice)
    for table in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert desk.browsers.root.get(f"/admin/{table}/").status_code == 404


def test_secrets_are_in_no_history_and_no_log(cast, caplog):
    codes = switch_on(browser(cast.alice), cast.alice)
    key = TOTPDevice.objects.get().key
    enter(password_only("alice"), codes[0])
    Client().post("/admin/login/", {"username": "alice", "password": "x", "code": codes[1]})
    assert AccessAttempt.objects.filter(post_data__contains=codes[1]).count() == 0
    assert not any(secret in caplog.text for secret in (key, *codes))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        assert not {table for (table,) in cursor.fetchall() if table.startswith("otp_")}


@pytest.mark.parametrize("address", [ACCOUNT, CODE])
def test_outsiders_are_sent_to_the_log_in(desk, address):
    for who in ("nobody", "dave"):
        for method in ("get", "post"):
            answer = getattr(getattr(desk.browsers, who), method)(address)
            assert answer.status_code == 302
            assert answer.url.startswith("/admin/login/")


@pytest.mark.parametrize("do", ["begin", "confirm", "codes", "off", "elsewhere", "nonsense"])
def test_each_button_needs_a_csrf_token_and_survives_nonsense(cast, do):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.alice)
    assert strict.post(ACCOUNT, {"do": do}).status_code == 403
    for code in ("", "\0", "x" * 500, "１２３４５６"):
        assert browser(cast.alice).post(ACCOUNT, {"do": do, "code": code}).status_code == 200


# Sessions.


def test_log_out_everywhere_else_ends_the_other_sessions_of_this_person(cast):
    here, there, bobs = browser(cast.alice), browser(cast.alice), browser(cast.bob)
    page = here.post(ACCOUNT, {"do": "elsewhere"}).content.decode()
    assert "Logged out elsewhere: 1." in page
    assert (is_in(here), is_in(there), is_in(bobs)) == (True, False, True)


def test_a_session_without_work_ends_and_one_with_work_does_not(cast, settings, monkeypatch):
    settings.SESSION_IDLE_MINUTES = 30
    client, start = browser(cast.alice), time.time()
    for minutes in (20, 45, 70):
        monkeypatch.setattr(idle.time, "time", lambda m=minutes: start + m * 60)
        assert is_in(client), minutes
    monkeypatch.setattr(idle.time, "time", lambda: start + 101 * 60)
    answer = client.get("/admin/claims/review/")
    assert answer.url == "/admin/login/?next=/admin/claims/review/"
    assert Session.objects.count() == 0
    settings.SESSION_IDLE_MINUTES = 0
    client = browser(cast.alice)
    monkeypatch.setattr(idle.time, "time", lambda: start + 9_000 * 60)
    assert is_in(client)


def test_cookies_are_for_no_script_and_with_https_for_https_alone(cast, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    data = {"username": "alice", "password": factories.PASSWORD}
    cookie = Client().post("/admin/login/", data).cookies["sessionid"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
