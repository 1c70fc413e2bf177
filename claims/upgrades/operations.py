"""Operations for tables that may be large: nobody waits for them, and stopped, they go on.

They belong into migrations that say `atomic = False`: each is a step, or many, of its own, and does
nothing where it was done already. So a migration that was killed is simply run again.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres import operations
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from claims.upgrades import limits

log = logging.getLogger(__name__)

Fill = str | Callable[[BaseDatabaseWrapper, Sequence[Any]], None]
REPORT_EVERY = 100
"""Batches after which the log says how far we are."""


class AddIndexConcurrently(operations.AddIndexConcurrently):
    """Build an index while people write; build it anew if somebody stopped that half-way."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        # It waits for all transactions that began before, and nobody waits for it.
        with limits.unhurried(schema_editor.connection, waits=True):
            if _is_built(schema_editor, self.index.name):
                return
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class RemoveIndexConcurrently(operations.RemoveIndexConcurrently):
    """Remove an index while people write; what is gone already may be gone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        with limits.unhurried(schema_editor.connection, waits=True):
            name = schema_editor.quote_name(self.name)
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class ValidateConstraint(operations.NotInTransactionMixin, operations.ValidateConstraint):
    """Hold the rows that were there to a constraint: all are read, while people work on."""

    atomic = False

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        with limits.unhurried(schema_editor.connection):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class FillInBatches(operations.NotInTransactionMixin, Operation):
    """Fill a new column, so many rows at a time, in the order of a key; each batch is committed.

    `missing` is SQL that is true of a row of `table` that waits, and untrue once it is filled, like
    "word IS NULL": by that alone a run which was stopped goes on. `fill` is SQL with %(keys)s for
    the keys of a batch (`WHERE id = ANY(%(keys)s)`), or a function of the connection and the keys.
    What is filled may be another table: `missing` then asks if that has no row of it. A percent
    sign is written twice. Rows of a batch are locked, so that nobody changes or removes them
    meanwhile; a trigger of an earlier migration sees to those that are added or changed later.
    """

    atomic = False
    reversible = True
    reduces_to_sql = False

    def __init__(
        self, table: str, *, missing: str, fill: Fill, key: str = "id", size: int = 1000
    ) -> None:
        self.table, self.missing, self.fill, self.key, self.size = table, missing, fill, key, size

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        named = {"missing": self.missing, "fill": self.fill, "key": self.key, "size": self.size}
        return type(self).__qualname__, [self.table], named

    def describe(self) -> str:
        return f"Fill {self.table} where {self.missing}, {self.size} rows at a time"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Rows are no part of the state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        connection = schema_editor.connection
        # Finding the rows may mean to read the whole table, which holds up nobody.
        with limits.unhurried(connection):
            while self._pass(connection):
                pass

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """What was filled goes with its column."""

    def _pass(self, connection: BaseDatabaseWrapper) -> bool:
        """Fill what waits, from the first key to the last; return whether anything did."""
        last, batches = None, 0
        while keys := self._batch(connection, after=last):
            last, batches = keys[-1], batches + 1
            if batches % REPORT_EVERY == 0:
                done = batches * self.size
                log.info("%s: %s rows, up to %s %s", self.table, done, self.key, last)
        return batches > 0

    def _batch(self, connection: BaseDatabaseWrapper, *, after: Any) -> list[Any]:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            where = "true" if after is None else f"{self.key} > %(after)s"
            keys = self._waiting(cursor, where, after=after)
            if not keys:
                return []
            if callable(self.fill):
                self.fill(connection, keys)
            else:
                cursor.execute(self.fill, {"keys": keys})
            if left := self._waiting(cursor, f"{self.key} = ANY(%(keys)s)", keys=keys):
                raise ImproperlyConfigured(
                    f"{self.table}: `fill` left {len(left)} rows as they were, the first with"
                    f" {self.key} {left[0]}. It must make `{self.missing}` untrue of each."
                )
        return keys

    def _waiting(self, cursor: Any, where: str, **values: Any) -> list[Any]:
        cursor.execute(
            # All of it is the migration's own words.
            f"SELECT {self.key} FROM {self.table} WHERE ({self.missing}) AND {where}"  # noqa: S608
            f" ORDER BY {self.key} LIMIT {self.size} FOR NO KEY UPDATE",
            values,
        )
        return [key for (key,) in cursor.fetchall()]


def _is_built(schema_editor: BaseDatabaseSchemaEditor, name: str) -> bool:
    """Say if this index is there and whole; one that is not whole is removed."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)",
            [schema_editor.quote_name(name)],
        )
        found = cursor.fetchone()
    if found == (False,):
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(name)}")
    return bool(found and found[0])
