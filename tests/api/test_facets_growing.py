"""GET /api/v1/facets/ of a record that is made for each test."""

from claims.record import facets
from tests import factories


def test_empty_record_has_nothing_to_choose(client, committed_db):
    nothing = {"values": [], "more": False, "estimated": False}
    assert client.get("/api/v1/facets/").json() == dict.fromkeys(facets.NAMES, nothing)


def test_the_most_frequent_come_first_and_the_rest_is_admitted(client, committed_db):
    cast = committed_db.cast
    topics = [f"topic-{n:02}" for n in range(facets.MOST + 1)]
    factories.published(cast.alice, cast.bob, of=factories.claim(topics=topics))
    factories.published(cast.alice, cast.bob, of=factories.claim(topics=topics[-1:]))
    facet = client.get("/api/v1/facets/").json()["topic"]
    assert facet["more"] is True
    assert len(facet["values"]) == facets.MOST
    assert facet["values"][0] == {"key": topics[-1], "text": topics[-1], "count": 2}
    assert facet["values"][1]["key"] == topics[0]


def test_name_is_that_of_the_record_not_of_the_desk(client, committed_db):
    cast = committed_db.cast
    claim = factories.claim()
    factories.published(cast.alice, cast.bob, of=claim)
    claim.claimant.name = "A name that nobody reviewed"
    claim.claimant.save()
    (value,) = client.get("/api/v1/facets/").json()["claimant"]["values"]
    assert value["text"] == "Mark Carney"
