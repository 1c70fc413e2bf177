"""Who holds what a migration waits for: asked while it waits, as nobody can tell afterwards."""

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple, Self

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger(__name__)

LOOK_EVERY = 0.2
"""Seconds: a wait that ends before needs no explanation."""
REPORT_EVERY = 10.0
"""Seconds after which the log says again whom a build waits for."""
BLOCKING = """
    SELECT pid, usename, state, extract(epoch FROM clock_timestamp() - xact_start)::float,
        left(regexp_replace(query, '[[:space:]]+', ' ', 'g'), 100)
    FROM unnest(pg_blocking_pids(%s)) AS blocking (pid)
    LEFT JOIN pg_stat_activity USING (pid)
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 4 DESC NULLS LAST
"""


class Holder(NamedTuple):
    """A session that others wait for; `seconds` since its transaction began."""

    pid: int
    user: str | None
    state: str | None
    seconds: float | None
    query: str | None

    def __str__(self) -> str:
        if not self.pid:
            return "a prepared transaction: see pg_prepared_xacts"
        since = f"for {self.seconds:.0f} s" if self.seconds is not None else "just now"
        query = "".join(sign if sign.isprintable() else "?" for sign in self.query or "")
        who = f"{self.user or 'unknown'}, {self.state or 'unknown'}, {since}"
        return f"pid {self.pid} ({who}): {query}"


class Watch:
    """Looks from a connection of its own whom `connection` waits for, until it is left."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.last: Sequence[Holder] = ()
        connection.ensure_connection()
        self._pid: int = connection.connection.info.backend_pid
        self._alias = connection.alias
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        # What is wrong with the database is told by the migration itself.
        with suppress(Error):
            # The one of this thread: what listens for new connections asks by it, too.
            own = connections[self._alias]
            try:
                self._look(own)
            finally:
                own.close()

    def _look(self, own: BaseDatabaseWrapper) -> None:
        told = time.monotonic()
        while not self._over.wait(LOOK_EVERY):
            with own.cursor() as cursor:
                cursor.execute(BLOCKING, [self._pid])
                found = [Holder(*row) for row in cursor.fetchall()]
            if found:
                self.last = found
            if not found:
                told = time.monotonic()
            elif time.monotonic() - told > REPORT_EVERY:
                told = time.monotonic()
                log.warning("Still waiting for %s", "; ".join(map(str, found)))
