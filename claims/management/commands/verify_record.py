"""manage.py verify_record"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import exceptions
from claims.record import log


class Command(BaseCommand):
    """Recompute the hash chain of the record, as the public side reads it."""

    help = "Recompute the record's hash chain; say the head, or which entry is broken and how."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            sequence, digest = log.verify()
        except exceptions.RecordBroken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sequence} entries verify. Head: {sequence}:{digest}")
