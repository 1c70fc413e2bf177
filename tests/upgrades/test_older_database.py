"""The new code on a database that was not migrated yet: it says so, and serves nothing."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests import server


@pytest.fixture
def older(committed_db):
    """A database on which one migration has not run, as far as Django knows."""
    ((_, newest),) = MigrationLoader(connection).graph.leaf_nodes("claims")
    rows = MigrationRecorder(connection).migration_qs.filter(app="claims", name=newest)
    row = rows.get()
    rows.delete()
    yield newest
    row.save(force_insert=True)


@pytest.fixture
def empty(committed_db):
    """The addresses of a database that was never migrated."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE never_migrated")
    yield {
        name: f"{address.rpartition('/')[0]}/never_migrated"
        for name, address in server.databases().items()
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE never_migrated WITH (FORCE)")


def ended(*command, **variables):
    """Run a program of ours until it ends by itself; return its code and what it said."""
    environment = os.environ | server.databases() | {"PUBLIC_URL": "http://127.0.0.1:8000"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=server.ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "factcheck.settings"} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "granian", "--interface", "wsgi", "--port", "{port}", "factcheck.wsgi:application"),
        ("-m", "factcheck.worker"),
    ],
    ids=["server", "worker"],
)
def test_nothing_starts_before_the_migrations(older, command):
    port = str(server.free_port())
    code, said = ended(*(word.format(port=port) for word in command))
    assert code != 0
    assert f"1 migrations have not run (claims.{older})" in said
    assert "Run manage.py migrate" in said


@pytest.mark.parametrize("processes", ["1", "2"])
def test_record_that_has_no_tables_yet_is_not_verified(empty, processes):
    """Wrong outcome: a traceback about a relation that does not exist."""
    code, said = ended("manage.py", "verify_record", "--processes", processes, **empty)
    assert code == 1
    assert "migrations have not run" in said
    assert "Run manage.py migrate" in said
    assert "Traceback" not in said


def test_migrate_tells_a_script_if_there_is_anything_to_do(older):
    assert ended("manage.py", "migrate", "--check")[0] == 1


def test_database_of_this_version_has_nothing_to_do(committed_db):
    assert ended("manage.py", "migrate", "--check")[0] == 0


@pytest.mark.parametrize("command", [("manage.py", "migrate"), ("-m", "factcheck.run")])
def test_database_that_does_not_answer_is_told_in_a_sentence(tmp_path, command):
    address = f"postgresql://desk:hidden@127.0.0.1:{server.free_port()}/claims"
    variables = {"PORT": str(server.free_port()), "LOCAL_DIR": str(tmp_path)}
    code, said = ended(
        *command,
        DATABASE_URL=address,
        RECORD_DATABASE_URL=address,
        SECRET_KEY="x" * 60,
        **variables,
    )
    assert code == 1
    assert "or not at all: connection failed" in said
    assert "Traceback" not in said
    assert "hidden" not in said
