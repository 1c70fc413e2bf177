"""Batches of rows, each found by PostgreSQL while we still work on the one before."""

from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar

from django.db import connections
from psycopg import adapt

from claims.record import direct, log

Row = tuple[Any, ...]
Found = TypeVar("Found")


def lines(
    query: LiteralString,
    batches: Iterator[Sequence[int]],
    *,
    look: Callable[[list[Row]], Found],
    make: Callable[[list[Row], Found], list[bytes]],
    using: str,
) -> Iterator[bytes]:
    """Yield what `make` makes of the rows of `query`, asked with each of the batches.

    `look` asks what else is needed for some rows, and has the connection to itself; `make` works
    while the next rows are being found, and asks nothing. Nothing is under way when a line is
    yielded: who takes no more of them leaves no thread and no question behind.
    """
    first = next(batches, None)
    if first is None:
        return
    rows = log.rows(query, first, using=using)
    for batch in batches:
        found = look(rows)
        with _asked(query, batch, using=using) as following:
            made = make(rows, found)
            rows.clear()  # Before the others come: both would be in memory.
        rows = following
        yield from made
        made.clear()
    yield from make(rows, look(rows))


@contextmanager
def _asked(query: LiteralString, params: Sequence[int], *, using: str) -> Iterator[list[Row]]:
    """Ask while the block works; what is yielded has the answer when it has ended.

    libpq waits in a thread and without the interpreter's lock, which one call must do: each time it
    wanted the lock back, it would wait until the block lets go of it.
    """
    wrapper: Any = connections[using]
    wrapper.ensure_connection()
    line = direct.Line(wrapper.connection, prepares=False)
    answer: list[Row] = []
    with wrapper.wrap_database_errors, wrapper.connection.transaction():
        # As log.rows does it.
        wrapper.connection.execute("SET LOCAL statement_timeout = 0")
        with futures.ThreadPoolExecutor(1) as beside:
            waiting = beside.submit(line.ask, direct.question(query), direct.written(params))
            yield answer
        found = waiting.result()
    loader = adapt.Transformer()
    loader.set_pgresult(found)
    answer.extend(loader.load_rows(0, found.ntuples, tuple))
