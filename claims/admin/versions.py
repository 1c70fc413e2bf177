"""What stood in a review when its page was opened: found in the history, by its token alone.

The page carries no copy of what it was opened with, which somebody could forge: the history has
every content that the review ever had, and the token says which one it was.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from claims.desk import workflow
from claims.models import EVENTS, Evidence, Review

WRITTEN_OF_EVIDENCE = ("stance", "quote", "locator", "note")
COLUMNS = ("source_id", *WRITTEN_OF_EVIDENCE)


@dataclass
class Content:
    """The verdict by field, and the evidence by its number: as the columns have them."""

    verdict: dict[str, Any] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)

    def token(self) -> str:
        verdict = [str(self.verdict.get(name)) for name in workflow.WRITTEN_FIELDS]
        rows = [[pk, *self.rows[pk].values()] for pk in sorted(self.rows)]
        return sha256(json.dumps([verdict, rows]).encode()).hexdigest()

    def typed(self, name: str) -> str:
        """Return a field of the verdict as a form would send it."""
        return as_typed(self.verdict.get(name))


def as_typed(value: Any) -> str:
    return "" if value is None else str(value)


def stored(review: Review) -> Content:
    """Return the content of `review` as it was read, with its evidence as it is now."""
    rows = review.evidence.order_by("pk").values("pk", *COLUMNS)
    return Content(_verdict(review), {row["pk"]: _row(row) for row in rows})


def seen(review: Review, token: str) -> Content | None:
    """Return the newest content of `review` that has this token, if it ever had one like it."""
    found = None
    for content in _all_of(review):
        if content.token() == token:
            found = Content(dict(content.verdict), dict(content.rows))
    return found


def removed(review: Review, numbers: list[str]) -> dict[str, dict[str, Any]]:
    """Return what evidence with these numbers said at its end, by number."""
    wanted = [number for number in numbers if number.isdecimal()]
    events = _events(Evidence, id__in=wanted, review_id=review.pk)
    # In their order: the last event of a row stays.
    return {str(event.id): {name: getattr(event, name) for name in COLUMNS} for event in events}


def _all_of(review: Review) -> Iterator[Content]:
    """Yield the one content after the other; the object is the same one, changed."""
    events = [*_events(Review, id=review.pk), *_events(Evidence, review_id=review.pk)]
    content = Content()
    for event in sorted(events, key=lambda event: event.pgh_created_at):
        if isinstance(event, EVENTS[Review]):
            content.verdict = _verdict(event)
        elif event.pgh_label == "delete":
            content.rows.pop(event.id, None)
        else:
            content.rows[event.id] = {name: getattr(event, name) for name in COLUMNS}
        yield content


def _events(model: Any, **which: Any) -> Any:
    return EVENTS[model]._default_manager.filter(**which).order_by("pgh_id")


def _verdict(row: Any) -> dict[str, Any]:
    return {name: getattr(row, _column(name)) for name in workflow.WRITTEN_FIELDS}


def _column(name: str) -> str:
    return str(Review._meta.get_field(name).attname)  # type: ignore[union-attr]


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in COLUMNS}
