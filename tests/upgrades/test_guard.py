"""No migration from 0018 on makes people wait, or takes away what the version before needs.

Those before are exempt: there was no desk in earnest when they were written, and where they run on a
new database all tables are empty.
"""

from copy import deepcopy

import pytest
from django.contrib.postgres.functions import RandomUUID
from django.db import connection, connections, migrations, models
from django.db.migrations.executor import MigrationExecutor

from claims.upgrades import operations
from tests.upgrades import guard

FIRST = "0018"
ALIAS = "guarded"


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A database of its own, without a table."""
    name = f"{connection.settings_dict['NAME']}_guarded"
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
        connections.settings[ALIAS] = deepcopy(connections.settings["default"]) | {"NAME": name}
        try:
            yield connections[ALIAS]
        finally:
            connections[ALIAS].close()
            del connections[ALIAS], connections.settings[ALIAS]
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture(scope="module")
def walked(database):
    """All migrations, run in order: the state after them, and what was found on each of ours."""
    executor = MigrationExecutor(database)
    executor.recorder.ensure_schema()
    state, found = executor._create_project_state(), {}
    # Made once and kept up to date, as Django does: making all models anew takes long.
    assert state.apps
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if migration.app_label == "claims":
            watched = guard.Watched(migration, ALIAS)
            state = watched.apply(state)
            found[migration.name] = watched.findings
        else:
            state = executor.apply_migration(state, migration)
    return state, found


def test_no_migration_makes_people_wait(walked):
    findings = [one for name, found in walked[1].items() if name >= FIRST for one in found]
    assert not findings, "\n".join(["CONTRIBUTING.md, “Migrations”, says how else:", *findings])


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("0003_words", "reads all of record_publication while others wait for it"),
        ("0011_desk_size", "reads all of claims_claim while others wait for it"),
    ],
)
def test_guard_sees_what_older_migrations_did(walked, name, what):
    assert any(what in one for one in walked[1][name])


def test_small_tables_are_tables(walked, database):
    with database.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert {name for (name,) in cursor.fetchall()} >= guard.SMALL


BY_VALUE = models.Index(fields=["value"], name="claim_by_value")
NAMED = models.CheckConstraint(condition=~models.Q(value="x"), name="claim_value_not_x")
FOREIGN = "ALTER TABLE claims_claim ADD FOREIGN KEY (id) REFERENCES claims_claim (id)"
FILL = "UPDATE claims_claim SET value = '' WHERE id = ANY(%(keys)s)"


def in_python(apps, editor):
    rows = apps.get_model("claims", "Claim").objects.using(editor.connection.alias)
    rows.filter(pk=1).update(value="")


def add(field):
    return migrations.AddField("claim", "added", field)


LIKE_THE_WORDS = """
    LOCK TABLE record_publication IN SHARE ROW EXCLUSIVE MODE;
    CREATE TABLE lengths AS SELECT length(document) FROM record_publication;
"""
BAD = {
    "index": ([migrations.AddIndex("claim", BY_VALUE)], "while others wait"),
    "index in SQL": (["CREATE INDEX ON claims_claim (value)"], "while others wait"),
    "index in a block": (
        ["DO $$ BEGIN CREATE INDEX ON claims_claim (value); END $$"],
        "while others wait",
    ),
    "index of a foreign key": (
        [add(models.ForeignKey("claims.claim", models.CASCADE, null=True, related_name="+"))],
        "while others wait",
    ),
    "constraint": ([migrations.AddConstraint("claim", NAMED)], "while others wait"),
    "foreign key": ([FOREIGN], "while others wait"),
    "validated in the same transaction": (
        [f"{FOREIGN} NOT VALID; ALTER TABLE claims_claim VALIDATE CONSTRAINT claims_claim_id_fkey"],
        "while others wait",
    ),
    "not null": (
        ["ALTER TABLE claims_claim ALTER unit SET NOT NULL, ALTER valid_from SET NOT NULL"],
        "while others wait",
    ),
    "another type": (["ALTER TABLE claims_claimkey ALTER key TYPE bytea USING key::bytea"], "anew"),
    "volatile default": ([add(models.UUIDField(db_default=RandomUUID()))], "anew"),
    "lock and read": ([LIKE_THE_WORDS], "reads all of record_publication while others wait for it"),
    "lock one, read another": (
        ["ALTER TABLE claims_claim ADD added text", "SELECT count(*) FROM claims_source"],
        "reads all of claims_source while others wait for claims_claim",
    ),
    "update of all": (["UPDATE claims_claim SET value = ''"], "in one transaction"),
    "update in Python": ([migrations.RunPython(in_python)], "in one transaction"),
    "column gone": ([migrations.RemoveField("claim", "unit")], "takes claims_claim.unit away"),
    "column renamed": (
        [migrations.RenameField("claim", "unit", "measure")],
        "takes claims_claim.unit away",
    ),
    "table gone": ([migrations.DeleteModel("SavedView")], "takes claims_savedview.id away"),
    "column that only new code fills": (
        [add(models.TextField(default="x"))],
        "wants claims_claim.added",
    ),
    "function gone": (["DROP FUNCTION record_nearest_words_v1"], "takes record_nearest_words_v1"),
}
GOOD = {
    "column": [add(models.TextField(null=True))],
    "default of the database": [add(models.TextField(db_default="x"))],
    "foreign key of a new column": [
        add(
            models.ForeignKey(
                "claims.claim", models.CASCADE, null=True, related_name="+", db_index=False
            )
        )
    ],
    "constraint that is not valid yet": [f"{FOREIGN} NOT VALID"],
    "table with an index": ["CREATE TABLE fresh (a int); CREATE INDEX ON fresh (a)"],
    "index on a small table": ["CREATE INDEX ON claims_rating (text)"],
    "trigger": [
        "CREATE TRIGGER another BEFORE TRUNCATE ON claims_claim"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1()"
    ],
}


def found_on(walked, steps, **attributes):
    """Run steps in a migration that is undone; return what was found."""
    made = type("Migration", (migrations.Migration,), attributes)("9999_example", "claims")
    made.operations = [migrations.RunSQL(one) if isinstance(one, str) else one for one in steps]
    watched = guard.Watched(made, ALIAS)
    with guard.transaction.atomic(using=ALIAS):
        watched.apply(walked[0].clone())
        guard.transaction.set_rollback(True, using=ALIAS)
    return watched.findings


@pytest.mark.parametrize(("steps", "what"), BAD.values(), ids=BAD)
def test_what_stops_others_is_found(walked, steps, what):
    found = found_on(walked, steps)
    assert any(what in one for one in found), found


@pytest.mark.parametrize("steps", GOOD.values(), ids=GOOD)
def test_what_stops_nobody_is_let_through(walked, steps):
    assert found_on(walked, steps) == []


def test_taking_away_may_be_meant(walked):
    steps = [migrations.RemoveField("claim", "unit")]
    assert found_on(walked, steps, contract="Nothing has used it since 0019.") == []


def test_without_a_transaction_only_steps_are_let_through():
    made = migrations.Migration("9999_example", "claims")
    made.atomic = False
    made.operations = [
        migrations.SeparateDatabaseAndState([operations.AddIndexConcurrently("claim", BY_VALUE)]),
        operations.FillInBatches("claims_claim", missing="value IS NULL", fill=FILL),
        migrations.RunSQL("UPDATE claims_claim SET value = ''"),
    ]
    watched = guard.Watched.__new__(guard.Watched)
    watched.migration, watched.findings = made, []
    watched._judge_steps(made.operations)
    (found,) = watched.findings
    assert "cannot be run again" in found
