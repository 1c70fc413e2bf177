"""The hot questions of readers, asked of PostgreSQL without the ORM: prepared, in binary, as bytes.

Each statement says in the same snapshot how far the record has come, so that whoever keeps an
answer knows of which head it is. The connections are those of the alias `record`, and so of a role
that may read the record's tables and nothing else.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.db import connections

from claims.record import heads, newest, paging, published

CLAIM = """
SELECT (SELECT max(sequence) FROM record_publication), body
FROM record_claim WHERE claim_id = %s::uuid AND ended_at IS NULL AND kind <> 'retraction'
"""
PAGE = """
SELECT sequence, body, (SELECT max(sequence) FROM record_publication)
FROM record_claim WHERE ended_at IS NULL AND kind <> 'retraction'
"""
NEWEST: LiteralString = " ORDER BY sequence DESC LIMIT %s"
OLDER: LiteralString = " AND sequence < %s ORDER BY sequence DESC LIMIT %s"
NEWER: LiteralString = " AND sequence > %s ORDER BY sequence LIMIT %s"


class Connections:
    """As many connections as threads ask at once, and no more. Not for use across a fork."""

    def __init__(self) -> None:
        # A copy: its parameters, without Django's care for requests and threads.
        self._wrapper = connections[published.ALIAS].copy()
        self._idle: list[tuple[psycopg.Connection[Any], float]] = []

    def rows(self, query: LiteralString, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Answer one query. Raises django.db.Error; after that, all connections are new ones."""
        with self._wrapper.wrap_database_errors, self._one() as connection:
            # Django's own cursors put parameters into the text, and cannot read binary.
            cursor = psycopg.Cursor(connection)
            return cursor.execute(query, params, prepare=True, binary=True).fetchall()

    @contextmanager
    def _one(self) -> Iterator[psycopg.Connection[Any]]:
        connection, since = self._take()
        try:
            yield connection
        except BaseException:
            connection.close()
            # The server may have gone: then none of the others is worth a try.
            self.close()
            raise
        if self._is_good(since):
            self._idle.append((connection, since))
        else:
            connection.close()

    def _take(self) -> tuple[psycopg.Connection[Any], float]:
        with suppress(IndexError):
            # The last that came back: the others are closed when somebody comes to them.
            return self._idle.pop()
        opened = self._wrapper.get_new_connection(self._wrapper.get_connection_params())
        opened.autocommit = True
        opened.prepare_threshold = self._wrapper.settings_dict["OPTIONS"].get(
            "prepare_threshold", 0
        )
        return opened, time.monotonic()

    def _is_good(self, since: float) -> bool:
        lasts = self._wrapper.settings_dict["CONN_MAX_AGE"]
        return lasts is None or time.monotonic() - since < lasts

    def close(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop()[0].close()


def look(through: Connections) -> heads.Seen:
    """Return the head of the record. One query."""
    return heads.seen(through.rows(heads.NEWEST))


def claim(through: Connections, claim_id: str) -> tuple[int, bytes] | None:
    """Return where the record ended, and what it says of a claim; None if there is no such claim.

    A claim that was retracted counts as none. One query.
    """
    rows = through.rows(CLAIM, [claim_id])
    return rows[0] if rows else None


def page(
    through: Connections, *, size: int, cursor: paging.Cursor | None
) -> tuple[int, paging.Page] | None:
    """Return where the record ended, and a page of `published.claims`; None if that is empty.

    One query.
    """
    ends: LiteralString = NEWEST if cursor is None else NEWER if cursor.back else OLDER
    place = [] if cursor is None else [cursor.position]
    rows = through.rows(PAGE + ends, [*place, size + 1])
    if not rows:
        return None
    found = paging.cut(rows, size=size, cursor=cursor)
    bodies = [body for _, body, _ in found.rows]
    return rows[0][2], paging.Page(bodies, found.next, found.previous)


def shared() -> newest.Newest:
    """Return what the processes of this machine know of this database. Raises OSError."""
    params = connections[published.ALIAS].get_connection_params()
    # Not by the server: one process may read the primary, and another one its standby.
    names = ("dbname", "service")
    return newest.shared(Path(settings.RUN_DIR), "\0".join(str(params.get(name)) for name in names))


def announce() -> None:
    """Let every process of this machine know how far the record has come. Call it after a commit.

    One query. Where the public side reads from a replica, it is what the replica shows.
    """
    connection = connections[published.ALIAS]
    was_open = connection.connection is not None
    try:
        with connection.cursor() as cursor:
            cursor.execute(heads.NEWEST)
            seen = heads.seen(cursor.fetchall())
    finally:
        # Who publishes may be a thread that nobody cleans up after. It is kept where connections
        # are: to open another takes as long as to publish.
        if not was_open:
            connection.close_if_unusable_or_obsolete()
    with suppress(OSError):
        shared().note(seen.position)
