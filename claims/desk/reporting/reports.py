"""Numbers that a desk lead looks at: aggregates of one period, each by one or two queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncWeek
from django.utils import timezone

from claims import exceptions, sql
from claims.models import (
    EVENTS,
    Assessment,
    Claimant,
    Publisher,
    Rating,
    Review,
    ReviewState,
    Transition,
)

MAX_DAYS = 3 * 366
WEEKS = 12
"""The period that a report has until another is asked for."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
HEADS = {Claimant: "Claimant", Publisher: "Outlet"}
"""Whose verdicts a balance report counts."""
LARGEST = 12
"""Claimants and outlets of a balance report: those with the most verdicts."""
STEPS = {"publish": "Published", "submit": "Submitted", "decline": "Declined"}
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def range(self) -> tuple[datetime, datetime]:
        """The first moment of it, and the first one after it."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))

    def weeks(self) -> list[date]:
        """Return the Mondays of all weeks that it touches."""
        monday = self.first - timedelta(days=self.first.weekday())
        count = (self.last - monday).days // 7 + 1
        return [monday + timedelta(weeks=number) for number in range(count)]


def period(first: date | None = None, last: date | None = None) -> Period:
    """Return the period that was asked for; without days, the last weeks."""
    last = last or timezone.localdate()
    if not FIRST_YEAR <= last.year <= LAST_YEAR:
        raise exceptions.BadValue(f"{last} is no day of this desk: choose {FIRST_YEAR} or later.")
    first = first or last - timedelta(weeks=WEEKS) + timedelta(days=1)
    if first > last:
        raise exceptions.BadValue(f"The period ends ({last}) before it begins ({first}).")
    if (last - first).days > MAX_DAYS:
        raise exceptions.BadValue(
            f"{first} to {last} is longer than three years: choose a shorter period."
        )
    return Period(first, last)


@dataclass(frozen=True)
class Table:
    """One report: its head and rows, as a page shows them and a spreadsheet gets them."""

    key: str
    title: str
    note: str
    columns: list[str]
    rows: list[list[Any]]


def throughput(within: Period) -> Table:
    """Count the steps of each week: reviews published, submitted, declined."""
    begin, end = within.range
    counted = (
        Transition.objects.filter(at__gte=begin, at__lt=end, action__in=STEPS)
        .order_by()
        .values_list(TruncWeek("at"), "action")
        .annotate(number=Count("pk"))
    )
    numbers = {(week.date(), action): number for week, action, number in counted}
    rows = [
        [week.isoformat(), *(numbers.get((week, action), 0) for action in STEPS)]
        for week in within.weeks()
    ]
    return Table(
        "throughput",
        "Throughput",
        "Steps in each week, from Monday on. A review that is submitted twice counts twice.",
        ["Week of", *STEPS.values()],
        rows,
    )


def time_in_state(within: Period) -> Table:
    """Tell how long reviews stood in each state, of the stays that ended in the period."""
    with connection.cursor() as cursor:
        cursor.execute(sql.read("time_in_state"), [*within.range, *within.range])
        found = {state: measured for state, *measured in cursor.fetchall()}
    rows = [
        [state.label, number, _days(median), _days(ninetieth)]
        for state in ReviewState
        if state in found
        for number, median, ninetieth in [found[state]]
    ]
    return Table(
        "time-in-state",
        "Time in each state",
        "Days, of the stays that ended in this period. Nine in ten were no longer than the last"
        " column says. What still waits is not in it: see “stuck” in My day.",
        ["State", "Stays", "Median days", "90th percentile"],
        rows,
    )


def by_claimant(within: Period) -> Table:
    """Count the verdicts of each claimant."""
    note = "A claimant’s share says what this desk picked, not how truthful somebody is."
    columns, rows = _balance(within, "claim__claimant", of=Claimant)
    return Table("claimants", "Verdicts by claimant", note, columns, rows)


def by_outlet(within: Period) -> Table:
    """Count the verdicts on claims that stand in articles of each outlet."""
    publisher = "claim__appearances__article__publisher"
    note = "A claim that stands in articles of two outlets counts for each, and once in all."
    columns, rows = _balance(within, publisher, of=Publisher)
    return Table("outlets", "Verdicts by outlet", note, columns, rows)


def second_opinions(within: Period) -> Table:
    """Count the second opinions of each week, and how many agreed with the first."""
    rated = [
        (week.date(), first == second)
        for week, first, second in given(within).values_list(
            TruncWeek("created_at"), "first_rating", "rating"
        )
    ]
    rows = [
        [week.isoformat(), *(rated.count((week, agreed)) for agreed in (True, False))]
        for week in within.weeks()
    ]
    return Table(
        "second-opinions",
        "Second opinions",
        "Given blind, and held against the verdict as it stood at that moment.",
        ["Week of", "Agreed", "Differed"],
        rows,
    )


def given(within: Period) -> Any:
    """Return the second opinions of the period."""
    begin, end = within.range
    return Assessment.objects.filter(
        created_at__gte=begin, created_at__lt=end, first_rating__isnull=False
    )


def judged(within: Period) -> Any:
    """Return review, both people and both ratings of each second opinion of the period.

    The first person is who had the review then, as history remembers: it may have been returned
    since, and given to somebody else, the assessor too.
    """
    then = EVENTS[Review]._default_manager.filter(
        id=OuterRef("review"), pgh_created_at__lte=OuterRef("created_at")
    )
    author = User.objects.filter(pk=OuterRef("author_then")).values("username")
    rows = given(within).annotate(
        author_then=Subquery(then.order_by("-pgh_id").values("author")[:1]),
        first=Subquery(author),
    )
    return rows.order_by("pk").values_list(
        "review", "first", "assessor__username", "first_rating__key", "rating__key"
    )


def tables(within: Period) -> list[Table]:
    """Return every report of the period, in the order in which they are read."""
    return [make(within) for make in MAKERS.values()]


MAKERS = {
    "throughput": throughput,
    "time-in-state": time_in_state,
    "claimants": by_claimant,
    "outlets": by_outlet,
    "second-opinions": second_opinions,
}


def _balance(
    within: Period, path: str, *, of: type[Claimant | Publisher]
) -> tuple[list[str], list[list[Any]]]:
    """Count verdicts by where `path` leads from the review. Six queries, however many rows."""
    begin, end = within.range
    # What is public of the period: a correction counts for the week in which it was published.
    public = Review.objects.filter(
        state=ReviewState.PUBLISHED,
        pk__in=Transition.objects.filter(action="publish", at__gte=begin, at__lt=end).values(
            "review"
        ),
    ).order_by()
    largest = (
        public.values_list(path)
        .annotate(number=Count("pk", distinct=True))
        .order_by("-number", f"{path}__name", path)[:LARGEST]
    )
    places = [found for found, _number in largest]
    labels = _labels(of.objects.in_bulk([found for found in places if found]))
    ratings = list(Rating.objects.values_list("pk", "text"))
    counted = (
        public.filter(**{f"{path}__in": [found for found in places if found]})
        .values_list(path, "rating")
        .annotate(number=Count("pk", distinct=True))
    )
    rest = public.filter(**{f"{path}__isnull": True}).values_list("rating")
    numbers = _numbers(counted) | _numbers(
        (None, *row) for row in rest.annotate(number=Count("pk", distinct=True))
    )
    every = _numbers(("", *row) for row in public.values_list("rating").annotate(n=Count("pk")))
    rows = [_row(labels.get(found, "Not named"), found, ratings, numbers) for found in places]
    rows.append(_row("All of the desk", "", ratings, every))
    return [HEADS[of], *(text for _pk, text in ratings), "Verdicts"], rows


def _labels(rows: Mapping[Any, Claimant | Publisher]) -> dict[Any, str]:
    """Name each row; of several with one name, each with its key."""
    times = Counter(row.name for row in rows.values())
    return {
        pk: f"{row.name} ({row.natural_key()[0]})" if times[row.name] > 1 else row.name
        for pk, row in rows.items()
    }


def _numbers(rows: Iterable[Any]) -> dict[tuple[Any, Any], int]:
    return {(name, rating): number for name, rating, number in rows}


def _row(label: str, name: Any, ratings: list[Any], numbers: dict[Any, int]) -> list[Any]:
    each = [numbers.get((name, pk), 0) for pk, _text in ratings]
    return [label, *each, sum(each)]


def _days(seconds: Any) -> float:
    return round(float(seconds) / SECONDS_A_DAY, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
