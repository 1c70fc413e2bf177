"""Opening a file or standard input: unpacked and decoded as its first bytes say."""

import codecs
import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, cast

from backports import zstd

from claims import exceptions

STDIN = "-"
HEAD = 64 * 1024
"""Bytes that are looked at to tell formats and encodings apart."""
MAX_LINE = 16 * 1024 * 1024
"""Characters of a line: no longer one is kept in memory."""
HALVES = "claims.halves"
"""How wrong bytes of UTF-16 are decoded, which surrogateescape refuses: as half a character."""
codecs.register_error(HALVES, lambda error: ("\ud800", cast(UnicodeDecodeError, error).end))
BROKEN = (EOFError, OSError, zlib.error, zstd.ZstdError, UnicodeError)
"""What a file that breaks off, or is none of its kind, raises while it is read."""


@dataclass
class Opened:
    """A file being read. `size` is that on the disk, or None for standard input and pipes."""

    name: str
    text: IO[str]
    head: str
    size: int | None
    raw: Any = field(repr=False)

    def position(self) -> int:
        """Return how many bytes of the file on the disk have been read."""
        return cast(int, self.raw.tell()) if self.size is not None else 0

    def lines(self) -> Iterator[str]:
        """Yield each line with its end. One longer than MAX_LINE comes without, cut off."""
        while line := self.text.readline(MAX_LINE):
            yield line
            if len(line) == MAX_LINE and line[-1] != "\n":
                while (rest := self.text.readline(MAX_LINE)) and rest[-1] != "\n":
                    pass


@contextmanager
def opened(name: str) -> Iterator[Opened]:
    """Open `name`, or standard input for `-`. Raises BadValue that says what cannot be read."""
    with ExitStack() as closing:
        try:
            source = _opened(name, closing)
        except BROKEN as error:
            raise exceptions.BadValue(f"{name} cannot be read: {error}.") from error
        yield source


def _opened(name: str, closing: ExitStack) -> Opened:
    raw = closing.enter_context(io.FileIO(os.dup(0) if name == STDIN else name))
    packed = closing.enter_context(io.BufferedReader(raw, HEAD))
    unpacked = closing.enter_context(_unpacked(packed))
    head = unpacked.peek(HEAD)[:HEAD]
    encoding, errors = _encoding(name, head)
    text = io.TextIOWrapper(unpacked, encoding=encoding, errors=errors, newline="")
    return Opened(
        name="standard input" if name == STDIN else name,
        text=closing.enter_context(text),
        head=codecs.getincrementaldecoder(encoding)("replace").decode(head),
        size=_size(raw.fileno()),
        raw=raw,
    )


def _size(number: int) -> int | None:
    found = os.fstat(number)
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _unpacked(packed: "io.BufferedReader[Any]") -> io.BufferedReader:
    start = packed.peek(4)[:4]
    if start[:2] == b"\x1f\x8b":
        return io.BufferedReader(cast(Any, gzip.GzipFile(fileobj=packed)), HEAD)
    if start == b"\x28\xb5\x2f\xfd":
        return io.BufferedReader(cast(Any, zstd.ZstdFile(packed)), HEAD)
    return packed


def _encoding(name: str, head: bytes) -> tuple[str, str]:
    """Return the encoding and what becomes of wrong bytes. Only a mark says another than UTF-8."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise exceptions.BadValue(
            f"{name} is UTF-32: make it UTF-8, with iconv -f UTF-32 -t UTF-8 {name} > NEW."
        )
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", HALVES
    if b"\0" in head[:2]:
        # Tables and JSON begin with a sign of ASCII, which has a byte of its own in UTF-8 alone.
        raise exceptions.BadValue(
            f"{name} begins with a null character, as UTF-16 without its mark does: make it UTF-8,"
            f" with iconv -f {'UTF-16LE' if head[0] else 'UTF-16BE'} -t UTF-8 {name} > NEW."
        )
    # Wrong bytes become half characters: the row in which they stand is refused, no other one.
    return "utf-8-sig", "surrogateescape"
