"""oEmbed 1.0, against the members and statuses that its specification asks for."""

import json
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

HERE = "https://claims.example.org"


@pytest.fixture(autouse=True)
def _public(settings):
    settings.PUBLIC_URL, settings.DESK_NAME = HERE, "The Desk"


def _get(client, claim=None, status=200, **query):
    query.setdefault("url", f"{HERE}/claims/{claim.slug}/" if claim else "")
    response = client.get("/oembed", {k: v for k, v in query.items() if v is not None})
    assert response.status_code == status, response.content
    assert response["Access-Control-Allow-Origin"] == "*"
    return response


def test_answer_has_what_the_specification_requires(client, world):
    response = _get(client, world.left)
    assert response["Content-Type"] == "application/json"
    told = response.json()
    html = told.pop("html")
    width, height = told.pop("width"), told.pop("height")
    assert told == {
        "type": "rich",
        "version": "1.0",
        "title": "False: China charges 75.8 % duty on canola seed.",
        "author_name": "The Desk",
        "author_url": f"{HERE}/",
        "provider_name": "The Desk",
        "provider_url": f"{HERE}/",
        "cache_age": 3600,
    }
    assert html.startswith(f'<iframe src="{HERE}/claims/canola-75-8/card/" ')
    assert f'width="{width}" height="{height}"' in html
    assert isinstance(width, int)
    assert isinstance(height, int)


def test_xml_has_the_same_members(client, world):
    told = _get(client, world.left, format="json").json()
    response = _get(client, world.left, format="xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = ElementTree.fromstring(response.content)
    assert root.tag == "oembed"
    assert {node.tag: node.text for node in root} == {k: str(v) for k, v in told.items()}


def test_frame_keeps_within_the_space_that_is_asked_for(client, world):
    for width, height in ((600, 400), (320, 250), (280, 90), (120, 60), (5000, 5000)):
        told = _get(client, world.left, maxwidth=width, maxheight=height).json()
        assert told["width"] <= min(width, 600)
        assert told["height"] <= height
        assert f'width="{told["width"]}" height="{told["height"]}"' in told["html"]
    narrow = _get(client, world.left, maxwidth=280).json()
    assert narrow["height"] > _get(client, world.left, maxwidth=600).json()["height"]


@pytest.mark.parametrize(
    "url",
    [
        "{}/claims/canola-75-8/", "{}/claims/canola-75-8", "{}/claims/canola-75-8/?utm=1#why",
        "http://claims.example.org/claims/canola-75-8/", "{}/claims/canola-75-8/versions/1/",
        "HTTPS://CLAIMS.EXAMPLE.ORG:443/claims/canola-75-8/", "{}/claims/canola-75-8/card/",
        "https://www.claims.example.org/claims/canola-75-8/",
    ],
)  # fmt: skip
def test_addresses_of_a_claim_lead_to_its_card(client, world, url):
    assert "/claims/canola-75-8/card/" in _get(client, url=url.format(HERE)).json()["html"]


def test_site_under_a_path_knows_its_own_addresses(client, world, settings):
    settings.PUBLIC_URL = f"{HERE}/desk"
    told = _get(client, url=f"{HERE}/desk/claims/canola-75-8/").json()
    assert f'src="{HERE}/desk/claims/canola-75-8/card/"' in told["html"]
    _get(client, url=f"{HERE}/claims/canola-75-8/", status=404)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/claims/canola-75-8/", "{}/", "{}/claims/none/", "{}/ratings/",
        "{}.evil.example/claims/canola-75-8/", "{}:8443/claims/canola-75-8/", "{}/api/v1/claims/",
        "javascript:alert(1)", "https://[::1/claims/canola-75-8/", "{}/claims/%00/", "no address",
        "https://claims.example.org:port/claims/canola-75-8/", "{}/claims/canola-75-8/\x00",
        "https://claims.example.org@evil.example/claims/canola-75-8/", "{}/admin/",
    ],
)  # fmt: skip
def test_other_addresses_are_not_found(client, world, url):
    response = _get(client, url=url.format(HERE), status=404)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert b"give the address of a claim's page" in response.content


def test_draft_is_not_found(client, world):
    _get(client, world.drafts["approved"].claim, status=404)


@pytest.mark.parametrize("name", ["yaml", "JSON", "", "html"])
def test_other_formats_are_not_implemented(client, world, name):
    response = _get(client, world.left, status=501, format=name)
    assert b"format=json" in response.content


@pytest.mark.parametrize(
    "query",
    [{"url": ""}, {"url": None}]
    + [
        {name: bad}
        for name in ("maxwidth", "maxheight")
        for bad in ("0", "-1", "x", "", "1e3", "²")
    ],
)
def test_bad_parameters_are_named(client, world, query):
    response = _get(client, **({"claim": world.left} | query), status=400)
    assert next(iter(query)).encode() in response.content


def test_retracted_claim_is_embedded_as_retracted(client, world):
    told = _get(client, world.retracted).json()
    assert told["title"] == "Retracted: Nobody was detained."


@pytest.mark.parametrize(("kind", "read"), [("json", json.loads), ("xml", ElementTree.fromstring)])
def test_page_leads_to_it(client, world, kind, read):
    page = client.get(f"/claims/{world.left.slug}/").content.decode()
    mime = {"json": "application/json+oembed", "xml": "text/xml+oembed"}[kind]
    (href,) = re.findall(f'<link rel="alternate" type="{re.escape(mime)}" href="([^"]+)"', page)
    address = urlsplit(href.replace("&amp;", "&"))
    assert f"{address.scheme}://{address.netloc}" == HERE
    query = {name: value for name, (value,) in parse_qs(address.query).items()}
    assert query == {"url": f"{HERE}/claims/canola-75-8/", "format": kind}
    read(client.get(address.path, query).content)
