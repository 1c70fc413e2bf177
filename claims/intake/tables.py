"""Reading a file of rows, CSV or JSON, into rows that say on which line they stand.

What is read was written by anybody: its size, width and depth are bounded first.
"""

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from claims import exceptions
from claims.language import cells

MAX_BYTES = 1_000_000
MAX_ROWS = 1_000
MAX_COLUMNS = 100
Cells = dict[str, str]


@dataclass(frozen=True)
class Line:
    """One row, and where it stands: the line of a CSV file, the item of a JSON list."""

    number: int
    cells: Cells


def read(name: str, content: bytes) -> list[Line]:
    """Return the rows of the file `name`. Raises BadValue that says what is wrong, and where."""
    if len(content) > MAX_BYTES:
        raise exceptions.BadValue(
            f"{name} has {len(content):,} bytes, and {MAX_BYTES:,} at most are read: split it."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise exceptions.BadValue(
            f"{name} is not UTF-8 (byte {error.start}): save it as “CSV UTF-8” and upload it again."
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise exceptions.BadValue(f"{name}, line {line}: there is a null character; take it out.")
    rows = _of_json(name, text) if name.lower().endswith(".json") else _of_csv(name, text)
    if not rows:
        raise exceptions.BadValue(f"{name} has no rows: write one below the names of the columns.")
    if len(rows) > MAX_ROWS:
        raise exceptions.BadValue(
            f"{name} has {len(rows):,} rows, and {MAX_ROWS:,} at most are read at once: split it."
        )
    return rows


def _of_csv(name: str, text: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    rows: list[Line] = []
    try:
        header = [column.strip() for column in next(reader, [])]
        check_header(name, header)
        start = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) > len(header):
                    raise exceptions.BadValue(
                        f"{name}, line {start}: there are {len(row)} cells, and {len(header)}"
                        " columns. Put texts with commas in quotes."
                    )
                values = [cells.plain(cell.strip()) for cell in row]
                rows.append(Line(start, dict(zip(header, values, strict=False))))
            start = reader.line_num + 1
    except csv.Error as error:
        raise exceptions.BadValue(
            f"{name}, line {reader.line_num}: {error}. Mend the quotes there."
        ) from error
    return rows


def delimiter(text: str) -> str:
    """Spreadsheets write semicolons where the comma is the decimal sign."""
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","


def check_header(name: str, header: list[str]) -> None:
    doubled = {column for column in header if header.count(column) > 1}
    if doubled:
        raise exceptions.BadValue(
            f"{name}, line 1: {sorted(doubled)} stands there twice: name each column once."
        )
    if len(header) > MAX_COLUMNS:
        raise exceptions.BadValue(f"{name}, line 1: there are more than {MAX_COLUMNS} columns.")


def _of_json(name: str, text: str) -> list[Line]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise exceptions.BadValue(f"{name} is no JSON: {error}.") from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise exceptions.BadValue(f"{name} is not a list of objects: write [{{…}}, {{…}}].")
    return [
        Line(
            number,
            {str(key): plain(f"{name}, item {number}, {key}", v) for key, v in item.items()},
        )
        for number, item in enumerate(items, start=1)
    ]


def plain(where: str, value: Any) -> str:
    """Return a value of JSON as the text that a cell would have."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return _storable(where, str(value)).strip()
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return _storable(where, " ".join(value))
    raise exceptions.BadValue(f"{where}: {str(value)[:60]!r} is no text, number or list of words.")


def _storable(where: str, text: str) -> str:
    """Return `text`; JSON can escape what no text in the database holds."""
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
        raise exceptions.BadValue(
            f"{where}: there is a null character, or half of one (a lone surrogate); take it out."
        )
    return text
