"""How far the record has come, as a request must know it before it is answered from memory.

A process asks the database four times a second at most, in the thread of whichever request finds
that due: no thread of its own has to be started, forked or stopped. In between it looks at what
the processes of this machine share.
"""

import logging
import time
from dataclasses import dataclass
from threading import Lock

from django.db import Error

from claims.record import direct, newest, published

log = logging.getLogger(__name__)

LOOK_EVERY = 0.25
"""Seconds after which the next request asks the database."""
REST = 1.0
"""Seconds in which nobody asks again after the database failed, which may take its time."""
TELL_EVERY = 60.0
"""Seconds between two lines in the log about a database, or a file, that stays away."""
GOOD_FOR = 0.8
"""Seconds for which an answer holds while another thread asks: what is published shows in one."""


@dataclass(frozen=True, slots=True)
class Known:
    head: published.Head
    position: newest.Position
    at: float
    """When the database was asked."""


class Heads:
    """What one process knows."""

    def __init__(self, through: direct.Connections) -> None:
        self._through = through
        self._shared: newest.Newest | None = None
        self._known: Known | None = None
        self._failed_at = -REST
        self._told_at = -TELL_EVERY
        self._lock = Lock()

    def now(self) -> published.Head | None:
        """Return the newest head that anybody on this machine may have been shown, or one after it.

        None if that cannot be known: then Django answers, from what the database says.
        """
        known, moment = self._known, time.monotonic()
        fits = known is not None and not self._is_passed(known)
        if known and fits and moment - known.at < LOOK_EVERY:
            return known.head
        if moment - self._failed_at < REST:
            return None
        if not self._lock.acquire(blocking=not (known and fits and moment - known.at < GOOD_FOR)):
            return known.head if known else None
        try:
            known = self._known
            if known is not None and known.at >= moment and not self._is_passed(known):
                # Asked while we waited.
                return known.head
            return self._look()
        finally:
            self._lock.release()

    def look(self) -> published.Head | None:
        """Ask the database, whoever else does: what was read before this is no newer than it."""
        with self._lock:
            return self._look()

    def _look(self) -> published.Head | None:
        moment = time.monotonic()
        if moment - self._failed_at < REST:
            return None
        try:
            # Each time: the file may have been taken away.
            self._shared = direct.shared()
            seen = direct.look(self._through)
            is_newest = self._shared.note(seen.position)
        except (Error, OSError) as error:
            # Django's answer says what is wrong with the database.
            self._fail(error)
            return None
        if not is_newest:
            self._known = None
            return None
        before = self._known.head if self._known else None
        # The same object for the same head: what is kept belongs to one.
        head = before if before == seen.head else seen.head
        self._known = Known(head, seen.position, moment)
        return head

    def _fail(self, error: Exception) -> None:
        self._known, self._failed_at = None, time.monotonic()
        if self._failed_at - self._told_at >= TELL_EVERY:
            self._told_at = self._failed_at
            log.warning("Nothing is answered from memory for now: %s", error)

    def _is_passed(self, known: Known) -> bool:
        return self._shared is None or self._shared.is_past(known.position)
