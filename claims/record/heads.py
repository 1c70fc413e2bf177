"""The end of the record, as a reader is about to be shown it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims import exceptions
from claims.record import chain, newest, querying

NEWEST = """
SELECT sequence, digest, published_at,
    (SELECT digest FROM record_publication WHERE sequence = 1)
FROM record_publication ORDER BY sequence DESC LIMIT 1
"""
AT = """
SELECT sequence, digest, published_at,
    (SELECT digest FROM record_publication WHERE sequence = 1)
FROM record_publication WHERE sequence = %s
"""
CATCHING_UP = 0.01
"""Seconds between two looks at a standby that is behind what another process has shown."""


@dataclass(frozen=True)
class Head:
    """An entry of the record, seen as the end of all that was published up to it."""

    sequence: int
    digest: str
    published_at: datetime | None

    @property
    def tag(self) -> str:
        """Return what changes whenever anything public changes, for an ETag."""
        return f"{self.sequence}-{self.digest[:16]}"


@dataclass(frozen=True, slots=True)
class Seen:
    """The head of the record as a query saw it, and what to note of it."""

    head: Head
    position: newest.Position


def seen(rows: Sequence[tuple[Any, ...]]) -> Seen:
    """Return what NEWEST or AT has found."""
    if not rows:
        return Seen(Head(0, chain.GENESIS, None), newest.Position(0, 0))
    sequence, digest, moment, first = rows[0]
    position = newest.Position(sequence, newest.record_of(first))
    return Seen(Head(sequence, digest, moment), position)


def at(sequence: int, *, ask: querying.Ask) -> Head:
    """Return an entry as a head; before the first stands genesis. Raises NotFound. One query."""
    found = seen(ask(AT, [sequence]))
    if found.head.sequence != sequence:
        raise exceptions.NotFound(
            f"The record has no entry {sequence} yet: /api/v1/record/ says where it ends."
        )
    newest.raise_to(found.position)
    return found.head


def last(*, ask: querying.Ask) -> Head:
    """Return the newest entry, and none that is older than what this machine has shown.

    Of two processes one may read a standby that is a moment behind: it waits for it. One query.
    """
    end = time.monotonic() + newest.PATIENCE
    found = seen(ask(NEWEST, ()))
    while newest.is_passed(found.position) and time.monotonic() < end:
        time.sleep(CATCHING_UP)
        found = seen(ask(NEWEST, ()))
    newest.raise_to(found.position)
    return found.head
