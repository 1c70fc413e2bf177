"""A file into the desk, chunk by chunk: each is one transaction, so a load that is killed has
loaded whole chunks, and the next one finds them as they should be.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from django.db import transaction

from claims import exceptions
from claims.intake.loading import (
    batches,
    checking,
    merging,
    opening,
    reading,
    rejects,
    rows,
    staging,
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
    with transaction.atomic() if options.strict else nullcontext():
        for name in names:
            try:
                _file(name, options, report, refusals, watch)
            except exceptions.BadValue as error:
                # Of the file as a whole: the others are loaded nevertheless.
                report.read += 1
                report.refused += 1
                refusals.add(name, rows.fault(0, "", "", str(error), "Nothing of it was read."))
        if options.strict and report.refused:
            raise Refused
    return report


def _file(
    name: str,
    options: Options,
    report: Report,
    refusals: rejects.Rejects,
    watch: Callable[[opening.Opened, Report], None],
) -> None:
    with opening.opened(name) as source:
        _opened(source, options, report, refusals, watch)


def _opened(
    source: opening.Opened,
    options: Options,
    report: Report,
    refusals: rejects.Rejects,
    watch: Callable[[opening.Opened, Report], None],
) -> None:
    kind = reading.kind(source, options.format, options.mapping)
    make = kind.foreign if options.make_claimants is None else options.make_claimants
    staging.prepare()

    def refuse(fault: rows.Fault) -> None:
        report.refused += 1
        refusals.add(source.name, fault)

    with _made(source, batches.of(_guarded(kind.rows(source)), options.chunk)) as made:
        while taken := staging.chunk(made, tell=lambda: watch(source, report), refused=refuse):
            checking.cells()
            counts = merging.merge(
                make_claimants=make, by_key=not kind.foreign, dry_run=options.dry_run
            )
            report.counts.add(counts)
            report.read += taken
            _note(source.name, report, refusals)
            watch(source, report)


def _made(
    source: opening.Opened, made: Generator[batches.Batch]
) -> AbstractContextManager[Iterator[batches.Batch]]:
    """Read ahead, but not what may keep a reader waiting: a pipe that nobody writes to any more."""
    return batches.ahead(made) if source.size is not None else nullcontext(made)


def _note(name: str, report: Report, refusals: rejects.Rejects) -> None:
    before = None
    for place, fault in rejects.staged():
        report.refused += place != before
        before = place
        refusals.add(name, fault)
    refusals.flush()


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
