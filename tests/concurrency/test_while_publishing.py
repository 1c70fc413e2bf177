"""What a verdict stands on changes in the moment of its publication, on two real connections.

Each of the two holds the lock of publishing once while the other is seen to wait for it. The wrong
outcome, in all: a claim that is public, stands on what has fallen, and waits in nobody's queue.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from claims import exceptions
from claims.desk.review import rereview, workflow
from claims.intake import importing, tables
from claims.intake.article_table import ArticleTable
from claims.models import Article, Rereview, Review, Source
from claims.record import publishing
from tests import factories

SECONDS = 20
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = ANY(%s) AND NOT granted"
OF_PUBLISHING, OF_A_ROW = ["advisory"], ["transactionid", "tuple"]


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


def until_it_waits(lock=OF_PUBLISHING):
    """Return once another connection waits for the lock that this one holds."""
    end = time.monotonic() + SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(WAITING, [lock])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waits for the lock.")


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
        going_out = another(lambda: publish(review, bob))
        until_it_waits()
    with pytest.raises(exceptions.StandardsUnmet):
        going_out.result(SECONDS)
    review.refresh_from_db()
    assert review.state == "approved"


def test_article_that_changes_before_its_publication_queues_it(committed_db, review):
    bob = committed_db.cast.bob
    with transaction.atomic():
        rewrite(review, bob)
        going_out = another(lambda: publish(review, bob))
        until_it_waits()
    assert going_out.result(SECONDS).state == "published"
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


def test_article_that_changes_again_while_the_claim_is_retracted(committed_db, review):
    """Wrong: a deadlock. The one has answered the queue, the other holds the lock of publishing."""
    bob = committed_db.cast.bob
    publish(review, bob)
    article = Article.objects.get(source__evidence__review=review)
    rereview.article_changed(article, by=bob, note="Another headline.")
    with transaction.atomic():
        publishing.take_turn()
        retracting = another(lambda: workflow.retract(review, by=bob, comment="It was forged."))
        until_it_waits()
        rereview.article_changed(article, by=bob, note="And another author.")
    assert retracting.result(SECONDS).state == "retracted"
    assert queued() == []


def test_article_that_is_saved_while_a_table_changes_it_and_another(committed_db):
    """Wrong: a deadlock. The table holds the lock of publishing, and waits for the article."""
    bob = committed_db.cast.bob
    articles = [factories.article(url=f"https://example.org/{n}", headline="One") for n in range(2)]
    urls = ["https://example.org/0", "www.example.org/1?utm_source=mail"]
    lines = [tables.Line(n, {"url": url, "headline": "Another"}) for n, url in enumerate(urls, 2)]
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).get(pk=articles[1].pk)
        table = another(lambda: importing.carry_out(lines, into=ArticleTable, by=bob))
        until_it_waits(OF_A_ROW)
        rereview.article_changed(articles[1], by=bob, note="Another headline.")
    assert table.result(SECONDS).number("update") == 2
