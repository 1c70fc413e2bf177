"""What holds at every public address of the permission matrix, and so at each that is added."""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.desk.review import workflow
from claims.serving import conditional
from tests import factories, test_permission_matrix

OF_CODE = {"web:robots", "api:index", "api:schema", "api:docs"}
"""What no publication changes."""
KEPT_OTHERWISE = {
    "api:record": "public, no-cache",
    "api:changes": "public, no-cache",
    "web:health": "no-store",
}
"""What has another Cache-Control than all the rest."""
SHARED = "public, max-age=0, s-maxage=30, must-revalidate"

PUBLIC = sorted(
    name
    for name, seen in test_permission_matrix.PAGES.items()
    if not name.startswith("admin:") and seen == test_permission_matrix.EVERYBODY
)
# How a process is just now has no tag.
TAGGED = [name for name in PUBLIC if name != "web:health"]


@pytest.fixture(scope="module")
def addresses(committed_module):
    cast = committed_module.cast
    review = test_permission_matrix.published(cast)
    found = test_permission_matrix.addresses(review)
    # A log-in, which must not show in anything public.
    client = Client()
    client.force_login(cast.alice)
    return {name: found[name] for name in PUBLIC} | {"cast": cast, "client": client}


@pytest.fixture
def reader(addresses):
    return addresses["client"]


def _headers(response):
    left_out = {"Content-Length"}
    return {name: value for name, value in response.headers.items() if name not in left_out}


@pytest.mark.parametrize("name", TAGGED)
def test_answer_has_a_tag_and_is_not_sent_again_to_who_holds_it(reader, addresses, name):
    address = addresses[name]
    first = reader.get(address)
    assert first.status_code == 200
    etag = first["ETag"]
    assert etag.startswith('W/"')
    strong = etag.removeprefix("W/")
    for held in (etag, strong, f'"other", {etag}', "*"):
        again = reader.get(address, headers={"if-none-match": held})
        assert (again.status_code, again.content) == (304, b""), held
        for header in ("ETag", "Cache-Control", "Access-Control-Allow-Origin"):
            assert again[header] == first[header]
        assert again.get("Vary") == first.get("Vary")
        # Caches put these headers over those that they hold, and would call JSON a page.
        assert again.get("Content-Type", first["Content-Type"]) == first["Content-Type"]
    other = reader.get(address, headers={"if-none-match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize("name", TAGGED)
def test_answer_that_one_holds_costs_one_query_at_most(reader, addresses, name):
    etag = reader.get(addresses[name])["ETag"]
    with (
        CaptureQueriesContext(connections["record"]) as record,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        reader.get(addresses[name], headers={"if-none-match": etag})
    assert (len(record), len(desk)) == (0 if name in OF_CODE else 1, 0)


@pytest.mark.parametrize("name", PUBLIC)
def test_caches_are_told_the_same_everywhere(reader, addresses, name):
    response = reader.get(addresses[name])
    assert response["Cache-Control"] == KEPT_OTHERWISE.get(name, SHARED)
    assert "Last-Modified" not in response
    assert not response.cookies
    vary = {one.strip() for one in response.get("Vary", "").split(",")}
    assert vary <= {"", "Accept"}


@pytest.mark.parametrize("name", PUBLIC)
def test_head_says_what_get_says(reader, addresses, name):
    get, head = reader.get(addresses[name]), reader.head(addresses[name])
    assert (head.status_code, head.getvalue()) == (get.status_code, b"")
    assert _headers(head) == _headers(get)
    if not get.streaming:
        assert head["Content-Length"] == get["Content-Length"]


@pytest.mark.parametrize("name", PUBLIC)
def test_scripts_of_any_origin_may_read(reader, addresses, name):
    origin = {"origin": "https://elsewhere.example"}
    get = reader.get(addresses[name], headers=origin)
    assert get["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in get
    asked = reader.options(addresses[name], headers=origin | {"accept": "nonsense"})
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert asked["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("name", TAGGED)
@pytest.mark.parametrize("setting", ["PUBLIC_URL", "DESK_NAME", "CONTACT"])
def test_tag_changes_with_the_settings_that_show(reader, addresses, settings, name, setting):
    before = reader.get(addresses[name])["ETag"]
    setattr(settings, setting, "https://moved.example.org")
    assert reader.get(addresses[name]).headers.get("ETag") != before


@pytest.mark.parametrize("name", TAGGED)
def test_tag_changes_with_the_code(reader, addresses, monkeypatch, name):
    before = reader.get(addresses[name])["ETag"]
    monkeypatch.setattr(conditional, "release", lambda: "another")
    assert reader.get(addresses[name]).headers.get("ETag") != before


def test_tags_change_when_something_is_published_but_not_those_of_code(reader, addresses):
    cast = addresses["cast"]
    before = {name: reader.get(addresses[name])["ETag"] for name in TAGGED}
    review = factories.published(cast.alice, cast.bob, of=factories.claim(text="Another."))
    for name in TAGGED:
        same = reader.get(addresses[name])["ETag"] == before[name]
        assert same == (name in OF_CODE), name
    before = {name: reader.get(addresses[name])["ETag"] for name in TAGGED}
    workflow.retract(review, by=cast.bob, comment="The source was withdrawn.")
    for name in TAGGED:
        held = {"if-none-match": before[name]}
        status = reader.get(addresses[name], headers=held).status_code
        assert status == (304 if name in OF_CODE else 200), name


def test_desk_is_in_no_cache(addresses):
    for path in ("", "login/", "jsi18n/", "claims/review/", "nothing/"):
        response = addresses["client"].get(f"/admin/{path}")
        assert "no-store" in response["Cache-Control"], path
        assert "private" in response["Cache-Control"], path
        assert "ETag" not in response
        assert "Access-Control-Allow-Origin" not in response


def test_icon_and_missing_slash_may_be_kept_as_shortly(client):
    for path in ("/favicon.ico", "/api/v1/claims", reverse("web:corrections")[:-1]):
        response = client.get(path)
        assert response.status_code in (301, 302)
        assert response["Cache-Control"] == SHARED
        assert "ETag" not in response


@pytest.mark.parametrize("name", TAGGED)
def test_tag_is_known_again_as_a_proxy_may_write_it(addresses, name):
    """Proxies weaken a tag where they compress, and some give the strong one back."""
    client = Client()
    opaque = client.get(addresses[name])["ETag"].removeprefix("W/")
    for held in (f"W/{opaque}", opaque, f'W/"other", W/{opaque}'):
        answer = client.get(addresses[name], headers={"If-None-Match": held})
        assert (answer.status_code, answer["ETag"]) == (304, f"W/{opaque}"), held
