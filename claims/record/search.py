"""Search in plain words: what fits best stands first, and pages go by place, not by number."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from claims.record import published

STEPS = 1_000_000
"""Relevance is a whole number of these parts: a float would not come back from a token the same."""

LONGEST_WORD = 200
"""PostgreSQL refuses words of 2 kB in a query; nothing that we publish has one of 200 letters."""


@dataclass(frozen=True)
class Place:
    """Where a page ended: the relevance and the sequence of its last claim."""

    relevance: int
    sequence: int


@dataclass(frozen=True)
class Row:
    """A published claim: its entry in the record, and its stored body."""

    sequence: int
    body: bytes


@dataclass(frozen=True)
class Found:
    rows: list[Row]
    next: Place | None


def best(
    rows: published.Claims, words: str, *, size: int, after: Place | None = None, offset: int = 0
) -> Found:
    """Return the `rows` that have all `words`: the most relevant first, of equals the newest.

    Without words, all of them; a mistyped word is read as the nearest that something published
    has. `offset` counts from the beginning, and means nothing with `after`. Two queries at most.
    """
    ranked = _having(rows, words)
    if after:
        offset = 0
        ranked = ranked.filter(
            Q(relevance__lt=after.relevance)
            | Q(relevance=after.relevance, publication_id__lt=after.sequence)
        )
    columns = ranked.order_by("-relevance", "-publication_id").values_list(
        "relevance", "publication_id", "body"
    )
    found = list(columns[offset : offset + size + 1])
    shown = found[:size]
    following = Place(*shown[-1][:2]) if len(found) > size else None
    return Found([Row(sequence, bytes(body)) for _, sequence, body in shown], following)


def _having(rows: published.Claims, words: str) -> "QuerySet[Any]":
    """Keep what has all words, with its `relevance`."""
    if not words.strip():
        return rows.annotate(relevance=Value(0, BigIntegerField()))
    short = " ".join(word[:LONGEST_WORD] for word in words.split())
    query = published.plain_words(short).query
    relevance = Cast(SearchRank(F("search"), query) * STEPS, BigIntegerField())
    return rows.filter(search=query).annotate(relevance=relevance)


def since(rows: published.Claims, moment: datetime) -> published.Claims:
    """Keep what was published, or claimed, at `moment` or later."""
    return rows.filter(Q(published_at__gte=moment) | Q(claim_date__gte=moment.date()))


def in_language(rows: published.Claims, tag: str) -> published.Claims:
    """Keep the language of `tag`, whatever its region; and its script, where both name one."""
    language, *rest = tag.lower().split("-")
    scripts = [subtag for subtag in rest if re.fullmatch("[a-z]{4}", subtag)]
    if not scripts:
        return rows.filter(in_language__iregex=rf"^{language}(-|$)")
    unwritten = r"-(?![a-z]{4}(-|$))"
    return rows.filter(in_language__iregex=rf"^{language}($|{unwritten}|-{scripts[0]}(-|$))")
