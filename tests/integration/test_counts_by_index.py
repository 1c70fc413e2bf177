"""What the front page and the board count, they count by an index alone, and no further than said."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims.desk import repetitions
from claims.desk.contradictions import graph
from claims.models import Repetition, Review
from tests import factories

pytestmark = pytest.mark.django_db


def plan(rows):
    """How PostgreSQL would answer, where it knows what the table holds."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_review")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    return rows.order_by().values("pk").explain()


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (lambda: Review.objects.stuck_since(timezone.now() - timedelta(days=7)), "review_taken"),
        (lambda: Review.objects.filter(state="submitted"), "review_in_state"),
    ],
)
def test_reviews_are_counted_by_an_index_alone(cast, question, index):
    for _ in range(100):
        factories.claim()
    assert f"Index Only Scan using {index}" in plan(question())


def test_the_board_says_how_many_repetitions_wait_up_to_a_number(cast, monkeypatch):
    first = factories.claim()
    for _ in range(3):
        Repetition.objects.create(claim=factories.claim(), of=first, reason="The same.", score=1)
    assert repetitions.told() == "3"
    monkeypatch.setattr(repetitions, "COUNTED", 2)
    assert repetitions.told() == "2+"


def test_the_picture_offers_the_subjects_of_the_newest_contradictions(cast, monkeypatch):
    old, often, once = (factories.claim(subject=name) for name in ("Old", "Often", "Once"))
    factories.contradiction(old, factories.claim(subject="Older"))
    factories.contradiction(often, once)
    factories.contradiction(often, factories.claim(subject=""))
    monkeypatch.setattr(graph, "LATELY", 2)
    assert graph.subjects() == [("Often", 2), ("Once", 1)]
