"""What is no answer is not kept, has no tag, and depends on nothing but the moment."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.utils import timezone

from claims.serving import conditional

MISSING = str(UUID(int=1))
ERRORS = {
    "/nothing/": 404,
    "/claims/nothing/": 404,
    "/?cursor=x": 400,
    "/sitemap-nothing.xml": 404,
    "/api/v1/nothing/": 404,
    f"/api/v1/claims/{MISSING}/": 404,
    "/api/v1/claims/?wat=1": 400,
    "/api/v1/docs/?wat=1": 400,
    "/api/v1/schema/?wat=1": 400,
    "/api/v1/?wat=1": 400,
    "/api/v1/dump/record.ndjson?sequence=99": 404,
    "/v1alpha1/nothing": 404,
    "/v1alpha1/claims:search": 400,
    "/v1alpha1/claims:imageSearch": 501,
    f"/v1alpha1/pages/{MISSING}": 404,
}


@pytest.mark.parametrize("address", ERRORS)
def test_error_is_not_kept(client, world, address):
    for held in ("*", '"x"'):
        response = client.get(address, headers={"if-none-match": held})
        assert response.status_code == ERRORS[address]
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
        assert response["Access-Control-Allow-Origin"] == "*"


def test_tombstone_is_kept_as_pages_are_and_has_no_tag(client, world):
    for address in (
        f"/claims/{world.retracted.slug}/",
        f"/api/v1/claims/{world.retracted.public_id}/",
    ):
        response = client.get(address, headers={"if-none-match": "*"})
        assert response.status_code == 410
        assert "s-maxage=30" in response["Cache-Control"]
        assert "ETag" not in response


def test_other_methods_are_not_kept(client, world):
    response = client.post("/api/v1/claims/")
    assert (response.status_code, response["Cache-Control"]) == (405, "no-store")
    form = "application/x-www-form-urlencoded"
    override = {"x-http-method-override": "GET"}
    response = client.post(
        "/v1alpha1/claims:search", "query=canola", content_type=form, headers=override
    )
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in response


def test_what_looks_at_the_clock_has_no_tag(client, world):
    address = "/v1alpha1/claims:search?query=canola&{}=3"
    for name in ("maxAgeDays", "max_age_days"):
        response = client.get(address.format(name), headers={"if-none-match": "*"})
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
        assert "ETag" not in response


def test_time_to_come_answers_alike_before_and_after_it_has_come(client, world, monkeypatch):
    # Were the clock read, the tag of an answer as of tomorrow would be wrong the day after.
    address = "/api/v1/claims/?as_of=2100-01-01"
    before = client.get(address)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2101, 1, 1, tzinfo=UTC))
    after = client.get(address)
    assert (before["ETag"], before.content) == (after["ETag"], after.content)


def test_forms_of_one_claim_have_tags_of_their_own(client, world):
    address = f"/api/v1/claims/{world.left.public_id}/"
    accepts = ("application/json", "application/ld+json", "*/*")
    json, linked, any_ = (client.get(address, headers={"accept": one}) for one in accepts)
    assert json["Vary"] == linked["Vary"] == "Accept"
    assert json["ETag"] == any_["ETag"] != linked["ETag"]
    held = {"if-none-match": json["ETag"]}
    assert client.get(address, headers=held | {"accept": accepts[1]}).status_code == 200
    assert client.get(address, headers=held | {"accept": accepts[0]}).status_code == 304
    # Whoever can be given nothing is not told to keep what it has.
    for path in (address, "/api/v1/claims/"):
        held = {"if-none-match": client.get(path)["ETag"]}
        assert client.get(path, headers=held | {"accept": "image/png"}).status_code == 406


def test_tag_of_one_address_opens_no_other(client, world):
    held = {"if-none-match": client.get("/api/v1/claims/")["ETag"]}
    assert client.get("/api/v1/claims/?page_size=1", headers=held).status_code == 200
    assert client.get("/api/v1/corrections/", headers=held).status_code == 200


def test_caches_may_be_told_another_time(client, world, settings):
    settings.CDN_SECONDS = 0
    assert "s-maxage=0, must-revalidate" in client.get("/")["Cache-Control"]


def test_release_is_a_digest_of_the_code():
    assert len(conditional.release()) == 24
