"""The list of reviews: columns, filters, search, and as many queries for 25 rows as for 5."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Review
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def found(client, **query):
    answer = client.get(pages.listing("review"), query)
    assert answer.status_code == 200
    return {review.pk for review in answer.context["cl"].result_list}


def test_columns_are_shown(desk):
    review = factories.published(desk.alice, desk.bob)
    page = desk.browsers.charlie.get(pages.listing("review")).content.decode()
    for words in (review.claim.text, "Published", "alice", "bob", "False"):
        assert words in page


@pytest.mark.parametrize(
    ("whose", "who"),
    [("mine", "alice"), ("approve", "bob"), ("unassigned", "alice"), ("stuck", "bob")],
)
def test_filter_by_whose(desk, whose, who):
    stuck = factories.started(desk.charlie)
    Review.objects.filter(pk=stuck.pk).update(moved_at=timezone.now() - timedelta(days=9))
    rows = {
        "mine": factories.started(desk.alice).pk,
        "approve": factories.submitted(desk.charlie).pk,
        "unassigned": Review.objects.get(claim=factories.claim()).pk,
        "stuck": stuck.pk,
    }
    assert found(getattr(desk.browsers, who), whose=whose) == {rows[whose]}


def test_filter_by_state_and_topic_and_priority(desk):
    wanted = factories.started(desk.alice, of=factories.claim(topics=["trade"], priority=1))
    factories.started(desk.alice)
    assert found(desk.browsers.alice, topic="trade") == {wanted.pk}
    assert found(desk.browsers.alice, claim__priority__exact=1) == {wanted.pk}
    assert len(found(desk.browsers.alice, state__exact="in_review")) == 2


@pytest.mark.parametrize("q", ["canola", "file:77", "tariff rate"])
def test_search_by_text_external_id_and_subject(desk, q):
    claim = factories.claim(
        text="Duty on canola is 75.8 percent.", external_id="file:77", subject="tariff rate"
    )
    factories.claim()
    assert found(desk.browsers.alice, q=q) == {Review.objects.get(claim=claim).pk}


@pytest.mark.parametrize("query", [{"whose": "x"}, {"state__exact": "x"}, {"p": "x"}])
def test_strange_query_is_no_error(desk, query):
    assert desk.browsers.alice.get(pages.listing("review"), query).status_code in (200, 302)


def test_as_many_queries_for_25_rows_as_for_5(desk):
    assert queries_of("review", desk, 5) == queries_of("review", desk, 20)


def test_claims_and_contradictions_need_no_more_queries_for_more_rows(desk):
    assert queries_of("claim", desk, 5) == queries_of("claim", desk, 20)
    assert queries_of("contradiction", desk, 5) == queries_of("contradiction", desk, 20)
    assert queries_of("publication", desk, 1) == queries_of("publication", desk, 4)


def queries_of(model, desk, more):
    for _ in range(more):
        factories.contradiction(factories.claim(), factories.claim())
        factories.published(desk.alice, desk.bob)
    desk.browsers.bob.get(pages.listing(model))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        desk.browsers.bob.get(pages.listing(model))
    return len(captured)
