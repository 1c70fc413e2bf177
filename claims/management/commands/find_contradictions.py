"""manage.py find_contradictions"""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from claims.desk.rivals import queue
from claims.models import Contradiction, Repetition

PAUSE = 0.5
"""Seconds between looks, while workers have the rest."""


class Command(BaseCommand):
    """Compare every claim of the base with its rivals; an interrupted scan goes on."""

    help = (
        "Compare every claim with its rivals and propose contradictions and repetitions."
        " Workers take part; interrupted, it goes on where it was (--again starts anew)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="Put every claim into the queue.")
        parser.add_argument(
            "--workers-only", action="store_true", help="Fill the queue, and watch the workers."
        )

    def handle(self, *_: Any, again: bool, workers_only: bool, **__: Any) -> None:
        before = _proposals()
        left = queue.waiting(scan=True)
        if again or not left:
            self.stdout.write(f"{queue.scan_all()} claims to compare.")
        else:
            self.stdout.write(f"Going on: {left} claims are left of the last scan.")
        queue.call_worker()
        try:
            self._watch(work=not workers_only)
        except KeyboardInterrupt:
            self.stdout.write("Interrupted: what is left waits; workers and the next call go on.")
        self.stdout.write(f"{_proposals() - before} new proposals; {_proposals()} wait.")

    def _watch(self, *, work: bool) -> None:
        total = queue.waiting()
        columns = (
            TextColumn("comparing"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console()) as bar:
            task = bar.add_task("comparing", total=total)
            while left := queue.waiting():
                bar.update(task, completed=max(0, total - left))
                if not work or not queue.work():
                    time.sleep(PAUSE)
            bar.update(task, completed=total)


def _proposals() -> int:
    waiting = Contradiction.objects.filter(status="suggested").count()
    return waiting + Repetition.objects.filter(status="suggested").count()
