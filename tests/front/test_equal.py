"""The front says what Django says, to the byte: the statuses, all headers in their order, the bodies."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Contradiction
from claims.record import paging
from tests import fronts, test_permission_matrix

LIST = "/api/v1/claims/"
JSON, LINKED = "application/json", "application/ld+json"


def ids(world):
    return {
        name: str(getattr(world, name).public_id) for name in ("left", "corrected", "retracted")
    }


def addresses(world):
    """Return kinds of requests for the two hot endpoints, plain and odd."""
    names = ids(world)
    moment = world.at[2].isoformat().replace("+00:00", "Z")
    one = f"{LIST}{names['left']}/"
    cursors = [
        paging.Cursor(n, back=back) for n in (0, 1, 3, 99, paging.BIGGEST) for back in (0, 1)
    ]
    return [
        LIST, one, f"{LIST}{names['corrected']}/", f"{LIST}{names['retracted']}/",
        f"{LIST}{names['left'].upper()}/", f"{LIST}{names['left']}", f"{LIST}{names['left']}//",
        f"{LIST}00000000-0000-4000-8000-000000000000/", f"{LIST}not-an-id/", f"{LIST}{'a' * 2000}/",
        f"{one}versions/", f"{one}?as_of={moment}", f"{one}?as_of=2020-01-01", f"{one}?as_of=nonsense",
        f"{one}?page_size=1", f"{one}?version=1", f"{one}?", f"{one}?%61s_of={moment}",
        f"/api/v1//claims/{names['left']}/", f"/api/v1/./claims/{names['left']}/", "/api/v1/../v1/claims/",
        f"/%61pi/v1/claims/{names['left']}/", f"/api%2Fv1/claims/{names['left']}/", f"{one}%00", f"{one}%0a",
        f"{one}%FF", f"{one};a=b", "/api/v1/claims", "//api/v1/claims/", "", "/", "*",
        *(f"{LIST}?page_size={size}" for size in (1, 2, 50, 100, 0, 101, -1, "x", "", "01", "1%30")),
        *(f"{LIST}?page_size=2&cursor={cursor}" for cursor in cursors),
        *(f"{LIST}?rating=false&cursor={cursor}" for cursor in cursors),
        f"{LIST}?cursor=nonsense", f"{LIST}?cursor=", f"{LIST}?cursor=ZjM%3D", f"{LIST}?cursor=ZjM=",
        f"{LIST}?cursor={paging.Cursor(3)}&page_size=1", f"{LIST}?page_size=1&page_size=2",
        f"{LIST}?page_size=1&", f"{LIST}?&page_size=1", f"{LIST}?page_size=1;cursor=ZjM",
        f"{LIST}?nothing=1", f"{LIST}?format=json", f"{LIST}?q=canola", f"{LIST}?q=canola&page_size=1",
        f"{LIST}?q=canoal", f"{LIST}?q=%00", f"{LIST}?q=%ff", f"{LIST}?q=", f"{LIST}?q=the+of",
        f"{LIST}?q=%22duty+on%22+-84", f"{LIST}?q={'a' * 3000}", f"{LIST}?q=<script>alert(1)</script>",
        f"{LIST}?q=canola+duty&page_size=1", f"{LIST}?page_size=1&q=duty+&topic=canola", f"{LIST}?q=+canola",
        f"{LIST}?q=duty&page_size=1+", f"{LIST}?q=canola&q=duty", f"{LIST}?q=a~b.c", f"{LIST}?claim_date_from=2025-01-01",
        f"{LIST}?q=canola&as_of=2999-01-01", f"{LIST}?valid_on=2025-13-01", f"{LIST}?q=duty+-canola",
        f"{LIST}?q=canola&rating=false", f"{LIST}?topic=canola&page_size=1", f"{LIST}?as_of={moment}",
        f"{LIST}?publisher=The+Globe+%3C%26%3E+Mail", f"{LIST}?{'a=1&' * 1200}", f"{LIST}?%",
        f"{LIST}?page_size=%u0031", f"{LIST}?page_size=1#x", f"{LIST}? page_size=1", f"{LIST}?page_size=+1",
    ]  # fmt: skip


KINDS = [
    {}, {"HTTP_ACCEPT": JSON}, {"HTTP_ACCEPT": LINKED}, {"HTTP_ACCEPT": "text/html, */*;q=0.1"},
    {"HTTP_ACCEPT": "text/html"}, {"HTTP_ACCEPT": f"{JSON};q=0.1, {LINKED}"}, {"HTTP_ACCEPT": ""},
    {"HTTP_ACCEPT": "nonsense"}, {"HTTP_ACCEPT_ENCODING": "gzip, br"}, {"HTTP_RANGE": "bytes=0-9"},
    {"HTTP_ORIGIN": "https://elsewhere.example.org"}, {"HTTP_COOKIE": "csrftoken=x; sessionid=y"},
    {"HTTP_AUTHORIZATION": "Basic eDp5"}, {"HTTP_HOST": "elsewhere.example.org"}, {"HTTP_HOST": None},
    {"HTTP_HOST": "a b"}, {"HTTP_HOST": "localhost"}, {"HTTP_IF_NONE_MATCH": "*"},
    {"HTTP_IF_NONE_MATCH": '"other"'}, {"HTTP_IF_NONE_MATCH": ""}, {"HTTP_IF_NONE_MATCH": "no quotes"},
    {"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"}, {"HTTP_IF_MATCH": '"other"'},
    {"HTTP_X_FORWARDED_HOST": "elsewhere.example.org"}, {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, {"wsgi.url_scheme": "https"}, {"SCRIPT_NAME": "/sub"},
    {"CONTENT_TYPE": "text/plain; charset=utf-16"}, {"CONTENT_LENGTH": "4"}, {"CONTENT_LENGTH": ""},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}, {"HTTP_ACCEPT_LANGUAGE": "de"}, {"HTTP_USER_AGENT": "x"},
]  # fmt: skip


def test_each_address_in_each_method(pair, world):
    for address in addresses(world):
        pair.same(address)
        for method in ("HEAD", "OPTIONS", "POST", "get"):
            pair.same(address, method, times=1)
    assert pair.answered_by_front() > 100


def test_short_way_needs_no_django(pair, world):
    """Once a view has shown its headers, others of its answers are made without it."""
    pair.same(LIST, times=1)
    pair.same(f"{LIST}{world.left.public_id}/", times=1)
    pair.answered_by_front()
    short = [
        f"{LIST}{world.right.public_id}/", f"{LIST}?page_size=2", f"{LIST}?q=canola",
        f"{LIST}?page_size=1&cursor={paging.Cursor(3)}", f"{LIST}?cursor={paging.Cursor(2, back=True)}",
        f"{LIST}?topic=canola", f"{LIST}?as_of=2999-01-01",
    ]  # fmt: skip
    for address in short:
        pair.same(address, times=1)
        assert pair.answered_by_front() == 1, address


def test_each_kind_of_request(pair, world):
    for kind in KINDS:
        for address in (LIST, f"{LIST}{ids(world)['left']}/", f"{LIST}?q=canola"):
            pair.same(address, **kind)
            pair.same(address, "HEAD", times=1, **kind)
    assert pair.answered_by_front() > 100


def public(world):
    """Return the address of each public page and endpoint."""
    slug, public_id = world.left.slug, world.left.public_id
    arguments = {
        "web:version": [slug, 1], "web:bibtex": [slug, 1], "web:csl": [slug, 1], "web:claim": [slug],
        "web:card": [slug], "web:claim_review": [slug], "web:sitemap_section": ["claims"],
        "api:claim": [public_id], "api:versions": [public_id], "google:page": [public_id],
        "web:tombstone": [world.retracted.slug, 1],
        "web:contradiction": [Contradiction.objects.get().public_id],
    }  # fmt: skip
    names = [name for name in test_permission_matrix.PAGES if not name.startswith("admin:")]
    return [reverse(name, args=arguments.get(name, [])) for name in names]


def test_every_public_address(pair, world):
    """The feeds, the pages, the dumps: whatever a publication changes is kept alike."""
    for address in public(world):
        _, headers, _ = pair.same(address)
        pair.same(address, times=1, HTTP_IF_NONE_MATCH=dict(headers).get("ETag"))
        pair.same(address, "HEAD", times=1)
    assert pair.answered_by_front() > 30


def test_who_wants_nothing_changes_no_answer_to_others(pair, world):
    """“If-None-Match: *” gets a 304 with headers of the view: nobody else may be sent those."""
    for address in public(world):
        _, headers, _ = pair.same(address, times=1)
        if "ETag" in dict(headers):
            pair.same(address, times=1, HTTP_IF_NONE_MATCH="*")
            pair.same(address, HTTP_IF_NONE_MATCH=dict(headers)["ETag"])


@pytest.mark.parametrize("written", ["{}", '"x", {}', '{}, W/"y"', " {} ", "{} "])
@pytest.mark.parametrize("weak", [True, False])
def test_who_holds_it_is_told_so(pair, world, written, weak):
    for address in (LIST, f"{LIST}?page_size=1", f"{LIST}{ids(world)['left']}/"):
        _, headers, _ = pair.same(address)
        etag = dict(headers)["ETag"]
        held = written.format(etag if weak else etag.removeprefix("W/"))
        for kind in ({}, {"HTTP_ACCEPT": LINKED}, {"HTTP_ACCEPT": JSON}):
            pair.same(address, HTTP_IF_NONE_MATCH=held, **kind)
            pair.same(address, "HEAD", HTTP_IF_NONE_MATCH=held, **kind)
    assert pair.answered_by_front() > 20


def test_limit_counts_as_django_counts(pair, settings, world):
    settings.RATE_LIMIT = "7/hour"
    for _ in range(9):
        status, _, _ = pair.same(LIST, times=1)
    assert status == "429 Too Many Requests"
    # What the one has counted, the other knows: there is one limit.
    assert pair.answered_by_front() == 6
    for number in range(9):
        pair.same(f"{LIST}?nothing={number}", times=1, REMOTE_ADDR="192.0.2.2")
        pair.same(LIST, times=1, REMOTE_ADDR="192.0.2.2")
    pair.same(LIST, REMOTE_ADDR="2001:db8::1")


def test_without_a_limit_nothing_is_said_of_it(settings, pair):
    settings.RATE_LIMIT = ""
    other = type(pair)()
    _, headers, _ = other.same(LIST)
    assert "RateLimit" not in dict(headers)
    assert other.answered_by_front() == 1
    other.close()


def test_https_and_redirects_stay(pair, settings, world):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.BEHIND_PROXY = True
    other = type(pair)()
    for _ in range(2):
        status, headers, _ = other.same(LIST, HTTP_X_FORWARDED_PROTO="https")
        assert (status, dict(headers)["Strict-Transport-Security"]) == ("200 OK", "max-age=60")
        assert other.same(LIST)[0] == "301 Moved Permanently"
        assert other.same(LIST, HTTP_X_FORWARDED_PROTO="http")[0] == "301 Moved Permanently"
    assert other.answered_by_front() > 0
    other.close()


PARTS = st.sampled_from(
    ["page_size=1", "page_size=50", "page_size=x", "cursor=ZjM", "cursor=YjE", "q=canola", "q=canola+duty",
     "q=", "rating=false", "nothing=1", "as_of=2026-01-01", "%70age_size=2", "page_size", "=", "q=%e2%80%a6",
     "in_language=fr", "cursor=ZjM%3d", "page_size=2 ", "page_size=%32", "q=\u00e9", "q='\"<>"]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(PARTS, max_size=3),
    st.sampled_from(["&", "&&", ";", "?"]),
    st.sampled_from(KINDS),
    st.sampled_from(["GET", "HEAD"]),
)
def test_whatever_is_asked(pair, parts, between, kind, method):
    query = between.join(parts)
    pair.same(f"{LIST}?{query}", method, times=2, **kind)


def test_nothing_but_the_record_can_be_read(pair):
    (row,) = pair.front.connections.rows(
        "SELECT current_user, has_table_privilege('claims_claim', 'SELECT')"
    )
    assert row == ("factcheck_record", False)


def test_the_desk_is_never_kept(pair):
    for _ in range(3):
        for address in ("/admin/", "/admin/login/", "/admin/claims/claim/"):
            status, headers, _ = fronts.ask(pair.front, address)
            assert status in ("200 OK", "302 Found")
            assert "no-store" in dict(headers)["Cache-Control"]
    assert pair.behind.requests == 9
    assert len(pair.front.kept) == len(pair.front.forms) == 0
