"""Claims as a table: one row each, as CSV by RFC 4180 that no spreadsheet runs."""

from collections.abc import Iterable
from typing import Any

import msgspec

from claims.language import cells

COLUMNS = (
    "sequence", "id", "url", "text", "claimant_key", "claimant", "claimant_kind", "claim_date",
    "in_language", "topics", "subject", "property", "value", "unit", "valid_from", "valid_to",
    "rating", "rating_text", "rating_value", "rating_normalized", "title", "explanation", "as_of",
    "sources", "appears_in", "contradicts", "version", "kind", "note", "published_at",
    "first_published_at",
)  # fmt: skip

harmless = cells.harmless
QUOTE, TWICE = '"', '""'
BETWEEN = " | "
"""Stands between the several values of one cell. No address holds it."""


class _Addressed(msgspec.Struct, gc=False):
    url: str


class _Place(msgspec.Struct, gc=False):
    article: _Addressed


class _Pair(msgspec.Struct, gc=False):
    other: _Addressed


class _Claimant(msgspec.Struct, gc=False):
    key: Any
    name: Any
    kind: Any


NOBODY = _Claimant("", "", "")


class _Point(msgspec.Struct, gc=False):
    subject: Any
    property: Any
    value: Any
    unit: Any
    valid_from: Any
    valid_to: Any


class _Rating(msgspec.Struct, gc=False):
    key: Any
    text: Any
    value: Any
    normalized: Any


class Claim(msgspec.Struct, gc=False):
    """What the table has of a claim: read alone, in a third of the time that all of it takes."""

    id: Any
    url: Any
    text: Any
    claimant: _Claimant | None
    claim_date: Any
    in_language: Any
    topics: list[str]
    point_at_issue: _Point
    rating: _Rating
    title: Any
    explanation: Any
    as_of: Any
    sources: list[_Addressed]
    appearances: list[_Place]
    contradictions: list[_Pair]
    version: Any
    kind: Any
    note: Any
    published_at: Any
    first_published_at: Any


read = msgspec.json.Decoder(Claim).decode
"""Reads the body of a claim."""


def line(sequence: int, body: bytes) -> bytes:
    """Return the row of a claim, of which `body` is what the API serves.

    Texts stand in quotes and numbers do not; lines end with CR LF. As csv.writer with
    QUOTE_NONNUMERIC writes them, which looks at each letter and takes most of the time of a dump.
    """
    # Nearly all begin with a letter or a digit, which none runs, and have no quote.
    return _joined(
        [
            f'"{value}"'
            if value.__class__ is str and (not value or value[0].isalnum()) and QUOTE not in value
            else '""'
            if value is None
            else _cell(harmless(value))
            for value in _values(sequence, read(body))
        ]
    )


def _line(cells: Iterable[Any]) -> bytes:
    return _joined([_cell(cell) for cell in cells])


def _joined(cells: list[str]) -> bytes:
    return (",".join(cells) + "\r\n").encode()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value.replace(QUOTE, TWICE)}"'
    return '""' if value is None else str(value)


HEAD = _line(COLUMNS)


def _values(sequence: int, claim: Claim) -> tuple[Any, ...]:
    """Return a claim as one row, with what is nested beside it, in the order of COLUMNS."""
    claimant, point, rating = claim.claimant or NOBODY, claim.point_at_issue, claim.rating
    return (
        sequence, claim.id, claim.url, claim.text, claimant.key, claimant.name, claimant.kind,
        claim.claim_date, claim.in_language, BETWEEN.join(claim.topics), point.subject,
        point.property, point.value, point.unit, point.valid_from, point.valid_to, rating.key,
        rating.text, rating.value, rating.normalized, claim.title, claim.explanation, claim.as_of,
        BETWEEN.join([source.url for source in claim.sources]),
        BETWEEN.join([place.article.url for place in claim.appearances]),
        BETWEEN.join([pair.other.url for pair in claim.contradictions]),
        claim.version, claim.kind, claim.note, claim.published_at, claim.first_published_at,
    )  # fmt: skip
