"""What happened to a row, in plain words: from the history tables that triggers write.

Says who (the person, the command, or the role that was logged in to the database), when, and
which columns went from what to what. The number of queries does not grow with the history.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from claims.admin import marking
from claims.language import differences
from claims.models import EVENTS, Evidence, Review, ReviewState, Source, Transition

DONE = {
    "assign": "assigned it",
    "start": "took it and started",
    "submit": "submitted it for approval",
    "return": "returned it to its author",
    "approve": "approved it",
    "publish": "published it",
    "correct": "opened a correction",
    "retract": "retracted it",
    "decline": "declined the claim",
    "reopen": "reopened it",
    "supersede": "published a correction, which supersedes this version",
}
MOVED_COLUMNS = {"state", "author_id", "reviewer_id", "approved_digest", "moved_at"}
"""What a step changes: told once, by the step, unless there was no step."""
SAME_STEP = timedelta(seconds=60)
HIDDEN_COLUMNS = {"id", "db_role", "review_id", "public_id", "created_at", "added_by_id"}
EMPTY = "—"


@dataclass(frozen=True)
class Change:
    """One column, before and after."""

    label: str
    before: str
    after: str

    @property
    def pieces(self) -> list[differences.Piece]:
        """What changed word by word; nothing where the two are short or too different for that."""
        return marking.changed(self.before, self.after)


@dataclass
class Entry:
    """One line of the time line."""

    at: datetime
    who: str
    what: str
    comment: str = ""
    state: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def state_label(self) -> str:
        return ReviewState(self.state).label if self.state else ""


def of_row(row: models.Model) -> list[Entry]:
    """Return every change of one row, newest first."""
    if type(row) not in EVENTS:
        return []
    return of_rows(type(row), id=row.pk)


def of_rows(model: type[models.Model], **which: Any) -> list[Entry]:
    """Return every change of some rows of a table, those that are gone too, newest first."""
    return _newest_first(_told(_events(model, **which), noun=""))


def of_review(review: Review) -> list[Entry]:
    """Return the steps of a review and the changes of its verdict and evidence, newest first."""
    steps = list(review.transitions.select_related("actor"))
    events = _events(Review, id=review.pk)
    untold = [pair for pair in events if not _is_creation(pair)]
    entries = [_of_step(step) for step in steps]
    entries += _told(untold, noun="", told_by=[step.at for step in steps])
    entries += _told(_events(Evidence, review_id=review.pk), noun="evidence")
    return _newest_first(entries)


# Events in pairs: (the row before, the event after).

Pair = tuple[Any, Any]


def _events(model: type[models.Model], **which: Any) -> list[Pair]:
    events = EVENTS[model]._default_manager.filter(**which)
    before: dict[Any, Any] = defaultdict(lambda: None)
    pairs: list[Pair] = []
    ordered: Iterable[Any] = events.select_related("pgh_context").order_by("pgh_id")
    for event in ordered:
        pairs.append((before[event.id], event))
        before[event.id] = event
    return pairs


def _is_creation(pair: Pair) -> bool:
    return bool(pair[1].pgh_label == "insert")


def _told(pairs: list[Pair], *, noun: str, told_by: Iterable[datetime] = ()) -> list[Entry]:
    names = _Names(pairs)
    steps = list(told_by)
    entries = []
    for before, event in pairs:
        hidden = MOVED_COLUMNS if _near(event.pgh_created_at, steps) else set()
        changes = list(_changes(before, event, names, hidden))
        if changes or event.pgh_label != "update":
            what = _verb(event, noun, names)
            entries.append(Entry(event.pgh_created_at, names.who(event), what, changes=changes))
    return entries


def _near(moment: datetime, steps: list[datetime]) -> bool:
    return any(abs(moment - step) < SAME_STEP for step in steps)


def _verb(event: Any, noun: str, names: "_Names") -> str:
    verbs = {"insert": "added", "update": "changed", "delete": "removed"}
    if noun == "evidence":
        source = names.value(event, event._meta.get_field("source"))
        return f"{verbs[event.pgh_label]} evidence: {source}"
    return f"{verbs[event.pgh_label]} it"


def _changes(before: Any, event: Any, names: "_Names", hidden: set[str]) -> Iterator[Change]:
    if before is None or event.pgh_label == "delete":
        return
    for column in _columns(event):
        if column.attname in hidden or getattr(before, column.attname) == getattr(
            event, column.attname
        ):
            continue
        label = str(column.verbose_name).replace("_", " ")
        yield Change(label, names.value(before, column), names.value(event, column))


def _columns(event: Any) -> list[Any]:
    return [
        column
        for column in event._meta.concrete_fields
        if not column.name.startswith("pgh_") and column.attname not in HIDDEN_COLUMNS
    ]


def _of_step(step: Transition) -> Entry:
    who = step.actor.get_full_name() or step.actor.get_username()
    moved = step.to_state if step.to_state != step.from_state else ""
    what = DONE.get(step.action, step.action)
    return Entry(step.at, who, what, comment=step.comment, state=moved)


def _newest_first(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


class _Names:
    """The names of all rows and people that these events mention, fetched at once."""

    def __init__(self, pairs: list[Pair]) -> None:
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for event in (event for pair in pairs for event in pair if event is not None):
            for column in _columns(event):
                if column.related_model and getattr(event, column.attname) is not None:
                    wanted[column.related_model].add(getattr(event, column.attname))
            if _actor(event) is not None:
                wanted[User].add(_actor(event))
        self._rows = {model: _by_key(model, keys) for model, keys in wanted.items()}

    def who(self, event: Any) -> str:
        metadata = event.pgh_context.metadata if event.pgh_context else {}
        user = self._rows.get(User, {}).get(_actor(event))
        if user is not None:
            return str(user.get_full_name() or user.get_username())
        if command := metadata.get("command"):
            return f"the command {command}"
        return f"the database role {event.db_role}"

    def value(self, event: Any, column: Any) -> str:
        """Return a column's value as people read it."""
        value = getattr(event, column.attname)
        if value in (None, "", []):
            return EMPTY
        if column.related_model:
            return str(self._rows.get(column.related_model, {}).get(value, f"#{value}"))
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return str(dict(column.flatchoices).get(value, value))


def _actor(event: Any) -> int | None:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    user: int | None = metadata.get("user")
    return user


def _by_key(model: Any, keys: set[Any]) -> dict[Any, Any]:
    rows = model._base_manager.filter(pk__in=keys)
    if model is Source:
        rows = rows.only("title")
    return {row.pk: row for row in rows}
