"""Pairs of words beside one another: the index of phrases leaves out no claim that has the phrase."""

import random

import pytest
from django.db import connection, transaction

from tests import made_search
from tests.made_search import ask

ODD = [
    "the", "of", "Ministry", "Zürich", "北京", "it's", "o'neil", "back\\slash", "a/b", "north-south", "1.5", "€3",
    "example.org", "x_y", "share", "share", "don't", "it''s", "ministry's", "ﬁne", "😀", "&", "|", "!", "<->", "a:b",
]  # fmt: skip
HAS = "SELECT %s::tsvector @@ %s::tsquery, record_pairs_v1(%s::tsvector) @> record_pairs_asked_v1(%s::tsquery)"


@pytest.mark.django_db
def test_what_has_a_phrase_has_its_pairs():
    chosen = random.Random(7)
    had = 0
    for _ in range(400):
        text = " ".join(chosen.choices(ODD, k=12))
        cut = chosen.randrange(11)
        phrase = " ".join(text.split(" ")[cut : cut + chosen.choice([2, 3, 4])])
        ((vector, query),) = ask(
            "SELECT to_tsvector('factcheck_english', %s)::text,"
            " (websearch_to_tsquery('factcheck_english', %s))::text",
            text, f'"{phrase}" share',
        )  # fmt: skip
        ((matches, pairs),) = ask(HAS, vector, query, vector, query)
        assert pairs or not matches, (text, phrase)
        had += bool(matches and "<->" in query)
    assert had > 100


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("a <-> b", 1), ("a <-> b <-> c & d", 2), ("a & b", 0), ("a <2> b <-> c", 1), ("a <-> b | c", 0),
        ("!(a <-> b)", 0), ("a <-> b:*", 0), ("a <-> b:A", 0), ("(a & b) <-> c", 0), ("a <-> (b <-> c)", 1),
        ("'a <-> b' & c", 0), ("'a''|' <-> '\\\\!b'", 1), ("'\x01topic:x:y' & a <-> b", 1), ("", 0),
    ],
)  # fmt: skip
def test_pairs_are_asked_where_nothing_else_would_do(query, pairs):
    ((asked,),) = ask("SELECT record_pairs_asked_v1(%s::tsquery)", query)
    assert len(asked) == pairs


@pytest.mark.django_db
def test_a_quoted_pair_is_read_as_it_was_written():
    ((written, asked),) = ask(
        r"SELECT record_pairs_v1($$'it''s':1 'a\\b':2$$), record_pairs_asked_v1($$'it''s' <-> 'a\\b'$$)"
    )
    assert written == asked
    assert len(written) == 1


@pytest.fixture(scope="module")
def filled(committed_module):
    made_search.fill(6000, 23)


@pytest.mark.parametrize("most", [0, 1, 12, 2000])
def test_claims_with_a_pair_are_listed_unless_they_are_many(filled, most):
    every = [
        row for (row,) in ask("SELECT sequence FROM record_search WHERE search @@ 'odd <-> rare'")
    ]
    ((said,),) = ask("SELECT record_phrased_v1('odd <-> rare', %s)", most)
    assert 1 < len(every) < 12
    assert (said is None) if most < len(every) else sorted(said) == sorted(every)
    assert ask("SELECT record_phrased_v1('often <-> even', %s)", most) == [(None,)]
    assert ask("SELECT record_phrased_v1('often', %s)", most) == [(None,)]


def test_the_index_answers(filled):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT FROM record_search WHERE record_pairs_v1(search) @> '{7}'")
        assert "published_search_pairs" in str(cursor.fetchall())


@pytest.mark.parametrize(
    "query",
    ["odd <-> rare", "every <-> often", "odd <-> rare & !ancient", "number <-> often & fresh"],
)
def test_facets_of_a_phrase_are_exact_where_few_have_it(filled, query):
    ((claims,),) = ask("SELECT count(*) FROM record_search WHERE search @@ %s::tsquery", query)
    rows = ask("SELECT * FROM record_facets_v3(%s::tsquery, '{topic}', 51, 4000)", query)
    assert {value: (said, parts) for _, value, said, _, parts in rows}[
        "all" if claims else None
    ] == (claims, 1)
