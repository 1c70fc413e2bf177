"""The geometry of time lines."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.web import timeline

DAY = date(2025, 3, 14)
TRUDEAU = (date(2015, 11, 4), DAY)
CARNEY = (DAY, None)
SPANS = st.tuples(st.none() | st.dates(), st.none() | st.dates())


def test_an_open_span_follows_one_that_ended():
    drawing = timeline.draw([TRUDEAU, CARNEY])
    before, after = drawing.bars
    assert before.x < before.x + before.width <= after.x + timeline.THINNEST
    assert after.x + after.width == 100
    assert (before.open_start, before.open_end) == (False, False)
    assert (after.open_start, after.open_end) == (False, True)
    assert [mark.day for mark in drawing.marks] == [TRUDEAU[0], DAY]
    assert drawing.shared is None


def test_the_day_of_a_handover_is_shared_and_no_overlap():
    assert timeline.meeting(TRUDEAU, CARNEY) == timeline.Meeting("handover", DAY, DAY)
    assert timeline.meeting(CARNEY, TRUDEAU).kind == "handover"


def test_spans_without_a_common_day_are_apart():
    later = (DAY + timedelta(days=1), None)
    assert timeline.meeting(TRUDEAU, later) == timeline.Meeting("apart")
    assert timeline.draw([TRUDEAU, later]).shared is None


def test_what_both_cover_is_drawn():
    end_of_2025 = (date(2025, 12, 20), None)
    assert timeline.meeting(CARNEY, end_of_2025) == timeline.Meeting("together", end_of_2025[0])
    drawing = timeline.draw([CARNEY, end_of_2025])
    assert (drawing.shared.x, drawing.shared.width) == (drawing.bars[1].x, drawing.bars[1].width)


def test_equal_days_are_one_mark_and_one_place():
    drawing = timeline.draw([(DAY, DAY), (DAY, DAY)])
    assert len(drawing.marks) == 1
    assert drawing.bars[0].x == drawing.bars[1].x
    assert drawing.bars[0].width > 50
    assert timeline.meeting((DAY, DAY), (DAY, DAY)) == timeline.Meeting("together", DAY, DAY)


def test_one_day_in_centuries_can_be_seen():
    drawing = timeline.draw([(DAY, DAY), (date(1525, 1, 1), date(2525, 1, 1))])
    assert drawing.bars[0].width == timeline.THINNEST
    assert drawing.shared.width == timeline.THINNEST


def test_open_beginning_runs_from_the_left_border():
    (bar,) = timeline.draw([(None, DAY)]).bars
    assert (bar.x, bar.open_start, bar.open_end) == (0, True, False)
    assert bar.width < 100


def test_two_beginnings_without_an_end():
    year = timedelta(days=365)
    drawing = timeline.draw([(DAY, None), (DAY + 30 * year, None)])
    assert all(bar.x + bar.width == 100 for bar in drawing.bars)
    assert drawing.bars[0].x < 5 < 75 < drawing.bars[1].x


@pytest.mark.parametrize("span", [(None, None), (DAY, DAY - timedelta(days=1))])
def test_a_span_that_says_nothing_or_ends_before_it_starts_is_not_drawn(span):
    assert timeline.draw([span, span]) is None
    drawing = timeline.draw([span, CARNEY])
    assert drawing.bars[0] is None
    assert drawing.bars[1] is not None
    assert drawing.shared is None


def test_words_of_neighbouring_days_stand_in_rows_of_their_own():
    days = [DAY + timedelta(days=n) for n in range(4)]
    wide = (date(1900, 1, 1), date(2100, 1, 1))
    drawing = timeline.draw([(days[0], days[1]), (days[2], days[3]), wide])
    near = [mark for mark in drawing.marks if mark.day in days]
    assert [mark.row for mark in near] == [0, 1, 2, 3]
    assert drawing.height >= drawing.axis + 4 * timeline.ROW_HEIGHT


@given(st.lists(SPANS, min_size=1, max_size=2))
def test_nothing_leaves_the_drawing_and_no_words_touch(spans):
    drawing = timeline.draw(spans)
    if not any(timeline.readable(span) for span in spans):
        assert drawing is None
        return
    for bar in filter(None, [*drawing.bars, drawing.shared]):
        assert bar.x >= 0
        assert bar.width >= timeline.THINNEST
        assert bar.x + bar.width <= 100.01
    offset = {"start": 0, "middle": timeline.LABEL_WIDTH / 2, "end": timeline.LABEL_WIDTH}
    for one, other in combinations(drawing.marks, 2):
        if one.row == other.row:
            apart = abs((one.x - offset[one.anchor]) - (other.x - offset[other.anchor]))
            assert apart >= timeline.LABEL_WIDTH - 0.01
    for mark in drawing.marks:
        assert 0 <= mark.x - offset[mark.anchor] <= 100.01 - timeline.LABEL_WIDTH


@given(SPANS.filter(timeline.readable), SPANS.filter(timeline.readable))
def test_meeting_agrees_with_the_days_themselves(left, right):
    def covers(span, day):
        return (span[0] or date.min) <= day <= (span[1] or date.max)

    found = timeline.meeting(left, right)
    assert found == timeline.meeting(right, left)
    edges = [day for day in (*left, *right) if day]
    common = [day for day in edges if covers(left, day) and covers(right, day)]
    assert bool(common) == (found.kind != "apart")
    assert all(covers((found.start, found.end), day) for day in common)
