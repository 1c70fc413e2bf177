"""Runs migrations, and has PostgreSQL itself tell what each would do to people who work meanwhile.

After each statement we look at the locks that the transaction holds, the tables that it has read in
full and those that it has written anew: whether Django, a file of SQL, a DO block or Python did it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

from claims.upgrades import operations

SMALL = {
    "claims_webhookendpoint",
    "claims_foreignrating",
    "claims_keptform",
    "claims_lease",
    "claims_publisher",
    "claims_rating",
    "claims_savedview",
    "history_foreignrating",
    "history_publisher",
    "history_rating",
    "record_rating",
}
"""Tables that stay small however many claims there are: what people type, or what is under way."""
STEPS = (
    operations.AddIndexConcurrently,
    operations.RemoveIndexConcurrently,
    operations.DropKeyIndexConcurrently,
    operations.ValidateConstraint,
    operations.FillInBatches,
)
"""What may run without a transaction around it."""

TABLES = """
    SELECT oid, relname, pg_relation_filenode(oid) FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
      AND relname ~ '^(claims|history|record|pghistory)_'
"""
LOCKED = """
    SELECT DISTINCT relation FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted
      AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""
SCANS = "SELECT relid, seq_scan FROM pg_stat_xact_all_tables WHERE seq_scan > 0"
SHAPE = """
    SELECT relname || '.' || attname, format_type(atttypid, atttypmod),
        attnotnull AND NOT atthasdef AND attidentity = ''
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
"""
FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname !~ '^_?(pgtrigger|pgh)_'
"""


class Watched:
    """The findings on one migration: sentences that say what would stop whom."""

    def __init__(self, migration, alias):
        self.migration, self.connection = migration, connections[alias]
        self.findings = []
        self.tables = {oid: (name, node) for oid, name, node in self._ask(TABLES)}
        self.scans = {}

    def apply(self, state):
        """Run it; return the state after it."""
        shape, functions = self._shape(), set(self._ask(FUNCTIONS))
        if self.migration.atomic:
            with self._every_look_up_a_scan(), self.connection.execute_wrapper(self._watch):
                state = self._run(state)
        else:
            self._judge_steps(self.migration.operations)
            state = self._run(state)
        if not getattr(self.migration, "contract", ""):
            self._judge_shape(shape, functions)
        return state

    def _run(self, state):
        with self.connection.schema_editor(atomic=self.migration.atomic) as editor:
            return self.migration.apply(state, editor)

    @contextmanager
    def _every_look_up_a_scan(self) -> Iterator[None]:
        # In an empty table nothing costs anything: so that whatever reads a table counts.
        names = ("indexscan", "indexonlyscan", "bitmapscan")
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"SET LOCAL enable_{name} = off")
            self.scans = dict(self._ask(SCANS))
            yield
            for name in names:
                cursor.execute(f"SET LOCAL enable_{name} TO DEFAULT")

    def _watch(self, execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        # By psycopg's own cursor: ours would be watched again.
        with self.connection.connection.cursor() as cursor:
            self._judge(cursor, " ".join(str(sql).split())[:120])
        return done

    def _judge(self, cursor, sql):
        scans = dict(cursor.execute(SCANS).fetchall())
        locked = self._names(oid for (oid,) in cursor.execute(LOCKED).fetchall())
        read = self._names(oid for oid, n in scans.items() if n > self.scans.get(oid, 0))
        now = {oid: node for oid, _, node in cursor.execute(TABLES).fetchall()}
        self.scans = scans
        changed = self._names(
            oid for oid, (_, node) in self.tables.items() if now.get(oid, node) != node
        )
        self.tables = {oid: (name, now.get(oid, node)) for oid, (name, node) in self.tables.items()}
        for table in changed:
            self._find(f"writes all of {table} anew while nobody can read it", sql)
        for table in read - changed:
            if table in locked:
                self._find(f"reads all of {table} while others wait for it", sql)
            elif locked:
                held = ", ".join(sorted(locked))
                self._find(f"reads all of {table} while others wait for {held}", sql)
            else:
                self._find(f"reads all of {table} in one transaction", sql)

    def _names(self, oids):
        found = {self.tables[oid][0] for oid in oids if oid in self.tables}
        return found - SMALL

    def _judge_steps(self, steps):
        for step in steps:
            inner = getattr(step, "database_operations", None)
            if inner is not None:
                self._judge_steps(inner)
            elif not isinstance(step, STEPS):
                self._find("cannot be run again after a stop in the middle", step.describe())

    def _judge_shape(self, before, functions):
        after = self._shape()
        for (name,) in functions - set(self._ask(FUNCTIONS)):
            self._find(f"takes {name} away, which the version before may call", "")
        for column, (kind, _) in before.items():
            if column not in after:
                self._find(f"takes {column} away, which the version before reads", "")
            elif after[column][0] != kind:
                self._find(f"makes {column} {after[column][0]}, which was {kind}", "")
        old = {column.partition(".")[0] for column in before}
        for column, (_, required) in after.items():
            was = before.get(column, ("", False))[1]
            if required and not was and column.partition(".")[0] in old:
                self._find(f"wants {column}, which the version before does not fill", "")

    def _shape(self):
        return {column: (kind, required) for column, kind, required in self._ask(SHAPE)}

    def _find(self, what, sql):
        self.findings.append(f"{self.migration} {what}" + (f": {sql}" if sql else ""))

    def _ask(self, sql):
        self.connection.ensure_connection()
        with self.connection.connection.cursor() as cursor:
            return cursor.execute(sql).fetchall()
