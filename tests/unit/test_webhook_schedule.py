"""When a failed delivery is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from claims.desk.hooks import schedule

START = datetime(2026, 1, 1, tzinfo=UTC)


def tries(asked=""):
    moments = [START]
    while moment := schedule.next_try(len(moments), first=START, now=moments[-1], asked=asked):
        moments.append(moment)
    return moments


def test_it_goes_on_for_a_day_and_then_ends():
    for _ in range(50):
        moments = tries()
        assert len(moments) == 1 + len(schedule.DELAYS) == 11
        assert timedelta(hours=18) < moments[-1] - START <= timedelta(hours=24)


def test_delays_grow_and_are_never_longer_than_said():
    moments = tries()
    for before, after, delay in zip(moments, moments[1:], schedule.DELAYS, strict=False):
        assert 0.8 * delay <= (after - before).total_seconds() <= delay


def test_those_who_failed_together_do_not_come_back_together():
    assert len({tries()[1] for _ in range(20)}) > 10


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("120", 120),
        ("Thu, 01 Jan 2026 00:10:00 GMT", 600),
        ("99999999999999999999", 8 * 3600),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 8 * 3600),
    ],
)
def test_server_that_asks_for_time_gets_it_within_limits(asked, seconds):
    moment = schedule.next_try(1, first=START, now=START, asked=asked)
    assert (moment - START).total_seconds() == seconds


@pytest.mark.parametrize("asked", ["", "-5", "soon", "0", "٣", "Thu, 01 Jan 2015 00:00:00 GMT"])
def test_what_asks_for_nothing_changes_nothing(asked):
    moment = schedule.next_try(1, first=START, now=START, asked=asked)
    assert 4 <= (moment - START).total_seconds() <= 5


def test_server_that_asks_for_ever_more_time_is_given_up_after_a_day():
    assert tries(asked="99999999")[-1] - START <= timedelta(hours=24)
