"""Nothing starts on a database that its version has not migrated yet.

No check of Django's: `migrate` runs these before it does anything.
"""

import logging

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

log = logging.getLogger(__name__)


def refuse() -> None:
    """Exit if migrations have not run. A database that does not answer is told of by each page.

    A newer database is all right: it serves us too.
    """
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        log.warning("Whether the database is of this version cannot be told yet: %s", error)
        return
    finally:
        connections[DEFAULT_DB_ALIAS].close()
    if plan:
        names = ", ".join(str(migration) for migration, _ in plan[:3])
        raise SystemExit(
            f"The database is of an older version: {len(plan)} migrations have not run"
            f" ({names}{', …' if len(plan) > 3 else ''})."
            " Run manage.py migrate with this version; processes of the one before may go on."
        )
