"""Which format a file has, and its rows in our columns."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from claims import exceptions
from claims.intake.loading import opening, rows
from claims.intake.loading.columns_file import Mapping
from claims.intake.loading.formats import (
    averitec,
    claimreview,
    csv_table,
    documents,
    dump,
    google,
    html_page,
    ndjson,
)

Cells = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """How a file is read. In a `foreign` one, claimants are names, and new ones are made."""

    rows: Callable[[opening.Opened], rows.Read]
    foreign: bool


def kind(source: opening.Opened, named: str, mapping: Mapping | None) -> Kind:
    """Return how `source` is read: as `named`, else as its beginning says."""
    if not source.head.strip("\ufeff \t\r\n"):
        raise exceptions.BadValue(f"{source.name} is empty.")
    named = named or guess(source)
    if mapping:
        if named not in OURS:
            raise exceptions.BadValue(f"--columns goes with {' or '.join(OURS)}, not with {named}.")
        return Kind(lambda one: _ours(one, named, mapping), foreign=mapping.make_claimants)
    if named in OURS:
        return Kind(lambda one: _ours(one, named, None), foreign=False)
    convert = FOREIGN[named]
    return Kind(lambda one: _converted(one, convert), foreign=True)


OURS = ("csv", "ndjson")
FOREIGN: dict[str, Callable[[Any], Iterator[Cells]]] = {
    "claimreview": claimreview.rows_of,
    "averitec": averitec.rows_of,
    "google": google.rows_of,
    "dump": dump.rows_of,
}
FORMATS = (*OURS, *FOREIGN)


# Our columns, or a file whose columns a mapping names.


def _ours(source: opening.Opened, named: str, mapping: Mapping | None) -> rows.Read:
    if named == "csv":
        yield from _table(source, mapping)
        return
    for record in ndjson.records(source):
        yield record if isinstance(record, rows.Fault) else _row(*record, mapping)


def _table(source: opening.Opened, mapping: Mapping | None) -> rows.Read:
    checked = False
    for row in csv_table.records(source):
        if isinstance(row, rows.Row) and not checked:
            _check_columns(source.name, row.cells, mapping)
            checked = True
        yield mapping.row(row.line, row.cells) if mapping and isinstance(row, rows.Row) else row


def _check_columns(name: str, cells: dict[str, str], mapping: Mapping | None) -> None:
    unknown = [column for column in cells if column not in rows.COLUMNS]
    if mapping:
        missing = [column for column in mapping.columns.values() if column not in cells]
        if missing:
            raise exceptions.BadValue(f"{name} has no column {missing}, which --columns names.")
    elif unknown:
        named = ", ".join(repr(column[: rows.SHOWN]) for column in unknown[:5])
        raise exceptions.BadValue(f"{named} is no column: use {', '.join(rows.COLUMNS)}.")


def _row(line: int, values: Cells, mapping: Mapping | None) -> rows.Row | rows.Fault:
    if mapping:
        return mapping.row(line, values)
    for name in values:
        if name not in rows.KNOWN:
            remedy = f"Use {', '.join(rows.COLUMNS)}."
            return rows.fault(line, name, values[name], "There is no such column.", remedy)
    return rows.of_values(line, values)


# Files of others.


def _converted(source: opening.Opened, convert: Callable[[Any], Iterator[Cells]]) -> rows.Read:
    for record in _records(source):
        if isinstance(record, rows.Fault):
            yield record
            continue
        line, value = record
        said = [rows.of_values(line, cells) for cells in convert(value)]
        yield from said
        if not said:
            reason = "There is nothing of this format here."
            yield rows.fault(line, "", value, reason, "Leave it out, or say another --format.")


def _records(source: opening.Opened) -> Iterator[tuple[int, Any] | rows.Fault]:
    start = source.head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return html_page.records(source)
    if start[:1] in {"{", "["}:
        return ndjson.records(source) if _first_object(start) else documents.records(source)
    return (
        row if isinstance(row, rows.Fault) else (row.line, row.cells)
        for row in csv_table.records(source)
    )


# What a file is, by how it begins.


def guess(source: opening.Opened) -> str:
    """Return the format. Raises BadValue where nothing says it."""
    start = source.head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return "claimreview"
    if start[0] in "{[":
        return _of_json(source, start)
    if "first_published_at" in start.partition("\n")[0]:
        return "dump"
    suffixes = PurePath(source.name).suffixes
    if ".csv" in suffixes or any(sign in start.partition("\n")[0] for sign in ",;"):
        return "csv"
    raise exceptions.BadValue(f"{source.name} is no table and no JSON: say its --format.")


def _of_json(source: opening.Opened, start: str) -> str:
    first = _first_object(start)
    if first is not None:
        if "@type" in first or "@graph" in first:
            return "claimreview"
        if {"document", "previous_digest"} <= first.keys():
            raise exceptions.BadValue(
                f"{source.name} is a dump of the record, which names no host and has every version:"
                " load claims.ndjson of the same desk."
            )
        return "dump" if "point_at_issue" in first else "ndjson"
    if {".ndjson", ".jsonl"} & set(PurePath(source.name).suffixes):
        return "ndjson"
    for mark, named in MARKS:
        if mark in start:
            return named
    raise exceptions.BadValue(f"{source.name} is JSON of no kind that is known: say its --format.")


MARKS = (
    ('"@type"', "claimreview"),
    ('"claimReview"', "google"),
    ('"fact_checking_strategies"', "averitec"),
    ('"required_reannotation"', "averitec"),
    ('"speaker"', "averitec"),
)


def _first_object(start: str) -> Cells | None:
    """Return the object on the first line, if that line is one: the file has one a line."""
    first, end, _rest = start.partition("\n")
    if not first.startswith("{") or not (end or len(start) < opening.HEAD):
        return None
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(value, dict) and not any(isinstance(value.get(n), list) for n in LISTED)
    return value if whole else None


LISTED = documents.LISTS
