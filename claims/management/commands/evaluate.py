"""manage.py evaluate contradictions --data PATH"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.evaluation import contradictions

REPORTS = {"contradictions": contradictions.report}


class Command(BaseCommand):
    """Measure what the desk's suggestions are worth, on data that others published."""

    help = "Print the figures of one part of the software on public data, beside plain baselines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=sorted(REPORTS))
        parser.add_argument("--data", type=Path, required=True, help="The folder of the data.")

    def handle(self, *_: Any, what: str, data: Path, **__: Any) -> None:
        try:
            for line in REPORTS[what](data):
                self.stdout.write(line)
        except (OSError, KeyError) as error:
            raise CommandError(f"{data} cannot be read: {error!r}") from error
