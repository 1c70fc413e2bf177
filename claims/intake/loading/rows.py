"""What a file gives: rows of cells, or what is wrong at a place of it."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from claims.intake import claim_table

OF_CLAIM: tuple[str, ...] = claim_table.ClaimTable.columns()
OF_PASSAGE: tuple[str, ...] = claim_table.OF_PASSAGE
OF_REVIEW = (
    "review_publisher", "review_site", "review_id", "review_url", "review_title", "review_rating",
    "review_value", "review_best", "review_worst", "review_scale", "review_date",
    "review_language", "review_appeared_at",
)  # fmt: skip
COLUMNS = (*OF_CLAIM, "claimant_kind", *OF_PASSAGE, *OF_REVIEW)
"""All that a row may name."""

KNOWN = frozenset(COLUMNS)

SHOWN = 200
"""Characters of a value that a fault quotes."""
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that make text run the other way: an address looks like another."""
SHOWN_AS_SAID = OF_REVIEW
"""Cells that a page shows without anybody having written them anew."""
MAX_CELL = 1_000_000
"""Characters of one cell: more is no statement, and an index of words would refuse it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column, as text, from where `line` begins. What is not named stays as it is."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and what to do. `field` is empty where the whole row is meant."""

    line: int
    field: str
    value: str
    reason: str
    remedy: str


Read = Iterator[Row | Fault]


def fault(line: int, field: str, value: Any, reason: str, remedy: str) -> Fault:
    shown = value if isinstance(value, str) else _written(value)
    # Half characters cannot be written into any file.
    shown = shown[:SHOWN].encode("utf-8", "backslashreplace").decode()
    return Fault(line, field, shown, reason, remedy)


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        # It could just be read: writing it stands a few calls deeper.
        return "…"


def unstorable(row: Row) -> Fault | None:
    """Say which cell no database holds: a null character, half a character, or far too much.

    And which cell of others' reviews has signs that nobody sees.
    """
    whole = "".join(row.cells.values())
    if len(whole) <= MAX_CELL and (whole.isprintable() or _plain(row, whole)):
        return None
    for name, cell in row.cells.items():
        if len(cell) > MAX_CELL:
            reason = f"There are {len(cell):,} characters, and {MAX_CELL:,} at most are read."
            return fault(row.line, name, cell, reason, "Shorten it.")
        if "\0" in cell:
            return fault(row.line, name, cell, "There is a null character.", "Take it out.")
        if not _encodes(cell):
            return half(row.line, name, cell)
        if name in SHOWN_AS_SAID and (hit := HIDDEN.search(cell)):
            reason = f"There is a sign that nobody sees: U+{ord(hit[0]):04X}."
            return fault(row.line, name, cell, reason, "Take it out.")
    return None


def _plain(row: Row, whole: str) -> bool:
    if "\0" in whole or not _encodes(whole):
        return False
    return not any(HIDDEN.search(row.cells.get(name, "")) for name in SHOWN_AS_SAID)


def half(line: int, name: str, cell: str) -> Fault:
    """A byte that is no UTF-8 comes here as a half character of its own; JSON can write others."""
    for place, sign in enumerate(cell, start=1):
        if "\udc80" <= sign <= "\udcff":
            before = len(cell[: place - 1].encode("utf-8", "surrogateescape")) + 1
            what = "cell" if name else "line"
            reason = (
                f"Byte {before} of the {what} is 0x{ord(sign) - 0xDC00:02X}, which is no UTF-8."
            )
            return fault(line, name, cell, reason, WRONG_ENCODING)
    reason = "There is half of a character (a lone surrogate)."
    return fault(line, name, cell, reason, HALF_REMEDY)


HALF_REMEDY = "Take it out; or, if the file breaks off there, get it again, whole."
WRONG_ENCODING = (
    "Save the file as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW; with the"
    " encoding that the file really has."
)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


NUMBERS = frozenset({int, float})
TAKEN: dict[str, frozenset[type]] = {
    "claimant_unknown": frozenset({bool, int}),
    "topics": frozenset({list}),
    **dict.fromkeys(
        (
            "external_id", "article", "claim_date", "value", "valid_from", "valid_to", "priority",
            "start", "end", "review_id", "review_rating", "review_value", "review_best",
            "review_worst", "review_date",
        ),
        NUMBERS,
    ),
}  # fmt: skip
"""What a column takes besides a text and null: nobody knows which statement `true` should be."""
NO_TYPE: frozenset[type] = frozenset()
KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list"}


def of_values(line: int, values: dict[str, Any]) -> Row | Fault:
    """Return a row of JSON’s values, each a text or what TAKEN allows in its column."""
    cells: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, str):
            cells[name] = value.strip()
            continue
        if value is not None and not _is_taken(name, value):
            return _no_text(line, name, value)
        cells[name] = _cell(value)
    return Row(line, cells)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_taken(name: str, value: Any) -> bool:
    if type(value) not in TAKEN.get(name, NO_TYPE):
        return False
    if isinstance(value, list):
        return all(isinstance(word, str) for word in value)
    return math.isfinite(value)


def _no_text(line: int, name: str, value: Any) -> Fault:
    allowed = sorted({KINDS[kind] for kind in TAKEN.get(name, NO_TYPE)})
    others = f" or {' or '.join(allowed)}" if allowed else ""
    words = " of words" if others.endswith("list") else ""
    return fault(line, name, value, f"This is no text{others}{words}.", "Write it as a text.")
