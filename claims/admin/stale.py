"""Two tabs, one review: what is typed on a page that does not show what is stored any more.

The page carries a token of the content that it was opened with. With another one nothing is
saved: what was typed is shown again, as a form of what is stored now.
"""

import json
import re
from hashlib import sha256
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from claims import exceptions
from claims.admin import history
from claims.desk import workflow
from claims.models import EVENTS, Evidence, Review

FIELD = "seen"
PREFIX = "evidence"
WRITTEN_OF_EVIDENCE = ("stance", "quote", "locator", "note")
ROW_FIELD = re.compile(rf"{PREFIX}-([0-9]{{1,4}})-(\w+)")

Row = dict[str, str]


class ChangedMeanwhile(exceptions.WrongState):
    """Somebody saved this review since its page was opened."""


def token(review: Review) -> str:
    """Return what stands for the content of `review` as it was read, and its evidence now."""
    verdict = [str(getattr(review, _column(name))) for name in workflow.WRITTEN_FIELDS]
    columns = ("pk", "source_id", *WRITTEN_OF_EVIDENCE)
    rows = list(review.evidence.order_by("pk").values_list(*columns))
    return sha256(json.dumps([verdict, rows]).encode()).hexdigest()


def require_seen(review: Review, seen: str) -> None:
    """Raise ChangedMeanwhile if what was seen is not what is stored."""
    if seen != token(review):
        raise ChangedMeanwhile(
            f"This review changed since you opened it{_who(review)}:"
            " your text is kept below; compare and save again."
        )


def rebased(data: QueryDict, review: Review) -> QueryDict:
    """Return what was typed as a form of what is stored now, so that it can be saved.

    Evidence that was added meanwhile is in it; of what was removed, that which was typed anew.
    """
    typed = _rows(data)
    stored = {str(row.pk): row for row in review.evidence.order_by("pk")}
    by_id = {row["id"]: row for row in typed if row.get("id") in stored}
    rows = [by_id.get(pk) or _of_stored(row) for pk, row in stored.items()]
    added = [row for row in typed if not row.get("id")]
    added += _typed_anew(review, [row for row in typed if row.get("id", "") not in {"", *stored}])

    form = data.copy()
    for name in filter(ROW_FIELD.fullmatch, data):
        del form[name]
    for number, row in enumerate(rows + added):
        form.update({f"{PREFIX}-{number}-{name}": value for name, value in row.items()})
    form[f"{PREFIX}-INITIAL_FORMS"] = str(len(rows))
    form[f"{PREFIX}-TOTAL_FORMS"] = str(len(rows + added))
    form[FIELD] = token(review)
    return form


def _column(name: str) -> str:
    return str(Review._meta.get_field(name).attname)  # type: ignore[union-attr]


def _who(review: Review) -> str:
    """Return who changed the content last, and when; steps change none of it."""
    entries = history.of_review(review)
    last = next((entry for entry in entries if entry.what not in history.DONE.values()), None)
    if last is None:
        return ""
    return f" (by {last.who}, at {timezone.localtime(last.at):%Y-%m-%d %H:%M})"


def _rows(data: QueryDict) -> list[Row]:
    """Return the rows of evidence in the order in which they stand on the page."""
    rows: dict[int, Row] = {}
    for key, value in data.items():
        found = ROW_FIELD.fullmatch(key)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = str(value)
    return [rows[number] for number in sorted(rows)]


def _of_stored(row: Evidence) -> Row:
    return {"id": str(row.pk), **{name: getattr(row, name) for name in WRITTEN_OF_EVIDENCE}}


def _typed_anew(review: Review, gone: list[Row]) -> list[Row]:
    """Return as new evidence what was typed about rows that somebody removed meanwhile."""
    numbers = [row["id"] for row in gone if row["id"].isdecimal()]
    events: Any = EVENTS[Evidence]._default_manager
    # In their order: the last event of a row stays.
    removed = events.filter(id__in=numbers, review_id=review.pk).order_by("pgh_id")
    last = {str(event.id): event for event in removed}
    anew = []
    for row in gone:
        before = last.get(row["id"])
        if before and "DELETE" not in row and _differs(row, before):
            written = {name: row.get(name, "") for name in WRITTEN_OF_EVIDENCE}
            anew.append({"source": str(before.source_id), **written})
    return anew


def _differs(row: Row, before: Any) -> bool:
    return any(
        row.get(name, "").split() != getattr(before, name).split() for name in WRITTEN_OF_EVIDENCE
    )
