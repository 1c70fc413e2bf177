"""Parts of the record checked side by side, by processes that see the same moment."""

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
from django.db import connections

from claims.record.verifying import bodies, parts

Checks = Callable[[Iterable[parts.Part]], Iterator[parts.Found]]
"""Checks parts; what they say comes in their order."""


@contextmanager
def alone(using: str, pairs: bodies.Pairs) -> Iterator[Checks]:
    """Yield what checks parts in this process, through the connection that Django has."""
    wrapper: Any = connections[using]
    with wrapper.wrap_database_errors:
        yield partial(map, partial(parts.check, pairs=pairs, through=wrapper.connection))


@contextmanager
def among(processes: int, using: str, pairs: bodies.Pairs) -> Iterator[Checks]:
    """Yield what checks parts in so many processes, each with a connection of its own.

    All see what the transaction of `using` sees, which must not have written anything: others
    cannot see that. A standby can share its moment, too.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    # Forked: what is imported and read need not be once more. They exit without closing anything
    # that is ours.
    pool = futures.ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("fork"),
        initializer=_HERE.begin,
        initargs=(using, snapshot, pairs),
    )
    try:
        yield partial(pool.map, _check)
    finally:
        pool.shutdown(cancel_futures=True)


class _Here:
    """What a process of `among` has."""

    through: psycopg.Connection[Any]
    pairs: bodies.Pairs

    def begin(self, using: str, snapshot: str, pairs: bodies.Pairs) -> None:
        # Whoever stops the command stops the process that started this one, which ends this one.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # Rows make no cycles. Looking for some among them took a sixth of the time.
        gc.disable()
        wrapper = connections[using].copy()
        self.pairs = pairs
        self.through = wrapper.get_new_connection(wrapper.get_connection_params())
        self.through.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self.through.read_only = True
        self.through.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))


_HERE = _Here()


def _check(part: parts.Part) -> parts.Found:
    return parts.check(part, _HERE.pairs, through=_HERE.through)
