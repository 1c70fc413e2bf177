"""Rows into the tables of the session, by COPY: a chunk is never in memory as a whole."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from django.db import DataError, connection, transaction

from claims import sql
from claims.intake.loading import batches, rows

KEPT = "32MB"
"""Of the session's tables in memory: a chunk, and much of the index of what the file has said."""


def prepare() -> None:
    """Make the session's tables, or empty them: another file begins."""
    with connection.cursor() as cursor:
        # A session that has had a table of its own, even one rolled back, keeps what it has.
        with suppress(DataError), transaction.atomic():
            cursor.execute("SELECT set_config('temp_buffers', %s, false)", [KEPT])
        cursor.execute(sql.read("load_tables"))


def chunk(
    source: Iterator[batches.Batch],
    *,
    tell: Callable[[], None],
    refused: Callable[[rows.Fault], None],
) -> int:
    """Copy the next chunk, and hand on what is wrong; return how many rows came."""
    taken = 0
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE load_row, load_fault")
        with cursor.cursor.copy(f"COPY load_row ({batches.COLUMNS}) FROM STDIN") as copy:
            for batch in source:
                copy.write("".join(f"{line}\n" for line in batch.lines))
                taken += batch.taken
                for fault in batch.faults:
                    refused(fault)
                tell()
                if batch.ends:
                    break
        cursor.execute("ANALYZE load_row (external_id, claimant, article)")
    return taken
