"""Pages by position, not by number: what is published meanwhile moves nothing on later pages."""

import base64
import binascii
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from claims import exceptions

DEFAULT_SIZE = 20
MAX_SIZE = 100
BIGGEST = 2**63 - 1
At = Callable[[Any], int]
"""Says where a row stands in its list."""


@dataclass(frozen=True)
class Cursor:
    """A place in a list that runs from high to low, and the direction in which to read on."""

    position: int
    back: bool = False

    def __str__(self) -> str:
        text = f"{'b' if self.back else 'f'}{self.position}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the cursors of its neighbours."""

    rows: list[Any]
    next: Cursor | None = None
    previous: Cursor | None = None


def read_cursor(text: str) -> Cursor:
    """Return the cursor that was written as `text`; raises BadValue for anything else."""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        plain = b""
    match = re.fullmatch(rb"([bf])([0-9]{1,19})", plain)
    position = int(match[2]) if match else -1
    if not match or position > BIGGEST:
        raise exceptions.BadValue(
            "This is not a cursor of ours: take it from “next” or “previous” of an answer,"
            " or leave it out to start at the first page."
        )
    return Cursor(position, back=match[1] == b"b")


def page(rows: "QuerySet[Any, Any]", *, by: str, size: int, cursor: Cursor | None = None) -> Page:
    """Return `size` of `rows`, which are tuples that begin with the unique column `by`.

    One query. The highest position stands first.
    """
    if cursor and cursor.back:
        rows = rows.filter(**{f"{by}__gt": cursor.position}).order_by(by)
    elif cursor:
        rows = rows.filter(**{f"{by}__lt": cursor.position}).order_by(f"-{by}")
    else:
        rows = rows.order_by(f"-{by}")
    return cut(list(rows[: size + 1]), size=size, cursor=cursor)


def cut(
    found: list[Any], *, size: int, cursor: Cursor | None, at: At = operator.itemgetter(0)
) -> Page:
    """Return the page that `found` makes: up to `size` + 1 rows, in the direction of the cursor."""
    if cursor and cursor.back:
        return _backward(found, size, cursor, at)
    return _forward(found, size, cursor, at)


def _forward(found: list[Any], size: int, cursor: Cursor | None, at: At) -> Page:
    shown = found[:size]
    following = Cursor(at(shown[-1])) if len(found) > size else None
    # Where a later page came out empty, what it was reached from stands right before its cursor.
    before = at(shown[0]) if shown else cursor.position - 1 if cursor else 0
    return Page(shown, following, Cursor(max(before, 0), back=True) if cursor else None)


def _backward(found: list[Any], size: int, cursor: Cursor, at: At) -> Page:
    shown = found[:size][::-1]
    earlier = Cursor(at(shown[0]), back=True) if len(found) > size else None
    after = at(shown[-1]) if shown else min(cursor.position + 1, BIGGEST)
    return Page(shown, Cursor(after), earlier)
