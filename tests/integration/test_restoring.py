"""What a dump says of the database can be restored."""

import pytest
from django.db import connection, transaction

pytestmark = pytest.mark.django_db

# As pg_dump asks for them: without any schema in the search path, so that all names have theirs.
TRIGGERS = """
SELECT format('%I', tgname), tgrelid::regclass::text, pg_get_triggerdef(pg_trigger.oid)
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
"""


def test_each_trigger_can_be_made_as_a_dump_writes_it_down():
    """Wrong outcome: pg_restore names an error and goes on, and the rule is missing from then on.

    PostgreSQL writes IS DISTINCT FROM without the schema of its operator.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute(TRIGGERS)
        triggers = cursor.fetchall()
        assert len(triggers) > 50
        for name, table, definition in triggers:
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
            cursor.execute(definition)
        transaction.set_rollback(True)
