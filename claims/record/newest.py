"""The newest entry that any process of this machine has shown: sixteen bytes that they share.

Whoever shows something of the record notes first how far the record had come. Whoever answers from
memory looks here before, and asks the database again if another process is further: so a reader
whom two processes serve by turns never sees an older state after a newer one.

The bytes lie in a file, mapped into each process: they outlive `kill -9`, and forks share them. The
file is named after the database; the second number says which record it is, by its first entry, so
that a database that was emptied or replaced begins anew. A file that was taken away is made anew
at the next look.
"""

import fcntl
import mmap
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

SIZE = 16
PATIENCE = 5.0
"""Seconds that a database may be behind what was noted, before it is taken as restored."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a record has come: a sequence, and which record that is."""

    sequence: int
    record: int


_of_this_process: dict[tuple[Path, str], "Newest"] = {}


def shared(folder: Path, database: str) -> "Newest":
    """Return what this machine knows of a database, opened once for a file. Raises OSError."""
    known = _of_this_process.get((folder, database))
    if known is None or known.is_lost():
        known = _of_this_process[folder, database] = Newest(folder, database)
    return known


def raise_to(here: Position) -> None:
    """Note a head that is about to be shown, if this process shares anything at all."""
    for one in list(_of_this_process.values()):
        # Whoever looks next says what is wrong with the file, and makes it anew.
        with suppress(OSError):
            one.raise_to(here)


def is_passed(here: Position) -> bool:
    """Say if a process of this machine has shown more of this very record than `here`."""
    return any(one.is_further(here) for one in list(_of_this_process.values()))


def record_of(first_digest: str | None) -> int:
    """Return the number of the record that begins with an entry of this digest (hex)."""
    return int(first_digest[:15], 16) if first_digest else 0


class Newest:
    """What all processes of a machine know of one database. Raises OSError without its file."""

    def __init__(self, folder: Path, database: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = blake2b(database.encode(), digest_size=8).hexdigest()
        self.path = folder / f"head-{name}"
        self._behind_since: float | None = None
        with self._alone(os.O_CREAT) as file:
            size = os.fstat(file).st_size
            # Written, not left as a hole: a full disk would kill who writes to that later.
            os.pwrite(file, bytes(max(SIZE - size, 0)), size)
            self._numbers = memoryview(mmap.mmap(file, SIZE)).cast("q")
            self._which = _which(os.fstat(file))

    def is_lost(self) -> bool:
        """Say if others would open another file by this name, or could not read this one."""
        try:
            there = os.stat(self.path)
        except FileNotFoundError:
            return True
        return _which(there) != self._which or there.st_size < SIZE

    def is_past(self, here: Position) -> bool:
        """Say if some process has seen more than `here`, or another record."""
        return self._numbers[0] > here.sequence or self._numbers[1] != here.record

    def is_further(self, here: Position) -> bool:
        """Say if some process has seen more of the record of `here`."""
        return self._numbers[0] > here.sequence and self._numbers[1] == here.record

    def note(self, seen: Position) -> bool:
        """Note what the database has shown. Return whether that is the newest that anybody saw."""
        if self._numbers[0] == seen.sequence and self._numbers[1] == seen.record:
            self._behind_since = None
            return True
        with self._alone():
            return self._note(seen)

    def raise_to(self, here: Position) -> None:
        """Note how far the record has come, if it is the one that is known already."""
        if here.sequence > self._numbers[0] and here.record == self._numbers[1]:
            with self._alone():
                self._numbers[0] = max(self._numbers[0], here.sequence)

    def _note(self, seen: Position) -> bool:
        same = self._numbers[1] == seen.record
        if same and seen.sequence < self._numbers[0] and not self._was_restored():
            return False
        self._behind_since = None
        # In this order: who sees the new record with the old sequence, or the reverse, asks again.
        self._numbers[1], self._numbers[0] = seen.record, seen.sequence
        return True

    def _was_restored(self) -> bool:
        """Say if the database has been behind for so long that it will not come back by itself."""
        now = time.monotonic()
        if self._behind_since is None:
            self._behind_since = now
        return now - self._behind_since > PATIENCE

    @contextmanager
    def _alone(self, how: int = 0) -> Iterator[int]:
        # By an open of our own: threads and forks that share one would not wait for each other.
        lock = os.open(self.path, os.O_RDWR | os.O_CLOEXEC | how, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock
        finally:
            # The mapping keeps a copy of the first one open: to close it would not let go.
            fcntl.flock(lock, fcntl.LOCK_UN)
            os.close(lock)


def _which(file: os.stat_result) -> tuple[int, int]:
    return file.st_dev, file.st_ino
