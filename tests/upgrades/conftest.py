"""Sessions beside ours, and a table that is thrown away."""

import psycopg
import pytest
from django.db import connection

from tests import server


@pytest.fixture
def beside(committed_db):
    """Another session on the test database, in a transaction of its own."""
    with psycopg.connect(server.database("default")) as session:
        yield session
        session.rollback()


@pytest.fixture
def table(committed_db):
    """A committed table with 25 rows, whose `shown` is empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS things_thing, things_found;"
            "CREATE TABLE things_thing (id bigint PRIMARY KEY, name text NOT NULL, shown text);"
            "INSERT INTO things_thing (id, name) SELECT n, 'thing ' || n FROM generate_series(1, 25) n"
        )
    yield "things_thing"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE things_thing")
