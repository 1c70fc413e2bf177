"""Words beside or near one another: the indexes of phrases leave out no claim that has the phrase."""

import random
import re

import pytest
from django.db import connection, transaction

from tests import made_search
from tests.made_search import ask

ODD = [
    "the", "of", "Ministry", "Zürich", "北京", "it's", "o'neil", "back\\slash", "a/b", "north-south", "1.5", "€3",
    "example.org", "x_y", "share", "share", "don't", "it''s", "ministry's", "ﬁne", "😀", "&", "|", "!", "<->", "a:b",
]  # fmt: skip
SEARCHED = [
    '"{phrase}" share', '"{phrase}"', '"{phrase}" -"{other}"', '"{phrase}" OR "{other}"', '"{phrase}" OR {other}',
    '"{other}" OR "{phrase}" -absent', "{phrase} -{other}",
]  # fmt: skip
TREE = "SELECT (websearch_to_tsquery('factcheck_english', %s))::text, to_tsvector('factcheck_english', %s)::text"


def may_have(vector, query):
    """Say if a claim with this vector may have what is asked, as the indexes know it."""
    ((asked,),) = ask("SELECT record_phrases_asked_v1(%s::tsquery, false)", query)
    if asked is None:
        return True
    ((said,),) = ask(f"SELECT {asked} FROM (SELECT %s::tsvector) AS one (search)", vector)
    return said


@pytest.mark.django_db
def test_what_has_a_phrase_may_have_it():
    chosen = random.Random(7)
    had = ruled_out = 0
    for _ in range(600):
        text = " ".join(chosen.choices(ODD, k=12))
        words = text.split(" ")
        cut = chosen.randrange(11)
        phrase = " ".join(words[cut : cut + chosen.choice([2, 3, 4])])
        other = " ".join(chosen.choices(ODD, k=2))
        searched = chosen.choice(SEARCHED).format(phrase=phrase, other=other)
        ((query, vector),) = ask(TREE, searched, text)
        ((matches,),) = ask("SELECT %s::tsvector @@ %s::tsquery", vector, query)
        assert may_have(vector, query) or not matches, (text, searched)
        had += bool(matches and "<" in query)
        ruled_out += not may_have("", query)
    assert had > 100
    assert ruled_out > 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "pairs", "gaps"),
    [
        ("a <-> b", 1, 0), ("a <-> b <-> c & d", 2, 0), ("a <2> b", 0, 1), ("a <3> b <-> c", 1, 1), ("a <4> b", 0, 0),
        ("a & b", 0, 0), ("a <-> b & !c", 1, 0), ("a <-> b & !(c <-> d)", 1, 0), ("!(a <-> b)", 0, 0),
        ("a <-> b | c <2> d", 1, 1), ("(a <-> b | c <2> d) & e", 1, 1), ("'a <-> b' & c", 0, 0),
        ("'a''|' <-> '\\\\!b'", 1, 0), ("'\x01topic:x:y' & a <-> b", 1, 0), ("", 0, 0),
    ],
)  # fmt: skip
def test_pairs_are_asked_of_what_stands_near(query, pairs, gaps):
    ((asked,),) = ask("SELECT record_phrases_asked_v1(%s::tsquery, true)", query)
    assert (asked or "").count("record_pairs_v1(one.search) @> '{") == pairs
    assert (asked or "").count("record_gaps_v1(one.search) @> '{") == gaps
    assert may_have("", query) == (pairs + gaps == 0)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["a <-> b | c", "!(a <-> b) | c <-> d", "(a <-> b | c) & d"])
def test_what_may_be_without_a_phrase_is_not_asked_for_it(query):
    assert may_have("", query)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["a <-> b:*", "a <-> b:A", "(a & b) <-> c", "a <-> (b & c)", "a <-> !b <-> c", "!a <-> b"],
)
def test_nothing_is_known_of_phrases_that_nobody_can_type(query):
    assert ask("SELECT record_phrases_asked_v1(%s::tsquery, false)", query) == [(None,)]


@pytest.mark.django_db
@pytest.mark.parametrize("apart", ["<->", "<2>", "<3>"])
def test_a_quoted_pair_is_read_as_it_was_written(apart):
    place = {"<->": 2, "<2>": 3, "<3>": 4}[apart]
    query = rf"'it''s' {apart} 'a\\b'"
    assert may_have(rf"'it''s':1 'a\\b':{place}", query)
    assert not may_have(rf"'it''s':1 'a\\b':{place + 1}", query)


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["');SELECT 1;--", "%s", "$1", "\\", "'{1}'"])
def test_no_word_gets_into_the_statement(word):
    ((query,),) = ask(
        "SELECT (phraseto_tsquery('simple', 'x') <-> quote_literal(%s)::tsquery)::text", word
    )
    ((asked,),) = ask("SELECT record_phrases_asked_v1(%s::tsquery, true)", query)
    assert re.fullmatch(r"true AND record_pairs_v1\(one\.search\) @> '\{\d+,131072\}'", asked)
    assert ask("SELECT record_phrased_v2(%s::tsquery, 10)", query) == [([],)]


@pytest.fixture(scope="module")
def filled(committed_module):
    made_search.fill(6000, 23)


PHRASES = [
    "odd <-> rare",
    "often <2> rare",
    "often <3> rare",
    "odd <-> rare & !fresh",
    "odd <-> rare | odd <-> singl",
]


@pytest.mark.parametrize("query", PHRASES)
@pytest.mark.parametrize("most", [0, 1, 30, 2000])
def test_claims_with_a_phrase_are_listed_unless_they_are_many(filled, query, most):
    every = {
        row
        for (row,) in ask("SELECT sequence FROM record_search WHERE search @@ %s::tsquery", query)
    }
    ((said,),) = ask("SELECT record_phrased_v2(%s::tsquery, %s)", query, most)
    assert 1 < len(every) < 30
    assert said is None or (len(said) <= most and every <= set(said))
    assert (said is None) == (most < len(every))


@pytest.mark.parametrize(
    "query", ["often <-> even", "often", "odd <-> rare | often", "number <2> often"]
)
def test_claims_with_what_many_have_are_not_listed(filled, query):
    assert ask("SELECT record_phrased_v2(%s::tsquery, 2000)", query) == [(None,)]


@pytest.mark.parametrize(("index", "function"), [
    ("published_search_pairs", "record_pairs_v1"), ("published_search_gaps", "record_gaps_v1"),
])  # fmt: skip
def test_the_index_answers(filled, index, function):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT FROM record_search WHERE {function}(search) @> '{{7}}'")
        assert index in str(cursor.fetchall())


@pytest.mark.parametrize(
    "query",
    [
        *PHRASES, "every <-> often", "odd <-> rare & !ancient", "number <-> often & fresh", "every <2> singl",
        "often <2> singl", "odd <-> rare | nothing", "!(odd <-> rare) & fresh",
    ],
)  # fmt: skip
def test_facets_of_a_phrase_are_exact_where_few_have_it(filled, query):
    ((claims,),) = ask("SELECT count(*) FROM record_search WHERE search @@ %s::tsquery", query)
    rows = ask("SELECT * FROM record_facets_v4(%s::tsquery, '{topic}', 51, 4000)", query)
    assert {value: (said, parts) for _, value, said, _, parts in rows}[
        "all" if claims else None
    ] == (claims, 1)
