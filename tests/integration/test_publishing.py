"""Publishing: what it asks of the database, what it writes, and what its caller then holds."""

import json

import pytest
from django.db import connection

from claims.desk.review import workflow
from claims.models import Publication, PublishedRating, Rating, Review
from tests import factories

pytestmark = pytest.mark.django_db
MOST = 18
"""Questions: two are who one may be, and two the savepoint in which a test begins."""


def approved_on(sources, cast):
    review = factories.written(cast.alice)
    for _ in range(sources):
        workflow.attach(review, factories.source(), by=cast.alice, stance="refutes")
        factories.contradiction(review.claim, factories.claim())
    return workflow.approve(workflow.submit(review, by=cast.alice), by=cast.bob)


@pytest.mark.parametrize("more", [0, 10])
def test_publishing_asks_as_much_however_much_there_is(cast, django_assert_max_num_queries, more):
    for _ in range(3):
        factories.published(cast.alice, cast.bob)
    review = approved_on(more, cast)
    bob = type(cast.bob).objects.get(pk=cast.bob.pk)
    with django_assert_max_num_queries(MOST):
        workflow.publish(review, by=bob)


def version_of(key):
    """Return which version of its row stands in the legend: another one with each write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM record_rating WHERE key = %s", [key])
        return cursor.fetchone()


def test_legend_of_ratings_is_written_where_it_changes_and_nowhere_else(cast):
    factories.rating("mixed", text="Mixed", position=2)
    factories.published(cast.alice, cast.bob)
    before = version_of("false"), version_of("mixed")
    factories.published(cast.alice, cast.bob)
    assert (version_of("false"), version_of("mixed")) == before
    Rating.objects.filter(key="mixed").update(position=7)
    Rating.objects.filter(key="false").update(definition="It is not so.")
    factories.published(cast.alice, cast.bob)
    shown = {row.key: row for row in PublishedRating.objects.all()}
    assert shown["mixed"].position == 7
    assert b"It is not so." in bytes(shown["false"].body)


def test_source_that_is_an_article_of_the_desk_is_published_as_one(cast):
    review = factories.written(cast.alice)
    article = factories.article(url="https://example.org/article", text="All of it.")
    source = factories.source(url="", article=article)
    workflow.attach(review, source, by=cast.alice, stance="refutes")
    workflow.approve(workflow.submit(review, by=cast.alice), by=cast.bob)
    workflow.publish(review, by=cast.bob)
    document = json.loads(bytes(Publication.objects.get().document))
    said = [(row["article"], row["url"]) for row in document["sources"]]
    assert said[2] == (article.key, article.url)
    assert [key for key, _ in said[:2]] == [None, None]


def stored(review):
    row = Review.objects.get(pk=review.pk)
    return {field.attname: getattr(row, field.attname) for field in Review._meta.concrete_fields}


def test_caller_holds_what_is_stored_after_each_step(cast):
    review = factories.written(cast.alice)
    steps = (
        ("submit", cast.alice, ""),
        ("return", cast.bob, "Where is the second source?"),
        ("submit", cast.alice, ""),
        ("approve", cast.bob, ""),
        ("publish", cast.bob, ""),
        ("retract", cast.bob, "It was forged."),
    )
    for action, who, comment in steps:
        given = Review.objects.select_related("author", "reviewer", "claim").get(pk=review.pk)
        moved = workflow.take_step(given, action, by=who, comment=comment)
        assert moved is given
        held = {name: getattr(given, name) for name in stored(given)}
        assert held == stored(given), action
        people = (given.author, given.reviewer)
        assert people == (cast.alice, cast.bob if given.reviewer_id else None), action


def test_rating_of_a_given_review_is_the_one_that_was_published(cast):
    """Wrong: the caller's object, read before, goes on naming the rating from before."""
    review = factories.written(cast.alice, rated="false")
    given = Review.objects.select_related("rating").get(pk=review.pk)
    mixed = factories.rating("mixed", text="Mixed")
    workflow.write(review, by=cast.alice, rating=mixed)
    workflow.submit(given, by=cast.alice)
    assert given.rating == mixed
