"""No server and no worker starts on a database that its version has not migrated yet.

No system check: `migrate` makes all of those first, and would never come to migrate.
"""

import logging

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from claims.upgrades import pending

log = logging.getLogger(__name__)


def refuse() -> None:
    """Exit if migrations have not run. A newer database is all right: it serves us too.

    A database that does not answer is told of by whoever asks it next.
    """
    try:
        told = pending.told()
    except OperationalError as error:
        log.warning("Whether the database is of this version cannot be told yet: %s", error)
        return
    finally:
        connections[DEFAULT_DB_ALIAS].close()
    if told:
        raise SystemExit(told)
