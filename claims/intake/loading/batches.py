"""Rows of a file as lines for COPY, a few hundred at once, made ready while others are merged.

Reading and PostgreSQL then work at the same time. What is ready and waits is bounded in bytes,
however long the rows are, so memory is, too.
"""

import itertools
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b

from claims.intake import slugs
from claims.intake.loading import rows

FIRST = 500
"""Rows of the first chunk, so that there is soon something to merge. The next ones have twice as
many each: so many are read and checked while the one before is merged."""
SIZE = 200
CHARACTERS = 256 * 1024
AHEAD = 32
"""Batches that wait: as many rows as a chunk has, or some MB."""
COLUMNS = ", ".join(("place", "line", "said", "slug", *(f'"{name}"' for name in rows.COLUMNS)))
"""What a line has, in the order of COPY."""
OF_CLAIM = [name for name in (*rows.OF_CLAIM, "claimant_kind") if name != "external_id"]
NOTHING = "\\N"
SWITCH = 0.0005
"""Seconds after which the reading thread lets the other one on. Python's own 5 ms, at each of some
thirty statements, would keep PostgreSQL waiting for as long as reading takes."""
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass
class Batch:
    """Lines of COPY, and what was no row. `ends`: the chunk is full."""

    lines: list[str] = field(default_factory=list)
    characters: int = 0
    taken: int = 0
    faults: list[rows.Fault] = field(default_factory=list)
    ends: bool = False

    @property
    def full(self) -> bool:
        return self.ends or self.taken == SIZE or self.characters > CHARACTERS

    def add(self, place: int, row: rows.Row | rows.Fault) -> None:
        self.taken += 1
        wrong = row if isinstance(row, rows.Fault) else rows.unstorable(row)
        if wrong:
            self.faults.append(wrong)
        elif isinstance(row, rows.Row):
            self.lines.append(_line(place, row))
            self.characters += len(self.lines[-1])


def of(found: Generator[rows.Row | rows.Fault], chunk: int) -> Generator[Batch]:
    """Yield what is found, so that no batch reaches over the end of a chunk."""
    sizes = (min(FIRST << min(n, 30), chunk) for n in itertools.count())
    batch, left = Batch(), next(sizes)
    with closing(found):
        for place, row in enumerate(found, start=1):
            batch.add(place, row)
            left -= 1
            batch.ends = not left
            if batch.full:
                yield batch
                left = left or next(sizes)
                batch = Batch()
    if batch.taken:
        yield batch


def _line(place: int, row: rows.Row) -> str:
    cells = row.cells
    slug = slugs.start_of(cells.get("text", ""))
    digest = _digest(cells)
    said = [cells.get(name, NOTHING) for name in rows.COLUMNS]
    if not _plain(cells.values()):
        said = [_escaped(cells.get(name)) for name in rows.COLUMNS]
    return "\t".join((str(place), str(row.line), str(digest), slug, *said))


def _digest(cells: dict[str, str]) -> int:
    """Return a number for what a row says of its claim, by which two rows are compared."""
    said = repr([cells.get(name) for name in OF_CLAIM]).encode("utf-8", "backslashreplace")
    return int.from_bytes(blake2b(said, digest_size=8).digest(), signed=True)


def _plain(cells: Iterable[str]) -> bool:
    whole = "".join(cells)
    # What prints is no tab and no end of a line.
    return whole.isprintable() and "\\" not in whole


def _escaped(cell: str | None) -> str:
    return NOTHING if cell is None else cell.translate(ESCAPED)


@contextmanager
def ahead(made: Generator[Batch]) -> Iterator[Iterator[Batch]]:
    """Make the batches in a thread of their own, AHEAD of who takes them, until the block ends."""
    with closing(made), _switching(), ThreadPoolExecutor(1) as reader:
        waiting = deque(reader.submit(next, made, None) for _ in range(AHEAD))
        try:
            yield _taken(reader, made, waiting)
        finally:
            reader.shutdown(cancel_futures=True)


@contextmanager
def _switching() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _taken(
    reader: ThreadPoolExecutor, made: Iterator[Batch], waiting: "deque[Future[Batch | None]]"
) -> Iterator[Batch]:
    while (batch := waiting.popleft().result()) is not None:
        waiting.append(reader.submit(next, made, None))
        yield batch
