"""The newest entry that any process of this machine has shown: a few bytes that they share.

Whoever shows something of the record notes first how far the record had come. Whoever answers from
memory looks here before, and asks the database again if another process is further: so a reader
whom two processes serve by turns never sees an older state after a newer one.

The bytes lie in a file: they outlive `kill -9`. They are read, not mapped into memory, as whoever
looks at a mapping of a file that was cut off is killed. A third number tells if the other two were
read while somebody wrote them. The file is named after the database; the second number says which
record it is, by its first entry, so that a database that was emptied or replaced begins anew. A
file that was taken away or cut off is made anew at the next look.
"""

import fcntl
import os
import struct
import time
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

NUMBERS = struct.Struct("=qq")
"""A sequence, and which record it is of. Earlier versions write these alone, maybe beside us."""
CHECK = struct.Struct("=q")
SIZE = NUMBERS.size + CHECK.size
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
        self._behind: tuple[int, int] | None = None
        self._behind_since = 0.0
        # What was read last, and what that means: most requests find the same.
        self._read: tuple[bytes, Position | None] = b"", None
        with self._alone(os.O_CREAT) as file:
            if os.fstat(file).st_size < SIZE:
                self._write(self._noted(file), file)
            self._which = _which(os.fstat(file))
            # Never closed while a thread might read: another file could get its number.
            self._file = os.dup(file)
            weakref.finalize(self, os.close, self._file)

    def is_lost(self) -> bool:
        """Say if others would open another file by this name, or could not read this one."""
        try:
            there = os.stat(self.path)
        except FileNotFoundError:
            return True
        return _which(there) != self._which or there.st_size < SIZE

    def is_past(self, here: Position) -> bool:
        """Say if some process has seen more than `here`, or another record, or if nobody knows."""
        noted = self._glance()
        return noted is None or noted.sequence > here.sequence or noted.record != here.record

    def is_further(self, here: Position) -> bool:
        """Say if some process has seen more of the record of `here`."""
        noted = self._glance()
        return bool(noted and noted.sequence > here.sequence and noted.record == here.record)

    def note(self, seen: Position) -> bool:
        """Note what the database has shown. Return whether that is the newest that anybody saw."""
        if self._glance() == seen:
            self._behind = None
            return True
        with self._alone() as file:
            return self._note(seen, file)

    def raise_to(self, here: Position) -> None:
        """Note how far the record has come, if it is the one that is known already."""
        glance = self._glance()
        if glance and (here.sequence <= glance.sequence or here.record != glance.record):
            return
        with self._alone() as file:
            noted = self._noted(file)
            if here.sequence > noted.sequence and here.record == noted.record:
                self._write(here, file)

    def _glance(self) -> Position | None:
        """Read without waiting for anybody; None if somebody writes, or the file was cut off."""
        try:
            read = os.pread(self._file, SIZE, 0)
        except OSError:
            return None
        known, position = self._read
        if read != known:
            position = _position(read)
            self._read = read, position
        return position

    def _note(self, seen: Position, file: int) -> bool:
        noted = self._noted(file)
        behind = noted.record == seen.record and seen.sequence < noted.sequence
        if behind and not self._was_restored(seen, noted):
            return False
        self._behind = None
        self._write(seen, file)
        return True

    def _was_restored(self, seen: Position, noted: Position) -> bool:
        """Say if the database stands where it stood so long ago: it will not come back by itself.

        If it had come back meanwhile, while nobody asked us, it would stand elsewhere.
        """
        now, behind = time.monotonic(), (seen.sequence, noted.sequence)
        if self._behind != behind:
            self._behind, self._behind_since = behind, now
        return now - self._behind_since > PATIENCE

    def _noted(self, file: int) -> Position:
        """Read what was noted, while nobody else writes; zeros stand for what was cut off."""
        return Position(*NUMBERS.unpack(os.pread(file, NUMBERS.size, 0).ljust(NUMBERS.size, b"\0")))

    def _write(self, noted: Position, file: int) -> None:
        os.pwrite(file, _bytes(noted), 0)

    @contextmanager
    def _alone(self, how: int = 0) -> Iterator[int]:
        # By an open of our own: threads and forks that share one would not wait for each other.
        lock = os.open(self.path, os.O_RDWR | os.O_CLOEXEC | how, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock
        finally:
            # We keep a copy of the first one open: to close it would not let go.
            fcntl.flock(lock, fcntl.LOCK_UN)
            os.close(lock)


def _which(file: os.stat_result) -> tuple[int, int]:
    return file.st_dev, file.st_ino


def _bytes(noted: Position) -> bytes:
    numbers = NUMBERS.pack(noted.sequence, noted.record)
    return numbers + _check(numbers)


def _position(read: bytes) -> Position | None:
    numbers, check = read[: NUMBERS.size], read[NUMBERS.size :]
    return Position(*NUMBERS.unpack(numbers)) if check and check == _check(numbers) else None


def _check(numbers: bytes) -> bytes:
    return CHECK.pack(zlib.crc32(numbers))
