"""`highlights` of texts that want to be more, and of texts that are long."""

import json
import re

import pytest

from claims.desk.review import workflow
from tests import factories


def _publish(cast, **fields):
    explanation = fields.pop("explanation", None)
    title = fields.pop("title", "Not so")
    review = factories.written(cast.alice, of=factories.claim(**fields))
    workflow.write(
        review, by=cast.alice, title=title, explanation=explanation or factories.EXPLANATION
    )
    workflow.submit(review, by=cast.alice)
    workflow.approve(review, by=cast.bob)
    workflow.publish(review, by=cast.bob)


def _hits(client, **query):
    return json.loads(client.get("/api/v1/claims/", query).content)["results"][0]["highlights"]


def _plain(html):
    return re.sub("</?mark>", "", html)


HOSTILE = [
    "<script>alert('measure')</script> of a measure & more",
    '<b title="measure">a measure</b> &lt;mark&gt; </mark> measure &amp;',
    "measure <mark>fake</mark> <img src=x onerror=measure>",
    "\x02\x03 measure \ue000\ue001 %s %(x)s ${x} measure {{ x }}",
    "measure\" StartSel=<script> measure', StopSel=</script>",
    "http://example.org/measure?measure=<measure> measure-measure measure@example.org",
    '\\u0000/ "\\u0000/claims/ measure 💥 \u2028 \u202e measure',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_escaped_and_nothing_of_it_is_lost(client, committed_db, text):
    _publish(committed_db.cast, text=text, title=text, explanation=text * 2)
    hits = _hits(client, q="measure")
    assert set(hits) == {"text", "title", "explanation"}
    for html in hits.values():
        assert "<mark>measure</mark>" in html
        assert not re.search(r"[<>\"']", _plain(html))
        assert html.count("<mark>") == html.count("</mark>")
    assert _plain(hits["text"]) == _escaped(text)
    page = client.get("/", {"q": "measure"}).content.decode()
    assert hits["text"] in page
    assert "<script>" not in page
    assert "<img" not in page


def _escaped(text):
    for character, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("'", "&#x27;"),
    ):
        text = text.replace(character, entity)
    return text


FILLER = "Nothing of this matters to anybody who searches for it. " * 20


@pytest.mark.parametrize(
    ("explanation", "shown"),
    [
        (f"A tariff first. {FILLER}", "A <mark>tariff</mark> first."),
        (f"{FILLER}A tariff last.", "A <mark>tariff</mark> last."),
        (
            f"One tariff. {FILLER} The tariff was a tariff on seed. {FILLER}",
            "The <mark>tariff</mark> was a <mark>tariff</mark> on seed.",
        ),
        (f"{'x' * 500}, tariff, {'y' * 500}", "…<mark>tariff</mark>,…"),
    ],
)
def test_of_a_long_explanation_the_piece_with_the_most_hits(
    client, committed_db, explanation, shown
):
    _publish(committed_db.cast, explanation=explanation)
    html = _hits(client, q="tariff")["explanation"]
    assert shown in html
    assert len(_plain(html)) <= 242
    plain = _plain(html).strip("…")
    assert plain in explanation
    assert html.startswith("…") != explanation.startswith(plain)
    assert html.endswith("…") != explanation.strip().endswith(plain.strip())
