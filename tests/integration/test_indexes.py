"""Every row that is written is written to each index of its table: so none is there twice."""

import pytest
from django.db import connection

from claims.models import EVENTS
from claims.models.history import ASKED_BY

BEGINS_WITH = """
    SELECT shorter.indexrelid::regclass::text, longer.indexrelid::regclass::text
    FROM pg_index AS shorter
    JOIN pg_index AS longer
        ON longer.indrelid = shorter.indrelid AND longer.indexrelid <> shorter.indexrelid
    JOIN pg_class AS one ON one.oid = shorter.indexrelid
    JOIN pg_class AS other ON other.oid = longer.indexrelid AND other.relam = one.relam
    WHERE shorter.indrelid::regclass::text ~ '^(claims|history|record)_'
      AND shorter.indpred IS NULL AND longer.indpred IS NULL
      AND shorter.indexprs IS NULL AND longer.indexprs IS NULL
      -- A unique one holds a promise, and one that includes columns answers without the table.
      AND NOT shorter.indisunique AND shorter.indnatts = shorter.indnkeyatts
      AND starts_with(concat(longer.indkey, ' '), concat(shorter.indkey, ' '))
      AND starts_with(concat(longer.indclass, ' '), concat(shorter.indclass, ' '))
      AND starts_with(concat(longer.indoption, ' '), concat(shorter.indoption, ' '))
"""


def indexed(table):
    """Return the columns of a table that an index begins with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_index JOIN pg_attribute"
            " ON attrelid = indrelid AND attnum = indkey[0] WHERE indrelid = %s::regclass",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another():
    with connection.cursor() as cursor:
        cursor.execute(BEGINS_WITH)
        assert cursor.fetchall() == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model.__name__)
def test_history_has_the_indexes_by_which_it_is_asked_and_no_others(model):
    event = EVENTS[model]._meta
    wanted = {"pgh_id", "id"} | {f"{name}_id" for name in filter(None, [ASKED_BY.get(model)])}
    assert indexed(event.db_table) == wanted


@pytest.mark.django_db
def test_one_open_review_of_a_claim_is_still_held_by_an_index():
    """Wrong outcome: to remove an index of a column takes the partial ones of it along."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index"
            " WHERE indrelid = 'claims_review'::regclass AND indisunique AND indpred IS NOT NULL"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found == {"review_one_open", "review_one_published"}
