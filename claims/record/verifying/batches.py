"""Entries by the batch: read in one row, and held against each other all at once.

What is said here is a quick yes. Where the answer is no, or a text holds the character that stands
between texts, the entries are looked at one by one.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import psycopg

from claims import sql
from claims.record import chain, index
from claims.record.verifying import columns

ROWS = 2000
"""How many entries are in memory at once."""
TOGETHER = 50
"""How many of them stand in one row. See entries_verified.sql."""
BETWEEN = "\x1e"
"""Stands between texts of entries."""
PLAIN = re.compile("[a-z]+")
"""Languages of which entries_verified.sql knows the terms."""


class Batch(NamedTuple):
    """A row of entries_verified.sql, with the first and the last sequence that may stand in it."""

    before: int
    until: int
    number: int
    named: str
    moments: bytes
    notes: str
    sizes: bytes
    documents: bytes
    digests: str
    previous: str
    firsts: bytes
    said: str
    unserved: list[int] | None
    ended: list[int] | None
    doubtful: list[int] | None
    odd: list[int] | None

    @property
    def sequences(self) -> range:
        return range(self.before + 1, self.until + 1)


def read(before: int, until: int, through: psycopg.Connection[Any]) -> Iterator[Batch]:
    """Yield the entries after the sequence `before`, up to `until`; times as bytes."""
    query = sql.read("entries_verified")
    for first in range(before, until, ROWS):
        last = min(first + ROWS, until)
        asked = {"before": first, "until": last, "together": TOGETHER, "path": index.PATH}
        with psycopg.Cursor(through) as cursor:
            # As what it costs is guessed, compiling seems worth it, and takes longer than all else.
            cursor.execute("SET LOCAL jit = off")
            rows = cursor.execute(query, asked, prepare=False, binary=True).fetchall()
        for row in rows:
            yield Batch(row[0], min(row[0] + TOGETHER, last), *row[1:])


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
        columns.moments(batch.moments),
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
    batch: Batch,
    found: Entries,
    read: list[columns.Document | None],
    said: list[columns.Said],
) -> set[int]:
    """Return the sequences of those whose columns do not plainly say what their documents do."""
    texts = [one.text for one in said]
    first = [one and one.first_published_at for one in read]
    # Most are the first of their claim: one time to write.
    began = found.moments if batch.firsts == batch.moments else columns.moments(batch.firsts)
    if BETWEEN.join(texts) == batch.said and first == began and _plain(batch.said, batch.number):
        return set()
    columns_say = batch.said.split(BETWEEN)
    if len(columns_say) != batch.number:
        return set(found.sequences)
    rows = zip(found.sequences, texts, columns_say, first, began, strict=True)
    return {
        sequence
        for sequence, text, column, *times in rows
        if text != column or not _plain(column, 1) or times[0] != times[1]
    }


def unwritten(found: Entries, read: list[columns.Document | None]) -> set[int]:
    """Return the sequences of those whose language is more, or less, than a plain word.

    Or is not known, where a document is not as ours are.
    """
    plain = {one.in_language for one in read if one if PLAIN.fullmatch(one.in_language)}
    rows = zip(found.sequences, read, strict=True)
    return {sequence for sequence, one in rows if not one or one.in_language not in plain}


def _plain(text: str, number: int) -> bool:
    """Say whether a text says of so many entries which column holds what."""
    borders = text.count(BETWEEN), text.count(columns.BETWEEN)
    return borders == (number - 1, number * columns.BORDERS)


def _documents(batch: Batch) -> list[bytes]:
    ends = np.frombuffer(batch.sizes, ">i4").cumsum().tolist()
    whole = batch.documents
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]
