"""Emptying a database whose tables refuse to be emptied."""

from contextlib import contextmanager

from django.db import connection, transaction

KEPT = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type"}


@contextmanager
def put_aside(table, trigger="append_only"):
    """Let a test change what nobody may change: to make it old, or to forge it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


def wipe():
    """Empty every table but those that migrations fill; append-only triggers are put aside."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger"
            " WHERE tgname IN ('no_truncate', 'append_only', 'keep_actor') AND tgenabled <> 'D'"
        )
        triggers = cursor.fetchall()
        cursor.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()"
            " AND tablename NOT LIKE 'django_migrations' AND tablename <> ALL(%s)",
            [list(KEPT)],
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
