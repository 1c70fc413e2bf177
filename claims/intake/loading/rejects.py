"""What was refused, as a file of its own: one JSON object a line."""

import json
from collections.abc import Iterator
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


class Rejects:
    """Written when the first comes. What is there already is never written over."""

    def __init__(self, path: str = "") -> None:
        self._given = path
        self._file: IO[str] | None = None
        self.path = path
        self.first: list[dict[str, Any]] = []
        if path and not Path(path).parent.is_dir():
            raise exceptions.BadValue(f"{path}: there is no such folder: make it, or name another.")
        if path and Path(path).exists():
            raise exceptions.BadValue(f"{path} is there already: name another file of rejects.")

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, name: str, fault: rows.Fault) -> None:
        said = {"file": name, **asdict(fault)}
        self._opened().write(json.dumps(said, ensure_ascii=False) + "\n")
        if len(self.first) < FIRST:
            self.first.append(said)

    def flush(self) -> None:
        if self._file:
            self._file.flush()

    def _opened(self) -> IO[str]:
        if self._file is None:
            self.path = self.path or _free(timezone.localtime())
            self._file = Path(self.path).open(  # noqa: SIM115  __exit__ closes
                "x", encoding="utf-8", errors="backslashreplace"
            )
        return self._file


def _free(now: datetime) -> str:
    start = f"rejects-{now:%Y%m%d-%H%M%S}"
    names = (f"{start}{more}.ndjson" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not Path(name).exists())


def staged() -> Iterator[tuple[int, rows.Fault]]:
    """Yield the faults that the checks have noted, each with the place of its row, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, line, field, coalesce(value, ''), reason, remedy FROM load_fault"
            " ORDER BY place, field"
        )
        while batch := cursor.fetchmany(1000):
            yield from ((place, rows.Fault(*row)) for place, *row in batch)
