"""How long a migration may wait for a lock, and how long a statement of it may take.

While a statement waits for a lock on a table, everybody who comes later waits behind it; while it
holds the lock, too. So both are bounded; a migration that gets no lock is undone and tried again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK_SECONDS = 2.0
"""Longer than most transactions of the desk; short enough that a page is late, and not missing."""
STATEMENT_SECONDS = 5.0
"""What changes the schema without reading tables takes milliseconds."""
STALLED_SECONDS = 60.0
"""A migration whose process hangs, or whose machine is gone, gives its locks back after so long."""


@contextmanager
def within(
    connection: BaseDatabaseWrapper,
    *,
    lock: float,
    statement: float,
    stalled: float = STALLED_SECONDS,
) -> Iterator[None]:
    """Bound each wait for a lock, each statement and each pause in a transaction; 0: no bound."""
    asked = {
        "lock_timeout": lock,
        "statement_timeout": statement,
        "idle_in_transaction_session_timeout": stalled,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting || 'ms' FROM pg_settings WHERE name = ANY(%s)", [list(asked)]
        )
        before = dict(cursor.fetchall())
    _set(connection, {name: f"{round(seconds * 1000)}ms" for name, seconds in asked.items()})
    try:
        yield
    finally:
        # A transaction that failed, or a lost connection, has undone them already.
        with suppress(Error):
            _set(connection, before)


@contextmanager
def unhurried(connection: BaseDatabaseWrapper, *, waits: bool = False) -> Iterator[None]:
    """Let statements take their time: those that hold nothing that anybody waits for.

    `waits`: for locks too, where nobody queues behind the one who waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting::float / 1000 FROM pg_settings WHERE name = 'lock_timeout'")
        (lock,) = cursor.fetchone()
    with within(connection, lock=0 if waits else lock, statement=0):
        yield


def _set(connection: BaseDatabaseWrapper, values: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
