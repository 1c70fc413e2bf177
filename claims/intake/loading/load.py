"""A file into the desk, chunk by chunk: each is one transaction, so a load that is killed has
loaded whole chunks, and the next one finds them as they should be.
"""

import gc
import itertools
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from django.db import connection, transaction

from claims import exceptions
from claims.intake.loading import (
    batches,
    checking,
    lanes,
    listed,
    looking,
    merging,
    opening,
    reading,
    rejects,
    rows,
    staging,
    turns,
)
from claims.intake.loading.columns_file import Mapping

CHUNK = 5_000
"""Rows of a transaction: so long others wait who want the same claims."""


@dataclass(frozen=True)
class Options:
    format: str = ""
    mapping: Mapping | None = None
    chunk: int = CHUNK
    dry_run: bool = False
    strict: bool = False
    make_claimants: bool | None = None
    """None: as the format has it."""


@dataclass
class Report:
    """What came of a load. `refused` counts rows; a row may have several faults."""

    read: int = 0
    refused: int = 0
    counts: merging.Counts = field(default_factory=merging.Counts)


class Refused(exceptions.DeskError):
    """Nothing was loaded, as some rows are refused and --strict was said."""


def load(
    names: list[str],
    options: Options,
    *,
    refusals: rejects.Rejects,
    watch: Callable[[opening.Opened, Report], None],
) -> Report:
    """Load the files one after the other. With `strict`, all of them or, raising Refused, none."""
    report = Report()
    one_transaction = transaction.atomic() if options.strict else nullcontext()
    with _uncollected(), one_transaction, lanes.opened() as sessions:
        for name in names:
            try:
                with opening.opened(name) as source:
                    _file(_File(source, options, report, refusals, watch), sessions)
            except exceptions.BadValue as error:
                # Of the file as a whole: the others are loaded nevertheless.
                report.read += 1
                report.refused += 1
                refusals.add(name, rows.fault(0, "", "", str(error), "Nothing of it was read."))
        if options.strict and report.refused:
            raise Refused
    return report


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage in what is there already: PostgreSQL would wait a tenth of a second."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass(frozen=True)
class _File:
    """A file that is being loaded, and who is told of it."""

    source: opening.Opened
    options: Options
    report: Report
    refusals: rejects.Rejects
    watch: Callable[[opening.Opened, Report], None]

    def tell(self) -> None:
        self.watch(self.source, self.report)

    def note(self, done: "_Done") -> None:
        self.report.read += done.taken
        self.report.refused += len(done.unread) + len({place for place, _ in done.faults})
        for fault in (*done.unread, *(fault for _, fault in done.faults)):
            self.refusals.add(self.source.name, fault)
        self.refusals.flush()
        self.report.counts.add(done.merged.counts)
        self.tell()


@dataclass(frozen=True)
class _Done:
    """A chunk that is merged. `unread`: what was no row. `faults`: the others, with places."""

    taken: int
    unread: list[rows.Fault]
    faults: list[tuple[int, rows.Fault]]
    merged: merging.Merged


def _file(file: _File, sessions: lanes.Lanes) -> None:
    options = file.options
    kind = reading.kind(file.source, options.format, options.mapping)
    make = kind.foreign if options.make_claimants is None else options.make_claimants
    how = looking.How(make, by_key=not kind.foreign, dry_run=options.dry_run)
    made = batches.of(_guarded(kind.rows(file.source)), options.chunk)
    with _made(file.source, made) as source:
        taking = sessions.taking_turns(alone=_alone(file))
        for done in _in_turns(_Work(taking, source, how, file.tell)):
            file.note(done)


def _alone(file: _File) -> bool:
    """Whether one session does all of it.

    What is one transaction is one session, and what is not written is told to one. Whoever waits
    for a pipe has to be where Ctrl-C comes.
    """
    return connection.in_atomic_block or file.options.dry_run or file.source.size is None


@dataclass(frozen=True)
class _Work:
    """What sessions do with a file, each in its thread."""

    taking: list[lanes.Lane]
    source: Iterator[batches.Batch]
    how: looking.How
    tell: Callable[[], None]

    def stage(self, lane: lanes.Lane, ahead: bool) -> tuple[staging.Chunk, bool]:
        """Copy and check the next chunk; return whether it was foreseen, too."""
        if lane.prepared is not self:
            staging.prepare()
            lane.prepared = self
            if ahead:
                listed.defer()
        staging.hear(lane.told)
        chunk = staging.chunk(self.source, tell=self.tell)
        if chunk.taken:
            checking.cells()
        foreseen = ahead and chunk.taken > 0 and merging.foresee(self.how)
        if ahead:
            listed.settle()
        return chunk, foreseen

    def merge(
        self, lane: lanes.Lane, chunk: staging.Chunk, foreseen: bool, turn: turns.Turn
    ) -> _Done:
        with turn:
            merged = merging.merge(self.how, foreseen=foreseen, told=lane.told, turn=turn)
            done = _Done(chunk.taken, chunk.faults, list(rejects.staged()), merged)
            for one in self.taking:
                one.told.append(merged.said)
        return done


def _in_turns(work: _Work) -> Iterator[_Done]:
    """Yield each chunk when it is merged. The next is staged meanwhile, if there is who could."""
    ahead = len(work.taking) > 1
    order, sessions = turns.Order(), itertools.cycle(work.taking)
    for one in work.taking:
        one.told.clear()
    lane = next(sessions)
    staged = lane.do(work.stage, lane, ahead)
    merged: Future[_Done] | None = None
    while not staged.exception():
        chunk, foreseen = staged.result()
        if not chunk.taken:
            break
        following = next(sessions)
        if ahead and chunk.more:
            staged = following.do(work.stage, following, ahead)
        before, merged = merged, lane.do(work.merge, lane, chunk, foreseen, order.next())
        if before:
            yield before.result()
        if not chunk.more:
            break
        if not ahead:
            yield merged.result()
            merged = None
            staged = following.do(work.stage, following, ahead)
        lane = following
    if merged:
        yield merged.result()
    staged.result()
    if ahead:
        lane.do(listed.settle).result()


def _made(
    source: opening.Opened, made: Generator[batches.Batch]
) -> AbstractContextManager[Iterator[batches.Batch]]:
    """Read ahead, but not what may keep a reader waiting: a pipe that nobody writes to any more."""
    return batches.ahead(made) if source.size is not None else nullcontext(made)


def _guarded(found: rows.Read) -> Generator[rows.Row | rows.Fault]:
    """Yield what comes; a file that breaks off is a fault of its last line, and no more comes."""
    line = 0
    try:
        for row in found:
            line = row.line
            yield row
    except (*opening.BROKEN, exceptions.BadValue) as error:
        reason = f"The file cannot be read on after this line: {str(error).rstrip('.')}."
        yield rows.fault(line, "", "", reason, _remedy(error))


def _remedy(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return rows.WRONG_ENCODING
    if isinstance(error, exceptions.BadValue):
        return "Mend the file there, or get it again, whole."
    return "Get it again, whole."
