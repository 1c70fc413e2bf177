"""sitemap.xml, its sections, and robots.txt."""

import xml.etree.ElementTree as ET
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest

from claims.web import sitemaps

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_URL = "https://claims.example.org"


def locations(client, url):
    parts = urlsplit(url)
    response = client.get(f"{parts.path}?{parts.query}")
    assert response["Content-Type"] == "application/xml"
    return [row.text for row in ET.fromstring(response.content).iter(LOC)]


def everything(client):
    return [page for url in locations(client, "/sitemap.xml") for page in locations(client, url)]


def test_it_names_every_page_that_answers_and_no_other(client, world):
    pages = everything(client)
    public = (world.old, world.left, world.right, world.corrected)
    assert pages == [
        "https://claims.example.org/",
        "https://claims.example.org/contradictions/",
        "https://claims.example.org/corrections/",
        "https://claims.example.org/method/",
        "https://claims.example.org/ratings/",
        *(f"https://claims.example.org/claims/{claim.slug}/" for claim in public),
    ]
    assert all(client.get(urlsplit(page).path).status_code == 200 for page in pages)


def test_long_record_has_a_sitemap_of_several_pages(client, world, monkeypatch):
    whole = everything(client)
    monkeypatch.setattr(sitemaps.Claims, "limit", 3)
    assert locations(client, "/sitemap.xml") == [
        "https://claims.example.org/sitemap-pages.xml",
        "https://claims.example.org/sitemap-claims.xml",
        "https://claims.example.org/sitemap-claims.xml?p=2",
    ]
    assert everything(client) == whole


def test_what_is_not_there_is_not_found(client, world):
    assert client.get("/sitemap-drafts.xml").status_code == 404
    assert client.get("/sitemap-claims.xml?p=2").status_code == 404
    assert client.get("/sitemap-claims.xml?p=x").status_code == 404


def test_unchanged_sitemap_answers_304(client, world):
    for path in ("/sitemap.xml", "/sitemap-claims.xml"):
        etag = client.get(path)["ETag"]
        assert client.get(path, headers={"if-none-match": etag}).status_code == 304


def test_robots_names_the_sitemap_and_keeps_out_of_the_desk(client, db):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    rules = RobotFileParser()
    rules.parse(response.content.decode().splitlines())
    assert rules.site_maps() == ["https://claims.example.org/sitemap.xml"]
    assert not rules.can_fetch("anyone", "/admin/claims/review/")
    assert rules.can_fetch("anyone", "/claims/x/")
