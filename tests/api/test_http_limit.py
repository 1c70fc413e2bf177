"""Too many requests of one address: 429 in the shape of each interface, and headers that say it."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from limits import parse
from limits.strategies import MovingWindowRateLimiter

from claims.serving import limiting, windows
from factcheck import env

ADDRESSES = ("/", "/feeds/claims.atom", "/api/v1/", "/api/v1/dump/claims.csv", "/v1alpha1/pages")


@pytest.fixture
def few(settings):
    settings.RATE_LIMIT = "3/minute"
    return Client()


def _from(client, address, path="/api/v1/", **more):
    return client.get(path, REMOTE_ADDR=address, **more)


@pytest.mark.parametrize("path", ADDRESSES)
def test_headers_say_how_much_is_left(few, world, path):
    for left in (2, 1, 0):
        response = few.get(path)
        assert response.status_code == 200
        assert response["RateLimit-Policy"] == '"public";q=3;w=60'
        assert response["RateLimit"] == f'"public";r={left};t=60'
    refused = few.get(path)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].startswith('"public";r=0;t=')
    assert refused["Cache-Control"] == "no-store"
    assert "ETag" not in refused
    assert refused["Access-Control-Allow-Origin"] == "*"
    for header in ("RateLimit", "RateLimit-Policy", "Retry-After"):
        assert header in refused["Access-Control-Expose-Headers"].split(", ")


def test_refusal_has_the_shape_of_what_was_asked(few, world):
    for _ in range(3):
        few.get("/")
    problem = few.get("/api/v1/claims/")
    assert problem["Content-Type"] == "application/problem+json"
    assert json.loads(problem.content)["status"] == 429
    error = json.loads(few.get("/v1alpha1/pages").content)["error"]
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    page = few.get("/")
    assert page["Content-Type"].startswith("text/html")
    assert b"That was a lot at once." in page.content


def test_not_found_and_unchanged_count_too(few, world):
    etag = few.get("/api/v1/")["ETag"]
    assert few.get("/api/v1/", headers={"if-none-match": etag}).status_code == 304
    assert few.get("/nothing/")["RateLimit"] == '"public";r=0;t=60'


def test_refused_request_asks_the_record_nothing(few, world, django_assert_num_queries):
    for _ in range(3):
        few.get("/nothing/")
    with django_assert_num_queries(0, using="record"):
        assert few.get("/").status_code == 429


def test_desk_is_not_limited(few, world):
    for _ in range(9):
        response = few.get("/admin/login/")
        assert (response.status_code, "RateLimit" in response) == (200, False)


def test_nothing_is_counted_when_there_is_no_limit(client, world):
    assert "RateLimit" not in client.get("/api/v1/")


def test_each_address_has_its_own_count(few, world):
    for _ in range(3):
        _from(few, "192.0.2.1")
    assert _from(few, "192.0.2.1").status_code == 429
    assert _from(few, "192.0.2.2").status_code == 200


def test_one_host_of_ipv6_is_one_reader(few, world):
    for number in range(3):
        assert _from(few, f"2001:db8:0:1::{number}").status_code == 200
    assert _from(few, "2001:db8:0:1:ffff::9").status_code == 429
    assert _from(few, "2001:db8:0:2::1").status_code == 200


@pytest.mark.parametrize(
    ("behind", "trusted", "forwarded", "counted"),
    [
        (False, [], "192.0.2.7", "10.0.0.1"),
        (True, [], "", "10.0.0.1"),
        (True, [], "192.0.2.7", "192.0.2.7"),
        # What stands before the last, the reader may have made up.
        (True, [], "203.0.113.9, 192.0.2.7", "192.0.2.7"),
        (True, [], "203.0.113.9, 10.9.9.9", "10.9.9.9"),
        (True, ["198.51.100.0/24"], "203.0.113.9, 192.0.2.7, 198.51.100.4", "192.0.2.7"),
        (True, ["198.51.100.0/24"], "198.51.100.4", "198.51.100.4"),
        (True, [], "192.0.2.7:5123", "192.0.2.7"),
        (True, [], "[2001:db8::1]:5123", "2001:db8::/64"),
        (True, [], "::ffff:192.0.2.7", "192.0.2.7"),
        (True, [], "fe80::1%eth0", "fe80::/64"),
        (True, [], "<script>", "unknown"),
        (True, [], "192.0.2.7, ,", "192.0.2.7"),
    ],
)
def test_who_is_counted_behind_a_proxy(rf, settings, behind, trusted, forwarded, counted):
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = behind, trusted
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded})
    assert limiting.client(request) == counted


def test_window_moves(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(windows, "time", lambda: now[0])
    limiter, rate = MovingWindowRateLimiter(windows.Windows()), parse("2/minute")
    assert [limiter.hit(rate, "a") for _ in range(3)] == [True, True, False]
    now[0] += 59
    assert not limiter.hit(rate, "a")
    assert limiter.get_window_stats(rate, "a") == (1060.0, 0)
    now[0] += 1.5
    assert limiter.get_window_stats(rate, "a").remaining == 2
    assert [limiter.hit(rate, "a") for _ in range(3)] == [True, True, False]


def test_who_changes_addresses_does_not_fill_the_memory(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(windows, "time", lambda: now[0])
    storage = windows.Windows()
    limiter, rate = MovingWindowRateLimiter(storage), parse("5/second")
    for number in range(100_000):
        now[0] += 0.001
        assert limiter.hit(rate, f"2001:db8:{number:x}::/64")
    assert len(storage.clients) <= 1001
    few = windows.Windows(most=10)
    limiter = MovingWindowRateLimiter(few)
    for number in range(1000):
        limiter.hit(parse("5/day"), str(number))
    assert len(few.clients) == 10


@pytest.mark.parametrize("value", ["fast", "0/minute", "5/fortnight", "-1/minute"])
def test_rate_that_is_none_is_named(monkeypatch, value):
    monkeypatch.setenv("RATE_LIMIT", value)
    with pytest.raises(ImproperlyConfigured, match=r"RATE_LIMIT=.*1200/minute"):
        env.rate("RATE_LIMIT", "1200/minute")


def test_network_that_is_none_is_named(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, nonsense")
    with pytest.raises(ImproperlyConfigured, match=r"TRUSTED_PROXIES holds 'nonsense'"):
        env.networks("TRUSTED_PROXIES")
