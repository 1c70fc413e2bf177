"""manage.py fill_matching"""

from typing import Any

from django.core.management.base import BaseCommand

from claims.record import filling


class Command(BaseCommand):
    """Fill what matching needs, for all claims that wait. Stopped, it goes on where it was."""

    help = "Make stems and vectors for claims that have none yet; the worker does it by itself."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            self._fill()
        except KeyboardInterrupt:
            self.stdout.write(
                "\nInterrupted: what is filled stays; the worker and the next call go on."
            )

    def _fill(self) -> None:
        for task in filling.TASKS:
            left = total = filling.pending(task).count()
            name = task.room.matches._meta.db_table
            while left > 0 and (done := filling.fill(task)):
                left -= done
                self.stdout.write(f"\r{name}: {total - max(left, 0)} of {total}", ending="")
            self.stdout.write(f"\r{name}: {total} filled    ")
