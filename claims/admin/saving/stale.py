"""Two tabs, one row: what is typed on a page that does not show what is stored any more.

The page carries a token of the content that it was opened with. With another one nothing is
saved: what was typed is merged into a form of what is stored now (claims.admin.saving.merging).
"""

from typing import Any

from django.utils import timezone

from claims import exceptions
from claims.admin import history
from claims.admin.saving import versions
from claims.admin.saving.shapes import REVIEW, Shape
from claims.models import Review

FIELD = "seen"


class ChangedMeanwhile(exceptions.WrongState):
    """Somebody saved this since its page was opened."""


class Undecided(exceptions.WrongState):
    """Choose for each field that both of you changed which text stays; nothing is saved yet."""


def token(row: Any, shape: Shape = REVIEW) -> str:
    """Return what stands for the content of `row` as it was read, and its parts now."""
    return versions.stored(row, shape).token()


def require_seen(row: Any, seen: str, shape: Shape = REVIEW) -> None:
    """Raise ChangedMeanwhile if what was seen is not what is stored."""
    if seen != token(row, shape):
        raise changed(row, shape, "your text is kept below; compare and save again.")


def changed(row: Any, shape: Shape, remedy: str) -> ChangedMeanwhile:
    """Return the refusal that says who changed `row` meanwhile."""
    noun = shape.model._meta.verbose_name
    return ChangedMeanwhile(f"This {noun} changed since you opened it{_who(row, shape)}: {remedy}")


def _who(row: Any, shape: Shape) -> str:
    """Return who changed the content last, and when; steps change none of it."""
    entry = next(iter(_changes(row, shape)), None)
    return "" if entry is None else f" (by {entry.who}, at {when(entry)})"


def when(entry: history.Entry) -> str:
    return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}"


def _changes(row: Any, shape: Shape) -> list[history.Entry]:
    """Return the changes of what is typed, newest first."""
    if shape.model is Review:
        steps = history.DONE.values()
        return [entry for entry in history.of_review(row) if entry.what not in steps]
    entries = history.of_rows(shape.model, id=row.pk)
    if shape.rows:
        entries += history.of_rows(shape.rows.model, **{f"{shape.rows.of}_id": row.pk})
    return sorted(entries, key=lambda entry: entry.at, reverse=True)
