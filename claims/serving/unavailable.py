"""Which errors mean that a database is away for now: worth another try, and no fault of ours."""

from collections.abc import Iterator

import psycopg
from django.db import InterfaceError

SECONDS = 5
"""After which it is worth to ask again."""
AWAY = (
    "08",  # the connection broke
    "57P",  # the server stops, or starts
    "53300",  # it has as many connections as it takes
    "25006",  # it is a standby, or became one
    "40001",  # on a standby: what was read is replaced
)
"""SQLSTATEs, or how they begin."""


def is_away(error: BaseException | None) -> bool:
    """Say if `error` comes from a database that cannot be reached, or does not serve for now."""
    return any(_says_so(one) for one in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _says_so(error: BaseException) -> bool:
    if isinstance(error, psycopg.Error):
        # Without a state, libpq itself says it: nobody answers, or not any more.
        lost = error.sqlstate is None and isinstance(error, psycopg.OperationalError)
        return lost or (error.sqlstate or "").startswith(AWAY)
    # Django's own: it was told to use a connection that is closed.
    return isinstance(error, InterfaceError)
