"""When a failed delivery is tried again: soon at first, then ever more rarely, for a day."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

HOUR = 3600
DELAYS = (5, 30, 120, 600, 1800, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR)
"""Seconds between the tries of a delivery; together not quite a day."""
LONGEST = timedelta(hours=24)
PATIENCE = timedelta(hours=8)
"""We wait at most this long because a server asks for it (Retry-After)."""


def next_try(attempts: int, *, first: datetime, now: datetime, asked: str = "") -> datetime | None:
    """Return when to try again after `attempts` tries, the first at `first`; None: never."""
    if attempts > len(DELAYS):
        return None
    moment = now + wait(attempts, now=now, asked=asked)
    return moment if moment <= first + LONGEST else None


def wait(failed: int, *, now: datetime, asked: str = "") -> timedelta:
    """Return how long to wait after `failed` tries; after very many, as after the last of DELAYS.

    A fifth of each delay is random, so that those who failed together do not come back together.
    """
    seconds = DELAYS[min(failed, len(DELAYS)) - 1]
    delay = timedelta(seconds=seconds * random.uniform(0.8, 1))  # noqa: S311
    return max(delay, min(_asked_for(asked, now), PATIENCE))


def _asked_for(text: str, now: datetime) -> timedelta:
    """Read Retry-After: seconds, or a date. What is neither asks for nothing."""
    if text.strip().isascii() and text.strip().isdigit():
        return timedelta(seconds=min(int(text.strip()[:9]), 10**6))
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return timedelta()
    return max(timedelta(), (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now)
