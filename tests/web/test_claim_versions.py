"""The history on the page of a claim, and the address of each version."""

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.desk.review import workflow
from claims.models import Publication
from tests import factories


def _page(client, claim, end="", status=200):
    response = client.get(f"/claims/{claim.slug}/{end}")
    assert response.status_code == status
    return response.content.decode()


def _text(page):
    """What a screen reader says: the text alone, its spaces made even."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page[page.index("<main") :]))


def _correct(review, cast, *, note="The ministry says so.", **written):
    new = workflow.correct(review, by=cast.bob, comment="A number was wrong.")
    workflow.write(new, by=cast.alice, correction_note=note, **written)
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    return workflow.publish(new, by=cast.bob)


@pytest.fixture(scope="module")
def told(committed_module):
    """A claim that was published, corrected, retracted and published again; its four entries."""
    cast = committed_module.cast
    review = factories.published(cast.alice, cast.bob, of=factories.claim(slug="told"))
    half = factories.rating("half", text="Half true", value=3, normalized="MIXTURE")
    explanation = factories.EXPLANATION.replace("agree", "do not agree")
    second = _correct(review, cast, rating=half, title="Half so", explanation=explanation)
    workflow.retract(second, by=cast.bob, comment="The source was withdrawn.")
    second.refresh_from_db()
    _correct(second, cast, note="A new source was found.", title="So")
    return review.claim, list(Publication.objects.order_by("sequence"))


def test_history_says_what_each_entry_changed(client, told):
    claim, entries = told
    page = _page(client, claim)
    text = _text(page[page.index("What was published, and when") - 50 :].join(["<main>", ""]))
    assert "What changed: Verdict, Title, Explanation" in text
    assert "was: False →, now: Half true" in text
    assert "Two independent documents [added: do not ]agree on this" in text
    assert "What changed since before the retraction: Title" in text
    assert "was: Half so →, now: So" in text
    places = [page.index(f'id="entry-{entry.sequence}"') for entry in entries]
    assert places == sorted(places, reverse=True)


def test_each_entry_shows_its_place_in_the_record_and_its_digest(client, told):
    claim, entries = told
    page = _page(client, claim)
    for entry in entries:
        assert f"Entry {entry.sequence} of the record" in page
        assert f'<a href="/method/#proof" title="SHA-256: {entry.digest}">' in page


def test_a_superseded_version_stands_as_it_stood(client, told, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    claim, entries = told
    page = _page(client, claim, "versions/1/")
    text = _text(page)
    day = f"{entries[1].published_at:%-d %B %Y}"
    assert f"This is version 1, superseded on {day}." in text
    assert "The current one is version 3" in text
    assert "Our verdict: False Superseded" in text
    assert "Half true" not in text
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical" href="https://claims.example.org/claims/told/">' in page
    assert "application/ld+json" not in page


def test_a_retracted_version_says_so_before_its_verdict(client, told):
    text = _text(_page(client, told[0], "versions/2/"))
    places = [text.index(words) for words in (
        "This is version 2, retracted on", "Why we withdrew this verdict: The source was withdrawn.",
        "Our verdict: Half true Retracted",
    )]  # fmt: skip
    assert places == sorted(places)


def test_the_retraction_has_an_address_of_its_own(client, told):
    page = _page(client, told[0], "versions/2/retraction/")
    text = _text(page)
    assert "This is the retraction of version 2, superseded on" in text
    assert "We have withdrawn our verdict on this claim." in text
    assert factories.EXPLANATION[:20] not in text
    assert "noindex" in page


def test_the_current_version_says_that_it_is(client, told):
    text = _text(_page(client, told[0], "versions/3/"))
    assert "This is version 3." in text
    assert "It is the current one." in text
    assert "superseded" not in text


def test_page_links_to_every_version(client, told):
    page = _page(client, told[0])
    ends = ("versions/1/", "versions/2/", "versions/2/retraction/", "versions/3/")
    for end in ends:
        assert f'<a href="/claims/told/{end}">' in page
        _page(client, told[0], end)


def test_number_of_queries_does_not_grow_with_the_versions(client, told):
    claim, _ = told
    for end in ("", "versions/1/", "versions/2/retraction/"):
        with (
            CaptureQueriesContext(connections["record"]) as public,
            CaptureQueriesContext(connections["default"]) as desk,
        ):
            _page(client, claim, end)
        assert (len(public), len(desk)) == (3, 0)
