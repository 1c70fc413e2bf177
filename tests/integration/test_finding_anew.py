"""Random questions, each step of finding among them: what is found is what the plain query finds.

Sequences are dense here: walks, blocks of 2,048 and of 32,768 have rows by the dozen.
"""

import json
import random

import pytest

from tests import made_search
from tests.integration.test_finding import found
from tests.made_search import ask

ROWS, APART = 6000, 23
WORDS = [
    "often", "even", "odd", "ancient", "fresh", "rare", "singl", "nothing", "!even", "!often",
    "'\x01topic:t3'", "'\x01claimant:c1'", "'\x01rating:true'", "'\x01among16'", "'\x01among64'",
    "'\x01among256'", "(number <-> often)", "(every <-> often)", "(odd <-> rare)", "(ancient <-> rare)",
    "(rare <-> odd)", "!(odd <-> rare)",
]  # fmt: skip
DATES = {
    "published_from": "2026-01-03T02:00:00Z",
    "published_to": "2026-01-03T02:00:00Z",
    "claim_date_from": "2026-01-20",
    "since": "2026-01-04T20:00:00Z",
}


@pytest.fixture(scope="module")
def filled(committed_module):
    made_search.fill(ROWS, APART)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_asked_the_plain_query_finds_the_same(filled, seed):
    chosen = random.Random(seed)
    seen = set()
    for _ in range(40):
        query = " & ".join(chosen.sample(WORDS, chosen.choice([1, 1, 2, 3])))
        dates = chosen.sample(sorted(DATES), chosen.choice([0, 0, 0, 1]))
        narrowed = json.dumps({name: DATES[name] for name in dates})
        every = [row for (row,) in ask(made_search.PLAIN, narrowed, query)]
        place = chosen.randrange(ROWS * APART)
        most = chosen.choice([1, 11, 51, 251, 1000])
        older = [one for one in every if one < place][:most]
        newer = [one for one in reversed(every) if one > place][:most]
        assert found(query, None, -1, most, narrowed) == every[:most], (query, narrowed, most)
        assert found(query, place, -1, most, narrowed) == older, (query, narrowed, place, most)
        assert found(query, place, 1, most, narrowed) == newer, (query, narrowed, place, most)
        seen.add(len(older))
    assert {0, 1, 11} <= seen


def test_the_last_one_is_found_where_nearly_all_are_near(filled):
    """The walk by the primary key has all but one of them, and leaves that to the index."""
    rest = [APART * n for n in range(899, 0, -1)]
    assert found("ancient", APART * 905, -1, 899) == rest
    assert found("ancient & rare", APART * 905, -1, 11) == [APART * n for n in (507, 7)]
    assert found("ancient", APART * 640, 1, 260) == [APART * n for n in range(641, 900)]
