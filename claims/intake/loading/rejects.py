"""What was refused, as a file of its own: one JSON object a line."""

import contextlib
import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from django.db import connection
from django.utils import timezone

from claims import exceptions
from claims.intake.loading import rows

FIRST = 5
"""Refusals that are shown at the end, besides the file."""

HIDDEN = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What JSON lets stand, and a terminal does not show."""


class NotWritten(exceptions.DeskError):
    """The file of rejects cannot be written: name another."""


class Rejects:
    """Written when the first comes. What is there already is never written over."""

    def __init__(self, path: str = "") -> None:
        self._given = path
        self._file: IO[str] | None = None
        self.path = path
        self.first: list[dict[str, Any]] = []
        if path:
            with _writing(path):
                _check(Path(path))

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._file:
            with _writing(self.path):
                self._file.close()

    def add(self, name: str, fault: rows.Fault) -> None:
        said = {"file": name, **asdict(fault)}
        # Whoever looks at the file in a terminal must not be talked to by what it quotes.
        line = HIDDEN.sub(_escaped, json.dumps(said, ensure_ascii=False)) + "\n"
        with _writing(self.path):
            self._opened().write(line)
        if len(self.first) < FIRST:
            self.first.append(said)

    def flush(self) -> None:
        if self._file:
            with _writing(self.path):
                self._file.flush()

    def _opened(self) -> IO[str]:
        if self._file is None:
            self.path, self._file = _made(
                [self.path] if self.path else _names(timezone.localtime())
            )
        return self._file


def _check(path: Path) -> None:
    if not path.parent.is_dir():
        raise exceptions.BadValue(f"{path}: there is no such folder: make it, or name another.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise exceptions.BadValue(f"{path}: you may not write in this folder: name another.")
    if path.exists():
        raise exceptions.BadValue(f"{path} is there already: name another file of rejects.")


@contextlib.contextmanager
def _writing(path: str) -> Iterator[None]:
    """Say what is wrong with the folder or the disk, as it may come to be when much is loaded."""
    try:
        yield
    except OSError as error:
        raise NotWritten(
            f"The file of rejects ({path or 'in this folder'}) cannot be written: {error.strerror}."
            " Name another by --rejects, and load again."
        ) from error


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _names(now: datetime) -> Iterator[str]:
    start = f"rejects-{now:%Y%m%d-%H%M%S}"
    yield f"{start}.ndjson"
    yield from (f"{start}-{number}.ndjson" for number in itertools.count(2))


def _made(names: Iterable[str]) -> tuple[str, IO[str]]:
    """Make the first file that is not there: who looks first and makes then may be second."""
    tried = ""
    for tried in names:
        with contextlib.suppress(FileExistsError):
            return tried, Path(tried).open("x", encoding="utf-8", errors="backslashreplace")
    raise exceptions.BadValue(f"{tried} is there by now: name another file of rejects.")


def staged() -> Iterator[tuple[int, rows.Fault]]:
    """Yield the faults that the checks have noted, each with the place of its row, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, line, field, coalesce(value, ''), reason, remedy FROM load_fault"
            " ORDER BY place, field"
        )
        while batch := cursor.fetchmany(1000):
            yield from ((place, rows.Fault(*row)) for place, *row in batch)
