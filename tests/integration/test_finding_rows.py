"""How many rows finding looks at: few, whatever a word once was, and of a day no more than a page needs."""

import json

import pytest
from django.db import connection, transaction

from tests import made_search
from tests.integration.test_finding import found

OLD, NEW, APART = 3_000, 3_000, 250
"""The old ones stand ten apart, in one block of 32,768; the new ones APART."""
SOME = 25
DAY = 400
"""Claims of one day, the oldest."""
FILL = """
SELECT record_put_search_v1(jsonb_populate_record(NULL::record_claim, jsonb_build_object(
    'sequence', CASE WHEN n <= %(old)s THEN n * 10 ELSE %(old)s * 10 + (n - %(old)s) * %(apart)s END,
    'kind', 'publication', 'rating', 'true', 'claimant', 'c1', 'publishers', ARRAY['one'],
    'topics', ARRAY['all'], 'articles', ARRAY[]::text[], 'in_language', 'en',
    'published_at', timestamptz '2026-01-01' + n * interval '1 minute',
    'claim_date', CASE WHEN n <= %(day)s THEN date '2026-01-01' ELSE date '2026-01-02' END,
    'search', to_tsvector('factcheck_english', concat_ws(' ', 'every', CASE WHEN n %% 9 = 0 THEN 'ninth' END,
        CASE WHEN n <= %(old)s THEN 'bygone' END,
        CASE WHEN n <= %(old)s OR n %% %(some)s = 0 THEN 'pandemic' END,
        CASE WHEN n > %(old)s OR n %% %(some)s = 0 THEN 'aftermath' END))::text
))) FROM generate_series(1, %(old)s + %(new)s) AS n
"""
SEQUENCES = [10 * n for n in range(1, OLD + 1)] + [10 * OLD + APART * n for n in range(1, NEW + 1)]
IN_SOME = SEQUENCES[SOME - 1 :: SOME]


@pytest.fixture(scope="module")
def filled(committed_module):
    with connection.cursor() as cursor:
        said = {"old": OLD, "new": NEW, "apart": APART, "some": SOME, "day": DAY}
        cursor.execute(FILL, said)
        cursor.execute("VACUUM ANALYZE record_search")


def looked_at(*asked):
    """What is found, and how many rows were read for it."""
    with transaction.atomic():
        before = _read()
        return found(*asked), _read() - before


def _read():
    ((rows,),) = made_search.ask(
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'record_search'"
    )
    return rows


@pytest.mark.parametrize("most", [11, 50, 251])
def test_word_that_few_have_of_late_and_all_had_once(filled, most):
    """Wrong: all that have it are read, where its rate of late says that there are few."""
    wanted = sorted({*SEQUENCES[:OLD], *IN_SOME}, reverse=True)
    for place in (None, 10 * OLD + APART * 1_000, 10 * OLD + APART * 40):
        older = [one for one in wanted if place is None or one < place]
        rows, looked = looked_at("pandem", place, -1, most)
        assert rows == older[:most]
        assert looked < 6 * most + 1000 < OLD


@pytest.mark.parametrize("most", [11, 50, 251])
def test_word_that_few_had_once_and_all_have_of_late(filled, most):
    wanted = sorted({*SEQUENCES[OLD:], *IN_SOME})
    rows, looked = looked_at("aftermath", 0, 1, most)
    assert rows == wanted[:most]
    assert looked < 6 * most + 1000 < NEW


def test_page_before_the_second_of_what_is_old(filled):
    """Wrong: all that have the word are read, to see that nothing newer has it."""
    rows, looked = looked_at("bygon", 10 * (OLD - 10), 1, 11)
    assert rows == [10 * n for n in range(OLD - 9, OLD + 1)]
    assert looked < 300


def test_word_that_nothing_of_late_has(filled):
    """Wrong: all that have the word are read, and left out as too old."""
    rows, looked = looked_at("bygon", None, -1, 11, None, 10 * OLD + 1)
    assert (rows, looked < 300) == ([], True)
    rows, looked = looked_at("bygon", None, -1, 11, None, 10 * OLD - 99)
    assert rows == [10 * n for n in range(OLD, OLD - 10, -1)]
    assert looked < 500


def test_of_a_day_as_many_are_looked_at_as_a_page_needs(filled):
    """Beside its DAY claims, which an index has."""
    narrowed = json.dumps({"claim_date_from": "2026-01-01", "claim_date_to": "2026-01-01"})
    rows, looked = looked_at("everi", None, -1, 11, narrowed)
    assert rows == SEQUENCES[DAY - 1 :: -1][:11]
    assert looked < DAY + 80
    rows, looked = looked_at("ninth", None, -1, 11, narrowed)
    assert rows == [one for one in SEQUENCES[DAY - 1 :: -1] if one % 90 == 0][:11]
    assert looked < DAY + 240
