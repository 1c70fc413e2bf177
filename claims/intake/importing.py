"""A table of rows into the desk: all of them are taken, or none.

What each kind of table reads is in claim_table and article_table. A column that is not in the file
stays as it is.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from import_export import fields, results, widgets
from tablib import Dataset

from claims import exceptions
from claims.intake import tables


def field(name: str, widget: Any = None) -> Any:
    return fields.Field(name, name, widget or widgets.CharWidget())


class Table:
    """Goes before the library's ModelResource: what all tables have in common."""

    key: str
    """The column that says which row of the desk is meant."""
    beside: tuple[str, ...] = ()
    """Columns that are read besides those of the model."""
    permissions: tuple[str, ...]
    Meta: Any

    def __init__(self, *, by: User | None = None) -> None:
        super().__init__()
        self.by = by
        self.seen: set[Any] = set()

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        columns: tuple[str, ...] = cls.Meta.fields
        return columns

    def before_import(self, dataset: Any, **options: Any) -> None:
        # All rows that may change, in one order and before the first of them does: of two tables,
        # or a table and a page, one waits for the other, and neither waits in a circle. A changed
        # article takes the lock of publishing besides (claims/sql/rereview_v2.sql).
        cells = [cell for cell in dataset[self.key] if cell]
        rows = self.stored_rows(cells).order_by("pk").select_for_update(no_key=True)
        list(rows.values_list("pk"))

    def stored_rows(self, cells: list[str]) -> Any:
        """Return the rows of the desk that are meant by `cells`, those of the key's column."""
        return self.Meta.model._default_manager.filter(**{f"{self.key}__in": cells})

    def before_import_row(self, row: Any, **options: Any) -> None:
        # A cell that the file does not have is no empty one: what is stored stays.
        for name in [name for name, cell in row.items() if cell is None]:
            del row[name]
        self.check_row(row)

    def check_row(self, row: Any) -> None:
        """Raise ValidationError for a row that cannot be known, or was there already."""
        raise NotImplementedError

    def told(self, instance: Any) -> str:
        """Say in words which row of the desk this is."""
        return str(instance)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        stored(lambda: instance.save(force_insert=is_create))


def stored(save: Any) -> Any:
    """Save, within a savepoint; what the database refuses is said of the row."""
    try:
        with exceptions.from_constraints(), transaction.atomic():
            return save()
    except exceptions.DeskError as refusal:
        raise ValidationError(str(refusal)) from refusal
    except (IntegrityError, DataError) as error:
        raise ValidationError(f"The database refuses this: {error}") from error


# The whole table.


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell or one row, and what to do."""

    line: int
    column: str
    value: str
    remedy: str


@dataclass(frozen=True)
class Change:
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """What a row does: `new`, `update` or `skip`; `name` is its key, `told` what it says."""

    line: int
    kind: str
    name: str
    told: str
    changes: list[Change]
    pinned: str


@dataclass(frozen=True)
class Report:
    """What a table does to the desk, or what is wrong with it."""

    rows: list[Row]
    problems: list[Problem]

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    def number(self, kind: str) -> int:
        return len(self.of(kind))

    @property
    def digest(self) -> str:
        """Stands for all that would be done: another one means that the desk changed meanwhile."""
        told = [(row.kind, row.name, row.changes, row.pinned) for row in self.rows]
        return sha256(repr(told).encode()).hexdigest()


def preview(lines: list[tables.Line], *, into: type[Any], by: User) -> Report:
    """Return what importing `lines` would do. Nothing is changed."""
    return _run(lines, into(by=by), by=by, dry_run=True)


def carry_out(lines: list[tables.Line], *, into: type[Any], by: User) -> Report:
    """Import `lines`: all of them or, if its report has problems, none."""
    return _run(lines, into(by=by), by=by, dry_run=False)


def _run(lines: list[tables.Line], table: Any, *, by: User, dry_run: bool) -> Report:
    if not (by.is_active and by.has_perms(table.permissions)):
        raise exceptions.NotPermitted
    result = table.import_data(
        _dataset(lines, table),
        dry_run=dry_run,
        rollback_on_validation_errors=True,
        retain_instance_in_row_result=True,
    )
    for error in result.base_errors:
        raise error.error
    pairs = list(zip(lines, result.rows, strict=True))
    problems = [problem for line, row in pairs for problem in _wrong(line, row)]
    rows = [] if problems else [_row(table, line, row) for line, row in pairs]
    return Report(rows, problems)


def _dataset(lines: list[tables.Line], table: Any) -> Any:
    named = list(dict.fromkeys(name for line in lines for name in line.cells))
    known = (*table.columns(), *table.beside)
    unknown = [name for name in named if name not in known]
    if unknown or table.key not in named:
        wrong = f"{unknown} is no column" if unknown else f"The column {table.key} is missing"
        raise exceptions.BadValue(f"{wrong}: use {', '.join(known)}.")
    dataset = Dataset(headers=named)
    for line in lines:
        dataset.append([line.cells.get(name) for name in named])
    return dataset


def _wrong(line: tables.Line, row: results.RowResult) -> list[Problem]:
    found = [Problem(line.number, "", "", str(error.error)) for error in row.errors]
    if row.validation_error is not None:
        for name, remedies in _by_column(row.validation_error).items():
            column = "" if name == "__all__" else name
            found += [Problem(line.number, column, line.cells.get(name, ""), r) for r in remedies]
    return found


def _by_column(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return dict(error.message_dict)
    return {"__all__": list(error.messages)}


def _row(table: Any, line: tables.Line, row: Any) -> Row:
    changes = []
    if row.original is not None and row.is_update():
        for field in table.get_import_fields():
            before, after = field.export(row.original), field.export(row.instance)
            if before != after:
                changes.append(Change(field.column_name, before, after))
    name = getattr(row.instance, table.key)
    pinned = getattr(row, "pinned", "")
    return Row(line.number, row.import_type, name, table.told(row.instance), changes, pinned)
