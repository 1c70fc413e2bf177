"""manage.py replay_decisions FILE"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import exceptions
from claims.desk import decisions


class Command(BaseCommand):
    """Replay a file of decisions, unless the desk has begun already."""

    help = "Replay reviewers' decisions from a JSON file, through the workflow. All or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_: Any, file: Path, **__: Any) -> None:
        if decisions.begun():
            self.stdout.write("The desk has begun: its decisions are kept, none is replayed.")
            return
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            done = decisions.replay(content["decisions"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{file} cannot be read as decisions: {error!r}") from error
        except exceptions.DeskError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} decisions replayed.")
