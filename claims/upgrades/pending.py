"""Whether the database is of this version: which migrations have not run on it."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

SHOWN = 3


def told() -> str | None:
    """Say which migrations have not run, and what to do; None if all have.

    Raises django.db.OperationalError if the database does not answer.
    """
    waiting = _waiting()
    if not waiting:
        return None
    names = ", ".join(waiting[:SHOWN])
    return (
        f"The database is of an older version: {len(waiting)} migrations have not run"
        f" ({names}{', …' if len(waiting) > SHOWN else ''}). Run manage.py migrate with this"
        " version; processes of the one before may go on."
    )


def _waiting() -> list[str]:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]
