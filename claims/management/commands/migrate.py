"""Django's migrate, which stops nobody who works: it waits briefly for locks, and tries again."""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import pre_migrate

from claims import locks
from claims.upgrades import holders, limits, trouble

TRIES = 6
AROUND = "What is done around migrations"
NO_DATABASE = "The database answered with an error, or not at all"
PAUSE = 1.0
"""Seconds before the second try; twice as long before each further one."""


class Command(migrate.Command):
    """Migrate within limits, and one at a time; where a lock was not to be had, try again.

    A database without our tables has nobody who works: there nothing is bounded.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--lock-timeout",
            type=_seconds,
            default=limits.LOCK_SECONDS,
            metavar="SECONDS",
            help="How long to wait for a lock, while others wait behind us; 0: as long as it takes"
            " (default: %(default)g).",
        )
        parser.add_argument(
            "--statement-timeout",
            type=_seconds,
            default=limits.STATEMENT_SECONDS,
            metavar="SECONDS",
            help="How long a statement may take; 0: as long as it takes (default: %(default)g).",
        )
        parser.add_argument(
            "--tries",
            type=_tries,
            default=TRIES,
            help="How often to try, until a lock is to be had (default: %(default)s).",
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        # The checks before it are the first that connect.
        try:
            return super().execute(*args, **options)
        except OperationalError as error:
            raise CommandError(f"{NO_DATABASE}: {error}") from error

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        connection.prepare_database()
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        self._fake = options["fake"]
        with self._alone(connection), _asked_before(self._refuse_what_stays):
            if _is_in_use(connection):
                self._persist(connection, *args, **options)
            else:
                super().handle(*args, **options)

    def migration_progress_callback(
        self, action: str, migration: Any = None, fake: bool = False
    ) -> None:
        if action in ("apply_start", "unapply_start"):
            self._during = str(migration)
        elif action in ("apply_success", "unapply_success"):
            self._during = AROUND
        super().migration_progress_callback(action, migration, fake)

    def _refuse_what_stays(self, plan: Any, **_sent: Any) -> None:
        """Refuse a way back before its first step: else it would end in the middle."""
        for migration, backwards in () if self._fake else plan:
            if backwards and not all(one.reversible for one in migration.operations):
                raise CommandError(
                    f"{migration} cannot be taken back. Nothing was changed. To go back, start the"
                    " old code again: the schema stays."
                )

    def _persist(self, connection: BaseDatabaseWrapper, *args: Any, **options: Any) -> None:
        """Try until all is done. A migration that is done stays, and is not tried again."""
        bounds = {name: options[f"{name}_timeout"] for name in ("lock", "statement")}
        pauses = [PAUSE * 2**n for n in range(options["tries"] - 1)]
        for pause in (*pauses, None):
            self._during = AROUND
            with limits.within(connection, **bounds), holders.Watch(connection) as watch:
                try:
                    super().handle(*args, **options)
                    return
                except OperationalError as error:
                    found = trouble.of(error, during=self._during, held_by=watch.last, **bounds)
                    if found is None:
                        raise CommandError(
                            f"{self._during} was broken off, and nothing is half-done: {error}\n"
                            "Run manage.py migrate again: it goes on from here."
                        ) from error
                    if pause is None or not found.may_pass:
                        raise CommandError(f"{found.text}\n{found.remedy}") from error
            self.stderr.write(f"{found.text}\nTrying again in {pause:g} s.")
            time.sleep(pause)

    @contextmanager
    def _alone(self, connection: BaseDatabaseWrapper) -> Iterator[None]:
        """Wait until no other migrate runs, asking: a waiting query would hold up its builds."""
        told = False
        with connection.cursor() as cursor:
            while not _take(cursor):
                if not told:
                    self.stderr.write(
                        "Another migrate runs on this database: waiting until it ends."
                    )
                told = True
                time.sleep(PAUSE)
        try:
            yield
        finally:
            if connection.connection is not None and not connection.connection.closed:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [locks.MIGRATING])


@contextmanager
def _asked_before(refuse: Any) -> Iterator[None]:
    """Have `refuse` see the plan before anything of it is done."""
    pre_migrate.connect(refuse)
    try:
        yield
    finally:
        pre_migrate.disconnect(refuse)


def _take(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [locks.MIGRATING])
    (taken,) = cursor.fetchone()
    return bool(taken)


def _is_in_use(connection: BaseDatabaseWrapper) -> bool:
    return any(app == "claims" for app, _ in MigrationRecorder(connection).applied_migrations())


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 24 * 3600:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 86400 seconds.")
    return value


def _tries(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 20:
        raise argparse.ArgumentTypeError(f"{text} is not from 1 to 20.")
    return value
