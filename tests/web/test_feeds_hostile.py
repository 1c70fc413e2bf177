"""Feeds of an empty record, and of texts that want to break out of them."""

import feedparser
import pytest

from claims.desk.review import workflow
from tests import factories
from tests.web.test_feeds import FEEDS

NASTY = '</title><script>alert(1)</script> ]]> & &amp; <b>"x" \x01\x0b\x1f\ufffe \u2028 💥'
SHOWN = '</title><script>alert(1)</script> ]]> & &amp; <b>"x"'


@pytest.fixture
def nasty(committed_db, monkeypatch):
    cast = committed_db.cast
    monkeypatch.setattr(factories, "EXPLANATION", f"{NASTY} {factories.EXPLANATION}")
    claim = factories.claim(text=NASTY, topics=[NASTY[:30]])
    review = factories.published(cast.alice, cast.bob, of=claim)
    new = workflow.correct(review, by=cast.bob, comment="Wrong.")
    workflow.write(new, by=cast.alice, correction_note=NASTY)
    for step, person in (("submit", cast.alice), ("approve", cast.bob), ("publish", cast.bob)):
        getattr(workflow, step)(new, by=person)


@pytest.mark.parametrize("path", FEEDS)
def test_hostile_text_stays_text(client, nasty, path):
    found = feedparser.parse(client.get(path).content, sanitize_html=False)
    assert found.bozo == 0
    (entry,) = found.entries
    # RSS readers take a title for HTML, so there it is escaped once more; Atom's is text.
    title = entry.title if path.endswith(".atom") else unescaped(entry.title)
    assert SHOWN in title
    assert "<script" not in entry.summary
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in entry.summary


def unescaped(text):
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


@pytest.mark.parametrize("path", FEEDS)
def test_empty_record_gives_an_empty_feed(client, committed_db, path):
    found = feedparser.parse(client.get(path).content)
    assert (found.bozo, found.entries) == (0, [])
