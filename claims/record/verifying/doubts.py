"""What is not plainly right, looked at again: one by one, or by the database."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.types import numeric

from claims import exceptions, sql
from claims.record import chain
from claims.record.verifying import batches, columns

AT_ONCE = 1000
"""How many entries the database looks at at once."""
STANDING = """
SELECT rating, claimant, topics, publishers FROM record_claim
WHERE sequence = ANY (%s) AND ended_at IS NULL AND kind <> 'retraction'
"""


def entries(
    batch: batches.Batch, *, through: psycopg.Connection[Any]
) -> Iterator[tuple[chain.Link, bool, bool, bytes]]:
    """Yield the entries of a batch; if each is served, if that stands, and the body."""
    with psycopg.Cursor(through) as cursor:
        cursor.adapters.register_loader("timestamptz", numeric.Int8BinaryLoader)
        asked = [batch.before, batch.until]
        cursor.execute(sql.read("entries_named"), asked, prepare=False, binary=True)
        for sequence, claim_id, version, kind, at, note, document, *rest in cursor:
            moment: Any = at  # What is missing Link.check names.
            if at is not None:
                (moment,) = columns.moments(at.to_bytes(8, "big", signed=True))
            digest, previous, served, stands, body = rest
            link = chain.Link(
                sequence, claim_id, version, kind, moment, note, document, digest, previous
            )
            yield link, served, stands, body


def settle(doubtful: list[int], unknown: list[int], *, through: psycopg.Connection[Any]) -> None:
    """Have the database say if the columns, and search, of entries are right. Raises RecordBroken.

    `doubtful` are those whose columns are in doubt, `unknown` those of which search may know wrong.
    """
    for asked in _portions(doubtful):
        if wrong := through.execute(sql.read("columns_verified"), [asked]).fetchone():
            raise exceptions.RecordBroken(wrong[0])
    for asked in _portions(unknown):
        if wrong := through.execute(sql.read("search_verified"), [asked]).fetchone():
            raise _wrong_search(*wrong)


def standing(doubtful: list[int], *, through: psycopg.Connection[Any]) -> columns.Counted:
    """Return what record_count counts of those entries that stand, as the columns say it."""
    rows = [row for asked in _portions(doubtful) for row in through.execute(STANDING, [asked])]
    return columns.Counted(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [tuple(row[2]) for row in rows],
        [tuple(row[3]) for row in rows],
    )


def ends(ended: list[int], *, through: psycopg.Connection[Any]) -> None:
    """Hold the ends of entries against what came next. Raises RecordBroken."""
    for asked in _portions(ended):
        if wrong := through.execute(sql.read("ends_verified"), [asked]).fetchone():
            raise exceptions.RecordBroken(wrong[0])


def matched(retracted: list[str], *, through: psycopg.Connection[Any]) -> list[bool]:
    """Return of those of these claims that matching knows whether it finds them."""
    query = "SELECT filled >= asked FROM record_match WHERE claim_id = ANY (%s::uuid[])"
    return [row[0] for asked in _portions(retracted) for row in through.execute(query, [asked])]


def _portions(every: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(every), AT_ONCE):
        yield every[first : first + AT_ONCE]


def _wrong_search(sequence: int, stands: bool) -> exceptions.RecordBroken:
    said = f"What search knows of entry {sequence} is missing or was changed."
    if not stands:
        said = f"Search still finds entry {sequence}, which does not stand."
    return exceptions.RecordBroken(f"{said} manage.py rebuild_search makes it anew.")
