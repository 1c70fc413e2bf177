"""GET /api/v1/changes/ with Accept: text/event-stream, without a server around it."""

import gc
import json

import pytest
from django.db import connections

from claims.api.lasting import slots, stopping, stream
from claims.models import Publication
from claims.record import published

SSE = {"accept": "text/event-stream"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Look often and give up early; a head that another test left behind is forgotten."""
    for name, value in (("POLL", 0.01), ("HEARTBEAT", 0.05), ("HELD", 0.2)):
        monkeypatch.setattr(stream, name, value)
    monkeypatch.setattr(stream, "HEAD", stream.SharedHead())


@pytest.fixture
def ask(client):
    def asked(query="", **headers):
        return client.get(f"/api/v1/changes/{query}", headers=SSE | headers)

    return asked


def events(content):
    """Read events as the specification says, and pick those with data."""
    found = []
    for block in content.decode().split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in block.split("\n") if not line.startswith(":") and line
        )
        if "data" in fields:
            found.append(fields)
    return found


def test_each_entry_is_an_event_with_the_object_of_the_list(ask, api, world):
    found = events(ask().getvalue())
    listed = api.get("changes/", page_size=100)["results"]
    assert [json.loads(event["data"]) for event in found] == listed
    assert [event["id"] for event in found] == [str(row["sequence"]) for row in listed]
    assert [event["event"] for event in found] == [row["kind"] for row in listed]


def test_it_begins_with_when_to_come_back_and_goes_on_with_heartbeats(ask, world):
    content = ask("?since=7").getvalue()
    assert content.startswith(b"retry: 1000\n\n:\n\n:\n\n")
    assert set(content.removeprefix(b"retry: 1000\n\n").split(b"\n\n")) == {b":", b""}


@pytest.mark.parametrize(
    ("query", "last", "expected"),
    [
        ("?since=4", None, [5, 6, 7]), ("?since=2", "5", [6, 7]), ("", " 6 ", [7]),
        ("?since=6", None, [7]), ("?since=7", "0", [1, 2, 3, 4, 5, 6, 7]), ("?since=900", None, []),
    ],
)  # fmt: skip
def test_last_event_id_wins_over_since(ask, world, query, last, expected):
    headers = {} if last is None else {"last-event-id": last}
    assert [int(event["id"]) for event in events(ask(query, **headers).getvalue())] == expected


@pytest.mark.parametrize("batch", [1, 2, 7, 50])
def test_batches_go_together(ask, world, monkeypatch, batch):
    monkeypatch.setattr(stream, "BATCH", batch)
    monkeypatch.setattr(stream, "HELD", 2.0)
    assert [int(event["id"]) for event in events(ask().getvalue())] == [1, 2, 3, 4, 5, 6, 7]


def test_it_stops_when_told_however_much_is_left_to_tell(ask, world, monkeypatch):
    """Wrong: who is far behind holds the server up until it is killed."""
    monkeypatch.setattr(stream, "BATCH", 2)
    monkeypatch.setattr(stopping, "wait", lambda _seconds: True)
    assert [int(event["id"]) for event in events(ask().getvalue())] == [1, 2]


@pytest.mark.parametrize("value", ["", "-1", "x", "1.5", "9223372036854775808", "٣"])
def test_bad_last_event_id_is_named(ask, world, value):
    response = ask(**{"last-event-id": value.encode().decode("latin-1")})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"][0]["name"] == "Last-Event-ID"


def test_stream_has_no_pages(ask, world):
    response = ask("?page_size=3")
    assert response.status_code == 400
    assert response.json()["errors"][0]["name"] == "page_size"


def test_nobody_may_store_or_hold_it_back_and_any_origin_may_read_it(ask, client, world):
    response = ask("?since=7")
    assert response["Content-Type"] == "text/event-stream; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Accel-Buffering"] == "no"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Vary"] == "Accept"
    assert not response.has_header("ETag")
    asking = {"access-control-request-headers": "last-event-id", **SSE}
    preflight = client.options("/api/v1/changes/", headers=asking)
    assert (preflight.status_code, preflight["Access-Control-Allow-Headers"]) == (204, "*")


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "application/json"), ("application/json", "application/json"),
        ("text/html,*/*;q=0.8", "application/json"), ("text/event-stream", "text/event-stream"),
        ("text/event-stream, */*;q=0.1", "text/event-stream"),
        ("application/json, text/event-stream;q=0.5", "application/json"),
    ],
)  # fmt: skip
def test_who_asks_for_no_stream_gets_none(client, world, accept, given):
    response = client.get("/api/v1/changes/?since=7", headers={"accept": accept})
    assert response["Content-Type"].split(";")[0] == given
    assert client.get("/api/v1/record/", headers={"accept": "text/event-stream"}).status_code == 406


def test_head_is_empty_and_takes_no_slot(client, world, monkeypatch):
    monkeypatch.setattr(stream, "SLOTS", slots.Slots(0))
    response = client.head("/api/v1/changes/", headers=SSE)
    assert (response.status_code, response.getvalue()) == (200, b"")
    assert response["Content-Type"].startswith("text/event-stream")


def test_without_a_free_slot_it_gives_what_there_is_and_closes(ask, world, monkeypatch):
    monkeypatch.setattr(stream, "SLOTS", slots.Slots(1))
    first = ask("?since=6")
    second = ask("?since=5")
    assert not second.streaming
    assert second.content.startswith(b"retry: 5000\n\nid: 6\n")
    assert [event["id"] for event in events(second.content)] == ["6", "7"]
    monkeypatch.setattr(stream, "BATCH", 2)
    assert ask("?since=2").content.startswith(b"retry: 1000\n\nid: 3\n")
    assert [event["id"] for event in events(first.getvalue())] == ["7"]
    first.close()
    assert ask("?since=6").streaming


@pytest.mark.parametrize("how", ["read", "closed at once", "given up"])
def test_slot_is_free_again(ask, world, monkeypatch, how):
    monkeypatch.setattr(stream, "SLOTS", slots.Slots(1))
    for _ in range(3):
        response = ask("?since=6")
        assert response.streaming
        if how == "read":
            response.getvalue()
        if how == "closed at once":
            response.close()
            response.close()
        del response
        gc.collect()


def test_between_two_looks_it_has_no_connection(ask, world):
    pieces = ask("?since=6").streaming_content
    next(pieces)
    for _ in range(3):
        next(pieces)
        assert connections[published.ALIAS].connection is None


def test_all_streams_ask_for_the_head_together(ask, world, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(stream, "POLL", 60)
    assert stream.HEAD.sequence() == Publication.objects.count()
    with django_assert_num_queries(0, using=published.ALIAS):
        monkeypatch.setattr(stream.stopping, "wait", lambda _seconds: True)
        for _ in range(3):
            assert events(ask("?since=7").getvalue()) == []
