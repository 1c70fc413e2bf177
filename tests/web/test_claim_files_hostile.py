"""The card, the citations and the oEmbed of a claim that an enemy wrote."""

import re
from xml.etree import ElementTree

from claims.web import embedding
from tests import factories


def _oembed(client, claim, form):
    url = f"http://127.0.0.1:8000/claims/{claim.slug}/"
    return client.get("/oembed", {"url": url, "format": form})


def test_hostile_text_ends_no_field_and_no_line(client, committed_db):
    text = "} , url = {https://evil.example}\n}\n@misc{x, \\input{x} % \u202e$"
    claim = factories.claim(slug="evil", text=text)
    factories.published(committed_db.cast.alice, committed_db.cast.bob, of=claim)
    lines = client.get("/claims/evil/versions/1/cite.bib").content.decode().splitlines()
    assert [line.split("=")[0].strip() for line in lines[1:-1]] == [
        "author", "title", "year", "month", "note", "url",
    ]  # fmt: skip
    depth = 0
    for sign in lines[2]:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert "\\input" not in lines[2]
    assert "\u202e" not in lines[2]
    assert (
        "\n"
        not in client.get("/claims/evil/").content.decode().split('cite__text">')[1].split("<")[0]
    )


def test_hostile_text_is_text_in_both_formats(client, committed_db):
    evil = "]]></title><script>\"'&lt;\x01\ufffe{7}\u202e"
    claim = factories.claim(slug="evil", text=evil)
    factories.published(committed_db.cast.alice, committed_db.cast.bob, of=claim)
    html = _oembed(client, claim, "json").json()["html"]
    assert "<script" not in html
    assert html.count('"') == 12
    root = ElementTree.fromstring(_oembed(client, claim, "xml").content)
    assert root.findtext("title") == "False: ]]></title><script>\"'&lt;{7}\u202e"


def test_long_texts_are_cut(client, committed_db):
    cast = committed_db.cast
    claim = factories.claim(text="word " * 400)
    factories.published(cast.alice, cast.bob, of=claim)
    page = client.get(f"/claims/{claim.slug}/card/").content.decode()
    (text,) = re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert len(text) <= embedding.LONGEST["text"]
    assert text.endswith("…")
