"""Rows into the tables of the session, by COPY: nothing of a chunk is kept in memory."""

import itertools
from collections.abc import Callable, Iterator

from django.db import connection

from claims import sql
from claims.intake import slugs
from claims.intake.loading import rows

WATCHED = 200
"""Rows after which progress is told."""
_NAMED = ", ".join(f'"{name}"' for name in rows.COLUMNS)


def prepare() -> None:
    """Make the session's tables, or empty them: another file begins."""
    with connection.cursor() as cursor:
        cursor.execute(sql.read("load_tables"))


def chunk(
    source: Iterator[rows.Row | rows.Fault],
    size: int,
    *,
    tell: Callable[[], None],
    refused: Callable[[rows.Fault], None],
) -> int:
    """Copy the next rows, `size` at the most, and hand on what is wrong; return how many came."""
    taken = 0
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE load_row, load_fault")
        with cursor.cursor.copy(f"COPY load_row (place, line, slug, {_NAMED}) FROM STDIN") as copy:
            for taken, row in enumerate(itertools.islice(source, size), start=1):
                if isinstance(row, rows.Fault):
                    refused(row)
                elif wrong := rows.unstorable(row):
                    refused(wrong)
                else:
                    cells = row.cells
                    slug = slugs.start_of(cells.get("text", ""))
                    copy.write_row((taken, row.line, slug, *map(cells.get, rows.COLUMNS)))
                if not taken % WATCHED:
                    tell()
        cursor.execute("ANALYZE load_row (external_id, claimant, article)")
    tell()
    return taken
