"""Fixtures of all tests: the cast, and a database whose changes are really committed."""

from types import SimpleNamespace

import pytest

from tests import database, factories


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
