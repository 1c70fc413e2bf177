"""Contradictions: noting them, and deciding them.

A contradiction is suggested (by a person or a rule), then dismissed, or confirmed and, when the
desk can say how, resolved. A confirmed one that is not resolved blocks publishing both claims.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims import exceptions
from claims.desk import signing
from claims.desk.rivals import reading
from claims.models import Claim, Contradiction
from claims.models.contradictions import COMPARISON

S = Contradiction.Status


def note(left: Claim, right: Claim, *, by: User, **fields: Any) -> Contradiction:
    """Note that two claims do not go together. `fields`: kind, relation, both values, note."""
    _require(by, "add_contradiction")
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        return Contradiction.objects.create(
            left=left,
            right=right,
            external_id=f"desk:{uuid4()}",
            proposed_by=by.get_username(),
            **fields,
        )


DESCRIBED_FIELDS = ("kind", "relation", "left_value", "right_value", "note")


def describe(row: Contradiction, *, by: User, **fields: Any) -> Contradiction:
    """Mend what is said of a contradiction that is not decided yet. `fields`: DESCRIBED_FIELDS."""
    _require(by, "change_contradiction")
    unknown = set(fields) - set(DESCRIBED_FIELDS)
    if unknown:
        raise exceptions.BadValue(f"These are decided, not described: {sorted(unknown)}.")
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        locked: Contradiction = Contradiction.objects.select_for_update().get(pk=row.pk)
        if locked.status not in {S.SUGGESTED, S.CONFIRMED}:
            raise _wrong_status(locked)
        if locked.proposed_by == COMPARISON and _differs(locked, fields):
            # Whoever words it anew takes it over: software would write its own words again.
            fields["proposed_by"] = by.get_username()
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(fields))
    return _refreshed(row)


def _differs(row: Contradiction, fields: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in fields.items())


def lock(row: Contradiction, *, by: User) -> Contradiction:
    """Lock a contradiction that `by` is about to decide, for the transaction; read it anew."""
    _require(by, "decide_contradiction")
    Contradiction.objects.select_for_update().get(pk=row.pk)
    return _refreshed(row)


def confirm(row: Contradiction, *, by: User) -> Contradiction:
    """Say that the two really do not go together. Both claims now wait for an answer."""
    with _deciding(row, by, {S.SUGGESTED, S.DISMISSED, S.RESOLVED}) as locked:
        locked.status, locked.holds, locked.resolution = S.CONFIRMED, None, ""
    return _refreshed(row)


def dismiss(row: Contradiction, *, by: User, reason: str) -> Contradiction:
    """Say that there is no contradiction, and why."""
    with _deciding(row, by, {S.SUGGESTED, S.CONFIRMED}) as locked:
        _require_text(reason, "Say why these two go together after all.")
        locked.status, locked.holds, locked.resolution = S.DISMISSED, None, reason.strip()
    return _refreshed(row)


def resolve(
    row: Contradiction, *, by: User, resolution: str, holds: Claim | None = None
) -> Contradiction:
    """Answer a confirmed contradiction: how it is explained and, where one can say, what holds."""
    with _deciding(row, by, {S.CONFIRMED}) as locked:
        _require_text(resolution, "Say how it is resolved: readers will see it.")
        locked.status, locked.holds, locked.resolution = S.RESOLVED, holds, resolution.strip()
    return _refreshed(row)


@contextmanager
def _deciding(row: Contradiction, by: User, allowed: set[str]) -> Iterator[Contradiction]:
    """Lock the row, check who decides and from where, sign and save the decision."""
    _require(by, "decide_contradiction")
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        locked: Contradiction = Contradiction.objects.select_for_update().get(pk=row.pk)
        if locked.status not in allowed:
            raise _wrong_status(locked)
        yield locked
        locked.decided_by, locked.decided_at = by, timezone.now()
        locked.sides = reading.digest(locked.left, locked.right)
        locked.save(
            update_fields=["status", "holds", "resolution", "decided_by", "decided_at", "sides"]
        )


def _wrong_status(row: Contradiction) -> exceptions.WrongState:
    if row.status == S.SUGGESTED:
        return exceptions.WrongState(
            "Nobody has confirmed this contradiction yet. Confirm it first."
        )
    return exceptions.WrongState(
        f"This contradiction is {row.get_status_display().lower()} already (by {row.decided_by})."
        " Reload the page to see what was decided."
    )


def _require(user: User, codename: str) -> None:
    if not (user.is_active and user.has_perm(f"claims.{codename}")):
        raise exceptions.NotPermitted


def _require_text(text: str, remedy: str) -> None:
    if not text.strip():
        raise exceptions.CommentNeeded(remedy)


def _refreshed(row: Contradiction) -> Contradiction:
    row.refresh_from_db()
    return row
