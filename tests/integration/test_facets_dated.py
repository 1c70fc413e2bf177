"""Facets of some dates: exact where few claims have them, a good guess where many do."""

import json

import pytest

from tests import made_search
from tests.made_search import ask

ROWS, APART = 3000, 1


@pytest.fixture(scope="module")
def filled(committed_module):
    made_search.fill(ROWS, APART)


def exact(query, narrowed):
    """Return the facets as a plain count of all has them."""
    rows = ask(f"""
        WITH found AS ({made_search.PLAIN}), named AS (
            SELECT 'rating' AS facet, rating AS value FROM found JOIN record_search USING (sequence)
            UNION ALL SELECT 'topic', unnest(topics) FROM found JOIN record_search USING (sequence))
        SELECT facet, value, count(*) FROM named GROUP BY facet, value""", narrowed, query)  # fmt: skip
    return {(facet, value): claims for facet, value, claims in rows}


def dated_facets(query, enough, narrowed):
    rows = ask("SELECT * FROM record_facets_v4(%s::tsquery, '{rating,topic}', 51, %s, %s)",
               query, enough, narrowed)  # fmt: skip
    counts = {(name, value): claims for name, value, claims, _, _ in rows if value is not None}
    return counts, {row[-1] for row in rows}


@pytest.mark.parametrize("query", [None, "often", "even", "ancient", "rare", "nothing"])
@pytest.mark.parametrize("narrowed", [
    {"published_from": "2026-01-01T05:00:00Z", "published_to": "2026-01-01T18:00:00Z"},
    {"published_to": "2026-01-01T13:20:00Z"},
    {"published_from": "2026-01-02T20:00:00Z", "claim_date_from": "2026-01-10"},
    {"claim_date_from": "2026-01-20", "claim_date_to": "2026-01-22"},
    {"claim_date_from": "2026-01-20", "claim_date_to": "2026-01-22", "valid_on": "2026-01-01"},
    {"claim_date_from": "2027-01-20"},
    {"published_from": "2027-01-01T00:00:00Z"},
])  # fmt: skip
def test_facets_of_few_dates_are_exact_however_many_have_the_words(filled, query, narrowed):
    narrowed = json.dumps(narrowed)
    assert dated_facets(query, 800, narrowed) == (exact(query, narrowed), {1})


def test_facets_of_more_dates_are_a_good_guess(filled):
    narrowed = '{"claim_date_from": "2026-01-01", "claim_date_to": "2026-01-30"}'
    counts, parts = dated_facets("often", 500, narrowed)
    assert parts == {4}
    assert abs(counts["topic", "all"] - exact("often", narrowed)["topic", "all"]) < 0.1 * 900
