"""A stream of server-sent events while the record grows, and of texts that want to break out."""

import json

from claims.api.lasting import stream
from tests import factories
from tests.api.test_stream import ask, events, quick

__all__ = ["ask", "quick"]


def test_it_tells_what_is_published_while_it_is_open(committed_db, ask, monkeypatch):
    monkeypatch.setattr(stream, "HELD", 20)
    pieces = ask().streaming_content
    assert next(pieces) == b"retry: 1000\n\n"
    cast = committed_db.cast
    for sequence in (1, 2):
        factories.published(cast.alice, cast.bob)
        piece = next(piece for piece in pieces if piece != b":\n\n")
        assert [event["id"] for event in events(piece)] == [str(sequence)]


def test_hostile_text_stays_in_its_line(committed_db, ask):
    nasty = 'x\n\nid: 99\nevent: retraction\ndata: {}\n\n\r\u2028 💥 "'
    cast = committed_db.cast
    factories.published(cast.alice, cast.bob, of=factories.claim(text=nasty))
    (event,) = events(ask().getvalue())
    assert (event["id"], event["event"]) == ("1", "publication")
    assert json.loads(event["data"])["document"]["text"] == nasty
    assert "\r" not in event["data"]
