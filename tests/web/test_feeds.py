"""The feeds, as a library that we did not write reads them."""

import xml.etree.ElementTree as ET

import feedparser
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.web import feeds

FEEDS = [f"/feeds/{name}.{form}" for name in ("claims", "corrections") for form in ("atom", "rss")]


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_URL = "https://claims.example.org"


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    # feedparser needs to know the type: what it is served as decides how it reads.
    found = feedparser.parse(
        response.content, response_headers={"content-type": response["Content-Type"]}
    )
    assert (found.bozo, found.get("bozo_exception")) == (0, None)
    assert found.version == ("atom10" if path.endswith(".atom") else "rss20")
    return found


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_claims_that_stand_published_the_newest_first(client, world, form):
    entries = read(client, f"/feeds/claims.{form}").entries
    assert [entry.title.partition(": ")[2] for entry in entries] == [
        "Four people were detained.",
        "China charges 84 % duty on canola seed.",
        "China charges 75.8 % duty on canola seed.",
        "The premier visited Peking in 2017.",
    ]
    entry = entries[2]
    assert entry.title == "False: China charges 75.8 % duty on canola seed."
    assert entry.link == f"https://claims.example.org/claims/{world.left.slug}/"
    assert "Two independent documents agree on this" in entry.summary
    assert [tag.term for tag in entry.tags] == ["canola", "tariffs"]
    assert entry.published_parsed[:5] == world.at[2].utctimetuple()[:5]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_corrections_with_their_reasons(client, world, form):
    retracted, corrected = read(client, f"/feeds/corrections.{form}").entries
    assert retracted.title == "Retracted: Nobody was detained."
    assert "The source was withdrawn." in retracted.summary
    assert corrected.title == "Corrected: Four people were detained."
    assert "It said five; the ministry says four." in corrected.summary
    assert corrected.link == f"https://claims.example.org/claims/{world.corrected.slug}/"


def test_ids_are_those_of_a_version_and_survive_a_move(client, world, settings):
    before = {path: [entry.id for entry in read(client, path).entries] for path in FEEDS}
    settings.PUBLIC_URL = "https://elsewhere.example"
    assert {path: [entry.id for entry in read(client, path).entries] for path in FEEDS} == before
    atom = before["/feeds/claims.atom"]
    assert len(set(atom)) == 4
    assert all(entry_id.startswith("urn:uuid:") for entry_id in atom)
    # The corrected version is one piece of news, in both feeds.
    assert atom[0] == before["/feeds/corrections.atom"][1] == before["/feeds/claims.rss"][0]


def test_atom_says_when_what_and_who(client, world, settings):
    found = read(client, "/feeds/claims.atom")
    ids = [found.feed.id, read(client, "/feeds/corrections.atom").feed.id]
    assert len(set(ids)) == 2
    assert found.feed.author == settings.DESK_NAME
    assert found.feed.updated == found.entries[0].updated
    links = {link.rel: link.href for link in found.feed.links}
    assert links == {
        "self": "https://claims.example.org/feeds/claims.atom",
        "alternate": "https://claims.example.org/",
    }


def test_number_of_items_is_limited(client, world, monkeypatch):
    monkeypatch.setattr(feeds, "SIZE", 2)
    assert len(read(client, "/feeds/claims.atom").entries) == 2


@pytest.mark.parametrize("path", FEEDS)
def test_unchanged_feed_answers_304(client, world, path):
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    assert client.get(path, headers={"if-none-match": '"1-6-0"'}).status_code == 200


@pytest.mark.parametrize("path", [*FEEDS, "/sitemap.xml", "/sitemap-claims.xml"])
def test_two_queries_and_none_to_the_desk(client, world, path):
    with (
        CaptureQueriesContext(connections["record"]) as record,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        content = client.get(path).content.decode()
    assert (len(record), len(desk)) == (3 if path == "/sitemap-claims.xml" else 2, 0)
    assert "SECRET" not in content


def test_pages_lead_to_the_feeds(client, world):
    page = client.get("/").content.decode()
    for path in FEEDS:
        assert f'href="{path}"' in page


def test_characters_that_xml_forbids_are_left_out():
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x10000), 0x10FFFF]))
    kept = feeds.plain(every)
    ET.fromstring(f"<a>{kept.replace('&', '&amp;').replace('<', '&lt;')}</a>")
    assert {*every} - {*kept} == {
        *map(chr, {*range(0x20)} - {9, 10, 13}), "\ufffe", "\uffff",
    }  # fmt: skip
