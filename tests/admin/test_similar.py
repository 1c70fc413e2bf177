"""Earlier reviews of the same or similar claims, and that looking for them costs little."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.desk import similar
from claims.models import Claim
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def claim(text, **fields):
    return factories.claim(text=text, subject=fields.pop("subject", ""), **fields)


def reader():
    return User.objects.get_or_create(username="alice")[0]


def found(row):
    return [(one.review.claim.text, one.why) for one in similar.to(row, user=reader())]


def test_same_point_at_issue_comes_first_and_its_verdict_is_shown(desk):
    earlier = claim("Carney leads Canada.", subject="Canada", property="prime minister")
    factories.published(desk.alice, desk.bob, of=earlier)
    words = claim("The head of the Canadian government is Trudeau")
    here = claim(
        "Trudeau heads the Canadian government.", subject="Canada", property="prime minister"
    )
    assert found(here) == [
        (earlier.text, similar.SAME_POINT),
        (words.text, similar.SAME_WORDS),
    ]
    page = desk.browsers.alice.get(pages.of(factories.started(desk.alice, of=here)))
    shown = page.content.decode().partition('id="similar"')[2].partition("</section>")[0]
    assert earlier.text in shown
    assert "False" in shown
    assert "Published" in shown


def test_one_common_word_is_not_enough_and_a_claim_is_not_like_itself():
    here = claim("The canola deposit was announced in August.")
    claim("The deposit was paid.")
    like = claim("Nobody announced any deposit.")
    assert found(here) == [(like.text, similar.SAME_WORDS)]


def test_forms_of_a_word_and_accents_are_forgiven():
    here = claim("Québec announces new tariffs.")
    like = claim("The tariff that Quebec announced.")
    assert found(here) == [(like.text, similar.SAME_WORDS)]


@pytest.mark.parametrize("text", ["One", "!!! ???", "' & | ! <-> :*", "word'); DROP TABLE x; --"])
def test_texts_that_are_no_query_find_nothing_and_break_nothing(text):
    assert found(claim(text)) == []


def test_newest_review_of_a_claim_stands_for_it(desk):
    earlier = claim("The canola deposit was announced.")
    first = factories.published(desk.alice, desk.bob, of=earlier)
    new = factories.workflow.correct(first, by=desk.bob, comment="A number was wrong.")
    assert [
        one.review for one in similar.to(claim("The canola deposit is announced."), user=desk.alice)
    ] == [new]


def test_the_index_answers_however_many_claims_there_are(desk):
    """Ten thousand claims more: as many queries, and no table is read from end to end."""
    here = claim("Exports of canola fell after the deposit was announced in August.")
    before = _queries(here)
    Claim.objects.bulk_create(
        Claim(
            slug=f"bulk-{n}",
            external_id=f"bulk:{n}",
            text=f"Claim {n} tells of exports, canola and a deposit" if n % 3 else f"Other {n}",
        )
        for n in range(10_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")
    after = _queries(here)
    assert len(after) == len(before) + 1  # The reviews of what was found.
    for query in after:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan on claims_claim" not in plan, plan
    assert len(similar.to(here, user=reader())) == similar.SHOWN


def _queries(row):
    user = reader()
    with CaptureQueriesContext(connection) as captured:
        similar.to(row, user=user)
    return [query["sql"] for query in captured]
