"""Claims from a table: each row a claim and, if it names one, the passage where it stands.

All rows are taken or none. A claim is known by its external id: what a file says again changes
nothing, and a column that is not in the file stays as it is.
"""

from dataclasses import dataclass
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from import_export import fields, resources, results, widgets
from tablib import Dataset

from claims import exceptions
from claims.intake import columns, passages, slugs, tables
from claims.models import Appearance, Article, Claim

KEY = "external_id"
OF_PASSAGE = ("article", "exact", "prefix", "suffix", "start", "end")


def _field(name: str, widget: Any = None) -> Any:
    return fields.Field(name, name, widget or widgets.CharWidget())


class ClaimTable(resources.ModelResource):  # type: ignore[misc]  # it ships no types
    """The columns of a table of claims: what is read, and what is written."""

    external_id = _field(KEY)
    text = _field("text")
    claimant = _field("claimant", columns.ByKeyOrName())
    claimant_unknown = _field("claimant_unknown", columns.YesNo())
    claim_date = _field("claim_date", columns.Day("%Y-%m-%d"))
    in_language = _field("in_language", columns.Language())
    topics = _field("topics", columns.Words())
    subject = _field("subject")
    property = _field("property")
    value = _field("value")
    unit = _field("unit")
    valid_from = _field("valid_from", columns.Day("%Y-%m-%d"))
    valid_to = _field("valid_to", columns.Day("%Y-%m-%d"))
    selection_reason = _field("selection_reason")
    priority = _field("priority", columns.Priority())

    class Meta:
        model = Claim
        fields: tuple[str, ...] = (
            KEY, "text", "claimant", "claimant_unknown", "claim_date", "in_language", "topics",
            "subject", "property", "value", "unit", "valid_from", "valid_to", "selection_reason",
            "priority",
        )  # fmt: skip
        import_id_fields = (KEY,)
        use_transactions = True
        skip_unchanged = True
        skip_html_diff = True

    def __init__(self, *, by: User | None = None) -> None:
        super().__init__()
        self.by = by
        self.seen: set[str] = set()

    def before_import_row(self, row: Any, **options: Any) -> None:
        # A cell that the file does not have is no empty one: what is stored stays.
        for name in [name for name, cell in row.items() if cell is None]:
            del row[name]
        key = row.get(KEY, "")
        if not key:
            raise ValidationError({KEY: "Give each claim an id of your own, which stays."})
        if key in self.seen:
            raise ValidationError({KEY: "An earlier row has this id already: one row a claim."})
        self.seen.add(key)

    def validate_instance(self, instance: Any, *args: Any, **options: Any) -> None:
        if instance.pk is None:
            instance.created_by = self.by
            instance.slug = slugs.free(instance.text)
        super().validate_instance(instance, *args, **options)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        _stored(lambda: instance.save(force_insert=is_create))

    def after_import_row(self, row: Any, row_result: Any, **options: Any) -> None:
        if row_result.instance is not None and _pinned(row_result.instance, row):
            row_result.pinned = row["exact"]
            if row_result.is_skip():
                row_result.import_type = row_result.IMPORT_TYPE_UPDATE


def _stored(save: Any) -> Any:
    """Save, within a savepoint; what the database refuses is said of the row."""
    try:
        with exceptions.from_constraints(), transaction.atomic():
            return save()
    except exceptions.DeskError as refusal:
        raise ValidationError(str(refusal)) from refusal
    except (IntegrityError, DataError) as error:
        raise ValidationError(f"The database refuses this: {error}") from error


# The passage of a row.


def _pinned(claim: Claim, row: Any) -> bool:
    """Pin the passage that a row names; whether that changed anything."""
    said = {name: row.get(name) or "" for name in OF_PASSAGE}
    if not any(said.values()):
        return False
    article = Article.objects.filter(key=said["article"]).first()
    if article is None:
        raise ValidationError({"article": "There is no article of this key: add it first."})
    if not said["exact"]:
        raise ValidationError({"exact": "Give the exact words of the passage."})
    place = _place(article, said)
    words = {name: said[name] for name in ("exact", "prefix", "suffix")}
    there = claim.appearances.filter(article=article, start=place.start).first()
    if there and all(getattr(there, name) == word for name, word in words.items()):
        return False
    passage = there or Appearance(claim=claim, article=article, start=place.start)
    for name, word in {**words, "end": place.end}.items():
        setattr(passage, name, word)
    passage.full_clean(validate_constraints=False)
    _stored(passage.save)
    return True


def _place(article: Article, said: dict[str, str]) -> Any:
    if article.text:
        try:
            return passages.locate(article.text, said["exact"], said["prefix"], said["suffix"])
        except exceptions.DeskError as error:
            raise ValidationError({"exact": str(error)}) from error
    for name in ("start", "end"):
        if not said[name].isdecimal() or len(said[name]) > 9:
            raise ValidationError(
                {name: "The article’s text is not stored: give start and end, in characters."}
            )
    return SimpleNamespace(start=int(said["start"]), end=int(said["end"]))


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
    """What a row does: `new`, `update` or `skip`."""

    line: int
    kind: str
    claim: Claim
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
        told = [(row.kind, row.claim.external_id, row.changes, row.pinned) for row in self.rows]
        return sha256(repr(told).encode()).hexdigest()


def preview(lines: list[tables.Line], *, by: User) -> Report:
    """Return what importing `lines` would do. Nothing is changed."""
    return _run(lines, by=by, dry_run=True)


def carry_out(lines: list[tables.Line], *, by: User) -> Report:
    """Import `lines`: all of them or, if its report has problems, none."""
    return _run(lines, by=by, dry_run=False)


def _run(lines: list[tables.Line], *, by: User, dry_run: bool) -> Report:
    if not (by.is_active and by.has_perms(["claims.add_claim", "claims.change_claim"])):
        raise exceptions.NotPermitted
    table = ClaimTable(by=by)
    result = table.import_data(
        _dataset(lines),
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


def _dataset(lines: list[tables.Line]) -> Any:
    named = list(dict.fromkeys(name for line in lines for name in line.cells))
    known = (*ClaimTable.Meta.fields, *OF_PASSAGE)
    unknown = [name for name in named if name not in known]
    if unknown or KEY not in named:
        wrong = f"{unknown} is no column" if unknown else f"The column {KEY} is missing"
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


def _row(table: ClaimTable, line: tables.Line, row: Any) -> Row:
    changes = []
    if row.original is not None and row.is_update():
        for field in table.get_import_fields():
            before, after = field.export(row.original), field.export(row.instance)
            if before != after:
                changes.append(Change(field.column_name, before, after))
    return Row(line.number, row.import_type, row.instance, changes, getattr(row, "pinned", ""))


def written(claim: Claim) -> list[str]:
    """Return the cells of one claim, in the order of the columns."""
    table = ClaimTable()
    return [table.fields[name].export(claim) for name in ClaimTable.Meta.fields]
