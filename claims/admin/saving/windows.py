"""Which of the rows that belong to another its page shows: so many as one person still reads.

A claim that stands in 500 articles has 500 passages: as forms on one page they took five seconds,
and Django reads no form of so many fields. A window is said by the key that it begins with, which
stays what it is while others add and remove rows.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from claims.desk.lists import counting

FIELD = "rows-from"
ASKED = "rows"
"""What the form sends, and what the address of the page says."""


@dataclass(frozen=True)
class Window:
    """Rows by their keys: from `first` up to, and without, `end`."""

    first: int = 0
    end: int | None = None

    @property
    def is_all(self) -> bool:
        return self.first == 0 and self.end is None

    def which(self, name: str = "pk") -> dict[str, int]:
        """Return how rows of this window are asked for, by the column that has their key."""
        end = {} if self.end is None else {f"{name}__lt": self.end}
        return {f"{name}__gte": self.first, **end} if self.first else end


ALL = Window()


@dataclass(frozen=True)
class Place:
    """Where a window stands among all rows, as people read it."""

    noun: str
    first: int
    last: int
    total: str
    earlier: int | None
    """The key with which the window before this one begins."""
    later: int | None


def opened(rows: QuerySet[Any], first: str, size: int) -> Window:
    """Return the window of `size` rows that begins with the key `first`, or with the first row."""
    start = int(first) if first.isdecimal() and len(first) < 19 else 0
    found = rows.filter(pk__gte=start).order_by("pk").values_list("pk", flat=True)
    keys = list(found[: size + 1])
    return Window(start, keys[size] if len(keys) > size else None)


def place(rows: QuerySet[Any], window: Window, size: int, noun: str) -> Place | None:
    """Return where the window stands; None where it has all rows."""
    if window.is_all:
        return None
    before = counting.up_to(rows.filter(pk__lt=window.first))
    shown = counting.up_to(rows.filter(**window.which()))
    earlier = rows.filter(pk__lt=window.first).order_by("-pk").values_list("pk", flat=True)[:size]
    return Place(
        noun,
        first=before + min(shown, 1),
        last=before + shown,
        total=counting.told(counting.up_to(rows)),
        earlier=min(earlier, default=None),
        later=window.end,
    )
