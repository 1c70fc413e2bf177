"""Rows into the tables of the session, by COPY: a chunk is never in memory as a whole."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import DataError, connection, transaction

from claims import sql
from claims.intake.loading import batches, rows

KEPT = "32MB"
"""Of the session's tables in memory: a chunk, and much of the index of what the file has said."""
SAID = """
    COPY (
        SELECT hashtextextended(row.external_id, 0), row.said
        FROM load_row AS row JOIN load_claim AS claim USING (place)
    ) TO STDOUT (FORMAT binary)
"""


@dataclass
class Chunk:
    """How many rows came, and what was no row. `more`: they may not have been the last."""

    taken: int = 0
    faults: list[rows.Fault] = field(default_factory=list)
    more: bool = False


def prepare() -> None:
    """Make the session's tables, or empty them: another file begins."""
    with connection.cursor() as cursor:
        # A session that has had a table of its own, even one rolled back, keeps what it has.
        with suppress(DataError), transaction.atomic():
            cursor.execute("SELECT set_config('temp_buffers', %s, false)", [KEPT])
        cursor.execute(sql.read("load_tables"))


def chunk(source: Iterator[batches.Batch], *, tell: Callable[[], None]) -> Chunk:
    """Copy the next chunk."""
    staged = Chunk()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE load_row, load_fault")
        with cursor.cursor.copy(f"COPY load_row ({batches.COLUMNS}) FROM STDIN") as copy:
            for batch in source:
                copy.write("".join(f"{line}\n" for line in batch.lines))
                staged.taken += batch.taken
                staged.faults += batch.faults
                tell()
                if batch.ends:
                    staged.more = True
                    break
        cursor.execute("ANALYZE load_row (place, external_id, claimant, article)")
    return staged


def said() -> bytes:
    """Return what the chunk says of claims, for `hear`."""
    with connection.cursor() as cursor, cursor.cursor.copy(SAID) as copy:
        return b"".join(copy)


def hear(told: list[bytes]) -> None:
    """Note what earlier chunks of the file have said, and empty the list: it may grow meanwhile."""
    while told:
        with (
            connection.cursor() as cursor,
            cursor.cursor.copy("COPY load_seen FROM STDIN (FORMAT binary)") as copy,
        ):
            copy.write(told.pop(0))
