"""The functions that find published claims, against the plain query that looks at all of them.

Sequences are far apart, so that few rows stand in many blocks: of 2,048, of 32,768 and of 524,288.
"""

import pytest

from tests import made_search
from tests.made_search import ask

ROWS, APART = 3000, 701

QUERIES = [
    "often", "ancient", "fresh", "rare", "singl", "even & odd", "even & rare", "ancient & even", "!often",
    "!even", "!even & ancient", "nothing", "rare | singl", "number <-> often", "odd <-> ancient",
    "often <2> ancient", "every <2> rare", "odd <-> rare | ancient <-> rare", "odd <-> rare & !ancient", "rare & !(odd <-> rare)",
    "'\x01topic:t3'", "'\x01topic:t3' & rare", "'\x01claimant:c1' & '\x01rating:true' & ancient",
    "'\x01publisher:It''s \\\\ one' & fresh", "'\x01language:sr'", "'\x01unwritten:sr' & ancient",
]  # fmt: skip
PLACES = [
    None,
    0,
    1,
    700,
    701,
    702,
    APART * 899,
    APART * 900,
    APART * 1500 + 1,
    APART * ROWS,
    2**62,
    2**63 - 2,
    2**63 - 1,
]


@pytest.fixture(scope="module")
def filled(committed_module):
    made_search.fill(ROWS, APART)


def matching(query):
    return [row for (row,) in ask("SELECT sequence FROM record_search WHERE search @@ %s::tsquery"
                                  " ORDER BY sequence DESC", query)]  # fmt: skip


def found(query, place, direction, most, narrowed=None, lowest=0):
    rows = ask("SELECT record_found_v4(%s::tsquery, %s, %s, %s, %s::jsonb, %s)",
               query, place, direction, most, narrowed, lowest)  # fmt: skip
    return [row for (row,) in rows]


@pytest.mark.parametrize("query", QUERIES)
def test_the_newest_beyond_any_place_are_found_in_order(filled, query):
    every = matching(query)
    for place in PLACES:
        older = [one for one in every if place is None or one < place]
        newer = [one for one in reversed(every) if place is not None and one > place]
        for most in (1, 11, 5000):
            assert found(query, place, -1, most) == older[:most], (place, most)
            if place is not None:
                assert found(query, place, 1, most) == newer[:most], (place, most)


@pytest.mark.parametrize("query", [None, "often", "rare", "nothing"])
def test_as_many_as_one_likes_may_be_asked_for(filled, query):
    every = [APART * n for n in range(ROWS, 0, -1)] if query is None else matching(query)
    assert found(query, None, -1, 2**31 - 1) == every


def test_without_a_query_all_are_found_and_an_empty_one_finds_nothing(filled):
    every = [APART * n for n in range(ROWS, 0, -1)]
    assert found(None, None, -1, 5000) == every
    assert found(None, APART * 50, 1, 3) == [APART * n for n in (51, 52, 53)]
    assert found("", None, -1, 5) == []


def test_none_below_the_lowest(filled):
    lowest = APART * 800
    every = [one for one in matching("ancient") if one >= lowest]
    assert found("ancient", None, -1, 5000, None, lowest) == every
    assert found("ancient", None, -1, 3, None, lowest) == every[:3]


def test_dates_narrow(filled):
    narrowed = '{"published_to": "2026-01-01T05:00:00Z", "claim_date_from": "2026-01-20"}'
    wanted = [APART * n for n in range(300, 0, -1) if n % 2 == 0 and n % 50 >= 19]
    assert found("often", None, -1, 5000, narrowed) == wanted
    assert found(None, None, -1, 7, narrowed) == wanted[:7]


def ranked_pages(query, *, size, ranked):
    """Return all pages, each with (sequence, relevance), as a reader sees them one by one."""
    place, pages = (None, None, None), []
    while True:
        rows = ask(
            "SELECT * FROM record_ranked_v4(%s::tsquery, %s::tsquery, %s, 0, %s, 1000000, %s, %s, %s)",
            query, query, size + 1, ranked, *place,
        )  # fmt: skip
        pages.append([row[:2] for row in rows[:size]])
        if len(rows) <= size:
            return pages
        sequence, relevance, oldest = rows[size - 1]
        place = (relevance, sequence, oldest)


@pytest.mark.parametrize("query", ["often", "ancient", "rare", "even & ancient"])
@pytest.mark.parametrize("ranked", [50, 2000, 5000])
def test_the_best_of_the_newest_and_then_the_rest_each_once(filled, query, ranked):
    every = matching(query)
    said = [row for page in ranked_pages(query, size=97, ranked=ranked) for row in page]
    best, rest = said[:ranked], said[ranked:]
    assert sorted((one for one, _ in best), reverse=True) == every[:ranked]
    assert best == sorted(best, key=lambda row: (-row[1], -row[0]))
    assert [one for one, _ in rest] == every[ranked:]


def test_an_offset_skips_what_pages_would_have_shown(filled):
    said = [row for page in ranked_pages("often", size=100, ranked=50) for row in page]
    for skipped in (0, 10, 45, 50, 51, 700, 2995, 3000, 9000):
        rows = ask("SELECT * FROM record_ranked_v4('often', 'often', 10, %s, 50, 1000000)", skipped)
        assert [row[:2] for row in rows] == said[skipped : skipped + 10], skipped


def facets(query, enough):
    rows = ask(
        "SELECT * FROM record_facets_v4(%s::tsquery, '{rating,topic}', 51, %s)", query, enough
    )
    return {(name, value): (claims, parts) for name, value, claims, _, parts in rows}


def test_few_are_counted_and_of_many_a_part(filled):
    assert facets("ancient", 10_000) == {
        ("rating", "true"): (299, 1), ("rating", "false"): (600, 1), ("topic", "all"): (899, 1),
        **{("topic", f"t{n}"): (179 if n == 0 else 180, 1) for n in range(5)},
    }  # fmt: skip
    estimated = facets("often", 800)
    assert {parts for _, parts in estimated.values()} == {4}
    assert abs(estimated["topic", "all"][0] - ROWS) < 0.1 * ROWS
    assert abs(estimated["rating", "true"][0] - ROWS / 3) < 0.2 * ROWS / 3


def test_facet_of_which_no_part_has_a_claim_is_a_guess_too(filled):
    rows = ask(
        "SELECT * FROM record_facets_v4('often', '{rating,topic}', 51, 800, '{\"valid_on\": \"2026-01-01\"}')"
    )
    assert rows == [("rating", None, 0, None, 4), ("topic", None, 0, None, 4)]


def test_facets_of_nothing_are_those_of_all_and_an_empty_query_has_none(filled):
    assert facets(None, 1)["topic", "all"] == (ROWS, 1)
    assert facets("", 100) == {}
