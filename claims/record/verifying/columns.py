"""What the columns of record_claim must say, read from the bytes of a document.

Only what is needed is read, in a sixth of the time that all of it takes. What is said here is a
quick yes: claims/sql/columns_verified.sql has the last word on what looks otherwise.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import msgspec
import numpy as np

EPOCH = date(2000, 1, 1)
"""PostgreSQL counts from here."""
BETWEEN = "\x1f"
"""Stands between columns in a text. Where one holds it, the text does not say which is which."""
BORDERS = 8
"""How many there are in a text."""


class _Named(msgspec.Struct, gc=False, frozen=True):
    name: str


class _Article(msgspec.Struct, gc=False, frozen=True):
    key: str
    publisher: _Named | None


class _Place(msgspec.Struct, gc=False, frozen=True):
    article: _Article


class _Claimant(msgspec.Struct, gc=False, frozen=True):
    key: str


class _Rating(msgspec.Struct, gc=False, frozen=True):
    key: str
    normalized: str


class _Point(msgspec.Struct, gc=False, frozen=True):
    valid_from: str | None
    valid_to: str | None


class Document(msgspec.Struct, gc=False, frozen=True):
    """What filters, addresses and times look at; the last five are not on a tombstone."""

    url: str
    claimant: _Claimant | None
    claim_date: str | None
    in_language: str
    topics: tuple[str, ...]
    first_published_at: str
    point_at_issue: _Point = _Point(None, None)
    rating: _Rating = _Rating("", "")
    appearances: tuple[_Place, ...] = ()
    contradictions: tuple[msgspec.Raw, ...] = ()


read = msgspec.json.Decoder(Document).decode
"""Raises msgspec.DecodeError if the document is not as ours are."""


class Said(msgspec.Struct, gc=False, frozen=True):
    """What a document says: the columns in one text, and those that record_count counts."""

    text: str
    rating: str
    claimant: str
    topics: tuple[str, ...]
    publishers: tuple[str, ...]


NOTHING = Said("", "", "", (), ())


def of(document: Document) -> Said:
    """Return what the columns must say, written as entries_verified.sql writes them."""
    url, rating, point, places = (
        document.url, document.rating, document.point_at_issue, document.appearances
    )  # fmt: skip
    claimant = document.claimant.key if document.claimant else ""
    publishers: tuple[str, ...]
    if len(places) == 1:  # As nearly always: there is nothing to be put into order.
        article = places[0].article
        articles = _element(article.key)
        publishers = (article.publisher.name,) if article.publisher else ()
    else:
        keys, publishers = _places(places)
        articles = ",".join(map(_element, keys))
    # A path with more in it has no slug where the column has it from.
    path = url if url.count("/") == 3 else ""
    text = (
        f"{path}\x1f{document.in_language}\x1f{claimant}\x1f{rating.key}\x1f{rating.normalized}"
        f"\x1f{_day(document.claim_date)}\x1f{_day(point.valid_from)}\x1f{_day(point.valid_to)}"
        f"\x1f{_array(document.topics)}{{{articles}}}{_array(publishers)}"
    )
    return Said(text, rating.key, claimant, document.topics, publishers)


def read_all(documents: list[bytes]) -> list[Document | None]:
    """Read documents; None for what is not as ours are."""
    try:
        return [read(document) for document in documents]
    except msgspec.DecodeError:
        return [_read(document) for document in documents]


def said(documents: list[Document | None]) -> list[Said]:
    """Return what documents say; of what is not as ours are, what no column does."""
    return [of(one) if one else NOTHING for one in documents]


def facets(standing: list[Said]) -> Iterator[tuple[str, list[str]]]:
    """Yield facets, with the values that claims which stand add to what record_count counts."""
    yield "rating", [one.rating for one in standing]
    yield "claimant", [one.claimant for one in standing if one.claimant]
    yield "topic", [topic for one in standing for topic in set(one.topics)]
    yield "publisher", [name for one in standing for name in one.publishers]


def moments(microseconds: bytes) -> list[str]:
    """Write PostgreSQL's microseconds since 2000, eight bytes each, as `chain.timestamp` does.

    Many at once, in a fifth of the time. What is no time of a calendar, infinity among it, gives
    something that no document says.
    """
    counted = np.frombuffer(microseconds, ">i8").astype("int64").view("timedelta64[us]")
    times = np.datetime64(EPOCH, "us") + counted
    written: list[str] = np.datetime_as_string(times, timezone="UTC").tolist()
    return written


def _read(document: bytes) -> Document | None:
    try:
        return read(document)
    except msgspec.DecodeError:
        return None


def _places(places: tuple[_Place, ...]) -> tuple[list[str], tuple[str, ...]]:
    """Return the keys of articles and the names of their publishers, each once and in order."""
    articles = [place.article for place in places]
    publishers = {article.publisher.name for article in articles if article.publisher}
    return sorted({article.key for article in articles}), tuple(sorted(publishers))


def _day(day: str | None) -> str:
    """Return a day as PostgreSQL writes it: nothing where there is none, which "" is not."""
    return day or ("" if day is None else "?")


@lru_cache(maxsize=16384)
def _array(values: tuple[str, ...]) -> str:
    """Write values as PostgreSQL writes an array."""
    return "{" + ",".join(map(_element, values)) + "}"


IN_QUOTES = re.compile(r'[\s{},"\\]|\A(null)?\Z', re.ASCII | re.IGNORECASE)
ESCAPED = re.compile(r'(["\\])')


def _element(value: str) -> str:
    if value.replace("-", "").isalnum() and len(value) > len("null"):
        return value  # As nearly all keys: there is no need to look at each letter.
    return '"' + ESCAPED.sub(r"\\\1", value) + '"' if IN_QUOTES.search(value) else value
