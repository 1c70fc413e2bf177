"""What a verdict stands on changes in the moment of its publication, on two real connections.

Each of the two holds the lock of publishing once while the other is seen to wait for it. The wrong
outcome, in all: a claim that is public, stands on what has fallen, and waits in nobody's queue.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from claims import exceptions
from claims.desk import rereview, workflow
from claims.models import Article, Rereview, Review, Source
from tests import factories

SECONDS = 20
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def another(call):
    """Begin `call` in a thread with a connection of its own; return its future."""

    def run():
        try:
            return call()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(run)
    pool.shutdown(wait=False)
    return future


def until_it_waits():
    """Return once another connection waits for the lock that this one holds."""
    end = time.monotonic() + SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waits for the lock of publishing.")


@pytest.fixture
def review(committed_db):
    """An approved review that stands on two sources: an article of the desk, and a document."""
    cast = committed_db.cast
    review = factories.written(cast.alice)
    article = factories.article(headline="As it was")
    first = review.evidence.first()
    first.source.article, first.source.url = article, ""
    first.source.save()
    return workflow.approve(workflow.submit(review, by=cast.alice), by=cast.bob)


def distrust(review, by):
    source = Source.objects.get(evidence__review=review, article=None)
    return rereview.distrust(source, by=by, reason="It was forged.")


def rewrite(review, _by):
    articles = Article.objects.filter(source__evidence__review=review)
    assert articles.update(author="Somebody", headline="As it is now") == 1


def publish(review, by):
    return workflow.publish(Review.objects.get(pk=review.pk), by=by)


CAUSES = {"source": distrust, "article": rewrite}


def queued():
    return list(Rereview.objects.open().values_list("claim", "reason"))


def test_source_that_falls_before_its_publication_is_seen_by_the_gate(committed_db, review):
    bob = committed_db.cast.bob
    with transaction.atomic():
        distrust(review, bob)
        publishing = another(lambda: publish(review, bob))
        until_it_waits()
    with pytest.raises(exceptions.StandardsUnmet):
        publishing.result(SECONDS)
    review.refresh_from_db()
    assert review.state == "approved"


def test_article_that_changes_before_its_publication_queues_it(committed_db, review):
    bob = committed_db.cast.bob
    with transaction.atomic():
        rewrite(review, bob)
        publishing = another(lambda: publish(review, bob))
        until_it_waits()
    assert publishing.result(SECONDS).state == "published"
    assert queued() == [(review.claim_id, "article")]


@pytest.mark.parametrize("cause", CAUSES)
def test_what_falls_during_its_publication_is_queued(committed_db, review, cause):
    bob = committed_db.cast.bob
    with transaction.atomic():
        publish(review, bob)
        falling = another(lambda: CAUSES[cause](review, bob))
        until_it_waits()
    falling.result(SECONDS)
    assert queued() == [(review.claim_id, cause)]
