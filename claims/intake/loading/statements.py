"""Statements over the tables of this thread's session."""

from typing import Any

from django.db import connection


def run(text: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)


def rows(text: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)
        return list(cursor.fetchall())


def row(text: str, **values: Any) -> tuple[Any, ...]:
    return rows(text, **values)[0]
