"""The record as server-sent events: an answer that stays open, and tells what is published.

    https://html.spec.whatwg.org/multipage/server-sent-events.html

An open stream has a thread, and between two entries nothing else: no connection to the database,
and all streams of a process ask for the head together. LISTEN would not do: a replica has none.
It closes after HELD seconds; its reader comes back and names the last entry that it has. So no
reader keeps a slot for good, and one that is gone is noticed when a heartbeat cannot be sent.
"""

import threading
import time
from collections.abc import Generator

from django.conf import settings
from django.db import connections
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from claims.api import answers
from claims.api.lasting import stopping
from claims.api.lasting.slots import Slots
from claims.models import Publication
from claims.record import published

POLL = 1.0
"""Seconds between two looks at the head."""
HEARTBEAT = 5.0
HELD = 60.0
BATCH = 50
"""How many entries are in memory at once, and in an answer that does not stay open."""
SOON, LATER = 1000, 5000
"""Milliseconds after which readers come back: usually, and while all slots are taken."""
SLOTS = Slots(settings.THREADS // 2)


class EventStream(BaseRenderer):
    """Stands for the media type in the negotiation; streams are never rendered."""

    media_type = "text/event-stream"
    format = "sse"


class SharedHead:
    """The newest sequence, asked for at most once in POLL seconds by all streams together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._sequence = 0

    def sequence(self) -> int:
        with self._lock:
            if time.monotonic() - self._asked >= POLL:
                self._sequence = published.head().sequence
                self._asked = time.monotonic()
            return self._sequence


HEAD = SharedHead()


def answer(since: int, *, empty: bool) -> HttpResponseBase:
    """Answer with what follows `since` in the record; `empty` (for HEAD) with no body."""
    held = None if empty else SLOTS.hold(lambda: _events(since))
    if held or empty:
        response: HttpResponseBase = StreamingHttpResponse(held or iter(()))
    else:
        response = HttpResponse(_at_once(since))
    response["Content-Type"] = f"{EventStream.media_type}; charset=utf-8"
    response["Cache-Control"] = "no-store"
    # nginx would keep the entries back until its buffer is full.
    response["X-Accel-Buffering"] = "no"
    return response


def _events(since: int) -> Generator[bytes]:
    yield _retry(SOON)
    began = heard = time.monotonic()
    while time.monotonic() - began < HELD:
        rows = _after(since)
        if rows:
            yield b"".join(map(_event, rows))
            since, heard = rows[-1].sequence, time.monotonic()
        elif time.monotonic() - heard >= HEARTBEAT:
            yield b":\n\n"
            heard = time.monotonic()
        if stopping.wait(0 if rows else POLL):
            return


def _at_once(since: int) -> bytes:
    rows = _after(since)
    return _retry(SOON if len(rows) == BATCH else LATER) + b"".join(map(_event, rows))


def _after(since: int) -> list[Publication]:
    """Return the next entries, and give every connection of this thread back."""
    try:
        newest = HEAD.sequence()
        if newest <= since:
            return []
        return list(published.entries_after(since, until=newest)[:BATCH])
    finally:
        connections.close_all()


def _event(row: Publication) -> bytes:
    # JSON has no line feeds outside of strings here, and none inside of them.
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        row.sequence, row.kind.encode(), answers.change(row),
    )  # fmt: skip


def _retry(milliseconds: int) -> bytes:
    return b"retry: %d\n\n" % milliseconds
