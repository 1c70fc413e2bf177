"""One part of the record: the chain, and what is served of each of its entries."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg

from claims import exceptions
from claims.record import chain
from claims.record.verifying import batches, bodies, columns, doubts

RETRACTION = "\nretraction"
"""The end of what names such an entry."""


class Part(NamedTuple):
    """The entries after the sequence `before`, up to `until`."""

    before: int
    until: int


@dataclass
class Found:
    """What a part says: its last digest, what its claims count, and the first that does not hold.

    `body` says that this was the body of an entry, which contradictions are written into. Of
    retracted claims, `unmatched` says how many matching does not know, and `matched` how many it
    finds.
    """

    head: str = ""
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: str = ""
    body: bool = False
    unmatched: int = 0
    matched: int = 0


def check(part: Part, pairs: bodies.Pairs, *, through: psycopg.Connection[Any]) -> Found:
    """Hold a part against itself, and what is served of it against it."""
    found = Found()
    try:
        found.head = _head(part.before, through)
        _Reading(bodies.Asked(pairs, through), through, part.before, found).read(part)
    except exceptions.RecordBroken as error:
        found.wrong, found.body = str(error), isinstance(error, bodies.WrongBody)
    return found


@dataclass
class _Reading:
    """How far a part was read, and what of it is in doubt."""

    asked: bodies.Asked
    through: psycopg.Connection[Any]
    sequence: int
    found: Found
    doubtful: list[int] = field(default_factory=list)
    """Entries whose columns do not plainly say what their documents do."""
    unknown: list[int] = field(default_factory=list)
    """Entries of which search does not plainly know what it should."""
    ended: list[int] = field(default_factory=list)
    retracted: list[str] = field(default_factory=list)
    """Claims of which a tombstone stands."""
    counted: dict[str, Counter[Any]] = field(default_factory=lambda: defaultdict(Counter))
    """How many claims that stand say the same, by facet."""

    def read(self, part: Part) -> None:
        """Look at all entries. Raises RecordBroken."""
        try:
            self._take_all(part)
        except exceptions.RecordBroken:
            self.asked.settle()  # What bodies say of the entries before comes first.
            raise
        self.asked.settle()
        doubts.settle(self.doubtful, self.unknown, through=self.through)
        self._count(doubts.standing(self.doubtful, through=self.through))
        self.found.counts = columns.counts(self.counted)
        doubts.ends(self.ended, through=self.through)
        told = doubts.matched(self.retracted, through=self.through)
        self.found.matched, self.found.unmatched = told.count(True), len(self.retracted) - len(told)

    def _take_all(self, part: Part) -> None:
        with closing(batches.read(part.before, part.until, self.through)) as every:
            for batch in every:
                self._take(batch)
        if (last := self.sequence) != part.until:
            raise exceptions.RecordBroken(
                f"Entry {last + 1} is missing: after {last} comes a later one."
            )

    def _take(self, batch: batches.Batch) -> None:
        entries = batches.entries(batch)
        if entries is None or not batches.follow(entries, self.sequence, self.found.head):
            self._one_by_one(batch)
            return
        self.sequence, self.found.head = batch.until, entries.digests[-1]
        read = columns.read_all(entries.documents)
        self.asked.check(batch, entries, read)
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
            if not stands:
                self.ended.append(link.sequence)
            else:
                bodies.hold(body, link.sequence, link.document, self.asked.pairs.get(link.claim_id))
                self.retracted += [link.claim_id] if link.kind == "retraction" else []
            self.doubtful.append(link.sequence)
            self.unknown.append(link.sequence)

    def _hold(
        self, batch: batches.Batch, entries: batches.Entries, read: list[columns.Document]
    ) -> None:
        """Hold the columns of a batch against the documents, and count what stands."""
        said = columns.said(read)
        aside = {*(batch.doubtful or ())} | batches.otherwise(batch, entries, read, said)
        self.doubtful += sorted(aside)
        # Search was held against the columns: where they are in doubt, so is what it knows.
        self.unknown += sorted(aside | batches.unwritten(entries, read))
        ended = {*(batch.ended or ())}
        self.ended += sorted(ended)
        aside |= ended
        if RETRACTION in batch.named:
            rows = zip(entries.sequences, entries.named, strict=True)
            retracted = {sequence: named for sequence, named in rows if named.endswith(RETRACTION)}
            aside |= retracted.keys()
            self.retracted += [
                named[: bodies.CLAIM_ID]
                for sequence, named in retracted.items()
                if sequence not in ended
            ]
        self._count(said.counted, [one not in aside for one in entries.sequences] if aside else ())

    def _count(self, counted: columns.Counted, standing: Sequence[bool] = ()) -> None:
        for facet, values in counted._asdict().items():
            self.counted[facet].update(itertools.compress(values, standing) if standing else values)


def _head(sequence: int, through: psycopg.Connection[Any]) -> str:
    if not sequence:
        return chain.GENESIS
    query = "SELECT digest::text FROM record_publication WHERE sequence = %s"
    row = through.execute(query, [sequence]).fetchone()
    if row is None:
        raise exceptions.RecordBroken(f"Entry {sequence} is missing.")
    return str(row[0])
