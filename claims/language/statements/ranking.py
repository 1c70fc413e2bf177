"""The order in which proposals are shown: the surest first, and not ten of one point in a row."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T")
REPEATED = 0.08
"""What each further proposal about one point loses."""


def ranked(
    found: Iterable[T], score: Callable[[T], float], point: Callable[[T], Hashable]
) -> list[T]:
    """Order by score; of those about one point, each is shown later than the one before it."""
    seen: Counter[Hashable] = Counter()
    placed: list[tuple[float, int, T]] = []
    for number, one in enumerate(sorted(found, key=score, reverse=True)):
        placed.append((score(one) - REPEATED * seen[point(one)], -number, one))
        seen[point(one)] += 1
    return [one for _, _, one in sorted(placed, key=lambda place: place[:2], reverse=True)]
