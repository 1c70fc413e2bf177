"""What the columns of record_claim must say, read from the bytes of documents.

Only what is needed is read, in a sixth of the time that all of it takes; and columns are lists, as
one text of many is held against another in no time. What is said here is a quick yes:
claims/sql/columns_verified.sql has the last word on what looks otherwise.
"""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

import msgspec
import numpy as np

EPOCH = date(2000, 1, 1)
"""PostgreSQL counts from here."""
Day = Annotated[str, msgspec.Meta(min_length=1)]
"""As PostgreSQL writes one, or no day at all; an empty text would look like one that is missing."""


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
    valid_from: Day | None
    valid_to: Day | None


class Document(msgspec.Struct, gc=False, frozen=True):
    """What filters, addresses and times look at; the last five are not on a tombstone."""

    url: str
    claimant: _Claimant | None
    claim_date: Day | None
    in_language: str
    topics: tuple[str, ...]
    first_published_at: str
    point_at_issue: _Point = _Point(None, None)
    rating: _Rating = _Rating("", "")
    appearances: tuple[_Place, ...] = ()
    contradictions: tuple[msgspec.Raw, ...] = ()


NOT_OURS = Document("", None, None, "", (), "")
"""Stands for a document that is not as ours are. No address is empty."""

read = msgspec.json.Decoder(Document).decode
"""Raises msgspec.DecodeError if the document is not as ours are."""


def read_all(documents: list[bytes]) -> list[Document]:
    """Read documents; NOT_OURS for each that is not as ours are."""
    try:
        return [read(document) for document in documents]
    except msgspec.DecodeError:
        return [_read(document) for document in documents]


class Counted(NamedTuple):
    """What record_count counts of entries: a list for each facet, with an element for each."""

    rating: list[str]
    claimant: list[str]
    topic: list[tuple[str, ...]]
    publisher: list[tuple[str, ...]]


class Said(NamedTuple):
    """What documents say: `columns` as entries_verified.sql writes them, and what is counted."""

    columns: tuple[list[str], ...]
    counted: Counted


def said(read: list[Document]) -> Said:
    """Return what documents say, in their order."""
    ratings = [one.rating for one in read]
    points = [one.point_at_issue for one in read]
    articles, publishers = _places(read)
    counted = Counted(
        [rating.key for rating in ratings],
        [one.claimant.key if one.claimant else "" for one in read],
        [one.topics for one in read],
        publishers,
    )
    columns = (
        [one.url for one in read],
        [one.in_language for one in read],
        counted.claimant,
        counted.rating,
        [rating.normalized for rating in ratings],
        [one.claim_date or "" for one in read],
        [point.valid_from or "" for point in points],
        [point.valid_to or "" for point in points],
        [_array(topics) for topics in counted.topic],
        articles,
        [_array(names) for names in publishers],
    )
    return Said(columns, counted)


def counts(counted: Mapping[str, Counter[Any]]) -> dict[str, Counter[str]]:
    """Return how many claims have each value of each facet, from how many say the same of it."""
    made = {facet: Counter[str]() for facet in Counted._fields}
    made["rating"].update(counted["rating"])
    made["claimant"].update(counted["claimant"])
    del made["claimant"][""]  # Unknown.
    for topics, number in counted["topic"].items():
        for topic in set(topics):
            made["topic"][topic] += number
    for names, number in counted["publisher"].items():
        for name in names:
            made["publisher"][name] += number
    return made


def moments(microseconds: bytes) -> list[str]:
    """Write PostgreSQL's microseconds since 2000, eight bytes each, as `chain.timestamp` does.

    Many at once, in a tenth of the time. What is no time of a calendar, infinity among it, gives
    something that no document says.
    """
    counted = np.frombuffer(microseconds, ">i8").astype("int64").view("timedelta64[us]")
    times = np.datetime64(EPOCH, "us") + counted
    written: list[str] = np.datetime_as_string(times, timezone="UTC").tolist()
    return written


def _read(document: bytes) -> Document:
    try:
        return read(document)
    except msgspec.DecodeError:
        return NOT_OURS


def _places(read: list[Document]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return what PostgreSQL writes of the keys of articles, and the names of their publishers."""
    keys: list[tuple[str, ...]] = []
    publishers: list[tuple[str, ...]] = []
    for one in read:
        if len(one.appearances) == 1:  # As nearly always: there is nothing to be put into order.
            article = one.appearances[0].article
            keys.append((article.key,))
            publishers.append((article.publisher.name,) if article.publisher else ())
        else:
            articles = [place.article for place in one.appearances]
            names = {article.publisher.name for article in articles if article.publisher}
            keys.append(tuple(sorted({article.key for article in articles})))
            publishers.append(tuple(sorted(names)))
    return _arrays(keys), publishers


def _arrays(every: list[tuple[str, ...]]) -> list[str]:
    """Write arrays as `_array` does; at once where no value of any is written in quotes."""
    values = [value for values in every for value in values]
    if "".join(values).replace("-", "").isalnum() and min(map(len, values)) > len("null"):
        return [f"{{{','.join(values)}}}" for values in every]
    return [_array(values) for values in every]


@lru_cache(maxsize=16384)
def _array(values: tuple[str, ...]) -> str:
    """Write values as PostgreSQL writes an array."""
    return "{" + ",".join(map(_element, values)) + "}"


IN_QUOTES = re.compile(r'[\s{},"\\]|\A(null)?\Z', re.ASCII | re.IGNORECASE)
ESCAPED = re.compile(r'(["\\])')


def _element(value: str) -> str:
    return '"' + ESCAPED.sub(r"\\\1", value) + '"' if IN_QUOTES.search(value) else value
