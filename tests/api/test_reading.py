"""What holds for all endpoints: open, for reading alone, and about published claims alone."""

import json

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

PATHS = ("", "claims/", "contradictions/", "corrections/", "ratings/", "record/", "changes/")
DUMPS = ("dump/record.ndjson", "dump/claims.ndjson", "dump/claims.csv")


def _everything(world):
    claims = [world.old, world.left, world.right, world.corrected, world.retracted]
    claims += [review.claim for review in world.drafts.values()]
    for claim in claims:
        yield f"claims/{claim.public_id}/"
        yield f"claims/{claim.public_id}/versions/"
    yield from PATHS
    yield from DUMPS
    yield "claims/?as_of=9999-12-31"
    yield "claims/?q=SECRET"


def test_nothing_unreviewed_leaks_in_any_state(client, world):
    assert {review.state for review in world.drafts.values()} == set(world.drafts)
    for path in _everything(world):
        content = client.get(f"/api/v1/{path}").getvalue().decode()
        assert "SECRET" not in content
        for review in world.drafts.values():
            assert f'"{review.claim.public_id}"' not in content
            assert review.claim.slug not in content


def test_no_endpoint_asks_the_desk(client, world):
    paths = [*_everything(world), "schema/", "docs/"]
    with CaptureQueriesContext(connections["default"]) as desk:
        for path in paths:
            client.get(f"/api/v1/{path}").getvalue()
    assert [query["sql"] for query in desk] == []


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_a_body(client, world, path):
    head, get = client.head(f"/api/v1/{path}"), client.get(f"/api/v1/{path}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Type"] == get["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", [*PATHS, *DUMPS, "schema/"])
def test_pages_of_other_origins_may_read(client, world, path):
    response = client.get(f"/api/v1/{path}", headers={"origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


@pytest.mark.parametrize("accept", ["*/*", "text/html", "nonsense"])
def test_browser_that_asks_first_is_told_what_it_may_send(client, world, accept):
    response = client.options(
        "/api/v1/claims/", headers={"origin": "https://elsewhere.example", "accept": accept}
    )
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_index_lists_endpoints_that_answer(client, world):
    endpoints = json.loads(client.get("/api/v1/").content)
    assert set(endpoints) >= {"claims", "contradictions", "corrections", "ratings", "schema"}
    endpoints.pop("match")  # Asked with POST.
    for url in endpoints.values():
        assert client.get(url).status_code == 200
