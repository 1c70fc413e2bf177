"""Counting no further than anybody reads: what a count costs does not grow with the table."""

from typing import Any

from django.db.models import QuerySet

MOST = 10_000


def up_to(rows: QuerySet[Any], most: int = MOST) -> int:
    """Return how many `rows` there are; `most` + 1 where there are more than that."""
    return rows.order_by().values("pk")[: most + 1].count()


def told(number: int, most: int = MOST) -> str:
    """Return the number as people read it."""
    return f"{most:,}+" if number > most else f"{number:,}"
