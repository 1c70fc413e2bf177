"""Dates among what is found: the same as the plain query says, however they are looked up."""

import json

import pytest

from tests import made_search
from tests.integration.test_finding import found
from tests.made_search import ask

ROWS, APART = 3000, 701
DATED = [
    {"published_to": "2026-01-01T05:00:00Z"},
    {"published_from": "2026-01-01T05:00:00Z", "published_to": "2026-01-01T09:00:30Z"},
    {"published_from": "2026-01-03T02:00:00.000001Z"},
    {"published_from": "2026-02-01T00:00:00Z"},
    {"published_to": "2025-12-31T00:00:00Z"},
    {"claim_date_from": "2026-01-20", "claim_date_to": "2026-01-21"},
    {"claim_date_from": "2026-01-20", "published_to": "2026-01-01T05:00:00Z"},
    {"claim_date_to": "2025-01-20"},
    {"since": "2026-01-02T20:00:00Z"},
    {"since": "2026-02-10T00:00:00Z"},
    {"since": "2027-01-01T00:00:00Z"},
    {"valid_on": "2026-01-20", "claim_date_from": "2026-01-20"},
]


@pytest.fixture(scope="module")
def filled(committed_module):
    made_search.fill(ROWS, APART)


def dated(narrowed, query):
    return [row for (row,) in ask(made_search.PLAIN, narrowed, query)]


@pytest.mark.parametrize("narrowed", [json.dumps(one) for one in DATED])
def test_dates_leave_out_what_the_plain_query_leaves_out(filled, narrowed):
    for query in (None, "often", "even", "ancient", "rare", "even & odd", "!even"):
        every = dated(narrowed, query)
        for most in (1, 11, 5000):
            assert found(query, None, -1, most, narrowed) == every[:most], (query, most)
            assert found(query, 0, 1, most, narrowed) == every[::-1][:most], (query, most)
        for place in every[3::400]:
            older = [one for one in every if one < place]
            assert found(query, place, -1, 11, narrowed) == older[:11], (query, place)
            newer = [one for one in reversed(every) if one > place]
            assert found(query, place, 1, 11, narrowed) == newer[:11], (query, place)


@pytest.mark.parametrize("most", [0, 1, 60, 1500])
def test_days_of_few_claims_are_looked_up(filled, most):
    first, last = "2026-01-20", "2026-01-21"
    every = [row for (row,) in ask(
        "SELECT sequence FROM record_search WHERE claim_date BETWEEN %s AND %s", first, last)]  # fmt: skip
    ((said,),) = ask("SELECT record_claimed_v1(%s, %s, %s)", first, last, most)
    assert said is None if len(every) > most else sorted(said) == sorted(every)


def test_where_a_moment_lies_in_the_record(filled):
    for n in (0, 1, 2, 1234, 2999, 3000, 5000):
        moment = f"2026-01-01T00:00:00Z'::timestamptz + {n} * interval '1 minute"
        ((until, before),) = ask(
            f"SELECT record_until_v1('{moment}', true), record_until_v1('{moment}', false)"
        )
        assert until == APART * min(n, ROWS)
        assert before == APART * min(max(n - 1, 0), ROWS)
