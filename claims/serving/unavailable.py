"""Which errors mean that a database is away for now, or took too long: no fault of the code's.

They are logged in a line each, and so is what Django refuses as suspicious, such as a Host that is
not ours: a traceback for each request would hide all else.
"""

import logging
from collections.abc import Iterator

import psycopg
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError

from claims.language import printed

SECONDS = 5
"""After which it is worth to ask again."""
LATE = "claims.late"
"""The error of a statement that took too long, in the variables of the request that asked it."""
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


def is_late(error: BaseException | None) -> bool:
    """Say if `error` comes from a statement that took longer than its connection allows."""
    return any(isinstance(one, psycopg.errors.QueryCanceled) for one in _causes(error))


class Brief(logging.Filter):
    """Makes one line of what is logged with such an error, and a warning of what a stranger did."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if is_away(error) or is_late(error):
            _shorten(record, f"{record.getMessage()}: {error}")
        elif isinstance(error, SuspiciousOperation):
            # Its message is that of the error.
            _shorten(record, printed.harmless(record.getMessage()))
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def _shorten(record: logging.LogRecord, said: str) -> None:
    record.msg, record.args = "%s", (" ".join(said.split()),)
    record.exc_info = record.exc_text = None


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
