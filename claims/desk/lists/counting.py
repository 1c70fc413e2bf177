"""Counting no further than anybody reads: what a count costs does not grow with the table."""

from typing import Any

from django.db.models import QuerySet

MOST = 10_000


def up_to(rows: QuerySet[Any], most: int | None = None) -> int:
    """Return how many `rows` there are; one more than `most` where there are more than that.

    `most` is MOST, where it is not said; less where each row of the count costs several look-ups.
    """
    return rows.order_by().values("pk")[: (most or MOST) + 1].count()


def told(number: int, most: int | None = None) -> str:
    """Return the number as people read it."""
    end = most or MOST
    return f"{end:,}+" if number > end else f"{number:,}"
