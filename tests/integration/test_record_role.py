"""The role of the alias `record` may read the record, and nothing else: PostgreSQL says so."""

import pytest
from django.db import ProgrammingError, connections
from psycopg.errors import InsufficientPrivilege

RECORD = (
    "record_claim", "record_contradiction", "record_count", "record_match",
    "record_publication", "record_rating", "record_search", "record_stem", "record_word",
)  # fmt: skip


@pytest.fixture
def record(committed_db):
    with connections["record"].cursor() as cursor:
        yield cursor


def _tables(cursor):
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return {name for (name,) in cursor.fetchall()}


def _refused(cursor, sql):
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute(sql)
    return isinstance(caught.value.__cause__, InsufficientPrivilege)


def test_it_is_the_role_of_the_record(record):
    record.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
    assert record.fetchone() == ("factcheck_record", False)


def test_it_reads_the_record(record):
    for table in RECORD:
        record.execute(f"SELECT count(*) FROM {table}")
        assert record.fetchone() == (0,)


def test_every_other_table_is_refused(record):
    others = sorted(_tables(record) - set(RECORD))
    assert {"claims_claim", "claims_review", "auth_user", "history_review"} <= set(others)
    assert [table for table in others if not _refused(record, f"SELECT FROM {table}")] == []


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO {table} SELECT * FROM {table}",
        "UPDATE {table} SET body = DEFAULT",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
    ],
)
@pytest.mark.parametrize("table", RECORD)
def test_it_changes_nothing_in_the_record(record, table, sql):
    own = {
        "record_publication": "document", "record_word": "lexeme",
        "record_match": "stems", "record_stem": "stem",
        "record_search": "rating", "record_count": "claims",
    }  # fmt: skip
    sql = sql.replace("body", own.get(table, "body"))
    assert _refused(record, sql.format(table=table))


def test_no_function_lends_it_the_rights_of_who_made_it(record):
    """Wrong outcome: a function of search or matching reads the desk's tables for a reader."""
    record.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = current_schema()::regnamespace"
    )
    assert record.fetchall() == []


def test_no_column_beside_the_record_is_readable_nor_what_statistics_say_of_it(record):
    record.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p') AND relnamespace ="
        " current_schema()::regnamespace AND has_any_column_privilege(oid, 'SELECT')"
    )
    assert {name for (name,) in record.fetchall()} == set(RECORD)
    record.execute("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = current_schema()")
    assert {name for (name,) in record.fetchall()} <= set(RECORD)


def test_it_makes_no_tables(record):
    assert _refused(record, "CREATE TABLE mine (id int)")
