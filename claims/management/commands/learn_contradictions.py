"""manage.py learn_contradictions --data PATH"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.language.statements import learned
from claims.management.evaluation import pairs


class Command(BaseCommand):
    """Learn the weights with which differences of wording are scored, and write their file."""

    help = (
        "Learn from labelled pairs how likely two sentences contradict; writes the file of weights."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, required=True, help="The folder of the pairs.")

    def handle(self, *_: Any, data: Path, **__: Any) -> None:
        try:
            weights = pairs.learn(data / "contradiction", pairs.LEARNED_FROM)
        except (OSError, KeyError) as error:
            raise CommandError(f"{data} cannot be read as pairs: {error!r}") from error
        learned.FILE.write_text(
            learned.written(weights, ", ".join(pairs.LEARNED_FROM)), encoding="utf-8"
        )
        self.stdout.write(f"{learned.FILE} written.")
