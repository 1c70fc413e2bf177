"""What is published is matched within a second or so: by the real worker, on the test database."""

import json
import time

from django.db import connection
from django.test import Client

from claims.desk.review import workflow
from claims.models import PublishedMatch
from claims.record import filling
from tests import factories
from tests.hooks.test_worker import soon, worker

TEXTS = (
    "Canada imposes a 100 percent tariff on electric vehicles from China.",
    "The prime minister of Canada is Mark Carney.",
    "Two Canadians were detained in China in 2018.",
)


def minute():
    return int(time.time() // 60)


def found(text):
    answer = Client().post(
        "/api/v1/match/", json.dumps({"text": text}), content_type="application/json"
    )
    (result,) = json.loads(answer.content)["results"]
    return [one["claim"]["text"] for one in result["matches"]]


def test_published_claim_is_found_before_the_minute_is_over(committed_db):
    """Wrong: it waits for the job of each minute."""
    cast = committed_db.cast
    factories.published(cast.alice, cast.bob)
    with worker():
        assert soon(lambda: not filling.pending(filling.PUBLISHED).exists(), 60)
        # A minute may begin just then, whose job would find it as well: then once more.
        assert any(_within_the_minute(cast, text) for text in TEXTS)


def _within_the_minute(cast, text):
    claim = factories.claim(text=text)
    begun = minute()
    review = factories.published(cast.alice, cast.bob, of=claim)
    assert soon(lambda: found(text) == [text])
    workflow.retract(review, by=cast.bob, comment="Withdrawn.")
    gone = PublishedMatch.objects.filter(claim_id=claim.public_id)
    assert soon(lambda: not gone.exists())
    return minute() == begun


def test_job_is_asked_for_once_and_without_vectors(committed_db):
    """Wrong: publishing makes vectors itself, or each of many publications its own job."""
    cast = committed_db.cast
    for _ in range(2):
        factories.published(cast.alice, cast.bob)
    assert filling.pending(filling.PUBLISHED).count() == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, priority FROM procrastinate_jobs WHERE task_name = %s",
            [filling.FILL_PUBLISHED],
        )
        assert cursor.fetchall() == [("todo", filling.FIRST)]
