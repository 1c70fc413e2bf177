"""What stands around a claim on its page: the passage in its text, advice; and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin import show
from claims.desk.review import comments, workflow
from claims.models import Appearance, Article
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def shown(client, review):
    answer = client.get(pages.of(review))
    assert answer.status_code == 200
    return answer.content.decode()


def test_passage_stands_in_the_text_that_the_desk_has_stored(desk):
    text = f"{'Earlier words. ' * 60}Now it is in force, they say.{' Later words.' * 60}"
    review = factories.started(desk.alice)
    place = review.claim.appearances.get()
    start = text.index("is in force")
    Appearance.objects.filter(pk=place.pk).update(start=start, end=start + len("is in force"))
    Article.objects.filter(pk=place.article_id).update(text=text)
    page = shown(desk.browsers.alice, review)
    assert "words. Now it <mark>is in force</mark>, they say. Later" in page
    assert "…" in page
    assert page.count("Later words") < 60


def test_passage_that_the_text_does_not_have_is_shown_as_it_was_pinned(desk):
    review = factories.started(desk.alice)
    Article.objects.update(text="Another text, in which other words stand.")
    page = shown(desk.browsers.alice, review)
    assert "…it <mark>is in force</mark>" in page
    assert "Another text" not in page


def test_more_passages_are_folded_behind_the_first(desk):
    review = factories.started(desk.alice)
    other = factories.article(headline="Another article")
    Appearance.objects.create(
        claim=review.claim, article=other, exact="stands here", start=0, end=11
    )
    page = shown(desk.browsers.alice, review)
    assert "<summary>In Another article: “stands here”</summary>" in page


def test_advice_is_given_on_a_long_claim_with_a_verdict_in_it(desk):
    factories.rating("false", text="False")
    claim = factories.claim(text="It is false that " + "the measure is in force " * 4)
    page = shown(desk.browsers.alice, factories.started(desk.alice, of=claim))
    assert "<output>112</output> characters. Google asks for fewer than 75" in page
    assert "It says “False”." in page


def test_as_many_queries_with_much_evidence_and_history_as_with_little(desk):
    review = factories.written(desk.alice)
    factories.claim()  # A similar one.
    comments.add(review, by=desk.bob, body="@alice, is this all?")
    little = queries(desk.browsers.alice, review)
    for number in range(8):
        workflow.attach(review, factories.source(), by=desk.alice, stance="context")
        workflow.write(review, by=desk.alice, title=f"Title {number}")
        factories.contradiction(review.claim, factories.claim())
        comments.add(review, by=desk.alice, body="@bob and @charlie, not yet.")
    assert queries(desk.browsers.alice, review) == little <= 44


def queries(client, review):
    client.get(pages.of(review))
    with CaptureQueriesContext(connection) as captured:
        client.get(pages.of(review))
    return len(captured)


def test_of_many_passages_the_first_are_shown_and_the_claim_has_all(desk, monkeypatch):
    monkeypatch.setattr(show, "PASSAGES", 2)
    claim, article = factories.claim(appears=False), factories.article(text="one two three")
    review = factories.started(desk.alice, of=claim)
    own = f'<a href="{pages.of(claim)}#appearances-group">The claim’s own page</a> has all.'
    for start, word in ((0, "one"), (4, "two"), (8, "three")):
        assert own not in shown(desk.browsers.alice, review)
        claim.appearances.create(article=article, exact=word, start=start, end=start + len(word))
    page = shown(desk.browsers.alice, review)
    assert own in page
    assert [f"<mark>{word}</mark>" in page for word in ("one", "two", "three")] == [
        True,
        True,
        False,
    ]


def test_many_passages_are_folded_together(desk):
    claim = factories.claim()
    review = factories.started(desk.alice, of=claim)
    for start in range(4):
        article = factories.article()
        claim.appearances.create(article=article, exact="in force", start=start, end=start + 8)
    assert " more</summary>" not in shown(desk.browsers.alice, review)
    for start in range(2):
        article = factories.article()
        claim.appearances.create(article=article, exact="in force", start=start, end=start + 8)
    page = shown(desk.browsers.alice, review)
    others = page[page.index("<summary>2 more</summary>") :]
    assert [page.count("<summary>In "), others.count("<summary>In ")] == [6, 2]
