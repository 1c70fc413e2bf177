"""manage.py load_demo"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from claims.desk.people import demo
from claims.models import Claim

FIXTURES = ("ratings", "publishers", "articles", "claimants", "claims", "contradictions")


class Command(BaseCommand):
    """Fill an empty desk with the five articles and the decisions of the demonstration."""

    help = "Load the fixtures and replay the demo decisions, all or none; only on an empty desk."

    @transaction.atomic
    def handle(self, *_: Any, **__: Any) -> None:
        if Claim.objects.exists():
            self.stdout.write("The desk has claims: it stays as you left it.")
            return
        call_command("loaddata", *FIXTURES, verbosity=0)
        names = demo.create()
        call_command("replay_decisions", self._decisions(), stdout=self.stdout)
        self.stdout.write(f"People: {', '.join(names)}.")

    def _decisions(self) -> Path:
        return Path(settings.FIXTURE_DIRS[0]) / "decisions.json"
