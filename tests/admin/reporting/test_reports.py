"""The reports: their figures, their CSV, who sees them, and what they cost."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import exceptions
from claims.desk.reporting import reports
from claims.desk.review import workflow
from claims.models import Claimant, Review, Transition
from tests import database, factories

pytestmark = pytest.mark.django_db


def moved(review, action, at):
    """Say that a step was taken at another time than now."""
    with database.put_aside("claims_transition"):
        Transition.objects.filter(review=review, action=action).update(at=at)


def cells(table):
    return {row[0]: dict(zip(table.columns[1:], row[1:], strict=True)) for row in table.rows}


def test_throughput_counts_the_steps_of_each_week(cast):
    now = timezone.now()
    for _ in range(2):
        factories.published(cast.alice, cast.bob)
    declined = workflow.open_review(factories.claim())
    workflow.decline(declined, by=cast.alice, comment="An opinion.")
    old = factories.submitted(cast.alice)
    moved(old, "submit", now - timedelta(weeks=3))
    older = factories.submitted(cast.alice)
    moved(older, "submit", now - timedelta(weeks=60))
    table = reports.throughput(reports.period())
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    found = cells(table)
    assert found[monday.isoformat()] == {"Published": 2, "Submitted": 2, "Declined": 1}
    before = (monday - timedelta(weeks=3)).isoformat()
    assert found[before] == {"Published": 0, "Submitted": 1, "Declined": 0}
    assert sum(sum(row[1:]) for row in table.rows) == 6


def test_time_in_state_gives_median_and_ninetieth_percentile(cast):
    """Stays of 1, 2, 3, 4 and 10 days: the median is 3, the 90th percentile 4 + 0.6 * 6 = 7.6."""
    now = timezone.now()
    for days in (1, 2, 3, 4, 10):
        review = factories.submitted(cast.alice)
        moved(review, "submit", now - timedelta(hours=1))
        moved(review, "start", now - timedelta(hours=1, days=days))
        Review.objects.filter(pk=review.pk).update(
            created_at=now - timedelta(hours=1, days=days + 2)
        )
    found = cells(reports.time_in_state(reports.period()))
    assert found["In review"] == {"Stays": 5, "Median days": 3.0, "90th percentile": 7.6}
    assert found["New"] == {"Stays": 5, "Median days": 2.0, "90th percentile": 2.0}
    assert "Submitted" not in found


def test_assigning_ends_no_stay(cast):
    review = factories.started(cast.alice)
    workflow.assign(review, by=cast.bob, to=cast.charlie)
    assert cells(reports.time_in_state(reports.period()))["New"]["Stays"] == 1
    assert len(reports.time_in_state(reports.period()).rows) == 1


def test_balance_counts_public_verdicts_by_claimant_and_outlet(cast):
    true = factories.rating("true", text="True")
    other = factories.claimant("Jane Roe")
    for name, rated in ((None, "false"), (None, "true"), (other, "false")):
        claim = factories.claim(**({"claimant": name} if name else {}))
        factories.published(cast.alice, cast.bob, of=claim, rated=rated)
    unnamed = factories.claim(claimant=None, claimant_unknown=True)
    factories.published(cast.alice, cast.bob, of=unnamed, rated="true")
    gone = factories.published(cast.alice, cast.bob)
    workflow.retract(gone, by=cast.bob, comment="Withdrawn.")
    factories.approved(cast.alice, cast.bob)
    found = cells(reports.by_claimant(reports.period()))
    assert found == {
        "Mark Carney": {"False": 1, "True": 1, "Verdicts": 2},
        "Jane Roe": {"False": 1, "True": 0, "Verdicts": 1},
        "Not named": {"False": 0, true.text: 1, "Verdicts": 1},
        "All of the desk": {"False": 2, "True": 2, "Verdicts": 4},
    }
    outlets = reports.by_outlet(reports.period())
    assert [row[-1] for row in outlets.rows] == [1, 1, 1, 1, 4]


def test_two_claimants_of_one_name_stay_two(cast):
    for key in ("jane-roe", "jane-roe-of-oxford"):
        roe = Claimant.objects.create(key=key, name="Jane Roe", kind="person")
        factories.published(cast.alice, cast.bob, of=factories.claim(claimant=roe))
    found = [(row[0], row[-1]) for row in reports.by_claimant(reports.period()).rows]
    assert sorted(found[:2]) == [("Jane Roe (jane-roe)", 1), ("Jane Roe (jane-roe-of-oxford)", 1)]
    assert found[2:] == [("All of the desk", 2)]


def test_second_opinions_count_agreed_and_differed(cast):
    factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie)
    factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie, "true")
    row = reports.second_opinions(reports.period()).rows[-1]
    assert row[1:] == [1, 1]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), "before it begins"),
        (date(1, 1, 1), date(2026, 5, 1), "longer than three years"),
    ],
)
def test_impossible_period_is_refused_with_the_reason(first, last, words):
    with pytest.raises(exceptions.BadValue, match=words):
        reports.period(first, last)


def test_period_has_its_last_day_and_its_weeks():
    found = reports.Period(date(2026, 11, 18), date(2026, 11, 23))
    assert found.weeks() == [date(2026, 11, 16), date(2026, 11, 23)]
    begin, end = found.range
    assert timezone.make_naive(begin) == datetime(2026, 11, 18)
    assert timezone.make_naive(end) == datetime(2026, 11, 24)


@pytest.mark.parametrize(
    "query",
    ["first=yesterday", "first=0001-01-01", "first=2026-05-02&last=2026-05-01", "last=9999-12-31"],
)
@pytest.mark.parametrize("page", ["reports/", "reports/agreement/", "reports/throughput.csv"])
def test_hostile_period_is_answered(desk, query, page):
    assert desk.browsers.bob.get(f"/admin/{page}?{query}").status_code == 400


def test_unknown_report_is_not_found(desk):
    assert desk.browsers.bob.get("/admin/reports/salaries.csv").status_code == 404


@pytest.fixture
def history(desk):
    """Published, declined and assessed reviews, of a claimant with a hostile name."""
    hostile = factories.claimant("=HYPERLINK(1)<script>alert(1)</script>", key="hostile")
    factories.published(desk.alice, desk.bob, of=factories.claim(claimant=hostile))
    for rated in ("false", "true"):
        factories.assessed(factories.asked(desk.alice, desk.bob), desk.charlie, rated)
    return desk


def test_page_draws_charts_that_the_csp_allows(history):
    answer = history.browsers.bob.get("/admin/reports/")
    page = answer.content.decode()
    assert page.count('class="desk-chart"') == 4
    assert "Too short to draw" in page
    main = page[page.index('<div id="content"') :]
    for forbidden in ("<style", "style=", "<script>alert", "onclick", "<script"):
        assert forbidden not in main.partition('id="footer"')[0], forbidden
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_csv_is_harmless_and_says_what_the_page_says(history):
    answer = history.browsers.bob.get("/admin/reports/claimants.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0] == ["Claimant", "False", "True", "Verdicts"]
    assert rows[1][0].startswith("'=HYPERLINK")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]


def test_agreement_page_gives_figures_and_says_how(history):
    page = history.browsers.bob.get("/admin/reports/agreement/").content.decode()
    for words in ("alice and charlie", "50 %", "999 resamples", "Below 10 opinions"):
        assert words in page


def test_empty_desk_says_that_nothing_happened(desk):
    page = desk.browsers.bob.get("/admin/reports/").content.decode()
    assert page.count("Nothing happened in this period.") == 5
    page = desk.browsers.bob.get("/admin/reports/agreement/").content.decode()
    assert "No second opinion was given" in page


@pytest.mark.parametrize("page", ["reports/", "reports/agreement/"])
def test_as_many_queries_for_a_long_history_as_for_a_short_one(history, page):
    few = queries(history.browsers.bob, page)
    for number in range(6):
        claim = factories.claim(claimant=factories.claimant(f"Person {number}"))
        factories.published(history.alice, history.bob, of=claim)
        factories.assessed(factories.asked(history.alice, history.bob), history.charlie)
    assert queries(history.browsers.bob, page) == few <= 24


def queries(client, page):
    client.get(f"/admin/{page}")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/admin/{page}").status_code == 200
    return len(captured)


def test_second_opinion_stays_one_on_who_wrote_the_review_then(cast):
    """Wrong: returned and given to its assessor, a review counts as one agreeing with themselves."""
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie, "true")
    workflow.return_(review, by=cast.bob, comment="The assessor is right.")
    workflow.assign(review, by=cast.bob, to=cast.charlie)
    expected = [(review.pk, "alice", "charlie", "false", "true")]
    assert list(reports.judged(reports.period())) == expected
