"""How a question in SQL is asked: through Django's connection, or through one of our own."""

from collections.abc import Callable, Sequence
from typing import Any, LiteralString

from django.db import connections

Ask = Callable[[LiteralString, Sequence[Any]], list[tuple[Any, ...]]]
"""Answers one query with all its rows."""


def through(alias: str) -> Ask:
    """Return what asks through the connection that Django has to `alias`."""

    def ask(query: LiteralString, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connections[alias].cursor() as cursor:
            cursor.execute(query, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    return ask
