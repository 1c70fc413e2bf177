"""One deed done to many claims or reviews: for all of them, or for none.

Each row goes through the function that does it to one, so permission, state and history are those
of a single step. What would be refused is found out by trying it and taking it back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction

from claims import exceptions
from claims.desk.lists import triage
from claims.desk.review import workflow
from claims.models import Claim, Review

MOST = 100
"""Rows at once: what one person can still read before confirming."""
Target = Claim | Review
Do = Callable[..., Any]


@dataclass(frozen=True)
class Deed:
    """What is done to each: by `do(row, by=…, **options)`, to its review or to the claim itself."""

    key: str
    label: str
    done: str
    permission: str
    to: type[Claim] | type[Review]
    do: Do


@dataclass(frozen=True)
class Outcome:
    """What became of one row, or would."""

    target: Target
    refusal: exceptions.DeskError | None = None

    @property
    def claim(self) -> Claim:
        return self.target if isinstance(self.target, Claim) else self.target.claim


class NotAll(exceptions.DeskError):
    """Not every row could be changed, so none was."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        self.outcomes = outcomes
        refused = sum(outcome.refusal is not None for outcome in outcomes)
        super().__init__(
            f"Nothing was changed: {refused} of {len(outcomes)} rows cannot be. Leave them out, or"
            " mend what is said of them."
        )


DEEDS = {
    deed.key: deed
    for deed in (
        Deed("assign", "Assign", "Assigned", "assign_review", Review, workflow.assign),
        Deed("prioritise", "Prioritise", "Prioritised", "change_claim", Claim, triage.prioritise),
        Deed("tag", "Tag", "Tagged", "change_claim", Claim, triage.tag),
        Deed("decline", "Decline", "Declined", "decline_review", Review, workflow.decline),
    )
}


def targets(deed: Deed, rows: Iterable[Target]) -> list[Target]:
    """Return what `deed` is done to, each once and in the order in which rows are locked."""
    listed = list(rows)
    if len(listed) > MOST:
        raise exceptions.BadValue(
            f"These are {len(listed):,} rows, and {MOST} at most are changed at once: choose fewer,"
            " or narrow the list by a filter."
        )
    found = {target.pk: target for target in (_target(deed, row) for row in listed)}
    return sorted(found.values(), key=lambda target: (_claim_of(target), target.pk))


def try_out(deed: Deed, rows: Iterable[Target], *, by: User, **options: Any) -> list[Outcome]:
    """Return what would become of each row. Nothing is changed."""
    with transaction.atomic():
        outcomes = [_attempt(deed, target, by, options) for target in targets(deed, rows)]
        transaction.set_rollback(True)
    return outcomes


def carry_out(deed: Deed, rows: Iterable[Target], *, by: User, **options: Any) -> int:
    """Do it to all rows; return how many. If one is refused, raise NotAll, and none is changed."""
    with transaction.atomic():
        outcomes = [_attempt(deed, target, by, options) for target in targets(deed, rows)]
        if any(outcome.refusal for outcome in outcomes):
            raise NotAll(outcomes)
    return len(outcomes)


def _attempt(deed: Deed, target: Target, by: User, options: dict[str, Any]) -> Outcome:
    # A row of its own: what is taken back must not stay in the caller's.
    row = deed.to._default_manager.get(pk=target.pk)
    try:
        with transaction.atomic():
            deed.do(row, by=by, **options)
            # Constraints that wait for the end of the transaction speak now, for this row.
            with connection.cursor() as cursor, exceptions.from_constraints():
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except exceptions.DeskError as refusal:
        return Outcome(target, refusal)
    return Outcome(target)


def _target(deed: Deed, row: Target) -> Target:
    if isinstance(row, deed.to):
        return row
    return workflow.open_review(row) if isinstance(row, Claim) else row.claim


def _claim_of(target: Target) -> int:
    return target.pk if isinstance(target, Claim) else target.claim_id
