"""What was published before search had a table of its own is found in it after the upgrade."""

from importlib import import_module

from django.db import connection

from claims.models import PublishedSearch
from claims.record import verifying
from tests import factories


def test_what_stood_published_is_found_and_counted(committed_db):
    stand = [factories.published(committed_db.cast.alice, committed_db.cast.bob) for _ in range(3)]
    factories.workflow.retract(stand.pop(), by=committed_db.cast.bob, comment="Withdrawn.")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_search WHERE sequence > 1")
    (fill,) = import_module("claims.migrations.0019_search_filled").Migration.operations
    fill.size = 1
    for _ in range(2):
        with connection.schema_editor(atomic=False) as editor:
            fill.database_forwards("claims", editor, None, None)
        assert PublishedSearch.objects.count() == len(stand)
        verifying.verify("default")
