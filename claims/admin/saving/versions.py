"""What stood in a row when its page was opened: found in the history, by its token alone.

The page carries no copy of what it was opened with, which somebody could forge: the history has
every content that the row ever had, and the token says which one it was.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from claims.admin.saving import shapes
from claims.admin.saving.shapes import REVIEW, Shape
from claims.models import EVENTS


@dataclass
class Content:
    """The fields of the page, and of its rows by their number: as the columns have them."""

    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)

    def token(self) -> str:
        said = [str(value) for value in self.fields.values()]
        rows = [[pk, *map(str, self.rows[pk].values())] for pk in sorted(self.rows)]
        return sha256(json.dumps([said, rows]).encode()).hexdigest()

    def typed(self, name: str) -> str:
        """Return a field as a form would send it."""
        return shapes.as_typed(self.fields.get(name))

    def row(self, pk: str) -> dict[str, str] | None:
        """Return one of the rows, as a form would send it."""
        row = self.rows.get(int(pk)) if pk.isdecimal() else None
        return {name: shapes.as_typed(row[name]) for name in row} if row else None


def stored(row: Any, shape: Shape = REVIEW) -> Content:
    """Return the content of `row` as it was read, with the rows that belong to it as they are."""
    return Content(
        _values(row, shape.model, shape.fields),
        {part.pk: _values(part, type(part), shape.rows.fields) for part in parts(row, shape)}
        if shape.rows
        else {},
    )


def parts(row: Any, shape: Shape) -> Any:
    """Return the rows of the page that belong to `row`, in the order in which they were added."""
    rows = shape.rows
    if rows is None:
        return []
    relations = [name for name in rows.fields if shapes.column(rows.model, name).related_model]
    found = rows.model._default_manager.filter(**{rows.of: row.pk}, **rows.window.which())
    return found.select_related(*relations).order_by("pk") if relations else found.order_by("pk")


def seen(row: Any, token: str, shape: Shape = REVIEW) -> Content | None:
    """Return the newest content of `row` that has this token, if it ever had one like it."""
    found = None
    for content in _all_of(row, shape):
        if content.token() == token:
            found = Content(dict(content.fields), dict(content.rows))
    return found


def removed(row: Any, numbers: list[str], shape: Shape) -> dict[str, dict[str, str]]:
    """Return what rows with these numbers said at their end, as typed, by number."""
    if shape.rows is None:
        return {}
    wanted = [number for number in numbers if number.isdecimal()]
    events = _events(shape.rows.model, id__in=wanted, **{f"{shape.rows.of}_id": row.pk})
    contents = {event.id: _values(event, shape.rows.model, shape.rows.fields) for event in events}
    # In their order: the last event of a row stays.
    return {
        str(pk): {name: shapes.as_typed(value) for name, value in values.items()}
        for pk, values in contents.items()
    }


def _all_of(row: Any, shape: Shape) -> Iterator[Content]:
    """Yield the one content after the other; the object is the same one, changed."""
    events = [*_events(shape.model, id=row.pk)]
    if shape.rows:
        shown = shape.rows.window.which("id")
        events += _events(shape.rows.model, **{f"{shape.rows.of}_id": row.pk}, **shown)
    content = Content()
    for event in sorted(events, key=lambda event: event.pgh_created_at):
        if isinstance(event, EVENTS[shape.model]):
            content.fields = _values(event, shape.model, shape.fields)
        elif event.pgh_label == "delete":
            content.rows.pop(event.id, None)
        elif shape.rows:
            content.rows[event.id] = _values(event, shape.rows.model, shape.rows.fields)
        yield content


def _events(model: Any, **which: Any) -> Any:
    return EVENTS[model]._default_manager.filter(**which).order_by("pgh_id")


def _values(row: Any, model: type[Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, shapes.column(model, name).attname) for name in names}
