"""Reading the record from its first entry to its last."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connections

from claims.record import chain

BATCH = 400
"""How many entries are in memory at once."""

MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
LINKS = f"""e.sequence, e.claim_id::text, e.version, e.kind::text,
    {MOMENT.format("e.published_at")}, e.note, e.document,
    e.digest::text, e.previous_digest::text"""
"""The columns of a chain.Link."""


def rows(
    query: LiteralString, params: Sequence[Any] | Mapping[str, Any], *, using: str
) -> list[tuple[Any, ...]]:
    """Ask in binary, as Django's cursors cannot: a document is not read as twice as many digits."""
    wrapper: Any = connections[using]
    wrapper.ensure_connection()
    with (
        wrapper.wrap_database_errors,
        wrapper.connection.transaction(),
        psycopg.Cursor(wrapper.connection) as cursor,
    ):
        # A dump may take as long as it takes, where requests may not.
        cursor.execute("SET LOCAL statement_timeout = 0")
        return cursor.execute(query, params, binary=True).fetchall()


def ranges(until: int) -> Iterator[tuple[int, int]]:
    """Yield what comes before each batch of sequences up to `until`, and its last.

    Sequences have no gaps. Each batch is a query of its own: entries never change, so the
    batches go together without a snapshot; a server-side cursor would need a transaction that
    lasts as long as the slowest reader, or (outside of one) a copy of all rows on the server.
    """
    for before in range(0, until, BATCH):
        yield before, min(before + BATCH, until)


def links(until: int, *, using: str = "record") -> Iterator[chain.Link]:
    """Yield every entry in order, up to the sequence `until`, in constant memory."""
    query = f"""SELECT {LINKS} FROM record_publication AS e
        WHERE e.sequence > %s AND e.sequence <= %s ORDER BY e.sequence"""  # noqa: S608  constants
    for batch in ranges(until):
        yield from map(chain.Link._make, rows(query, batch, using=using))
