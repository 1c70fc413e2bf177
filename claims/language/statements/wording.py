"""Two sentences compared by their words: one difference in otherwise the same sentence.

A number, a time, a negation or an opposite that differs is worth a look; another name is another
subject, and nothing. Nothing that differs is the same statement once more.
"""

import re

from claims.language.statements import figures, learned, names, parts, words
from claims.language.statements.findings import SAME, Finding
from claims.language.statements.parts import Pair
from claims.language.statements.statement import Statement

ALIKE, ALIKE_GIVEN = 0.6, 0.8
"""How much of both sentences has to be the same, at the least."""
ALIKE_NUMBERS = 0.42
"""The same where a number differs that counts the same in both: that alone is much in common."""
THE_SAME = 0.8
FEWEST = 3
"""Sentences with fewer words in common are too short to tell."""
HEADING = re.compile(r"On [^,]+$")
SHOWN = 200
PERSONAL = 5
"""Sentences about “I” have to share so many words: others say the like of themselves."""


def stems(text: str, known: names.Names) -> frozenset[str]:
    """Return the stems by which a sentence is compared: they tell most pairs apart."""
    return parts.read(text, known).stems


def possible(both: int, ones: int, others: int, *, least: float = ALIKE_NUMBERS) -> bool:
    """Whether sentences of so many stems, `both` in common, can be alike enough to compare."""
    places = min(ones, others, both + parts.OPPOSITES) - both
    return both >= FEWEST and (both + places) / (ones + others - both - places) >= least


def compare(
    one: Statement, other: Statement, known: names.Names, *, least: float = ALIKE
) -> Finding | None:
    """Return what differs, where at least `least` of the words is the same."""
    left, right = parts.read(one.bare, known), parts.read(other.bare, known)
    both = len(left.stems & right.stems)
    lower = least if least > ALIKE else ALIKE_NUMBERS
    if not possible(both, len(left.stems), len(right.stems), least=lower):
        return None
    pair = Pair(one, other, left, right)
    if pair.alike < lower or pair.other_subject or _two_speakers(pair):
        return None
    if HEADING.match(one.bare) or HEADING.match(other.bare):
        return None
    if found := figures.compare(pair):
        return found
    return (_turned(pair) or _negated(pair) or _same(pair)) if pair.alike >= least else None


def same(one: Statement, other: Statement, known: names.Names) -> Finding | None:
    """Return that two say the same, where they do so in the same words in the same order."""
    left, right = parts.read(one.bare, known), parts.read(other.bare, known)
    if left.order != right.order or len(left.stems) < FEWEST or HEADING.match(one.bare):
        return None
    pair = Pair(one, other, left, right)
    if not pair.numbers.same or pair.times_differ or pair.reach_differs:
        return None
    if pair.left.negations != pair.right.negations or _two_speakers(pair):
        return None
    return _finding(pair, SAME, 0.99, "Both say the same in the same words.")


def _two_speakers(pair: Pair) -> bool:
    """Whether it is said of two people what they said: both may have said it."""
    speakers = (pair.one.speaker, pair.other.speaker)
    return all(speakers) and not names.Names().same(*speakers)


def _finding(pair: Pair, relation: str, score: float, why: str) -> Finding:
    """Weigh a rule by how alike the two are, and half of it by what was learned."""
    values = (pair.one.bare[:SHOWN], pair.other.bare[:SHOWN])
    score *= pair.alike
    if relation == "contradicts":
        score *= (1 + learned.probability(pair.one.bare, pair.other.bare)) / 2
    return Finding("negation", relation, *values, round(score, 4), why)


def _turned(pair: Pair) -> Finding | None:
    odd = (len(pair.turned) + bool(pair.left.negations) + bool(pair.right.negations)) % 2
    if not pair.turned or not odd or pair.times_differ or not _of_one(pair):
        return None
    one, other = (
        words.spelled(stem, statement.bare)
        for stem, statement in zip(pair.turned[0], (pair.one, pair.other), strict=True)
    )
    why = f"The same words, but “{one}” in one is the opposite of “{other}” in the other."
    return _finding(pair, "contradicts", 0.85, why)


def _of_one(pair: Pair) -> bool:
    """Whether the two speak of one thing: of one number, place, group, person and rank."""
    apart = pair.numbers.differ or pair.scopes_differ or pair.reach_differs
    return not apart and not pair.personal and not pair.somebody


def _negated(pair: Pair) -> Finding | None:
    few, many = sorted((pair.left.negations, pair.right.negations))
    if few or many % 2 == 0 or not _of_one(pair) or not _denies(pair):
        return None
    if pair.times_differ:
        why = "The same words, denied in one of them, of different times."
        return _finding(pair, "supersedes", 0.5, why)
    why = "The same words, but one of them denies what the other says."
    return _finding(pair, "contradicts", 0.9, why)


def _denies(pair: Pair) -> bool:
    """Whether what is denied in one is what the other says: most of the words after the “not”."""
    denied = pair.left.denied or pair.right.denied
    shared = denied & pair.left.stems & pair.right.stems
    return len(shared) > len(denied) / 2 and (pair.extends or pair.alike >= THE_SAME)


def _same(pair: Pair) -> Finding | None:
    if pair.alike < THE_SAME or pair.left.negations != pair.right.negations:
        return None
    if pair.times_differ or pair.scopes_differ or not pair.numbers.same or pair.reach_differs:
        return None
    if pair.ordinals_differ or (
        pair.personal and len(pair.left.stems & pair.right.stems) < PERSONAL
    ):
        return None
    return _finding(pair, SAME, 0.95, "Both say the same in nearly the same words.")
