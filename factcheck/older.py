"""No server and no worker starts on a database that its version has not migrated yet.

No system check: `migrate` makes all of those first, and would never come to migrate.
"""

import logging

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

log = logging.getLogger(__name__)


def refuse() -> None:
    """Exit if migrations have not run. A newer database is all right: it serves us too.

    A database that does not answer is told of by whoever asks it next.
    """
    try:
        waiting = _waiting()
    except OperationalError as error:
        log.warning("Whether the database is of this version cannot be told yet: %s", error)
        return
    finally:
        connections[DEFAULT_DB_ALIAS].close()
    if waiting:
        names = ", ".join(waiting[:3])
        raise SystemExit(
            f"The database is of an older version: {len(waiting)} migrations have not run"
            f" ({names}{', …' if len(waiting) > 3 else ''}). Run manage.py migrate with this"
            " version; processes of the one before may go on."
        )


def _waiting() -> list[str]:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]
