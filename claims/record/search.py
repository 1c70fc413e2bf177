"""Search in plain words: what fits best stands first, and pages go by place, not by number.

Of what has all words the newest RANKED are in order of relevance; what is older follows, newest
first. So a word that stands in every claim costs no more than another, and no claim is lost.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.record import finding, published

RANKED = 250
MOST = 10**9
"""Claims that an offset skips: beyond, there is nothing."""
STEPS = 1_000_000
"""Relevance is a whole number of these parts: a float would not come back from a token the same."""

LONGEST_WORD = 200
"""PostgreSQL refuses words of 2 kB in a query; nothing that we publish has one of 200 letters."""

BEST = """
SELECT found.sequence, claim.body, found.relevance, found.oldest
FROM record_ranked_v4(
    record_query_v1(%s::text[], NULL, 'plain'),
    record_query_v1(%s::text[], %s::text::tsquery, 'plain'), %s, %s, %s, %s,
    %s::bigint, %s::bigint, %s::bigint, %s::text::jsonb
) WITH ORDINALITY AS found (sequence, relevance, oldest, place)
JOIN record_claim AS claim ON claim.sequence = found.sequence
ORDER BY found.place
"""
NEWEST = """
SELECT found.sequence, claim.body, 0, 0
FROM (
    SELECT sequence, place
    FROM record_found_v4(%s::text::tsquery, %s::bigint, -1, %s, %s::text::jsonb)
        WITH ORDINALITY AS one (sequence, place)
    OFFSET %s
) AS found
JOIN record_claim AS claim ON claim.sequence = found.sequence
ORDER BY found.place
"""


@dataclass(frozen=True)
class Place:
    """Where a page ended: its last claim, and the oldest that is ranked."""

    relevance: int
    sequence: int
    oldest: int = 0


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
    words: str,
    *,
    size: int,
    after: Place | None = None,
    offset: int = 0,
    language: str = "",
    since: datetime | None = None,
) -> Found:
    """Return what stands published and has all `words`, as this module says.

    Without words, all of it, newest first; a mistyped word is read as the nearest that something
    published has. `offset` counts from the beginning, and means nothing with `after`. Two queries
    at most.
    """
    asked: dict[str, Any] = {} if since is None else {"since": since}
    if words.strip():
        short = " ".join(word[:LONGEST_WORD] for word in words.split())
        asked["q"] = published.plain_words(short)
    wanted = finding.wanted(asked, language=_in_language(language))
    offset = 0 if after else min(offset, MOST)
    return _found(published.ASK(*_query(wanted, size=size, after=after, offset=offset)), size)


def _query(
    wanted: finding.Wanted, *, size: int, after: Place | None, offset: int
) -> tuple[Any, list[Any]]:
    texts, terms, narrowed = wanted.params
    if texts is None:
        place = after.sequence if after else None
        return NEWEST, [terms, place, offset + size + 1, narrowed, offset]
    place_of_page = (after.relevance, after.sequence, after.oldest) if after else (None,) * 3
    return BEST, [
        texts, texts, terms, size + 1, offset, RANKED, STEPS, *place_of_page, narrowed
    ]  # fmt: skip


def newest(
    rows: published.Claims, *, size: int, after: Place | None = None, offset: int = 0
) -> Found:
    """Return `rows`, newest first. One query."""
    if after:
        rows, offset = rows.filter(publication_id__lt=after.sequence), 0
    columns = rows.order_by("-publication_id").values_list("publication_id", "body")
    return _found([(*row, 0, 0) for row in columns[offset : offset + size + 1]], size)


def _found(rows: list[tuple[Any, ...]], size: int) -> Found:
    shown = [Row(sequence, bytes(body)) for sequence, body, _, _ in rows[:size]]
    if len(rows) <= size:
        return Found(shown, None)
    sequence, _, relevance, oldest = rows[size - 1]
    return Found(shown, Place(relevance, sequence, oldest))


def _in_language(tag: str) -> str:
    """Return a tsquery for the language of `tag`, whatever its region; and for its script, where
    both a claim and `tag` name one.
    """
    language, *rest = tag.lower().split("-")
    scripts = [subtag for subtag in rest if re.fullmatch("[a-z]{4}", subtag)]
    if not scripts:
        return finding.term("language", language) if tag else ""
    written = finding.term("written", f"{language}-{scripts[0]}")
    return f"{written} | {finding.term('unwritten', language)}"
