"""manage.py verify_record, as the public side's role reads the record."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import factories


def test_verify_record_says_the_head(committed_db, capsys):
    factories.published(committed_db.cast.alice, committed_db.cast.bob)
    call_command("verify_record")
    assert capsys.readouterr().out.startswith("1 entries verify. Head: 1:")


def test_verify_record_fails_on_a_broken_record(committed_db):
    factories.published(committed_db.cast.alice, committed_db.cast.bob)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_publication DISABLE TRIGGER append_only")
        cursor.execute("UPDATE record_publication SET version = 9")
        cursor.execute("ALTER TABLE record_publication ENABLE ALWAYS TRIGGER append_only")
    with pytest.raises(CommandError, match="Entry 1 was changed"):
        call_command("verify_record")
