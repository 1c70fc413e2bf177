"""Fixtures of all tests: the cast, and a database whose changes are really committed."""

import signal
from types import SimpleNamespace

import pytest
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

from tests import database, factories


def pytest_addoption(parser):
    parser.addoption(
        "--write-golden", action="store_true", help="write fixtures/claimreview/*.json anew"
    )


def pytest_configure():
    # A suite that runs in the background passes on to programs that SIGINT is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker, django_db_keepdb
):
    """Set up one test database for both aliases: `record` reads it as its own role."""
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, aliases={"default", "record"}, keepdb=django_db_keepdb
        )
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        teardown_databases(made, verbosity=0, keepdb=django_db_keepdb)


@pytest.fixture
def cast(db):
    """alice writes, bob approves, charlie is a second reviewer, dave is an outsider."""
    return factories.cast()


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker):
    """Commit for real, so that another connection (another role, another thread) sees it."""
    with django_db_blocker.unblock():
        try:
            yield SimpleNamespace(cast=factories.cast())
        finally:
            database.wipe()


@pytest.fixture(scope="module")
def committed_module(django_db_setup, django_db_blocker):
    """As `committed_db`, for the tests of one module, which only read."""
    with django_db_blocker.unblock():
        try:
            yield SimpleNamespace(cast=factories.cast())
        finally:
            database.wipe()
