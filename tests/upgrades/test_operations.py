"""Operations for large tables: stopped half-way, the next run goes on."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import NotSupportedError, OperationalError, connection, migrations, models
from django.db.migrations.state import ProjectState

from claims.upgrades import limits, operations

FILL = "UPDATE things_thing SET shown = upper(name) WHERE id = ANY(%(keys)s)"
BY_NAME = models.Index(fields=["name"], name="thing_by_name")


def state():
    made = ProjectState()
    fields = [
        ("id", models.BigIntegerField(primary_key=True)),
        ("name", models.TextField()),
        ("shown", models.TextField()),
    ]
    migrations.CreateModel("Thing", fields).state_forwards("things", made)
    return made


def run(operation, *, atomic=False):
    before, after = state(), state()
    if isinstance(operation, operations.RemoveIndexConcurrently):
        migrations.AddIndex("thing", BY_NAME).state_forwards("things", before)
    operation.state_forwards("things", after) if before == after else None
    with connection.schema_editor(atomic=atomic) as editor:
        operation.database_forwards("things", editor, before, after)


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def validity():
    return ask("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('thing_by_name')")


def filled():
    return ask("SELECT count(*) FROM things_thing WHERE shown = upper(name)")[0][0]


def fill(**options):
    return operations.FillInBatches(
        "things_thing", **{"missing": "shown IS NULL", "fill": FILL, "size": 10} | options
    )


def test_every_row_is_filled_batch_by_batch(table):
    batches = []

    def note(connection, keys):
        batches.append(keys)
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"keys": keys})

    run(fill(fill=note))
    assert [len(keys) for keys in batches] == [10, 10, 5]
    assert filled() == 25


def test_stopped_filling_keeps_its_batches_and_goes_on(table):
    asked = []

    def stop_at_the_second(connection, keys):
        asked.extend(keys)
        if len(asked) == 20:
            raise KeyboardInterrupt
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"keys": keys})

    with pytest.raises(KeyboardInterrupt):
        run(fill(fill=stop_at_the_second))
    assert filled() == 10
    run(fill())
    assert filled() == 25


def test_rows_that_come_meanwhile_are_filled_too(table):
    added = []

    def add_one_before(connection, keys):
        with connection.cursor() as cursor:
            if not added:
                added.append(cursor.execute("INSERT INTO things_thing VALUES (0, 'late')"))
            cursor.execute(FILL, {"keys": keys})

    run(fill(fill=add_one_before))
    assert filled() == 26


def test_another_table_is_filled_and_has_no_row_that_somebody_removed_meanwhile(table, beside):
    """Wrong outcome: a row of what was removed between finding and filling it."""
    ask("CREATE TABLE things_found (id bigint PRIMARY KEY)")
    beside.execute("DELETE FROM things_thing WHERE id = 15")
    absent = "NOT EXISTS (SELECT FROM things_found AS one WHERE one.id = things_thing.id)"
    copy = "INSERT INTO things_found SELECT id FROM things_thing WHERE id = ANY(%(keys)s)"
    try:
        with ThreadPoolExecutor() as pool:
            filling = pool.submit(run_apart, fill(missing=absent, fill=copy))
            while not filling.done() and not ask("SELECT 1 FROM pg_locks WHERE NOT granted"):
                pass
            beside.commit()
            filling.result(timeout=30)
        assert ask("SELECT id FROM things_found EXCEPT SELECT id FROM things_thing") == []
        assert ask("SELECT count(*) FROM things_found") == [(24,)]
    finally:
        ask("DROP TABLE things_found")


def run_apart(operation):
    """Run it in a thread, whose connection is one of its own."""
    try:
        run(operation)
    finally:
        connection.close()


def test_what_fills_nothing_is_refused_by_name_and_not_repeated_for_ever(table):
    with pytest.raises(
        ImproperlyConfigured, match=r"left 10 rows as they were, the first with id 1"
    ):
        run(fill(fill="SELECT 1 WHERE 0 = ANY(%(keys)s)"))


def test_row_that_somebody_holds_stops_the_filling_within_the_limit(table, beside):
    beside.execute("UPDATE things_thing SET name = 'held' WHERE id = 15")
    with (
        limits.within(connection, lock=0.2, statement=0),
        pytest.raises(OperationalError) as caught,
    ):
        run(fill())
    assert isinstance(caught.value.__cause__, psycopg.errors.LockNotAvailable)
    assert filled() == 10
    beside.commit()
    run(fill())
    assert filled() == 25


def test_index_that_an_interrupted_build_left_is_built_anew(table):
    ask("INSERT INTO things_thing VALUES (26, 'thing 1', NULL)")
    # A unique build over equal names fails half-way, and leaves what an interrupted one leaves.
    with pytest.raises(Exception, match="duplicate"), connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX CONCURRENTLY thing_by_name ON things_thing (name)")
    assert validity() == [(False,)]
    run(operations.AddIndexConcurrently("thing", BY_NAME))
    assert validity() == [(True,)]
    # Once more, as after a kill before the migration was written down.
    run(operations.AddIndexConcurrently("thing", BY_NAME))
    assert validity() == [(True,)]


def test_index_is_removed_once_and_may_be_gone(table):
    run(operations.AddIndexConcurrently("thing", BY_NAME))
    run(operations.RemoveIndexConcurrently("thing", "thing_by_name"))
    assert validity() == []
    run(operations.RemoveIndexConcurrently("thing", "thing_by_name"))


def owned():
    """Return the state with a table whose foreign key has the index that Django makes for it."""
    made = state()
    owner = models.ForeignKey("things.Thing", models.CASCADE, db_constraint=False)
    fields = [("id", models.BigIntegerField(primary_key=True)), ("owner", owner)]
    migrations.CreateModel("Own", fields).state_forwards("things", made)
    return made


def own_indexes():
    return ask(
        "SELECT indexrelid::regclass::text FROM pg_index"
        " WHERE indrelid = 'things_own'::regclass AND NOT indisprimary AND indisvalid ORDER BY 1"
    )


@pytest.fixture
def own(table):
    with connection.schema_editor() as editor:
        editor.create_model(owned().apps.get_model("things", "Own"))
    ask("CREATE UNIQUE INDEX one_of_each ON things_own (owner_id) WHERE owner_id > 0")
    yield
    ask("DROP TABLE things_own")


@pytest.mark.parametrize("rendered", [False, True])
def test_index_of_a_key_goes_and_comes_back_and_others_stay(own, rendered):
    before, operation = owned(), operations.DropKeyIndexConcurrently("own", "owner")
    if rendered:
        assert before.apps
    after = before.clone()
    operation.state_forwards("things", after)
    field = after.apps.get_model("things", "Own")._meta.get_field("owner")
    assert not field.db_index
    ((own_index,),) = [row for row in own_indexes() if row != ("one_of_each",)]
    with connection.schema_editor(atomic=False) as editor:
        for _ in ("once", "as after a kill"):
            operation.database_forwards("things", editor, before, after)
            assert own_indexes() == [("one_of_each",)]
        for _ in ("once", "as after a kill"):
            operation.database_backwards("things", editor, after, before)
            assert own_indexes() == [("one_of_each",), (own_index,)]


def test_constraint_is_validated_while_people_write(table, beside):
    ask("ALTER TABLE things_thing ADD CONSTRAINT named CHECK (name <> '') NOT VALID")
    beside.execute("UPDATE things_thing SET name = 'held' WHERE id = 15")
    with limits.within(connection, lock=0.2, statement=0.2):
        run(operations.ValidateConstraint("thing", "named"))
    assert ask("SELECT convalidated FROM pg_constraint WHERE conname = 'named'") == [(True,)]


@pytest.mark.parametrize(
    "operation",
    [
        operations.AddIndexConcurrently("thing", BY_NAME),
        operations.RemoveIndexConcurrently("thing", "thing_by_name"),
        operations.DropKeyIndexConcurrently("thing", "name"),
        operations.ValidateConstraint("thing", "named"),
        fill(),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_nothing_of_it_runs_in_a_transaction(table, operation):
    with pytest.raises(NotSupportedError, match="atomic = False"):
        run(operation, atomic=True)


def test_limits_end_with_what_they_were_for(table):
    before = ask("SHOW lock_timeout"), ask("SHOW statement_timeout")
    with limits.within(connection, lock=2, statement=5):
        assert ask("SHOW lock_timeout") == [("2s",)]
        with limits.unhurried(connection):
            assert (ask("SHOW lock_timeout"), ask("SHOW statement_timeout")) == (
                [("2s",)],
                [("0",)],
            )
        assert ask("SHOW statement_timeout") == [("5s",)]
    assert (ask("SHOW lock_timeout"), ask("SHOW statement_timeout")) == before
