"""Entries by the batch: read in one row, and held against each other all at once.

What is said here is a quick yes. Where the answer is no, or a text holds the character that stands
between texts, the entries are looked at one by one.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import psycopg

from claims import sql
from claims.record import chain, index
from claims.record.verifying import columns

TOGETHER = 50
"""How many entries stand in one row. See entries_verified.sql."""
ROWS = 10
"""How many rows are in memory at once: few, so that a processor has what they say near."""
BETWEEN = "\x1e"
"""Stands between texts of entries."""
PLAIN = re.compile("[a-z]+")
"""Languages of which entries_verified.sql knows the terms."""
SLASHES = 3
"""How many are in an address. One with more has no slug where the column has it from."""
MOMENTS, FIRSTS, LISTS = 3, 9, 21
"""Where times, and after the texts lists of sequences, stand in a row of entries_verified.sql."""


class Batch(NamedTuple):
    """A row of entries_verified.sql, with the first and the last sequence that may stand in it.

    `said` are texts as `columns.Said` has lists; `moments` and `firsts` are written as text.
    """

    before: int
    until: int
    number: int
    named: str
    moments: list[str]
    notes: str
    sizes: bytes
    documents: bytes
    digests: str
    previous: str
    firsts: list[str]
    said: tuple[str, ...]
    unserved: list[int] | None
    ended: list[int] | None
    doubtful: list[int] | None
    odd: list[int] | None

    @property
    def sequences(self) -> range:
        return range(self.before + 1, self.until + 1)


def read(before: int, until: int, through: psycopg.Connection[Any]) -> Generator[Batch]:
    """Yield the entries after the sequence `before`, up to `until`.

    Through a cursor, which plans once: others may ask something on this connection meanwhile.
    """
    asked = {"before": before, "until": until, "together": TOGETHER, "path": index.PATH}
    with psycopg.ServerCursor(through, "entries_verified") as cursor:
        # As what it costs is guessed, compiling seems worth it, and takes longer than all else.
        through.execute("SET LOCAL jit = off")
        cursor.execute(sql.read("entries_verified"), asked, binary=True)
        while rows := cursor.fetchmany(ROWS):
            yield from _batches(rows, until)


def _batches(rows: list[tuple[Any, ...]], until: int) -> Iterator[Batch]:
    # The times of all rows at once: a call for each would take three times as long.
    moments = columns.moments(b"".join(row[MOMENTS] or b"" for row in rows))
    at = 0
    for row in rows:
        number = len(row[MOMENTS] or b"") // 8
        times = moments[at : at + number]
        at += number
        # Most are the first of their claim: one time to write.
        firsts = times if row[FIRSTS] == row[MOMENTS] else columns.moments(row[FIRSTS] or b"")
        sequences = row[0], min(row[0] + TOGETHER, until)
        chained = *row[1:MOMENTS], times, *row[MOMENTS + 1 : FIRSTS], firsts
        yield Batch._make((*sequences, *chained, row[FIRSTS + 1 : LISTS], *row[LISTS:]))


class Entries(NamedTuple):
    """What the chain covers of the entries of a batch, in their order."""

    sequences: range
    named: list[str]
    moments: list[str]
    notes: list[str]
    documents: list[bytes]
    digests: list[str]
    previous: list[str]


def entries(batch: Batch) -> Entries | None:
    """Take a batch apart; None where not every entry is in it, with all that is its own."""
    if batch.number != len(batch.sequences) or batch.unserved:
        return None
    found = Entries(
        batch.sequences,
        batch.named.split(BETWEEN),
        batch.moments,
        batch.notes.split(BETWEEN),
        _documents(batch),
        batch.digests.split("\n"),
        batch.previous.split("\n"),
    )
    return found if {len(column) for column in found} == {batch.number} else None


def follow(found: Entries, sequence: int, head: str) -> bool:
    """Say whether entries follow the one of that sequence and digest, and each carries its own."""
    if found.sequences.start != sequence + 1:
        return False
    made = map(
        chain.computed,
        found.previous,
        found.sequences,
        found.named,
        found.moments,
        found.notes,
        found.documents,
    )
    return found.previous == [head, *found.digests[:-1]] and found.digests == list(made)


def otherwise(
    batch: Batch, found: Entries, read: list[columns.Document], said: columns.Said
) -> set[int]:
    """Return the sequences of those whose columns do not plainly say what their documents do."""
    first = [one.first_published_at for one in read]
    paths = said.columns[0]
    held: list[tuple[Sequence[object], Sequence[object]]] = []
    if first != batch.firsts:
        held.append((first, batch.firsts))
    for values, text in zip(said.columns, batch.said, strict=True):
        # Text that holds what stands between texts does not say which is which.
        if text.count(BETWEEN) != batch.number - 1:
            return {*found.sequences}
        if BETWEEN.join(values) != text:
            held.append((values, text.split(BETWEEN)))
    if held or "".join(paths).count("/") != SLASHES * batch.number:
        held.append(([path.count("/") for path in paths], [SLASHES] * batch.number))
    return {
        sequence
        for values, columns_say in held
        for sequence, value, column in zip(found.sequences, values, columns_say, strict=True)
        if value != column
    }


def unwritten(found: Entries, read: list[columns.Document]) -> set[int]:
    """Return the sequences of those whose language is more, or less, than a plain word."""
    odd = {one.in_language for one in read}
    odd -= {*filter(PLAIN.fullmatch, odd)}
    if not odd:
        return set()
    rows = zip(found.sequences, read, strict=True)
    return {sequence for sequence, one in rows if one.in_language in odd}


def _documents(batch: Batch) -> list[bytes]:
    ends = np.frombuffer(batch.sizes, ">i4").cumsum().tolist()
    whole = batch.documents
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]
