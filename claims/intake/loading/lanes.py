"""Sessions that take turns: while one merges a chunk, the other reads and checks the next, and may
begin to merge it (turns.py).

A session alone sees its tables, so it merges what it has staged. Each has a thread of its own, as
Django's connections belong to threads.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from django.db import connection, connections
from pghistory import runtime

from claims.intake.loading import listed

Result = TypeVar("Result")
AGAIN = 0.1
"""Seconds until a session is told again to stop: between two statements it hears nothing."""


class Lane:
    """The session of who calls: what it shall do is done at once."""

    def __init__(self) -> None:
        self.told: list[bytes] = []
        """What chunks have said, and this session has not heard."""
        self.prepared: object = None
        """For what its tables are there."""

    def do(self, work: Callable[..., Result], *given: Any) -> Future[Result]:
        done: Future[Result] = Future()
        done.set_result(work(*given))
        return done


class Apart(Lane):
    """A session and a thread of its own, signed in the history as who calls is."""

    def __init__(self) -> None:
        super().__init__()
        signed = getattr(runtime._tracker, "value", None)
        self._thread = ThreadPoolExecutor(1, initializer=_sign, initargs=(signed,))
        self._session: psycopg.Connection[Any] | None = None
        self._doing: Future[Any] = Future()
        self._doing.set_result(None)

    def do(self, work: Callable[..., Result], *given: Any) -> Future[Result]:
        self._doing = self._thread.submit(self._work, work, *given)
        return self._doing

    def _work(self, work: Callable[..., Result], *given: Any) -> Result:
        connection.ensure_connection()
        self._session = connection.connection
        return work(*given)

    def close(self) -> None:
        """Stop what it does, if anything."""
        with self._thread:
            while not self._doing.done():
                if self._session:
                    with suppress(psycopg.Error):
                        self._session.cancel_safe()
                wait([self._doing], AGAIN)
            self._thread.submit(_leave, began=bool(self._session)).result()


def _leave(*, began: bool) -> None:
    try:
        if began:
            listed.settle_soon()
    finally:
        connections.close_all()


def _sign(signed: Any) -> None:
    if signed:
        runtime._tracker.value = signed
        connection.execute_wrappers.append(runtime._inject_history_context)


class Lanes:
    """The sessions of a load: those apart are opened when a file first has use for them."""

    def __init__(self) -> None:
        self._here = Lane()
        self._apart: list[Apart] = []

    def taking_turns(self, *, alone: bool) -> list[Lane]:
        if alone:
            return [self._here]
        self._apart = self._apart or [Apart(), Apart()]
        return [*self._apart]

    def close(self) -> None:
        """Stop all at once. What comes between, as a second Ctrl-C, keeps none from being stopped.

        It comes to the thread that waits here; those that stop go on.
        """
        if not self._apart:
            return
        with ThreadPoolExecutor(len(self._apart)) as stopping:
            for stopped in [stopping.submit(lane.close) for lane in self._apart]:
                stopped.result()


@contextmanager
def opened() -> Iterator[Lanes]:
    """Whatever happens within, nothing goes on after it."""
    lanes = Lanes()
    try:
        yield lanes
    finally:
        lanes.close()
