"""manage.py verify_record"""

from argparse import ArgumentParser
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims import exceptions
from claims.record import verifying
from claims.upgrades import pending


class Command(BaseCommand):
    """Recompute the hash chain of the record, as the public side reads it."""

    help = "Recompute the record's hash chain; say the head, or which entry is broken and how."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--processes",
            type=int,
            choices=range(1, verifying.MOST + 1),
            default=0,
            help="How many share the work; as many as there are cores, unless this is given.",
        )

    def handle(self, *_: Any, processes: int = 0, **__: Any) -> None:
        try:
            sequence, digest = verifying.verify(processes=processes)
        except exceptions.RecordBroken as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            # Tables, or the role that reads them, may be missing.
            told = pending.told()
            if told is None:
                raise
            raise CommandError(told) from error
        except BrokenProcessPool as error:
            raise CommandError(
                "A process that shared the work was ended, or got no connection to the database, so"
                " nothing is known of the record. --processes 1 needs neither."
            ) from error
        self.stdout.write(f"{sequence} entries verify. Head: {sequence}:{digest}")
