"""A file that says which of their columns is which of ours (TOML; docs/loading.md has one)."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from claims import exceptions
from claims.intake.loading import rows

TABLES = ("columns", "constant", "prefix", "pattern", "date", "claimant_kinds")


@dataclass(frozen=True)
class Mapping:
    """`columns`: ours to theirs. `pattern`: the part of their cell that is meant (one group).

    What a pattern does not find is left out, never guessed.
    """

    columns: dict[str, str]
    constant: dict[str, str] = field(default_factory=dict)
    prefix: dict[str, str] = field(default_factory=dict)
    pattern: dict[str, re.Pattern[str]] = field(default_factory=dict)
    date: dict[str, str] = field(default_factory=dict)
    claimant_kinds: dict[str, str] = field(default_factory=dict)
    make_claimants: bool = False

    def row(self, line: int, theirs: dict[str, Any]) -> rows.Row | rows.Fault:
        said = {ours: theirs[name] for ours, name in self.columns.items() if name in theirs}
        row = rows.of_values(line, said)
        if isinstance(row, rows.Fault):
            return row
        found = {name: self._cell(name, cell) for name, cell in row.cells.items()}
        cells = self.constant | {name: cell for name, cell in found.items() if cell is not None}
        if cells.get("claimant") in self.claimant_kinds:
            cells["claimant_kind"] = self.claimant_kinds[cells["claimant"]]
        return rows.Row(line, cells)

    def _cell(self, name: str, cell: str) -> str | None:
        if name in self.pattern:
            hit = self.pattern[name].search(cell)
            # The group itself may be optional.
            if hit is None or hit[1] is None:
                return None
            cell = hit[1]
        if name in self.date:
            cell = _day(cell, self.date[name])
        return f"{self.prefix.get(name, '')}{cell}" if cell else cell


def _day(cell: str, written: str) -> str:
    try:
        return datetime.strptime(cell, written).date().isoformat()
    except ValueError:
        return cell  # The check of days names it.


def read(path: str) -> Mapping:
    """Read the file. Raises BadValue that says what in it is wrong."""
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise exceptions.BadValue(f"{path} cannot be read: {error}.") from error
    _check(path, said)
    said["pattern"] = {name: _compiled(path, one) for name, one in said.get("pattern", {}).items()}
    return Mapping(**said)


def _check(path: str, said: dict[str, Any]) -> None:
    unknown = set(said) - {*TABLES, "make_claimants"}
    if unknown or "columns" not in said:
        raise exceptions.BadValue(
            f"{path}: {sorted(unknown) or 'columns'} — write [columns] and, if needed,"
            f" {', '.join(TABLES[1:])} and make_claimants."
        )
    if not isinstance(said.get("make_claimants", False), bool):
        raise exceptions.BadValue(
            f"{path}: make_claimants is {said['make_claimants']!r}: write true or false, without"
            " quotes."
        )
    for table in TABLES:
        if not isinstance(said.get(table, {}), dict):
            raise exceptions.BadValue(f"{path}: write [{table}] as a table of names and texts.")
        for name, value in said.get(table, {}).items():
            if table != "claimant_kinds" and name not in rows.COLUMNS:
                raise exceptions.BadValue(
                    f"{path}: {name!r} in [{table}] is no column: use {', '.join(rows.COLUMNS)}."
                )
            if not isinstance(value, str):
                raise exceptions.BadValue(f"{path}: write {name} in [{table}] as a text.")


def _compiled(path: str, pattern: str) -> re.Pattern[str]:
    try:
        found = re.compile(pattern)
    except re.error as error:
        raise exceptions.BadValue(f"{path}: {pattern!r} is no pattern: {error}.") from error
    if found.groups != 1:
        raise exceptions.BadValue(f"{path}: {pattern!r} needs one group: (what is meant).")
    return found
