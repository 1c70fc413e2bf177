"""What of a page is typed: which fields of a row, and of the rows that belong to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from claims.admin.saving import windows
from claims.desk.review import workflow
from claims.models import Evidence, Review


@dataclass(frozen=True)
class Rows:
    """Rows that are typed on the page of another: evidence, passages, aliases."""

    model: type[Any]
    of: str
    """Their foreign key to the row whose page it is."""
    noun: str
    prefix: str
    """What the names of their fields begin with in the form."""
    written: tuple[str, ...]
    fixed: tuple[str, ...] = ()
    """Said when a row is added, and never changed: another one is another row."""
    label: Callable[[Any], str] = str
    window: windows.Window = windows.ALL
    """Those of them that the page shows."""

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.fixed, *self.written)


@dataclass(frozen=True)
class Shape:
    """The fields of `model` that a page was opened with, and which of them are typed on it."""

    model: type[Any]
    fields: tuple[str, ...]
    rows: Rows | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    """Where a form calls a field otherwise than its model does."""
    shown: tuple[str, ...] = ()
    """Fields that are read on the page and not typed: a change of them is told."""

    @property
    def typed(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name not in self.shown)

    def label(self, name: str) -> str:
        said = self.labels.get(name) or str(column(self.model, name).verbose_name)
        return said[:1].upper() + said[1:]


REVIEW = Shape(
    Review,
    workflow.WRITTEN_FIELDS,
    Rows(
        Evidence,
        of="review",
        noun="evidence",
        prefix="evidence",
        written=("stance", "quote", "locator", "note"),
        fixed=("source",),
        label=lambda row: str(row.source),
    ),
)


def of_review(window: windows.Window) -> Shape:
    """Return what is typed on a review's page that shows some of its evidence."""
    return replace(REVIEW, rows=REVIEW.rows and replace(REVIEW.rows, window=window))


def column(model: type[Any], name: str) -> Any:
    return model._meta.get_field(name)


def as_typed(value: Any) -> str:
    """Return a column's value as a form sends it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


class Reader:
    """Reads typed values as people do: names for numbers. Asks for each row once."""

    def __init__(self) -> None:
        self._names: dict[tuple[Any, str], str] = {}

    def read(self, model: type[Any], name: str, value: str) -> str:
        field_ = column(model, name)
        if field_.get_internal_type() == "BooleanField":
            return "Yes" if value else "No"
        if field_.related_model and value:
            return self._name(field_.related_model, value)
        return str(dict(field_.flatchoices).get(value, value))

    def _name(self, model: Any, pk: str) -> str:
        if (model, pk) not in self._names:
            usable = pk.isdecimal() and len(pk) < 19
            row = model._default_manager.filter(pk=pk).first() if usable else None
            self._names[model, pk] = str(row or pk)
        return self._names[model, pk]
