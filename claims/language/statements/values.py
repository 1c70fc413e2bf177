"""Two values of one subject and property, compared by what they are."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from claims.language.statements import names, points, quantities, times, words
from claims.language.statements.findings import SAME, Finding
from claims.language.statements.statement import Statement

MONTH = timedelta(days=31)
NO = re.compile(r"^(?:no|none|not|never|nothing|nobody|without|denied|refused)\b", re.IGNORECASE)
YES = re.compile(r"^(?:yes|given|reached|agreed|promised)\b", re.IGNORECASE)
LABEL = re.compile(r"^([^:]{2,40}):\s")
CAUSE = re.compile(r"\b(?:cause|reason|charge|why|nature|purpose|source|blamed)\b", re.IGNORECASE)
PLACE = re.compile(r"\b(?:place|where|city|country|location|venue)\b", re.IGNORECASE)
DATE = re.compile(r"\b(?:when|date|day|began|begun|year|since|time|month)\b", re.IGNORECASE)
ROLE = re.compile(r"\b(?:role|described|position|called|rank)\b", re.IGNORECASE)
MANY = re.compile(r"^(?:described|fields|subjects|partners|agenda|forums|aims)\b", re.IGNORECASE)
"""Properties of which there may be several at once: another value is no contradiction."""

Comparer = Callable[[Statement, Statement, names.Names], Finding | bool | None]


def compare(one: Statement, other: Statement, known: names.Names) -> Finding | None:
    """Return what the first comparer that knows such values says; False from one means: nothing.

    Points that were only proposed are compared where their values are typed: their properties are
    mere verbs, and two things that Canada "wants" do not contradict.
    """
    typed: list[Comparer] = [_holders, _quantities, _times]
    written: list[Comparer] = [_polarity, _words]
    for comparer in typed if one.proposed or other.proposed else typed + written:
        found = comparer(one, other, known)
        if found is False:
            return None
        if isinstance(found, Finding):
            return found
    return None


def _finding(  # noqa: PLR0917  two statements, and what was found of them
    one: Statement, other: Statement, kind: str, relation: str, score: float, why: str
) -> Finding:
    return Finding(kind, relation, one.shown, other.shown, round(score, 4), why)


def _both(one: Statement) -> str:
    return f"Both are about {one.point.subject} ({one.point.property})"


def _values(one: Statement, other: Statement) -> str:
    return f"one says {one.shown}, the other {other.shown}"


def _when(one: Statement, other: Statement) -> str:
    """Say when both are meant to hold."""
    starts = [moment for moment in (one.point.valid_from, other.point.valid_from) if moment]
    ends = [moment for moment in (one.point.valid_to, other.point.valid_to) if moment]
    if not starts:
        return ""
    start, end = max(starts), min(ends, default=None)
    if end is None or end < start:
        return f" from {_day(start)} on"
    if start == end:
        return f" on {_day(start)}"
    if start.day == 1 and end == _last_of_month(start):
        return f" in {start:%B %Y}"
    return f" from {_day(start)} to {_day(end)}"


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _day(day: date) -> str:
    return f"{day:%d %B %Y}".lstrip("0")


def _holders(one: Statement, other: Statement, known: names.Names) -> Finding | bool | None:
    """Compare who holds an office: another person at another time is no contradiction."""
    if not points.is_role(one.point.property) or quantities.find(one.point.value):
        return None
    same = known.same(one.point.value, other.point.value)
    if same and known.known_as(one.point.value, other.point.value):
        why = f"{one.shown} and {other.shown} are two names of one person, by the table of aliases."
        return _finding(one, other, "name", "different_definition", 0.7, why)
    if not _in_office(one, other).overlaps(_in_office(other, one)):
        return False
    if same and bool(one.point.valid_to) != bool(other.point.valid_to):
        return False  # one speaks of the past
    if same:
        why = f"Both name the same {one.point.property} of {one.point.subject}."
        return _finding(one, other, "name", SAME, 0.9, why)
    who = f"Both say who is {one.point.property} of {one.point.subject}{_when(one, other)}"
    return _finding(one, other, "name", "contradicts", 0.97, f"{who}; {_values(one, other)}.")


def _in_office(one: Statement, other: Statement) -> times.Interval:
    """Return when somebody is said to hold an office.

    What names no time, beside one who has left, holds when it is said; unknown: at no such time.
    """
    if one.point.valid_from or one.point.valid_to or not other.point.valid_to:
        return one.time
    day = one.said_on or times.LAST
    return times.of(day, day)


def _quantities(  # noqa: PLR0911  the cases, one after another
    one: Statement, other: Statement, _: names.Names
) -> Finding | bool | None:
    left = quantities.whole(one.point.value, one.point.unit)
    right = quantities.whole(other.point.value, other.point.unit)
    if left is None or right is None:
        return None
    if not quantities.comparable(left, right) or _count_others(one, other):
        return False
    kind = "count" if _counts(one, left) and _counts(other, right) else "number"
    if left.per != right.per:
        if not one.time.meets(other.time):
            return False
        rates = [f"per {period}" if period else "of no period" for period in (left.per, right.per)]
        why = f"{_both(one)}; one number is {rates[0]}, the other {rates[1]}."
        return _finding(one, other, kind, "different_definition", 0.5, why)
    if quantities.agree(left, right):
        if not (one.time.meets(other.time) and quantities.same(left, right)):
            return False
        why = f"{_both(one)}, and both come to {one.shown}."
        return _finding(one, other, kind, SAME, 0.9, why)
    return _finding(one, other, kind, *_in_time(one, other, 0.95))


def _count_others(one: Statement, other: Statement) -> bool:
    """Whether two numbers count different things: in a proposed point the unit is what is counted.

    Where people wrote the points, cars and vehicles are what they say they are: of one property.
    """
    if not (one.proposed or other.proposed):
        return False
    left, right = (set(words.content(words.tokens(each.point.unit))) for each in (one, other))
    return bool(left and right) and not left & right


def _counts(one: Statement, quantity: quantities.Quantity) -> bool:
    return bool(one.point.unit) and quantity.unit not in quantities.UNITS.values()


def _in_time(one: Statement, other: Statement, score: float) -> tuple[str, float, str]:
    """Say whether two values contradict, or one may have followed the other."""
    if one.time.before(other.time) or other.time.before(one.time):
        why = (
            f"{_both(one)} at two times; {_values(one, other)}: the later may replace the earlier."
        )
        return "supersedes", score - 0.25, why
    starts = [statement.point.valid_from or statement.said_on for statement in (one, other)]
    if starts[0] and starts[1] and abs(starts[0] - starts[1]) > MONTH:
        days = f"{_day(starts[0])} and {_day(starts[1])}"
        why = f"{_both(one)}; {_values(one, other)}, of {days}: the later may replace the earlier."
        return "supersedes", score - 0.15, why
    return "contradicts", score, f"{_both(one)}{_when(one, other)}; {_values(one, other)}."


def _times(one: Statement, other: Statement, _: names.Names) -> Finding | bool | None:
    left, right = times.whole(one.point.value), times.whole(other.point.value)
    if left is None or right is None:
        return None
    if left.same(right):
        return _finding(one, other, "date", SAME, 0.8, f"{_both(one)}, and name the same time.")
    if left.meets(right):
        return False
    return _finding(one, other, "date", "contradicts", 0.9, f"{_both(one)}; {_values(one, other)}.")


def _polarity(one: Statement, other: Statement, _: names.Names) -> Finding | bool | None:
    """Compare yes with no: one says that it is so, the other that it is not."""
    left, right = (_sign(statement.point.value) for statement in (one, other))
    if left == right or "no" not in (left, right):
        return None
    relation, score, why = _in_time(one, other, 0.9)
    if _dates(one.shown) != _dates(other.shown) and _dates(one.shown) and _dates(other.shown):
        relation = "supersedes"
    return _finding(one, other, "negation", relation, score, why)


def _sign(value: str) -> str:
    return "no" if NO.search(value) else "yes" if YES.search(value) else ""


def _dates(value: str) -> str:
    """Return what a value says of when, in its brackets: "yes (Carney's visit)"."""
    match = re.search(r"\(([^)]+)\)", value)
    return match[1] if match else ""


def _words(  # noqa: PLR0911  the cases, one after another
    one: Statement, other: Statement, known: names.Names
) -> Finding | bool | None:
    left, right = (known.key(statement.shown) for statement in (one, other))
    if left == right:
        if not one.time.meets(other.time):
            return False
        return _finding(one, other, _kind(one), SAME, 0.9, f"{_both(one)}, and say the same.")
    labels = [LABEL.match(statement.shown) for statement in (one, other)]
    if labels[0] and labels[1] and labels[0][1] != labels[1][1]:
        why = f"{_both(one)}, but one speaks of {labels[0][1]}, the other of {labels[1][1]}."
        return _finding(one, other, "negation", "different_scope", 0.45, why)
    if words.opposites(left - right, right - left):
        return _finding(one, other, "negation", *_in_time(one, other, 0.85))
    if left < right or right < left:
        why = f"{_both(one)}; {_values(one, other)}: one says more than the other."
        return _finding(one, other, _kind(one), "different_scope", 0.4, why)
    if MANY.search(one.point.property):
        why = f"{_both(one)}; {_values(one, other)}. Both may be meant of one."
        return _finding(one, other, _kind(one), "different_definition", 0.55, why)
    if _kind(one) in {"date", "cause", "place"}:
        # An event has one beginning, cause and place, whenever it is told.
        why = f"{_both(one)}; {_values(one, other)}."
        return _finding(one, other, _kind(one), "contradicts", 0.6, why)
    return _finding(one, other, _kind(one), *_in_time(one, other, 0.6))


def _kind(one: Statement) -> str:
    for kind, form in (("role", ROLE), ("cause", CAUSE), ("place", PLACE), ("date", DATE)):
        if form.search(one.point.property):
            return kind
    return "negation"
