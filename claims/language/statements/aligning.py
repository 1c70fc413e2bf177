"""Which number of one sentence answers which of another: those that count the same thing."""

import re
from dataclasses import dataclass

from claims.language.statements import quantities, words

REACH = 3
"""How many words after a number may say what it counts."""
MORE = re.compile(r"\s*(?:more|fewer|less|additional|extra)\b", re.IGNORECASE)
END = re.compile(r"[.,;:!?()]|\b(?:and|but|while|because|than|when)\b", re.IGNORECASE)
DURATION = frozenset(
    words.stem(unit) for unit in words.listed("years months weeks days hours decades")
)


@dataclass(frozen=True)
class Counted:
    """A quantity, and the stems of what stands before and after it.

    `change`: so many more or fewer; `share`: so many percent *of* what stands after it.
    """

    quantity: quantities.Quantity
    before: frozenset[str]
    things: tuple[str, ...]
    change: bool
    share: bool

    @property
    def lasts(self) -> bool:
        """Whether it is how long something takes, which is rather the scope than the value."""
        only = not (self.quantity.unit or self.quantity.per)
        return only and bool(self.things) and self.things[0] in DURATION


@dataclass(frozen=True)
class Aligned:
    pairs: tuple[tuple[Counted, Counted], ...]
    left: tuple[Counted, ...]
    right: tuple[Counted, ...]

    @property
    def apart(self) -> list[tuple[Counted, Counted]]:
        return [pair for pair in self.pairs if not agree(*pair)]

    @property
    def same(self) -> bool:
        """Whether both say the same numbers: “at least 40” and “at least 60” only go together."""
        each = [quantities.same(one.quantity, other.quantity) for one, other in self.pairs]
        return not self.differ and all(each)

    @property
    def differ(self) -> bool:
        return bool(self.left or self.right or self.apart)


def counted(text: str, found: quantities.Quantity) -> Counted:
    after = text[found.end : found.end + 80].lstrip(' ,"”')
    things = words.content(words.tokens(END.split(after, maxsplit=1)[0]))
    before = words.content(words.tokens(text[max(0, found.start - 60) : found.start]))
    share = found.unit == "%" and after.startswith("of ")
    # "From 4 to 6 percent": the first of the two is what it was.
    was = text[: found.start].rstrip().lower().endswith("from") and after.startswith("to ")
    change = was or bool(MORE.match(after))
    return Counted(found, frozenset(before[-REACH:]), tuple(things[:REACH]), change, share)


def align(left: tuple[Counted, ...], right: tuple[Counted, ...]) -> Aligned:
    """Pair what counts the same; of several, those that agree, or have most words in common."""
    several = len(left) > 1 or len(right) > 1
    fit = [
        (agree(one, other), _common(one, other), -i, -j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if _alike(one, other, several=several)
    ]
    found: dict[int, int] = {}
    for _, _, i, j in sorted(fit, reverse=True):
        if -i not in found and -j not in found.values():
            found[-i] = -j
    return Aligned(
        tuple((left[i], right[j]) for i, j in sorted(found.items())),
        tuple(one for i, one in enumerate(left) if i not in found),
        tuple(other for j, other in enumerate(right) if j not in found.values()),
    )


def agree(one: Counted, other: Counted) -> bool:
    same = one.quantity.per == other.quantity.per
    return same and quantities.agree(one.quantity, other.quantity)


def _alike(one: Counted, other: Counted, *, several: bool) -> bool:
    """Whether two numbers count the same. Of several, the words around them have to say so."""
    left, right = one.quantity, other.quantity
    if not quantities.comparable(left, right):
        return False
    if (one.lasts, one.change) != (other.lasts, other.change):
        return False
    if several:
        return _common(one, other) > 0 or agree(one, other)
    if left.unit and left.unit == right.unit and not (one.share and other.share):
        return True
    return bool(set(one.things) & set(other.things)) or not (one.things and other.things)


def _common(one: Counted, other: Counted) -> int:
    """Return how many words around both are the same; what is counted weighs double."""
    left, right = set(one.things), set(other.things)
    beside = len(left & other.before) + len(right & one.before)
    return 2 * len(left & right) + beside + len(one.before & other.before)
