"""Two sentences compared by their words: one difference in otherwise the same sentence.

A number, a time, a negation or an opposite that differs is worth a look; another name is another
subject, and nothing. Nothing that differs is the same statement once more.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from claims.language.statements import learned, names, quantities, times, words
from claims.language.statements.findings import SAME, Finding
from claims.language.statements.statement import Statement

ALIKE, ALIKE_GIVEN = 0.6, 0.8
"""How much of both sentences has to be the same, at the least."""
THE_SAME = 0.8
FEWEST = 3
"""Sentences with fewer words in common are too short to tell."""
CONTRAST = re.compile(
    r",\s+(?:and\s+)?not\s+(?:an?\s+|the\s+)?\w+(?=\s*[.,;!?]|\s*$)", re.IGNORECASE
)
"""A right, not a privilege."""
OPPOSITES = 2
"""How many words that are opposites count as one place each: more make another sentence."""
HEADING = re.compile(r"On [^,]+$")
SHOWN = 200


@dataclass(frozen=True)
class Wording:
    """A sentence in parts: stems of what is no number, quantities, times, names, negations."""

    stems: frozenset[str]
    capitals: frozenset[str]
    quantities: tuple[quantities.Quantity, ...]
    times: tuple[times.Interval, ...]
    negations: int


@dataclass(frozen=True)
class Pair:
    one: Statement
    other: Statement
    left: Wording
    right: Wording
    alike: float


@lru_cache(maxsize=20_000)
def stems(text: str, known: names.Names) -> frozenset[str]:
    """Return the stems of a sentence without its numbers: they tell most pairs apart."""
    found = words.content(words.tokens(known.canonical(CONTRAST.sub("", text))))
    return frozenset(stem for stem in found if not words.is_number(stem)) - _number_words()


def possible(both: int, ones: int, others: int, *, least: float = ALIKE) -> bool:
    """Whether sentences of so many stems, `both` in common, can be alike enough to compare."""
    places = min(ones, others, both + OPPOSITES) - both
    return both >= FEWEST and (both + places) / (ones + others - both - places) >= least


@lru_cache(maxsize=20_000)
def read(text: str, known: names.Names) -> Wording:
    """Take a sentence apart; what it says that something is *not*, in passing, is left out."""
    said = stems(text, known)
    text = CONTRAST.sub("", text)
    found = words.tokens(known.canonical(text))
    return Wording(
        said,
        _capitals(text, known),
        tuple(one for one in quantities.find(text) if one.said.lower() not in {"one", "most"}),
        tuple(times.find(text)),
        words.negations(found),
    )


def compare(
    one: Statement, other: Statement, known: names.Names, *, least: float = ALIKE
) -> Finding | None:
    """Return what differs, where at least `least` of the words is the same."""
    ones, others = stems(one.bare, known), stems(other.bare, known)
    both, every = ones & others, len(ones | others)
    if not possible(len(both), len(ones), len(others), least=least):
        return None
    turned = words.opposites(ones - both, others - both)
    # A word and its opposite count as one place, not as two that differ.
    places = min(len(turned), OPPOSITES, len(ones) - len(both), len(others) - len(both))
    alike = (len(both) + places) / (every - places)
    if alike < least or HEADING.match(one.bare) or HEADING.match(other.bare):
        return None
    left, right = read(one.bare, known), read(other.bare, known)
    if _other_subject(left, right):
        return None
    pair = Pair(one, other, left, right, alike)
    return _number(pair) or _turned(pair, turned) or _negated(pair) or _same(pair)


@cache
def _number_words() -> frozenset[str]:
    return frozenset(
        words.stem(word)
        for word in [*quantities.SMALL, *quantities.TENS, *quantities.SCALES, *times.MONTHS]
    ) | {"percent"}


def _capitals(text: str, known: names.Names) -> frozenset[str]:
    """Return the stems of names: words in capitals, but for the first of a sentence."""
    found = re.findall(r"(?<![.!?“\"]\s)(?<!^)(?<![“\"‘])\b[^\W\d_a-z][\w'’-]*", text)
    plain = {word.lower().replace("’", "'").removesuffix("'s") for word in found}
    canonical = {part for word in plain for part in known.canonical(word).split()}
    return frozenset(words.stem(word) for word in canonical - words.STOP) - _number_words()


def _other_subject(left: Wording, right: Wording) -> bool:
    """Whether each names somebody or something that the other does not."""
    return bool(left.capitals - right.stems) and bool(right.capitals - left.stems)


def _finding(pair: Pair, kind: str, relation: str, score: float, why: str) -> Finding:
    values = (pair.one.bare[:SHOWN], pair.other.bare[:SHOWN])
    return Finding(kind, relation, *values, _score(pair, relation, score), why)


def _score(pair: Pair, relation: str, score: float) -> float:
    """Weigh a rule by how alike the two are, and half of it by what was learned."""
    score *= pair.alike
    if relation == "contradicts":
        score *= (1 + learned.weights().probability(pair.one.bare, pair.other.bare)) / 2
    return round(score, 4)


def _number(pair: Pair) -> Finding | None:
    left, right = pair.left.quantities, pair.right.quantities
    if len(left) != len(right) or not left or pair.left.negations != pair.right.negations:
        return None
    apart = [
        (one, other)
        for one, other in zip(left, right, strict=True)
        if one.per != other.per or not quantities.agree(one, other)
    ]
    if len(apart) != 1 or not quantities.comparable(*apart[0]):
        return None
    one, other = apart[0]
    values = (one.said, other.said)
    if one.per != other.per:
        why = f"The same words, but one is per {one.per or other.per} and the other is not."
        score = _score(pair, "different_definition", 0.5)
        return Finding("number", "different_definition", *values, score, why)
    if _times_differ(pair):
        why = f"The same words with {one.said} and {other.said}, of different times."
        return Finding("number", "supersedes", *values, _score(pair, "supersedes", 0.6), why)
    why = f"The same words, but one says {one.said} and the other {other.said}."
    return Finding("number", "contradicts", *values, _score(pair, "contradicts", 0.9), why)


def _times_differ(pair: Pair) -> bool:
    left, right = pair.left.times, pair.right.times
    return len(left) != len(right) or any(
        not one.meets(other) for one, other in zip(left, right, strict=True)
    )


def _turned(pair: Pair, turned: list[tuple[str, str]]) -> Finding | None:
    odd = (len(turned) + bool(pair.left.negations) + bool(pair.right.negations)) % 2
    if not turned or not odd or _times_differ(pair) or _numbers_differ(pair):
        return None
    one = words.spelled(turned[0][0], pair.one.bare)
    other = words.spelled(turned[0][1], pair.other.bare)
    why = f"The same words, but “{one}” in one is the opposite of “{other}” in the other."
    return _finding(pair, "negation", "contradicts", 0.85, why)


def _negated(pair: Pair) -> Finding | None:
    few, many = sorted((pair.left.negations, pair.right.negations))
    if few or many % 2 == 0 or _numbers_differ(pair):
        return None
    if _times_differ(pair):
        why = "The same words, denied in one of them, of different times."
        return _finding(pair, "negation", "supersedes", 0.5, why)
    why = "The same words, but one of them denies what the other says."
    return _finding(pair, "negation", "contradicts", 0.9, why)


def _numbers_differ(pair: Pair) -> bool:
    left, right = pair.left.quantities, pair.right.quantities
    return len(left) != len(right) or any(
        not (quantities.comparable(one, other) and quantities.agree(one, other))
        for one, other in zip(left, right, strict=True)
    )


def _same(pair: Pair) -> Finding | None:
    if pair.alike < THE_SAME or _numbers_differ(pair) or _times_differ(pair):
        return None
    if pair.left.negations != pair.right.negations:
        return None
    return _finding(pair, "negation", SAME, 0.95, "Both say the same in nearly the same words.")
