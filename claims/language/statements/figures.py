"""A number that differs in otherwise the same words: what it may mean, and how sure that is."""

import math
from datetime import timedelta

from claims.language.statements import parts, quantities
from claims.language.statements.findings import Finding

YEAR = timedelta(days=365)
FAR = 0.5
"""Numbers further apart than a factor of three (half a power of ten) rarely measure one thing."""


def compare(pair: parts.Pair) -> Finding | None:
    """Return what it means that one number differs, where all else is counted alike."""
    found = pair.numbers
    if len(found.apart) != 1 or pair.left.negations != pair.right.negations or pair.personal:
        return None
    if pair.opposite_subject:
        return None
    rest = (*found.left, *found.right)
    if (found.left and found.right) or any(one.lasts for one in rest):
        return None  # over how long is part of what it says
    if rest and found.apart[0][0].lasts:
        return None
    one, other = (counted.quantity for counted in found.apart[0])
    relation, worth, why = _meant(pair, one, other)
    score = worth * math.sqrt(pair.alike) * _near(one, other)
    if rest:
        score *= 0.8
    if pair.somebody:
        score *= 0.8
    if not all(counted.things or counted.quantity.unit for counted in found.apart[0]):
        score *= 0.85  # nobody says what is counted
    return Finding("number", relation, one.said, other.said, round(score, 4), why)


def _meant(
    pair: parts.Pair, one: quantities.Quantity, other: quantities.Quantity
) -> tuple[str, float, str]:
    """Return the relation, what it is worth, and why."""
    said = f"{one.said} and {other.said}"
    if one.per != other.per:
        rates = [f"per {period}" if period else "of no period" for period in (one.per, other.per)]
        why = f"The same words, but one number is {rates[0]}, the other {rates[1]}."
        return "different_definition", 0.55, why
    if scope := pair.scopes_differ:
        return "different_scope", 0.45, f"Nearly the same words with {said}, but {scope}."
    if pair.left.times and pair.right.times and pair.times_differ:
        return "supersedes", 0.6, f"The same words with {said}, of different times."
    if pair.times_differ:
        why = f"The same words with {said}; only one of them says of when."
        return "different_scope", 0.45, why
    if days := _days_apart(pair):
        why = f"The same words with {said}, said {days}: the later may replace the earlier."
        return "supersedes", 0.8, why
    why = f"The same words, but one says {one.said} and the other {other.said}."
    return "contradicts", 0.9, why


def _days_apart(pair: parts.Pair) -> str:
    """Say when the two were said, where a year or more lies between and they name no time."""
    days = (pair.one.said_on, pair.other.said_on)
    if not (days[0] and days[1]) or abs(days[0] - days[1]) < YEAR or pair.left.times:
        return ""
    return " and ".join(f"in {day:%B %Y}" for day in days if day)


def _near(one: quantities.Quantity, other: quantities.Quantity) -> float:
    sizes = [abs(number) for number in (one.middle, other.middle)]
    if min(sizes) <= 0 or not all(map(math.isfinite, sizes)):
        return 0.8
    apart = abs(math.log10(sizes[0] / sizes[1]))
    return max(0.5, 1 - max(0, apart - FAR) / 2)
