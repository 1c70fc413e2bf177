"""Times in text as intervals of days: "June 2025", "2012–2016", "since 2018"."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:1[5-9]|20)\d\d"
TIME = re.compile(
    rf"(?:\b(?P<before>since|from|after|until|till|before|by)\s+)?"
    rf"(?:\b(?P<part>early|mid|late|end of|beginning of)[\s-]+(?:in\s+)?)?"
    rf"(?:"
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})\b\.?(?:,?\s+(?P<y1>{_YEAR})\b)?"
    rf"|\b(?P<m2>{_MONTH})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y2>{_YEAR})\b)?"
    rf"|\b(?P<m3>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<y3>{_YEAR})\b"
    rf"|\b(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|\b(?:between\s+)?(?P<y4>{_YEAR})\s*(?:[-–]|to|and|until)\s*(?P<y5>{_YEAR})\b"
    rf"|\b(?P<y6>{_YEAR})\b(?!\s*(?:%|percent|dollars|people|vehicles))"
    rf")",
    re.IGNORECASE,
)
FIRST, LAST = date.min, date.max
YEAR = 366


@dataclass(frozen=True)
class Interval:
    """From `start` to `end`, both days included."""

    start: date
    end: date
    said: str = ""
    at: int = 0

    def meets(self, other: "Interval") -> bool:
        return self.start <= other.end and other.start <= self.end

    def overlaps(self, other: "Interval") -> bool:
        """Whether they meet for more than the day on which one hands over to the other.

        Or the month, or the year, where no day is named: until 2025, since May 2025.
        """
        first, second = sorted((self, other), key=lambda one: (one.start, one.end))
        return self.meets(other) and not (
            first.start < second.start and first.end < second.end and first.hands_over(second)
        )

    def hands_over(self, other: "Interval") -> bool:
        """Whether the end of this is the beginning of the other, as closely as both are known."""
        if self.end == other.start:
            return True
        if self.end.year != other.start.year:
            return False
        if (self.end.month, self.end.day) == (12, 31) or (other.start.month, other.start.day) == (
            1,
            1,
        ):
            return True
        days = calendar.monthrange(self.end.year, self.end.month)[1]
        return self.end.month == other.start.month and (
            self.end.day == days or other.start.day == 1
        )

    def within(self, other: "Interval") -> bool:
        return other.start <= self.start and self.end <= other.end

    def same(self, other: "Interval") -> bool:
        """Whether one is the other, told more closely: a day of that year. A part is another."""
        if self.within(other):
            return self == replace(other, said=self.said, at=self.at) or other.days <= YEAR
        return other.within(self) and self.days <= YEAR

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def before(self, other: "Interval") -> bool:
        return self.end < other.start


def of(start: date | None, end: date | None) -> Interval:
    """Return the interval of two days, of which either may be open."""
    return Interval(start or FIRST, end or LAST)


def find(text: str) -> list[Interval]:
    """Return the times that `text` names. A day without a year is none."""
    return [one for match in TIME.finditer(text) if (one := _read(match))]


def whole(value: str) -> Interval | None:
    """Read a value that is nothing but a time, apart from small words before it."""
    rest = TIME.sub("", value, count=1)
    found = find(value)
    return found[0] if len(found) == 1 and not re.search(r"[^\W\d_]{3,}", rest) else None


def _read(match: re.Match[str]) -> Interval | None:
    try:
        span = _span(match)
    except ValueError:
        return None  # 31 November
    if span is None:
        return None
    start, end = _narrowed(*span, (match["part"] or "").lower())
    before = (match["before"] or "").lower()
    if before in {"since", "from"} and not match["y5"]:
        end = LAST
    elif before == "after":
        start, end = end, LAST
    elif before in {"until", "till", "by"}:
        start = FIRST
    elif before == "before":
        start, end = FIRST, start
    return Interval(start, end, match[0].strip(), match.start())


def _span(match: re.Match[str]) -> tuple[date, date] | None:
    group = match.groupdict()
    if group["iso"]:
        day = date.fromisoformat(group["iso"])
        return day, day
    if group["y4"]:
        return date(int(group["y4"]), 1, 1), date(int(group["y5"]), 12, 31)
    if group["y6"]:
        return date(int(group["y6"]), 1, 1), date(int(group["y6"]), 12, 31)
    if group["y3"]:
        year, month = int(group["y3"]), MONTHS[group["m3"].lower()]
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    for number in ("1", "2"):
        if group[f"y{number}"]:
            month = MONTHS[group[f"m{number}"].lower()]
            day = date(int(group[f"y{number}"]), month, int(group[f"d{number}"]))
            return day, day
    return None


def _narrowed(start: date, end: date, part: str) -> tuple[date, date]:
    """Return the part of a year that "early", "mid" or "late" means, generously."""
    if not part or (end - start).days < 300:
        return start, end
    if part in {"early", "beginning of"}:
        return start, date(end.year, 5, 31)
    if part == "mid":
        return date(start.year, 4, 1), date(end.year, 9, 30)
    return date(start.year, 9, 1), end
