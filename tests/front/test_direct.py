"""What is asked past Django: parameters arrive as they are, errors are Django's, nothing is left."""

import pytest
from django.db import DataError, connections

from claims.record import direct, published
from tests import factories

ODD = [
    "",
    "a b",
    'say "so"',
    "back\\slash",
    "{braces,and}",
    "it's",
    "NULL",
    "%s %% $1",
    "naïve\n漢字",
]


@pytest.fixture(params=["prepared", "behind a pooler"])
def through(request, committed_db):
    made = direct.Connections()
    made._lasts = None
    if request.param != "prepared":
        options = made._wrapper.settings_dict["OPTIONS"]
        made._wrapper.settings_dict["OPTIONS"] = {**options, "prepare_threshold": None}
    yield made
    made.close()


def test_parameters_arrive_as_they_are(through):
    query = "SELECT %s::text[], %s::text, %s::bigint, %s::text, 7 %% 4"
    for _ in range(2):
        assert through.rows(query, [ODD, ODD[3], -5, None]) == [(ODD, ODD[3], -5, None, 3)]
    assert through.rows("SELECT %s::text[]", [[]]) == [([],)]


def test_claim_and_page_are_those_of_the_record(through, committed_db):
    cast = committed_db.cast
    made = [
        factories.published(cast.alice, cast.bob, of=factories.claim(text=f"{n}")) for n in (1, 2)
    ]
    for _ in range(2):
        head, body = direct.claim(through, str(made[0].claim.public_id))
        assert (head, body) == (2, published.body(published.claims().last()))
        head, page = direct.page(through, size=1, cursor=None)
        assert (head, page.rows) == (2, [published.body(published.claims().first())])
        assert direct.page(through, size=1, cursor=page.next)[1].rows == [body]
    assert direct.claim(through, "00000000-0000-4000-8000-000000000000") is None


def test_error_is_one_of_djangos_and_the_next_question_is_answered(through):
    for _ in range(2):
        with pytest.raises(DataError):
            through.rows("SELECT 1 / %s::bigint", [0])
        assert through.rows("SELECT 1") == [(1,)]


def test_question_that_fails_costs_nobody_elses_connection(through):
    """Wrong: one slow question, and all who read connect and prepare anew."""
    mine, other = through._take(), through._take()
    through._give_back(other)
    through._give_back(mine)
    with pytest.raises(DataError):
        through.rows("SELECT 1 / %s::bigint", [0])
    assert mine.connection.closed
    assert through._idle == [other]
    assert not other.connection.closed


def test_prepared_statements_are_known_to_their_connection_alone(committed_db):
    """Wrong outcome: a new connection is asked for a statement that it never saw."""
    made = direct.Connections()
    made._lasts = None
    try:
        for _ in range(2):
            assert made.rows("SELECT 3") == [(3,)]
            # A server that restarts, as its clients see it.
            made._idle[0].connection.pgconn.finish()
            with pytest.raises(Exception, match="connection"):
                made.rows("SELECT 3")
    finally:
        made.close()
    assert published.ALIAS in connections
