"""How the text of a parameter becomes a value. Each raises BadValue, which says the remedy."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from uuid import UUID

from claims import exceptions
from claims.record import paging

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

MOMENT_SCHEMA = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}
DAY_SCHEMA = {"type": "string", "format": "date"}
ID_SCHEMA = {"type": "string", "format": "uuid"}
NOT_BLANK = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
"""A text that says something; PostgreSQL holds no NUL."""
_DIGIT, _REST = "(?:[MN][DTjz]|O[DT])", "[AEIMQUYcgk]"
CURSOR_SCHEMA = {
    "type": "string",
    # “f” or “b” and up to 16 digits, in base64: said here for programs that check what they send.
    "pattern": f"^[YZ]j{_REST}(?:[w-z0-5](?:{_DIGIT}{_REST}[w-z0-5]){{0,4}}"
    f"(?:[MN][AQgw]|O[AQ]|{_DIGIT}{_REST})?)?$",
}
SEQUENCE_SCHEMA = {"type": "integer", "format": "int64", "minimum": 0, "maximum": paging.BIGGEST}


def text(longest: int) -> Callable[[str], str]:
    """Return a reader of texts that have at most `longest` characters."""

    def read(given: str) -> str:
        if len(given) > longest:
            raise exceptions.BadValue(f"It has {len(given)} characters: use {longest} at the most.")
        return given

    return read


def one_of(choices: list[str]) -> Callable[[str], str]:
    """Return a reader that knows `choices` and nothing else."""

    def read(given: str) -> str:
        if given not in choices:
            raise exceptions.BadValue(f"Use one of: {', '.join(choices)}.")
        return given

    return read


def day(given: str) -> date:
    try:
        if DAY.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise exceptions.BadValue("Write a day of the calendar as YYYY-MM-DD, like 2025-03-14.")


def _moment(given: str, of_day: time) -> datetime:
    try:
        if DAY.fullmatch(given):
            return datetime.combine(date.fromisoformat(given), of_day, tzinfo=UTC)
        if MOMENT.fullmatch(given):
            return datetime.fromisoformat(given.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise exceptions.BadValue(
        "Write a day (2025-03-14) or a time with its zone (2025-03-14T09:30:00Z; a + in a"
        " query string is written %2B)."
    )


def moment(given: str) -> datetime:
    """Read a point in time; a plain day means its last microsecond, in UTC."""
    return _moment(given, time.max)


def start(given: str) -> datetime:
    """Read a point in time; a plain day means its first microsecond, in UTC."""
    return _moment(given, time.min)


def identifier(given: str) -> UUID:
    if not ID.fullmatch(given):
        raise exceptions.BadValue("Write an id as the answers do: 8-4-4-4-12 hex digits.")
    return UUID(given)


def page_size(given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", given) or not 1 <= int(given) <= paging.MAX_SIZE:
        raise exceptions.BadValue(f"Use a whole number from 1 to {paging.MAX_SIZE}.")
    return int(given)


def sequence(given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,19}", given) or int(given) > paging.BIGGEST:
        raise exceptions.BadValue(
            "Use the sequence of an entry of the record, a whole number; 0 stands before the first."
        )
    return int(given)
