"""Finding what stands published now by words and filters: what to ask of record_search.

PostgreSQL looks at few rows whatever is asked, the newest first (claims/sql/finding_v4.sql, and
finding_v5.sql for the walk).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.record import highlights, paging, querying

PAGE = """
SELECT sequence, body, head, hits, (SELECT record_unknown_words_v1(%s::text[]))
FROM record_page_v4(%s::text[], %s::text::tsquery, %s::bigint, %s::integer, %s::integer,
    %s::text::jsonb, %s::text)
"""
MARK = "\x01"
"""Begins what the vector has beside words; no text can yield it."""
LONGEST = 200
"""Characters of a value; nothing that is published has a longer one."""
BY_VALUE = ("rating", "claimant", "publisher", "article", "topic")
DATES = (
    "published_from", "published_to", "claim_date_from", "claim_date_to", "valid_on", "since",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What is asked, as PostgreSQL takes it: readings of a search, a tsquery, dates as JSON."""

    texts: tuple[str, ...] | None
    terms: str | None
    narrowed: str | None

    @property
    def params(self) -> tuple[list[str] | None, str | None, str | None]:
        return self.texts if self.texts is None else list(self.texts), self.terms, self.narrowed


@dataclass(frozen=True)
class Found:
    """A page of stored bodies, each with its hits; where the record ended; and unknown words."""

    rows: list[tuple[bytes, dict[str, str]]]
    next: paging.Cursor | None
    previous: paging.Cursor | None
    head: int | None
    unknown: tuple[str, ...]

    @property
    def bodies(self) -> list[bytes]:
        return [body for body, _ in self.rows]


def wanted(asked: Mapping[str, Any], *, language: str = "") -> Wanted:
    """Return what is `asked` by the names of published.FILTERS, the search as a words.Reading.

    `since` is a moment at which a claim was published or made, or later; `language` a tsquery.
    """
    terms = [term(name, asked[name]) for name in BY_VALUE if name in asked]
    if "in_language" in asked:
        terms.append(term("language", asked["in_language"].lower()))
    terms += [f"({language})"] if language else []
    dates = {name: asked[name].isoformat() for name in DATES if name in asked}
    return Wanted(
        asked["q"].texts if "q" in asked else None,
        " & ".join(terms) or None,
        json.dumps(dates) if dates else None,
    )


def term(name: str, value: str) -> str:
    """Return the tsquery of one value, as claims/sql/search_v2.sql writes it into vectors."""
    quoted = f"{MARK}{name}:{value[: LONGEST + 1]}".replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"


def page(
    asked: Mapping[str, Any],
    *,
    size: int,
    cursor: paging.Cursor | None,
    ask: querying.Ask,
    known: Iterable[str] = (),
) -> Found:
    """Return a page of what is asked, newest first. One query, which also says which of the
    words `known` nothing published has.
    """
    texts, terms, narrowed = wanted(asked).params
    marks = highlights.Marks()
    direction = 1 if cursor and cursor.back else -1
    place = cursor.position if cursor else None
    options = None if texts is None else marks.options
    rows = ask(PAGE, [list(known), texts, terms, place, direction, size + 1, narrowed, options])
    found = paging.cut(rows, size=size, cursor=cursor)
    bodies = [bytes(body) for _, body, *_ in found.rows]
    hits = marks.hits((bytes(body), hits) for _, body, _, hits, _ in found.rows)
    return Found(
        list(zip(bodies, hits, strict=True)),
        found.next,
        found.previous,
        rows[0][2] if rows else None,
        tuple(rows[0][4] or ()) if rows else (),
    )
