"""A server does not start on a database that its version has not migrated yet."""

import logging

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from factcheck import checks

log = logging.getLogger(__name__)


def refuse() -> None:
    """Exit if migrations have not run. A database that does not answer is told of by each page."""
    try:
        found = checks.the_database_is_not_older(databases=[DEFAULT_DB_ALIAS])
    except OperationalError as error:
        log.warning("Whether the database is of this version cannot be told yet: %s", error)
        return
    finally:
        connections[DEFAULT_DB_ALIAS].close()
    for wrong in found:
        raise SystemExit(f"{wrong.msg} {wrong.hint}")
