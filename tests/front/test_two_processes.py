"""Two real servers that one client asks by turns: no older version ever follows a newer one.

Wrong outcomes: a page of version 3 after one of version 4, whichever server gave them; and a server
that goes on with version 3 after a second.
"""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from django.db import connections

from claims.desk.review import workflow
from claims.serving.front import heads
from tests import factories, server

VERSIONS = 6
SECONDS = 30
"""A busy machine may take longer than the second that is promised; it must not take for ever."""


@pytest.fixture
def review(committed_db):
    cast = committed_db.cast
    return factories.published(cast.alice, cast.bob)


@pytest.fixture
def servers(review):
    with ExitStack() as stack:
        addresses = [stack.enter_context(server.running()) for _ in range(2)]
        found = [http.client.HTTPConnection(urlsplit(one).netloc, timeout=30) for one in addresses]
        yield found
        for one in found:
            one.close()


def correct(review, cast):
    new = workflow.correct(review, by=cast.bob, comment="A number was wrong.")
    workflow.write(new, by=cast.alice, correction_note="It said five; the ministry says four.")
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    return workflow.publish(new, by=cast.bob)


def publish_versions(review, cast):
    try:
        for _ in range(VERSIONS - 1):
            review = correct(review, cast)
            time.sleep(0.3)
    finally:
        connections.close_all()


def read(server, address, held=None):
    """Return the status, the tag and the version that a server shows."""
    server.request("GET", address, headers={"If-None-Match": held} if held else {})
    response = server.getresponse()
    body = response.read()
    if response.status == 304:
        return 304, response.headers["ETag"], None
    assert response.status == 200, body
    said = json.loads(body)
    (said,) = said.get("results", [said])
    return 200, response.headers["ETag"], said["version"]


def sequence(etag):
    return int(etag.removeprefix('W/"').partition("-")[0])


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "on another machine"])
def test_no_older_version_follows_a_newer_one(
    servers, review, committed_db, settings, tmp_path, elsewhere
):
    if elsewhere:
        # What publishes shares no memory with the servers, as on another machine.
        settings.RUN_DIR = tmp_path
    addresses = [
        f"/api/v1/claims/{review.claim.public_id}/", "/api/v1/claims/", "/api/v1/claims/?page_size=7",
        "/api/v1/claims/?rating=false",
    ]  # fmt: skip
    seen, held, unchanged = 1, {}, 0
    with ThreadPoolExecutor(1) as pool:
        publishing = pool.submit(publish_versions, review, committed_db.cast)
        end = time.monotonic() + SECONDS
        turn = 0
        while seen < VERSIONS:
            assert time.monotonic() < end
            turn += 1
            asked = (turn % 2, addresses[turn % 3])
            status, etag, version = read(servers[turn % 2], asked[1], held.get(asked))
            if status == 304:
                unchanged += 1
                version = sequence(etag)
            # One claim alone: the version is the sequence.
            assert version >= seen, (asked, version, seen)
            seen, held[asked] = max(version, sequence(etag)), etag
        publishing.result()
    assert unchanged > 10
    assert [read(one, addresses[0])[2] for one in servers] == [VERSIONS, VERSIONS]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "on another machine"])
def test_each_server_shows_a_publication_by_itself(
    servers, review, committed_db, settings, tmp_path, elsewhere
):
    if elsewhere:
        settings.RUN_DIR = tmp_path
    address = f"/api/v1/claims/{review.claim.public_id}/"
    for one in servers:
        assert {read(one, address)[2] for _ in range(5)} == {1}
    # The one that is not asked meanwhile shows it at once, too.
    correct(review, committed_db.cast)
    for one in servers:
        begin = time.monotonic()
        while read(one, address)[2] == 1:
            assert time.monotonic() - begin < SECONDS
    assert heads.LOOK_EVERY < heads.GOOD_FOR < 1
