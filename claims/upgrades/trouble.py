"""Why a migration stopped at its limits, in words that say who is in its way and what to do."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import OperationalError
from psycopg import errors

from claims.upgrades import holders


class Trouble(NamedTuple):
    """What happened, what helps, and whether it may be gone with the next try."""

    text: str
    remedy: str
    may_pass: bool


def of(
    error: OperationalError,
    *,
    during: str,
    lock: float,
    statement: float,
    held_by: Sequence[holders.Holder],
) -> Trouble | None:
    """Read an error; None for one that has nothing to do with limits (which are in seconds)."""
    match error.__cause__:
        case errors.LockNotAvailable():
            return _waits(f"{during} could not lock what it needs within {lock:g} s", held_by)
        case errors.DeadlockDetected():
            return _waits(f"{during} and somebody's work waited for each other", held_by)
        case errors.QueryCanceled():
            return Trouble(
                f"{during}: a statement was cancelled, after {statement:g} s or by somebody.",
                "Others may have had to wait for it. If they can, for as long as it takes, run:"
                " manage.py migrate --statement-timeout 0",
                may_pass=False,
            )
    return None


def _waits(what: str, held_by: Sequence[holders.Holder]) -> Trouble:
    told = [
        f"{what}. It stopped, and nothing is half-done.",
        *(f"  Held by {one}" for one in held_by),
    ]
    pids = [one.pid for one in held_by if one.pid]
    end = f", or end it: SELECT pg_terminate_backend({pids[0]});" if pids else "."
    remedy = f"Wait until that is over{end} Then run manage.py migrate again: it goes on from here."
    return Trouble("\n".join(told), remedy, may_pass=True)
