"""`migrate` while people work: it waits briefly, names who is in its way, and leaves nothing half-done."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.contrib.postgres import signals
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from claims import locks
from claims.upgrades import holders
from tests import server

APP = "messages"
"""Of Django's; it has no tables and no migrations, and so lends its name to ours."""


@pytest.fixture
def sample(settings, beside):
    settings.MIGRATION_MODULES = {APP: "tests.upgrades.sample"}
    yield beside
    beside.rollback()
    run("zero")


def run(to="0001", **options):
    said = io.StringIO()
    # With its checks, as on a command line: none of them may want what is migrated only then.
    call_command("migrate", APP, to, verbosity=0, stderr=said, skip_checks=False, **options)
    return said.getvalue()


def there():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('sample_first') IS NOT NULL, count(*) > 0"
            " FROM information_schema.columns WHERE column_name = 'sample'"
        )
        return cursor.fetchone()


class Listener(io.StringIO):
    """Does something as soon as a word is said."""

    def __init__(self, word, do):
        super().__init__()
        self.word, self.do = word, do

    def write(self, text):
        if self.word in text:
            self.do()
        return super().write(text)


def test_table_in_use_stops_it_with_the_name_of_who_uses_it(sample):
    sample.execute("SELECT count(*) FROM claims_claim")
    with pytest.raises(CommandError) as caught:
        run(lock_timeout=1, tries=1)
    said = str(caught.value)
    assert said.startswith("messages.0001_a_column could not lock what it needs within 1 s.")
    pid = sample.info.backend_pid
    assert f"Held by pid {pid} (" in said
    assert "idle in transaction" in said
    assert "SELECT count(*) FROM claims_claim" in said
    assert f"pg_terminate_backend({pid})" in said
    assert there() == (False, False)
    # The table is still in use; nobody waits behind us any more.
    with psycopg.connect(server.database("default")) as reader:
        reader.execute("SELECT count(*) FROM claims_claim")
    sample.rollback()
    run(tries=1)
    assert there() == (True, True)


def test_reader_who_queued_behind_it_is_answered_while_the_table_is_still_held(sample):
    """Wrong outcome: a reader who waits until the one that holds the table has gone."""
    sample.execute("SELECT count(*) FROM claims_claim")
    with ThreadPoolExecutor() as pool:
        held_up = pool.submit(read_as_soon_as_somebody_waits)
        with pytest.raises(CommandError):
            run(lock_timeout=1, tries=1)
        assert held_up.result(timeout=30) == 0
    assert sample.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS


def read_as_soon_as_somebody_waits():
    with psycopg.connect(server.database("default"), autocommit=True) as reader:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'claims_claim'::regclass"
        while reader.execute(waiting).fetchone() == (0,):
            pass
        return reader.execute("SELECT count(*) FROM claims_claim").fetchone()[0]


def test_it_tries_again_by_itself(sample):
    sample.execute("SELECT count(*) FROM claims_claim")
    said = Listener("Trying again", sample.rollback)
    call_command("migrate", APP, "0001", verbosity=0, stderr=said, lock_timeout=1)
    assert said.getvalue().count("Trying again") == 1
    assert there() == (True, True)


def test_statement_that_takes_long_is_stopped_and_may_be_allowed(sample):
    run()
    with pytest.raises(
        CommandError, match=r"(?s)messages.0002_slow.*--statement-timeout 0"
    ) as caught:
        run("0002", statement_timeout=0.1)
    assert "after 0.1 s" in str(caught.value)
    run("0002", statement_timeout=0)


def test_connection_that_is_lost_is_told_in_a_sentence(sample):
    run("0002")
    with pytest.raises(CommandError, match=r"messages.0003_lost was broken off, and nothing is"):
        run("0003", statement_timeout=0)


def test_one_migrate_waits_for_the_other(sample):
    """Wrong outcome: both make the same tables, and one fails in the middle."""
    sample.execute("SELECT pg_advisory_lock(%s)", [locks.MIGRATING])

    def end_the_other():
        assert there() == (False, False)
        sample.execute("SELECT pg_advisory_unlock(%s)", [locks.MIGRATING])

    said = Listener("Another migrate runs", end_the_other)
    call_command("migrate", APP, "0001", verbosity=0, stderr=said)
    assert "waiting until it ends" in said.getvalue()
    assert there() == (True, True)


def test_way_back_that_does_not_exist_is_refused_before_its_first_step(committed_db):
    """Wrong outcome: the newest are taken back, and it ends in the middle with SQL and a traceback."""
    done = MigrationRecorder(connection).applied_migrations().keys()
    with pytest.raises(CommandError, match=r"claims\.\d{4}_\w+ cannot be taken back\. Nothing was"):
        call_command("migrate", "claims", "0017", verbosity=0)
    assert MigrationRecorder(connection).applied_migrations().keys() == done


def sessions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_who_looks_meanwhile_leaves_no_session_behind(committed_db):
    """Wrong outcome: one that Django opened in that thread, to ask for types, stays open."""
    signals.get_hstore_oids.cache_clear()
    before = sessions()
    with holders.Watch(connection):
        end = time.monotonic() + 30
        while sessions() == before and time.monotonic() < end:
            time.sleep(0.05)
        assert sessions() > before
    # PostgreSQL ends them a moment after they were closed.
    while sessions() > before and time.monotonic() < end:
        time.sleep(0.05)
    assert sessions() == before


def test_limits_end_with_the_command(sample):
    def limits():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
            )
            return cursor.fetchone()

    before = limits()
    run()
    assert limits() == before


@pytest.mark.parametrize(
    ("option", "value"), [("--lock-timeout", "-1"), ("--tries", "0"), ("--tries", "x")]
)
def test_senseless_limit_is_named(option, value):
    with pytest.raises(CommandError, match=option):
        call_command("migrate", option, value)
