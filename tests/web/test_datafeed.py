"""GET /feeds/datafeed.json and /api/v1/dump/datafeed.json: ClaimReviews in schema.org's DataFeed."""

import json

import pytest
from rdflib import RDF, URIRef

from claims.record import chain, published
from claims.web import feeds
from tests.web.test_claimreview_shapes import OURS, SCHEMA, SCHEMA_ORG, complaints, graph

pytestmark = pytest.mark.filterwarnings(
    r"ignore:(ConjunctiveGraph|Dataset\.\w+) is deprecated:DeprecationWarning"
)
FEED, DUMP = "/feeds/datafeed.json", "/api/v1/dump/datafeed.json"


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_URL = "https://claims.example.org"


def read(client, path, **query):
    return json.loads(client.get(path, query).getvalue())


def test_it_is_a_feed_of_lists_of_reviews(client, world):
    feed = read(client, FEED)
    elements = feed.pop("dataFeedElement")
    assert feed == {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dateModified": chain.timestamp(world.at[7]),
    }
    assert [set(element) for element in elements] == [
        {"@type", "dateCreated", "dateModified", "url", "item"}
    ] * 4
    corrected = elements[0]
    assert corrected["@type"] == "DataFeedItem"
    assert corrected["dateCreated"] == chain.timestamp(world.at[4])
    assert corrected["dateModified"] == chain.timestamp(world.at[5])
    assert corrected["url"] == f"https://claims.example.org/claims/{world.corrected.slug}/"


def test_each_review_is_the_one_at_the_address_of_its_claim(client, world):
    left, right, old, corrected = (
        client.get(
            f"/api/v1/claims/{claim.public_id}/", headers={"accept": "application/ld+json"}
        ).json()
        for claim in (world.left, world.right, world.old, world.corrected)
    )
    assert "correction" in corrected
    items = [element["item"] for element in read(client, FEED)["dataFeedElement"]]
    assert items == [[corrected], [right], [left], [old]]
    assert [element["item"] for element in read(client, DUMP)["dataFeedElement"]] == items[::-1]


def test_older_dump_knows_no_later_correction(client, world):
    url = f"https://claims.example.org/claims/{world.corrected.slug}/"

    def at(sequence):
        elements = read(client, DUMP, sequence=sequence)["dataFeedElement"]
        return next(row["item"][0] for row in elements if row["url"] == url)

    assert "correction" not in at(4)
    (comment,) = at(5)["correction"]
    assert comment["text"] == "It said five; the ministry says four."


def test_it_fits_the_shapes(client, world):
    feed = read(client, DUMP)
    reviews = [element["item"][0] for element in feed["dataFeedElement"]]
    assert complaints(graph(*reviews), SCHEMA_ORG, ont_graph=SCHEMA_ORG) == ""
    assert [complaints(graph(review), OURS) for review in reviews] == [""] * 4
    for review in reviews:
        del review["@context"]  # that of the feed is the one to read by
    data = graph(feed)
    assert len(list(data.triples((None, RDF.type, URIRef(SCHEMA + "DataFeedItem"))))) == 4
    assert complaints(data, SCHEMA_ORG, ont_graph=SCHEMA_ORG) == ""
    feed["dataFeedElement"][0]["item"] = "no review"
    feed["dataFeedElement"][1]["dateCreated"] = "yesterday"
    found = complaints(graph(feed), SCHEMA_ORG, ont_graph=SCHEMA_ORG)
    assert "schema:DataFeedItem-item" in found
    assert "schema:DataFeedItem-dateCreated" in found


def test_feed_has_the_newest_alone(client, world, monkeypatch):
    monkeypatch.setattr(feeds, "SIZE", 2)
    urls = [row["url"] for row in read(client, FEED)["dataFeedElement"]]
    assert [url.split("/")[-2] for url in urls] == [world.corrected.slug, world.right.slug]


def test_feed_that_one_has_is_not_sent_again(client, world):
    etag = client.get(FEED)["ETag"]
    assert client.get(FEED, headers={"if-none-match": etag}).status_code == 304


def test_every_page_names_it(client, world):
    assert f'type="application/json" title="Claims as ClaimReviews (DataFeed)" href="{FEED}"' in (
        client.get("/").content.decode()
    )


def test_number_of_queries(client, world, django_assert_num_queries):
    # One for the ETag; then the head, the claims and their corrections.
    with django_assert_num_queries(4, using=published.ALIAS):
        client.get(FEED)
