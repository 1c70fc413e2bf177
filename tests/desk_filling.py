"""A desk that has worked for a while, and its record, of any size: by SQL, past the workflow."""

from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from claims.models import PublishedRating, Rating, WebhookEndpoint
from claims.record import documents
from tests import factories

HERE = Path(__file__).parent
WORKING = (
    ["new"] * 40 + ["in_review"] * 5 + ["submitted", "submitted", "returned", "approved", "approved"]
    + ["retracted"] * 2 + ["declined"] * 10 + ["published"] * 43
)  # fmt: skip
"""The states of a hundred reviews: half of the work is not done."""
PUBLIC = ["published"] * 98 + ["retracted"] * 2
LARGE = 20_000
"""So many claims are loaded without indexes, which are made in one go afterwards."""

OF_RECORD = {
    "record_publication": ("check_entry", "keep_words", "rereview", "rereview_itself"),
    "record_claim": ("ask_match", "keep_search", "keep_search_again"),
    "record_match": ("count_new",),
    "record_word": ("from_documents",),
}
"""What the SQL does itself, or what is made in one go afterwards.

Other triggers of the record fire: who adds one needs no word here.
"""
TABLES = "(c.relname LIKE 'claims\\_%' OR c.relname LIKE 'history\\_%' OR c.relname IN"
TABLES += " ('record_claim', 'record_match', 'record_search', 'record_contradiction',"
TABLES += " 'record_publication'))"


def prepare():
    """Make the cast, ratings and an endpoint, which the claims refer to."""
    cast = factories.cast()
    for key in ("true", "false", "mixed"):
        factories.rating(key)
    for row in Rating.objects.all():
        PublishedRating.objects.create(
            key=row.key, position=row.position, body=documents.dumps(documents.rating(row))
        )
    WebhookEndpoint.objects.create(url="https://example.org/hook", since=0, created_by=cast.bob)
    return cast


def fill(first, last, states=WORKING):
    """Add the claims from number `first` to `last`. The database must be a scratch one."""
    large = last - first >= LARGE
    named = {"first": first, "last": last, "states": states}
    with bare() if large else transaction.atomic():
        with transaction.atomic(), triggers_aside():
            _run(HERE / "desk_fill.sql", named)
            _remember(first, last)
        with transaction.atomic(), triggers_aside():
            _run(HERE / "record_fill.sql", named)
            _do(["SELECT record_rebuild_search_v1()"])
            _count_on()


def _run(path, named):
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        cursor.execute(path.read_text(encoding="utf-8"), named)


STAMP = """CREATE OR REPLACE FUNCTION pg_temp.stamp(at timestamptz) RETURNS text STABLE LANGUAGE sql AS
    $$SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')$$"""


def _rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall()


def _do(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def triggers_aside():
    """Put the triggers aside whose work the SQL does; afterwards each is on as it was."""
    _do(["SET CONSTRAINTS ALL IMMEDIATE"])
    found = _rows(
        "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger AS t"
        " JOIN pg_class AS c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
        " AND (c.relname LIKE 'claims\\_%' OR c.relname LIKE 'history\\_%' OR c.relname LIKE 'record\\_%')"
    )
    aside = [
        (f'"{table}"', f'"{name}"', "ALWAYS " if how == "A" else "")
        for table, name, how in found
        if not table.startswith("record_") or name in OF_RECORD.get(table, ())
    ]
    _do(f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name, _ in aside)
    yield
    _do(["SET CONSTRAINTS ALL IMMEDIATE"])
    _do(f"ALTER TABLE {table} ENABLE {how}TRIGGER {name}" for table, name, how in aside)


@contextmanager
def bare():
    """Take indexes and foreign keys off, which no constraint needs, and make them again at the end."""
    _do(["SET maintenance_work_mem = '2GB'", "SET max_parallel_maintenance_workers = 2",
         "SET work_mem = '64MB'", "SET jit = off"])  # fmt: skip
    keys = _rows(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(k.oid)"
        " FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = conrelid"
        f" WHERE contype = 'f' AND {TABLES}"
    )
    indexes = _rows(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index AS i"
        " JOIN pg_class AS c ON c.oid = i.indrelid WHERE NOT EXISTS"
        f" (SELECT FROM pg_constraint WHERE conindid = indexrelid) AND {TABLES}"
    )
    _do(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in keys)
    _do(f"DROP INDEX {name}" for name, _ in indexes)
    yield
    _do(definition for _, definition in indexes)
    _do(f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}" for table, name, what in keys)
    _do(["VACUUM ANALYZE", "RESET ALL"])


def _remember(first, last):
    """Write what the triggers of history would have: one row for each that was added."""
    tables = _rows(
        "SELECT h.table_name, 'claims_' || substr(h.table_name, 9),"
        " string_agg(quote_ident(h.column_name), ', ' ORDER BY h.ordinal_position)"
        " FROM information_schema.columns AS h JOIN information_schema.columns AS c"
        " ON c.table_name = 'claims_' || substr(h.table_name, 9) AND c.column_name = h.column_name"
        " WHERE h.table_schema = current_schema() AND c.table_schema = current_schema()"
        " AND h.table_name LIKE 'history\\_%%' GROUP BY h.table_name"
    )
    _do(
        f"INSERT INTO {history} (pgh_created_at, pgh_label, {columns})"
        f" SELECT now(), 'insert', {columns} FROM {table} AS one"
        f" WHERE NOT EXISTS (SELECT FROM {history} AS kept WHERE kept.id = one.id)"
        for history, table, columns in tables
    )


def _count_on():
    """Let the next row of each table be numbered after those that were given their numbers."""
    _do(
        f"SELECT setval('{sequence}', greatest((SELECT max(id) FROM {table}), 1))"
        for table, sequence in _rows(
            "SELECT t.table_name, pg_get_serial_sequence(t.table_name, t.column_name)"
            " FROM information_schema.columns AS t WHERE t.table_schema = current_schema()"
            " AND t.table_name LIKE 'claims\\_%' AND t.column_name = 'id' AND t.is_identity = 'YES'"
        )
    )
