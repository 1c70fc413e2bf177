"""Adding and changing a claim: what is filled in, and what the database refuses."""

import pytest
from django.db import OperationalError, connection

from claims.admin.intake import sources
from claims.models import Claim, Review
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def form(*passages, initial=(), **fields):
    rows = [*initial, *passages]
    data = {
        "text": "Duty on canola is 75.8 percent.",
        "priority": 3,
        "in_language": "en",
        "appearances-TOTAL_FORMS": len(rows),
        "appearances-INITIAL_FORMS": len(initial),
    }
    for number, row in enumerate(rows):
        data |= {f"appearances-{number}-{name}": value for name, value in row.items()}
    return data | fields


def add(client, *passages, **fields):
    return client.post(pages.adding("claim"), form(*passages, **fields))


def test_contributor_adds_a_claim_and_the_desk_gets_its_review(desk):
    assert add(desk.browsers.erin, claimant_unknown="on").status_code == 302
    claim = Claim.objects.get()
    assert claim.created_by == desk.erin
    assert claim.slug == "duty-on-canola-is-758-percent"
    assert claim.external_id.startswith("desk:")
    assert Review.objects.get(claim=claim).state == "new"


def test_second_claim_of_the_same_words_gets_a_slug_of_its_own(desk):
    for _ in range(3):
        add(desk.browsers.erin)
    slugs = set(Claim.objects.values_list("slug", flat=True))
    start = "duty-on-canola-is-758-percent"
    assert slugs == {start, f"{start}-2", f"{start}-3"}


def test_passage_is_located_in_a_stored_text(desk):
    article = factories.article(text="China set a 75.8 percent duty on canola.")
    add(desk.browsers.erin, {"article": article.pk, "exact": "75.8 percent duty"})
    place = Claim.objects.get().appearances.get()
    assert (place.start, place.end) == (12, 29)


def test_passage_that_is_not_in_the_text_is_a_form_error(desk):
    article = factories.article(text="Nothing of the kind.")
    answer = add(desk.browsers.erin, {"article": article.pk, "exact": "75.8 percent duty"})
    assert "is not in this text" in answer.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"prefix": "x" * 150}, "at most 100 characters"),
        ({"suffix": "a\0b"}, "Null characters are not allowed."),
        ({"exact": "75.8\0"}, "Null characters are not allowed."),
    ],
)
def test_context_of_a_passage_that_cannot_be_stored_is_the_error_of_its_field(desk, typed, words):
    claim = factories.claim(appears=False)
    article = factories.article(text="China set a 75.8 percent duty on canola.")
    stored = {"exact": "75.8 percent", "prefix": "set a", "suffix": "duty"}
    place = claim.appearances.create(article=article, start=12, end=24, **stored)
    kept = {"id": place.pk, "article": article.pk, **stored, **typed}
    seen = pages.seen(desk.browsers.erin, claim)
    answer = desk.browsers.erin.post(pages.of(claim), form(initial=[kept]) | seen)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    answer = add(desk.browsers.erin, {"article": article.pk, "exact": "75.8 percent", **typed})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    place.refresh_from_db()
    assert {name: getattr(place, name) for name in stored} == stored


def test_passage_of_a_text_that_is_not_stored_needs_its_position(desk):
    article = factories.article()
    answer = add(desk.browsers.erin, {"article": article.pk, "exact": "a phrase"})
    assert "paste it on the article’s page" in answer.content.decode()
    add(desk.browsers.erin, {"article": article.pk, "exact": "a phrase", "start": 3, "end": 11})
    assert Claim.objects.get().appearances.get().end == 11


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"valid_from": "2025-02-01", "valid_to": "2025-01-01"}, "must not lie before"),
        ({"priority": 9}, "from 1 (first) to 5"),
    ],
)
def test_violated_constraint_is_said_in_words(desk, fields, words):
    answer = add(desk.browsers.erin, **fields)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_claimant_and_unknown_at_once_is_refused(desk):
    answer = add(desk.browsers.erin, claimant=factories.claimant().pk, claimant_unknown="on")
    assert "not both" in answer.content.decode()


def test_claim_that_is_being_approved_stays_and_the_form_says_why(desk):
    review = factories.submitted(desk.alice)
    claim = review.claim
    place = claim.appearances.get()
    kept = {
        "id": place.pk,
        "article": place.article_id,
        "exact": place.exact,
        "start": place.start,
        "end": place.end,
        "prefix": place.prefix,
        "suffix": "",
    }
    data = form(
        initial=[kept],
        text="Another text, typed.",
        claimant=claim.claimant_id,
        subject=claim.subject,
        property=claim.property,
        value=claim.value,
    )
    seen = pages.seen(desk.browsers.erin, claim)
    answer = desk.browsers.erin.post(pages.of(claim), data | seen)
    page = answer.content.decode()
    claim.refresh_from_db()
    assert "waits for approval" in page
    assert "Another text, typed." in page
    assert claim.text != "Another text, typed."


def test_names_of_a_stored_claim_are_not_edited(desk):
    claim = factories.claim(appears=False, claimant=None, claimant_unknown=True)
    data = form(claimant_unknown="on", slug="other", external_id="other")
    desk.browsers.erin.post(pages.of(claim), data | pages.seen(desk.browsers.erin, claim))
    stored = Claim.objects.get()
    assert stored.text == data["text"]
    assert (stored.slug, stored.external_id) == (claim.slug, claim.external_id)


def test_page_links_to_its_review(desk):
    claim = factories.claim()
    assert (
        pages.of(Review.objects.get(claim=claim))
        in desk.browsers.erin.get(pages.of(claim)).content.decode()
    )


