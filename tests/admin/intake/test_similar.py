"""Earlier reviews of the same or similar claims, and that looking for them costs little."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.desk import similar
from claims.models import Claim
from claims.record import filling
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def claim(text, **fields):
    return factories.claim(text=text, subject=fields.pop("subject", ""), **fields)


def reader():
    return User.objects.get_or_create(username="alice")[0]


def found(row):
    filling.fill_all(most=1)
    return [(one.review.claim.text, one.why) for one in similar.to(row, user=reader())]


def test_same_point_at_issue_comes_first_and_its_verdict_is_shown(desk):
    earlier = claim("Carney leads Canada.", subject="Canada", property="prime minister")
    factories.published(desk.alice, desk.bob, of=earlier)
    words = claim("The head of the Canadian government is Trudeau")
    here = claim(
        "Trudeau heads the Canadian government.", subject="Canada", property="prime minister"
    )
    (same, why), (likely, how) = found(here)[:2]
    assert (same, why) == (earlier.text, similar.SAME_POINT)
    assert likely == words.text
    assert how.endswith("% likely the same")
    page = desk.browsers.alice.get(pages.of(factories.started(desk.alice, of=here)))
    shown = page.content.decode().partition('id="similar"')[2].partition("</section>")[0]
    assert "leads <mark>Canada</mark>." not in shown  # Canada and Canadian are two words.
    assert "<mark>Trudeau</mark>" in shown
    assert "False" in shown
    assert "Published" in shown


def test_same_in_other_words_is_found_and_what_is_another_matter_is_not():
    here = claim("The canola deposit was announced in August.")
    like = claim("In August, a deposit on rapeseed was made public.")
    claim("Bananas are radioactive.")
    assert [text for text, _ in found(here)] == [like.text]


def test_forms_of_a_word_and_accents_are_forgiven():
    here = claim("Québec announces new tariffs.")
    like = claim("The new tariff that Quebec announced.")
    assert [text for text, _ in found(here)] == [like.text]


def test_texts_of_others_are_escaped(desk):
    claim("<script>alert(1)</script> taxes canola")
    filling.fill_all(most=1)
    page = desk.browsers.alice.get("/admin/claims/claim/similar/", {"text": "canola is taxed"})
    assert "&lt;script&gt;" in page.content.decode()
    assert "<script>" not in page.content.decode()
    assert "taxes <mark>canola</mark>" in page.content.decode().replace(
        "<mark>taxes</mark>", "taxes"
    )


@pytest.mark.parametrize("text", ["", "  ", "!!!", "x" * 5000, "' & | ! <-> :*"])
def test_page_of_a_claim_asks_with_any_text(desk, text):
    claim("canola")
    filling.fill_all(most=1)
    page = desk.browsers.alice.get("/admin/claims/claim/similar/", {"text": text, "without": "²"})
    assert page.status_code == 200
    assert "The desk knows of none." in page.content.decode()


def test_form_of_a_claim_shows_it_without_a_script(desk):
    like = claim("The canola deposit was announced in August.")
    here = claim("In August the canola deposit was announced.")
    filling.fill_all(most=1)
    page = desk.browsers.alice.get(f"/admin/claims/claim/{here.pk}/change/").content.decode()
    shown = page.partition('id="similar"')[2].partition("</section>")[0]
    assert "Reviewed already?" in shown
    assert f"/admin/claims/review/{like.reviews.get().pk}/change/" in shown
    assert f"/admin/claims/review/{here.reviews.get().pk}/change/" not in shown


@pytest.mark.parametrize("text", ["One", "!!! ???", "' & | ! <-> :*", "word'); DROP TABLE x; --"])
def test_texts_that_are_no_query_find_nothing_and_break_nothing(text):
    assert found(claim(text)) == []


def test_newest_review_of_a_claim_stands_for_it(desk):
    earlier = claim("The canola deposit was announced.")
    first = factories.published(desk.alice, desk.bob, of=earlier)
    new = factories.workflow.correct(first, by=desk.bob, comment="A number was wrong.")
    here = claim("The canola deposit is announced.")
    filling.fill_all(most=1)
    assert [one.review for one in similar.to(here, user=reader())] == [new]


def test_questions_stay_as_many_however_many_claims_there_are(desk):
    here = claim("Exports of canola fell after the deposit was announced in August.")
    like = claim("The export of canola fell when a deposit was announced in August.")
    filling.fill_all(most=1)
    before = _queries(here)
    Claim.objects.bulk_create(
        Claim(slug=f"bulk-{n}", external_id=f"bulk:{n}", text=f"Measure {n} concerns steel")
        for n in range(200)
    )
    filling.fill_all(most=10)
    assert len(_queries(here)) == len(before) == 3
    assert similar.to(here, user=reader())[0].review.claim == like


def _queries(row):
    user = reader()
    with CaptureQueriesContext(connection) as captured:
        similar.to(row, user=user)
    return [query["sql"] for query in captured]
