"""Claims as a table: one row each, as CSV by RFC 4180 that no spreadsheet runs."""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from claims.language import cells

Json = dict[str, Any]

COLUMNS = (
    "sequence", "id", "url", "text", "claimant_key", "claimant", "claimant_kind", "claim_date",
    "in_language", "topics", "subject", "property", "value", "unit", "valid_from", "valid_to",
    "rating", "rating_text", "rating_value", "rating_normalized", "title", "explanation", "as_of",
    "sources", "appears_in", "contradicts", "version", "kind", "note", "published_at",
    "first_published_at",
)  # fmt: skip

PICK = itemgetter(*COLUMNS)
harmless = cells.harmless
QUOTE, TWICE = '"', '""'
BETWEEN = " | "
"""Stands between the several values of one cell. No address holds it."""


def lines(rows: Iterable[tuple[int, Json]]) -> Iterator[bytes]:
    """Yield the head and then one line a row; `rows` are the sequences and bodies of claims.

    Texts stand in quotes and numbers do not; lines end with CR LF. As csv.writer with
    QUOTE_NONNUMERIC writes them, which looks at each letter and takes most of the time of a dump.
    """
    yield _line(COLUMNS)
    for sequence, claim in rows:
        row = {"sequence": sequence, **flat(claim)}
        # Nearly all begin with a letter or a digit, which none runs, and have no quote.
        yield _joined(
            [
                f'"{value}"'
                if isinstance(value, str)
                and (not value or value[0].isalnum())
                and QUOTE not in value
                else _cell(harmless(value))
                for value in PICK(row)
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


def flat(claim: Json) -> Json:
    """Return a claim as one row: the names of the API, with what is nested beside them."""
    point, rating, claimant = claim["point_at_issue"], claim["rating"], claim["claimant"] or {}
    return {
        **{name: claim[name] for name in COLUMNS if name in claim},
        **point,
        "claimant_key": claimant.get("key", ""),
        "claimant": claimant.get("name", ""),
        "claimant_kind": claimant.get("kind", ""),
        "topics": BETWEEN.join(claim["topics"]),
        "rating": rating["key"],
        "rating_text": rating["text"],
        "rating_value": rating["value"],
        "rating_normalized": rating["normalized"],
        "sources": BETWEEN.join(source["url"] for source in claim["sources"]),
        "appears_in": BETWEEN.join(place["article"]["url"] for place in claim["appearances"]),
        "contradicts": BETWEEN.join(pair["other"]["url"] for pair in claim["contradictions"]),
    }
