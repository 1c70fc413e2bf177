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


class DropKeyIndexConcurrently(operations.NotInTransactionMixin, Operation):
    """Remove the index that Django makes for a foreign key, while people write.

    Only the one that has Django's name for it: AlterField would take every index of that column.
    """

    atomic = False
    reversible = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.model_name, self.name], {}

    def describe(self) -> str:
        return f"Remove the index of {self.model_name}.{self.name} that Django made"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        fields = state.models[app_label, self.model_name.lower()].fields
        fields[self.name] = fields[self.name].clone()
        fields[self.name].db_index = False
        # Not by state.alter_field: it makes all related models anew, a tenth of a second each time.
        if "apps" in state.__dict__:
            model = state.apps.get_model(app_label, self.model_name)
            model._meta.get_field(self.name).db_index = False

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        index, _, _ = self._named(app_label, schema_editor, from_state)
        with limits.unhurried(schema_editor.connection, waits=True):
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        index, table, column = self._named(app_label, schema_editor, to_state)
        with limits.unhurried(schema_editor.connection, waits=True):
            if not _is_built(schema_editor, index):
                schema_editor.execute(f"CREATE INDEX CONCURRENTLY {index} ON {table} ({column})")

    def _named(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> tuple[str, str, str]:
        """Return the index, its table and its column."""
        model = state.models[app_label, self.model_name.lower()]
        table = model.options.get("db_table") or f"{app_label}_{self.model_name.lower()}"
        column = f"{self.name}_id"
        # Hashes the two: the same name for ever.
        index: str = schema_editor._create_index_name(table, [column])  # type: ignore[attr-defined]
        return index, schema_editor.quote_name(table), schema_editor.quote_name(column)


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