def test_list_shows_state_articles_and_filters(desk):
    review = factories.submitted(desk.alice, of=factories.claim(topics=["trade"]))
    factories.claim()
    article = review.claim.appearances.get().article
    for query in ({"state": "submitted"}, {"article": article.key}, {"topic": "trade"}):
        rows = desk.browsers.bob.get(pages.listing("claim"), query).context["cl"].result_list
        assert [(row.pk, row.in_articles) for row in rows] == [(review.claim_id, 1)]


def test_claimant_is_added_with_aliases(desk):
    desk.browsers.erin.post(
        pages.adding("claimant"),
        {
            "name": "Mark Carney",
            "key": "mark-carney",
            "kind": "person",
            "aliases-TOTAL_FORMS": 1,
            "aliases-INITIAL_FORMS": 0,
            "aliases-0-name": "Kaner",
        },
    )
    assert [row.name for row in factories.claimant().aliases.all()] == ["Kaner"]


def test_stored_text_of_an_article_has_its_digest(desk):
    data = {"key": "a", "headline": "A", "in_language": "en", "text": "abc"}
    desk.browsers.erin.post(pages.adding("article"), data)
    article = factories.Article.objects.get()
    assert article.text_sha256.startswith("ba7816bf")


def test_source_needs_an_address_or_an_article(desk):
    data = {"title": "A paper", "source_type": "primary"}
    answer = desk.browsers.alice.post(pages.adding("source"), data)
    assert "needs an address" in answer.content.decode()


def test_second_source_of_one_address_is_refused_in_words(desk):
    url = factories.source().url
    data = {"title": "A paper", "source_type": "primary", "url": url}
    answer = desk.browsers.alice.post(pages.adding("source"), data)
    assert "is a source already" in answer.content.decode()


# Characters in an order that no compression shortens: an index must hold them as they are.
CHINESE = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(1_900))


@pytest.mark.parametrize("model", ["source", "article"])
def test_address_that_no_index_holds_is_refused_in_words(desk, model):
    data = {
        "source": {"title": "A paper", "source_type": "primary"},
        "article": {"key": "a", "headline": "A", "in_language": "en"},
    }[model]
    data["url"] = f"https://example.org/{CHINESE}"
    answer = desk.browsers.alice.post(pages.adding(model), data)
    assert answer.status_code == 200
    assert "too long: 5,720 bytes, of 2,000 at most" in answer.content.decode()
    assert CHINESE in answer.content.decode()
    data["url"] = f"https://example.org/{CHINESE[:660]}"
    assert desk.browsers.alice.post(pages.adding(model), data).status_code == 302


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT array_fill(0, ARRAY[2000000000])", "The database refuses this: array size"),
        ("SELECT 'x'::integer", "The database refuses this: invalid input syntax"),
    ],
)
def test_what_the_database_cannot_hold_is_an_error_of_the_form(desk, monkeypatch, sql, words):
    def save(*_):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    monkeypatch.setattr(sources.SourceAdmin, "save_model", save)
    data = {"title": "A paper", "source_type": "primary", "url": "https://example.org/"}
    answer = desk.browsers.alice.post(pages.adding("source"), data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "A paper" in answer.content.decode()


def test_lost_database_is_no_error_of_the_form(desk, monkeypatch):
    def save(*_):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(sources.SourceAdmin, "save_model", save)
    data = {"title": "A paper", "source_type": "primary", "url": "https://example.org/"}
    with pytest.raises(OperationalError):
        desk.browsers.alice.post(pages.adding("source"), data)


def test_white_space_that_a_browser_bends_changes_no_passage(desk):
    claim = factories.claim(appears=False)
    place = claim.appearances.create(
        article=factories.article(), exact="in\nforce", prefix="it\nis ", start=3, end=11
    )
    kept = {
        "id": place.pk,
        "article": place.article_id,
        "exact": "in\r\nforce",
        "prefix": "it is",
        "start": 3,
        "end": 11,
    }
    data = form(
        initial=[kept],
        text=claim.text,
        claimant=claim.claimant_id,
        subject=claim.subject,
        property=claim.property,
        value=claim.value,
        priority=2,
    )
    data |= pages.seen(desk.browsers.erin, claim)
    assert desk.browsers.erin.post(pages.of(claim), data).status_code == 302
    claim.refresh_from_db()
    place.refresh_from_db()
    assert claim.priority == 2
    assert (place.exact, place.prefix) == ("in\nforce", "it\nis ")


def test_who_came_from_the_review_is_led_back_to_it(desk):
    """Wrong outcome: after pinning a passage one stands in the list, and looks for the review."""
    claim = factories.claim(appears=False)
    review = factories.started(desk.alice, of=claim)
    page = desk.browsers.alice.get(pages.of(review)).content.decode()
    address = f"{pages.of(claim)}?from=review"
    assert f'href="{address}#appearances-group">Pin a passage</a>' in page
    taken = desk.browsers.alice.post(
        address,
        form(text=claim.text, claimant=claim.claimant_id, **pages.seen(desk.browsers.alice, claim)),
    )
    assert taken.status_code == 302, taken.context["errors"]
    assert taken["Location"] == pages.of(review)
    elsewhere = desk.browsers.alice.post(
        f"{pages.of(claim)}?from=https://example.org/",
        form(text=claim.text, claimant=claim.claimant_id, **pages.seen(desk.browsers.alice, claim)),
    )
    assert elsewhere["Location"] == pages.listing("claim")
