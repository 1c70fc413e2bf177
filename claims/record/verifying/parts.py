"""One part of the record: the chain, and what is served of each of its entries."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg

from claims import exceptions
from claims.record import chain
from claims.record.verifying import batches, bodies, columns, doubts


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
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: str = ""
    body: bool = False


def check(part: Part, pairs: bodies.Pairs, *, through: psycopg.Connection[Any]) -> Found:
    """Hold a part against itself, and what is served of it against it."""
    found = Found()
    try:
        found.head = _head(part.before, through)
        _Reading(pairs, through, part.before, found).read(part)
    except exceptions.RecordBroken as error:
        found.wrong, found.body = str(error), isinstance(error, bodies.WrongBody)
    return found


@dataclass
class _Reading:
    """How far a part was read, and what of it is in doubt."""

    pairs: bodies.Pairs
    through: psycopg.Connection[Any]
    sequence: int
    found: Found
    doubtful: list[int] = field(default_factory=list)
    """Entries whose columns do not plainly say what their documents do."""
    unknown: list[int] = field(default_factory=list)
    """Entries of which search does not plainly know what it should."""

    def read(self, part: Part) -> None:
        """Look at all entries. Raises RecordBroken."""
        for batch in batches.read(part.before, part.until, self.through):
            self._take(batch)
        if (last := self.sequence) != part.until:
            raise exceptions.RecordBroken(
                f"Entry {last + 1} is missing: after {last} comes a later one."
            )
        doubts.settle(self.doubtful, self.unknown, through=self.through)
        self._count([*doubts.standing(self.doubtful, through=self.through)])

    def _take(self, batch: batches.Batch) -> None:
        entries = batches.entries(batch)
        if entries is None or not batches.follow(entries, self.sequence, self.found.head):
            self._one_by_one(batch)
            return
        self.sequence, self.found.head = batch.until, entries.digests[-1]
        read = columns.read_all(entries.documents)
        bodies.check(batch, entries, read, self.pairs, through=self.through)
        self._hold(batch, entries, read)

    def _one_by_one(self, batch: batches.Batch) -> None:
        """Say which entry of a batch does not hold; if all do, all beside them is in doubt."""
        for link, served, stands, body in doubts.entries(batch, through=self.through):
            link.check(self.sequence, self.found.head)
            self.sequence, self.found.head = link.sequence, link.digest
            if not served:
                raise exceptions.RecordBroken(
                    f"What is served of entry {link.sequence} is missing."
                )
            if stands:
                bodies.hold(body, link.sequence, link.document, self.pairs.get(link.claim_id))
            self.doubtful.append(link.sequence)
            self.unknown.append(link.sequence)

    def _hold(
        self, batch: batches.Batch, entries: batches.Entries, read: list[columns.Document | None]
    ) -> None:
        """Hold the columns of a batch against the documents, and count what stands."""
        said = columns.said(read)
        aside = {*(batch.doubtful or ())}
        self.unknown += sorted(aside | batches.unwritten(entries, read))
        aside |= batches.otherwise(batch, entries, read, said)
        self.doubtful += sorted(aside)
        aside |= {*(batch.ended or ())}
        rows = zip(entries.sequences, entries.named, said, strict=True)
        self._count(
            [
                one
                for sequence, named, one in rows
                if sequence not in aside and not named.endswith("\nretraction")
            ]
        )

    def _count(self, standing: list[columns.Said]) -> None:
        for facet, values in columns.facets(standing):
            self.found.counts[facet].update(values)


def _head(sequence: int, through: psycopg.Connection[Any]) -> str:
    if not sequence:
        return chain.GENESIS
    query = "SELECT digest::text FROM record_publication WHERE sequence = %s"
    row = through.execute(query, [sequence]).fetchone()
    if row is None:
        raise exceptions.RecordBroken(f"Entry {sequence} is missing.")
    return str(row[0])
