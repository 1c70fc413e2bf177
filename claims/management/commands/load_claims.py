"""manage.py load_claims"""

from argparse import Action, ArgumentParser, Namespace
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from claims import exceptions
from claims.intake.loading import (
    columns_file,
    load,
    merging,
    opening,
    reading,
    rejects,
    scales,
)
from claims.language import printed

SOME_REFUSED = 3
"""Exit code: some rows were refused, the rest is loaded. 1: nothing is; 2: wrong options."""
BROKEN_OFF = 4
"""Exit code: PostgreSQL, or who works at the desk, did not let it come to its end."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
BROKEN = ("08", "40", "53", "57", "58", "25006", "25P03", "25P04", "55P03")
"""SQLSTATEs, or how they begin, of what PostgreSQL and its limits do, and not what it was asked."""


class Once(Action):
    """An option that is said once: the last of several would count, and nobody be told."""

    def __call__(
        self, parser: ArgumentParser, said: Namespace, value: Any, option: str | None = None
    ) -> None:
        if getattr(said, self.dest) != self.default:
            parser.error(f"{option} is given twice: say it once.")
        setattr(said, self.dest, value)


class Command(BaseCommand):
    """Load claims and reviews of other publishers from files of any size."""

    help = "Load claims from files (docs/loading.md). Killed at any moment, it can be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", help="- is standard input.")
        parser.add_argument(
            "--format", default="", choices=reading.FORMATS, action=Once, help="Else guessed."
        )
        parser.add_argument(
            "--columns", metavar="TOML", action=Once, help="Which of their columns is ours."
        )
        parser.add_argument(
            "--mapping", metavar="CSV", action="append", default=[],
            help="What ratings of other publishers mean here. May be said several times.",
        )  # fmt: skip
        parser.add_argument("--strict", action="store_true", help="Load all rows, or nothing.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be loaded.")
        parser.add_argument(
            "--make-claimants", action="store_true", default=None,
            help="Make claimants whom the desk does not have (files of others: always).",
        )  # fmt: skip
        parser.add_argument(
            "--rejects", default="", metavar="FILE", action=Once, help="Where refused rows go."
        )
        parser.add_argument(
            "--chunk", type=int, default=load.CHUNK, action=Once,
            help="Rows of a transaction (%(default)s).",
        )  # fmt: skip

    def handle(self, *_: Any, files: list[str], mapping: list[str], **said: Any) -> None:
        if not files and not mapping:
            raise CommandError("Name a FILE to load; - is standard input.", returncode=2)
        if said["chunk"] < 1:
            raise CommandError("--chunk is 1 or more.", returncode=2)
        self._mapped: list[str] = []
        try:
            for path in mapping:
                self._map(path, dry_run=said["dry_run"])
                self._mapped.append(path)
            if files:
                self._load(files, said)
        except merging.SomebodyWasFaster as error:
            why = "The desk changed the same claims again and again"
            raise CommandError(f"{why}: {self._stands(said)}", returncode=BROKEN_OFF) from error
        except exceptions.DeskError as error:
            raise CommandError(printed.harmless(str(error))) from error
        # Rows go to PostgreSQL past Django, which gives its errors other names.
        except (DatabaseError, InterfaceError, psycopg.Error) as error:
            if not _is_broken(error):
                raise
            why = printed.harmless(" ".join(str(error).split()))
            raise CommandError(
                f"PostgreSQL broke it off ({why}): {self._stands(said)}", returncode=BROKEN_OFF
            ) from error
        except KeyboardInterrupt as error:
            raise CommandError(
                f"Interrupted: {self._stands(said)}", returncode=INTERRUPTED
            ) from error

    def _map(self, path: str, *, dry_run: bool) -> None:
        changes = scales.load(path, dry_run=dry_run)
        self.stdout.write(f"{changes} ratings of other publishers {would(dry_run)}new or changed.")

    def _stands(self, said: dict[str, Any]) -> str:
        """Say what is there of a load that did not come to its end."""
        if said["dry_run"]:
            return "nothing was to be loaded, and nothing is."
        if said["strict"]:
            told = (
                "nothing is loaded, as --strict loads everything or nothing, unless this was at"
                " its very end."
            )
        else:
            told = "whole chunks are loaded, if any. Run it again to go on."
        if self._mapped:
            told += f" Ratings are stored: {printed.harmless(', '.join(self._mapped))}."
        return told

    def _load(self, files: list[str], said: dict[str, Any]) -> None:
        options = load.Options(
            format=said["format"],
            mapping=columns_file.read(said["columns"]) if said["columns"] else None,
            chunk=said["chunk"],
            dry_run=said["dry_run"],
            strict=said["strict"],
            make_claimants=said["make_claimants"],
        )
        with rejects.Rejects(said["rejects"]) as refusals, Bar() as bar:
            try:
                report = load.load(files, options, refusals=refusals, watch=bar.watch)
            except load.Refused as error:
                bar.stop()
                self._tell_refused(refusals)
                raise CommandError(str(error)) from error
        self._tell(report, dry_run=options.dry_run)
        if report.refused:
            self._tell_refused(refusals)
            raise CommandError(
                f"{report.refused:,} of {report.read:,} rows were refused.",
                returncode=SOME_REFUSED if report.refused < report.read else 1,
            )

    def _tell(self, report: load.Report, *, dry_run: bool) -> None:
        counts, would_be = report.counts, would(dry_run)
        self.stdout.write(
            f"{report.read:,} rows. Claims: {counts.new:,} {would_be}new, {counts.changed:,}"
            f" {would_be}changed, {counts.unchanged:,} as stored. {counts.passages:,} passages,"
            f" {counts.reviews:,} reviews of others and {counts.claimants:,} claimants"
            f" {would_be}new or changed. {report.refused:,} rows refused."
        )

    def _tell_refused(self, refusals: rejects.Rejects) -> None:
        for one in refusals.first:
            where = f"{one['file']}, line {one['line']}, {one['field'] or 'row'}"
            self.stderr.write(printed.harmless(f"{where}: {one['reason']} {one['remedy']}"))
        self.stderr.write(printed.harmless(f"All that was refused, and why: {refusals.path}"))


def _is_broken(error: Exception) -> bool:
    """Whether PostgreSQL did not go on, for whatever it was asked. Without a state, it is gone."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(cause, psycopg.Error):
        return False
    if cause.sqlstate is None:
        return isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError))
    return cause.sqlstate.startswith(BROKEN)


def would(dry_run: bool) -> str:
    return "would be " if dry_run else ""


class Rate(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        rows, seconds = task.fields["rows"], task.elapsed
        return Text(f"{rows / seconds:,.0f} rows/s" if seconds else "")


class Bar:
    """How much of each file is read, how fast, and how long it will take; on a terminal alone."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            Rate(),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal)
        self._tasks: dict[str, Any] = {}
        self._before = 0

    def __enter__(self) -> "Bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._progress.stop()

    def watch(self, source: opening.Opened, report: load.Report) -> None:
        if source.name not in self._tasks:
            self._tasks[source.name] = self._progress.add_task(
                printed.harmless(source.name), total=source.size, rows=0
            )
        self._progress.update(
            self._tasks[source.name], completed=source.position(), rows=report.read
        )
