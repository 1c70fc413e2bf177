"""One part of the record: the chain, and what is served of each of its entries."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
import psycopg
from psycopg.types import numeric

from claims import exceptions, sql
from claims.record import chain, documents, index
from claims.record.verifying import columns

ROWS = 2000
"""How many entries are in memory at once."""
AT_ONCE = 1000
"""How many entries the database looks at again at once."""
Pairs = Mapping[str, list[documents.Json]]
"""The public contradictions, by claim."""


class Part(NamedTuple):
    """The entries after the sequence `before`, up to `until`."""

    before: int
    until: int


@dataclass
class Found:
    """What a part says: its last digest, what its claims count, and the first that does not hold.

    `body` says that this was the body of an entry, which contradictions are written into.
    """

    head: str = ""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: str = ""
    body: bool = False


class WrongBody(exceptions.RecordBroken):
    """What is served of an entry does not follow from it."""


def check(part: Part, pairs: Pairs, *, through: psycopg.Connection[Any]) -> Found:
    """Hold a part against itself, and what is served of it against it."""
    found = Found()
    try:
        _check(part, _Reading(pairs, part.before, found), through)
    except exceptions.RecordBroken as error:
        found.wrong, found.body = str(error), isinstance(error, WrongBody)
    return found


def _check(part: Part, reading: "_Reading", through: psycopg.Connection[Any]) -> None:
    reading.found.head = _head(part.before, through)
    for rows in _batches(part, through):
        reading.take(rows)
    if (last := reading.sequence) != part.until:
        raise exceptions.RecordBroken(
            f"Entry {last + 1} is missing: after {last} comes a later one."
        )
    _look_again(reading.doubtful, through)
    for sequence, stands in reading.unknown:
        raise _wrong_search(sequence, stands=stands)


@dataclass
class _Reading:
    """How far a part was read, and what of it is in doubt."""

    pairs: Pairs
    sequence: int
    found: Found
    doubtful: list[int] = field(default_factory=list)
    """Entries whose columns do not plainly say what their documents do."""
    unknown: list[tuple[int, bool]] = field(default_factory=list)
    """Entries of which search does not know what it should, and if they stand."""

    def take(self, rows: list[tuple[Any, ...]]) -> None:
        """Look at the next entries. Raises RecordBroken."""
        standing = []
        moments = columns.moments([row[4] for row in rows])
        for row, moment in zip(rows, moments, strict=True):
            (sequence, claim_id, version, kind, at, note, document, digest, previous,
             served, stands, body, agrees, known, first, *said) = row  # fmt: skip
            entry = chain.Link(
                sequence, claim_id, version, kind, moment, note, document, digest, previous
            )
            entry.check(self.sequence, self.found.head)
            self.sequence, self.found.head = sequence, digest
            if not served:
                raise exceptions.RecordBroken(f"What is served of entry {sequence} is missing.")
            if stands and not _follows(body, entry, self.pairs.get(claim_id)):
                raise WrongBody(f"Something was changed in what is served of entry {sequence}.")
            # Most are the first of their claim: one time to write.
            began = moment if first == at else columns.moments([first])[0]
            if not (agrees and _says(document, began, said)):
                self.doubtful.append(sequence)
            if not known:
                self.unknown.append((sequence, stands))
            if stands and kind != "retraction":
                standing.append(said)
        self.found.counts.update(columns.facets(standing))


def _batches(part: Part, through: psycopg.Connection[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield what entries_verified.sql says, moments and days as numbers.

    In binary, and a batch at a time: a COPY would send on while we compute, but psycopg takes each
    of its rows by itself, which costs twice what the rows do.
    """
    query = sql.read("entries_verified")
    with psycopg.Cursor(through) as cursor:
        cursor.adapters.register_loader("timestamptz", numeric.Int8BinaryLoader)
        cursor.adapters.register_loader("date", numeric.Int4BinaryLoader)
        for before in range(part.before, part.until, ROWS):
            until = min(before + ROWS, part.until)
            asked = {"before": before, "until": until, "path": index.PATH}
            yield cursor.execute(query, asked, prepare=False, binary=True).fetchall()


def _head(sequence: int, through: psycopg.Connection[Any]) -> str:
    if not sequence:
        return chain.GENESIS
    query = "SELECT digest::text FROM record_publication WHERE sequence = %s"
    row = through.execute(query, [sequence]).fetchone()
    if row is None:
        raise exceptions.RecordBroken(f"Entry {sequence} is missing.")
    return str(row[0])


def _follows(body: bytes | None, entry: chain.Link, pairs: list[documents.Json] | None) -> bool:
    """Say whether a body follows from its entry and the public contradictions of its claim.

    A body of None is the document with BASE before its path.
    """
    if not pairs and body is None and index.is_plain(entry.document):
        return True
    document = json.loads(entry.document)
    seen = [documents.as_seen_from(document["id"], pair) for pair in pairs or ()]
    served = index.with_base(entry.document) if body is None else body
    return served == index.body(document, contradictions=seen)


def _says(document: bytes, began: str, said: list[Any]) -> bool:
    """Say whether a document plainly says what stands in the columns."""
    try:
        read = columns.read(document)
        return read.first_published_at == began and said == columns.of(read)
    except (msgspec.DecodeError, ValueError):
        return False


def _look_again(sequences: list[int], through: psycopg.Connection[Any]) -> None:
    """Have the database compare the columns of what is in doubt with the documents."""
    query = sql.read("columns_verified")
    for first in range(0, len(sequences), AT_ONCE):
        asked = [sequences[first : first + AT_ONCE]]
        if wrong := through.execute(query, asked).fetchone():
            raise exceptions.RecordBroken(wrong[0])


def _wrong_search(sequence: int, *, stands: bool) -> exceptions.RecordBroken:
    said = f"What search knows of entry {sequence} is missing or was changed."
    if not stands:
        said = f"Search still finds entry {sequence}, which does not stand."
    return exceptions.RecordBroken(f"{said} manage.py rebuild_search makes it anew.")
