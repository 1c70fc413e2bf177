"""manage.py rebuild_search"""

from typing import Any

from django.core.management.base import BaseCommand

from claims.record import publishing


class Command(BaseCommand):
    """Make anew what search, filters and facets look at. Nobody publishes meanwhile."""

    help = "Make the tables of search and facets anew from what is published."

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(f"Search knows {publishing.rebuild_search():,} claims.")
