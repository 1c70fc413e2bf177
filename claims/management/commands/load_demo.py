"""manage.py load_demo"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from claims.desk import people

FIXTURES = ("ratings", "publishers", "articles", "claimants", "claims", "contradictions")


class Command(BaseCommand):
    """Fill the desk with the five articles and the decisions of the demonstration."""

    help = "Load the fixtures, make the demo people, replay the demo decisions. Safe to repeat."

    def handle(self, *_: Any, **__: Any) -> None:
        call_command("loaddata", *FIXTURES, verbosity=0)
        names = people.create_demo()
        call_command("replay_decisions", self._decisions(), stdout=self.stdout)
        self.stdout.write(f"People: {', '.join(names)}.")

    def _decisions(self) -> Path:
        return Path(settings.FIXTURE_DIRS[0]) / "decisions.json"
