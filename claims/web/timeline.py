"""The time line of two claims: where their spans lie on one axis. Pure geometry, no HTML.

Across, places are percentages of the width, so that the words in the drawing keep their size on a
small screen; down, they are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Span = tuple[date | None, date | None]
"""The first and the last day, both included; None is an open end."""

LANE_HEIGHT = 48
ROW_HEIGHT = 20
LABEL_WIDTH = 27.0
"""What a date takes of the width on the narrowest screen, with some air."""
THINNEST = 1.0
OPEN_MARGIN, MARGIN = 0.2, 0.03


@dataclass(frozen=True)
class Bar:
    """One span. An open end runs to the border of the drawing."""

    x: float
    width: float
    open_start: bool
    open_end: bool


@dataclass(frozen=True)
class Mark:
    """A day on the axis. Its words stand in a row where they touch no other."""

    day: date
    x: float
    anchor: Literal["start", "middle", "end"]
    row: int

    @property
    def baseline(self) -> int:
        """How far below the axis the words stand."""
        return (self.row + 1) * ROW_HEIGHT - 4


@dataclass(frozen=True)
class Drawing:
    """All that is drawn. A side that names no day has no bar; `shared` is what both cover."""

    bars: list[Bar | None]
    marks: list[Mark]
    shared: Bar | None
    axis: int
    height: int


@dataclass(frozen=True)
class Meeting:
    """How two spans lie to each other: apart, one ending on the day when the other begins
    (`handover`), or both covering the days from `start` to `end`."""

    kind: Literal["apart", "handover", "together"]
    start: date | None = None
    end: date | None = None


def meeting(left: Span, right: Span) -> Meeting:
    """Say how two spans lie to each other. Both name a day, and neither ends before it starts."""
    start = max((day for day in (left[0], right[0]) if day), default=None)
    end = min((day for day in (left[1], right[1]) if day), default=None)
    if start and end and start > end:
        return Meeting("apart")
    if start and start == end and not any(span == (start, end) for span in (left, right)):
        return Meeting("handover", start, end)
    return Meeting("together", start, end)


def readable(span: Span) -> bool:
    """Return whether a span names a day, and does not end before it starts."""
    start, end = span
    return bool(start or end) and not (start and end and start > end)


def draw(spans: Sequence[Span]) -> Drawing | None:
    """Lay the spans on one axis; None where not one of them can be drawn."""
    drawn = [span for span in spans if readable(span)]
    if not drawn:
        return None
    scale = _Scale(drawn)
    bars = [_bar(span, scale) if readable(span) else None for span in spans]
    axis = len(spans) * LANE_HEIGHT + 4
    marks = _marks(drawn, scale)
    rows = 1 + max(mark.row for mark in marks)
    return Drawing(bars, marks, _shared(spans, scale), axis, axis + rows * ROW_HEIGHT + 4)


class _Scale:
    """Turns days into places. An open end gets room on its side, to be seen going on."""

    def __init__(self, spans: Sequence[Span]) -> None:
        # A span covers its last day too, so it is drawn to the end of it.
        starts = [start.toordinal() for start, _ in spans if start]
        ends = [end.toordinal() + 1 for _, end in spans if end]
        low, high = min(starts + ends), max(starts + ends)
        wide = max(high - low, 1)
        before = OPEN_MARGIN if any(not start for start, _ in spans) else MARGIN
        after = OPEN_MARGIN if any(not end for _, end in spans) else MARGIN
        self.low = low - wide * before
        self.width = high + wide * after - self.low

    def place(self, ordinal: float) -> float:
        return round((ordinal - self.low) / self.width * 100, 2)


def _bar(span: Span, scale: _Scale) -> Bar:
    start, end = span
    x = scale.place(start.toordinal()) if start else 0.0
    right = scale.place(end.toordinal() + 1) if end else 100.0
    width = round(max(right - x, THINNEST), 2)
    return Bar(min(x, 100 - width), width, start is None, end is None)


def _shared(spans: Sequence[Span], scale: _Scale) -> Bar | None:
    if len(spans) != 2 or not all(readable(span) for span in spans):
        return None
    found = meeting(spans[0], spans[1])
    return _bar((found.start, found.end), scale) if found.kind == "together" else None


def _marks(spans: Sequence[Span], scale: _Scale) -> list[Mark]:
    """Name each day where a span begins or ends, from left to right."""
    places = {end: scale.place(end.toordinal() + 1) for _, end in spans if end}
    places |= {start: scale.place(start.toordinal()) for start, _ in spans if start}
    taken: list[float] = []
    marks = []
    for day, x in sorted(places.items()):
        anchor, left = _anchored(x)
        row = next((n for n, right in enumerate(taken) if right <= left), len(taken))
        taken[row : row + 1] = [left + LABEL_WIDTH]
        marks.append(Mark(day, x, anchor, row))
    return marks


def _anchored(x: float) -> tuple[Literal["start", "middle", "end"], float]:
    """Return how the words at `x` are anchored to stay inside, and where they begin."""
    if x < LABEL_WIDTH / 2:
        return "start", x
    if x > 100 - LABEL_WIDTH / 2:
        return "end", x - LABEL_WIDTH
    return "middle", x - LABEL_WIDTH / 2
