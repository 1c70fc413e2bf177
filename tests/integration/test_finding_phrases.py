"""Searches as people type them, by chance: what is found is what a look at all claims finds, in its order."""

import random

import pytest

from tests import made_search
from tests.made_search import ask

ROWS, APART, QUESTIONS = 3000, 701, 200
WORDS = ["every", "number", "often", "even", "odd", "ancient", "fresh", "rare", "single", "nothing"]
BETWEEN = ["", "", "of ", "of the ", "in all of the "]
QUERY = "SELECT (record_query_v1(%s::text[], %s::tsquery))::text"
DATES = [
    None,
    None,
    None,
    '{"published_from": "2026-01-02T20:00:00Z"}',
    '{"claim_date_from": "2026-01-20"}',
]
TERMS = [None, None, "'\x01topic:t3'", "'\x01topic:t3' & ( '\x01language:sr' | '\x01language:en' )"]


@pytest.fixture(scope="module")
def filled(committed_module):
    made_search.fill(ROWS, APART)


def phrase(chosen):
    first, *rest = chosen.choices(WORDS, k=chosen.choice([2, 2, 3]))
    return '"' + " ".join([first, *(chosen.choice(BETWEEN) + word for word in rest)]) + '"'


def typed(chosen):
    """Return a search: phrases, words, either of them absent, and alternatives."""

    def part():
        said = phrase(chosen) if chosen.random() < 0.6 else chosen.choice(WORDS)
        return "-" * (chosen.random() < 0.2) + said

    def parts():
        return " ".join(part() for _ in range(chosen.choice([1, 1, 2])))

    return " OR ".join(parts() for _ in range(chosen.choice([1, 1, 1, 2])))


def test_what_is_typed_finds_what_a_look_at_all_finds(filled):
    chosen = random.Random(11)
    found_some = phrases = 0
    for _ in range(QUESTIONS):
        texts, terms, dates = [typed(chosen)], chosen.choice(TERMS), chosen.choice(DATES)
        ((query,),) = ask(QUERY, texts, terms)
        every = [row for (row,) in ask(made_search.PLAIN, dates or "{}", query)]
        place = chosen.choice([None, APART * chosen.randrange(ROWS)])
        older = [one for one in every if place is None or one < place]
        newer = [one for one in reversed(every) if place is not None and one > place]
        for direction, right in ((-1, older), (1, newer)):
            if place is None and direction == 1:
                continue
            most = chosen.choice([1, 11, 5000])
            rows = ask("SELECT record_found_v4(%s::tsquery, %s, %s, %s, %s::jsonb)",
                       query, place, direction, most, dates)  # fmt: skip
            assert [row for (row,) in rows] == right[:most], (texts, terms, dates, place, most)
        found_some += bool(every)
        phrases += " <" in query
    assert found_some > QUESTIONS / 4
    assert phrases > QUESTIONS / 2
