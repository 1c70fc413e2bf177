"""Two sentences as numbers: what a learned score looks at. Names and order stay as they are here.

`words.tokens` reads the Penn treebank's brackets (-LRB-) as what they are.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from claims.language.statements import quantities, times, words

BRACKETS = re.compile(r"-[LR][RS]B-")
EXCLUSIVE = frozenset(
    words.listed("""
    only solely exclusively entirely just always every all completely
""")
)
PEOPLE = frozenset(["nobody", "none", "no"])
REACH = 6
"""How many words after a negation it is about."""
NAMES = words.listed("""
    left_words right_words both left_alone right_alone share_of_left share_of_right jaccard
    left_negations right_negations more_negations one_negates both_negate odd_negations
    left_scope left_scope_hits right_scope right_scope_hits left_opens_no right_opens_no
    opposites_alone opposites_any opposites_and_negations prefixes left_numbers
    right_numbers right_numbers_alone left_numbers_alone numbers_shared numbers_apart
    right_names_alone left_names_alone names_shared left_only right_only longer ratio
    bigrams same_first_shared same_first same_last last_there first_there times_apart
    quantities_apart near
""")


@dataclass(frozen=True)
class Read:
    low: tuple[str, ...]
    content: tuple[str, ...]
    stems: frozenset[str]
    numbers: frozenset[float]
    names: frozenset[str]
    negated_at: tuple[int, ...]
    quantities: tuple[quantities.Quantity, ...]
    times: tuple[times.Interval, ...]


@lru_cache(maxsize=20_000)
def read(text: str) -> Read:
    plain = BRACKETS.sub(" ", text)
    low = tuple(words.tokens(plain))
    content = tuple(words.content(low))
    capitals = re.findall(r"\b[^\W\d_a-z][\w-]+", plain)
    return Read(
        low,
        content,
        frozenset(content),
        frozenset(number for word in low if (number := _number(word)) is not None),
        frozenset(words.stem(name.lower()) for name in capitals) - words.STOP,
        tuple(place for place, word in enumerate(low) if word in words.NEGATIONS),
        tuple(quantities.find(plain)),
        tuple(times.find(plain)),
    )


def _number(word: str) -> float | None:
    if words.is_number(word):
        return float(word.rstrip("%").replace(",", "")) if word.count(".") < 2 else None
    return {**quantities.SMALL, **quantities.TENS}.get(word)


def of(one: str, other: str) -> list[float]:
    """Return the features of a pair, in the order of NAMES."""
    left, right = read(one), read(other)
    both = left.stems & right.stems
    return [
        *_overlap(left, right, both),
        *_negation(left, right),
        *_opposition(left, right, both),
        *_figures(left, right),
        *_shape(left, right, both),
    ]


def _overlap(left: Read, right: Read, both: frozenset[str]) -> list[float]:
    ones, others = len(left.stems), len(right.stems)
    return [
        ones,
        others,
        len(both),
        ones - len(both),
        others - len(both),
        len(both) / max(1, ones),
        len(both) / max(1, others),
        len(both) / max(1, len(left.stems | right.stems)),
    ]


def _negation(left: Read, right: Read) -> list[float]:
    ones, others = len(left.negated_at), len(right.negated_at)
    return [
        ones,
        others,
        ones - others,
        (ones > 0) != (others > 0),
        ones > 0 and others > 0,
        (ones + others) % 2,
        *_scope(left, right),
        *_scope(right, left),
        bool(PEOPLE & set(left.low[:3])),
        bool(PEOPLE & set(right.low[:3])),
    ]


def _scope(one: Read, other: Read) -> tuple[float, float]:
    """Return which share of what `one` negates stands in `other`, and how many words."""
    after = [
        word
        for place in one.negated_at
        for word in words.content(one.low[place + 1 : place + REACH])
    ]
    hits = sum(word in other.stems for word in after)
    return hits / max(1, len(after)), hits


def _opposition(left: Read, right: Read, both: frozenset[str]) -> list[float]:
    alone = words.opposites(left.stems - both, right.stems - both)
    anywhere = words.opposites(left.stems, right.stems)
    odd = (len(alone) + bool(left.negated_at) + bool(right.negated_at)) % 2
    prefixed = sum(one.endswith(other) or other.endswith(one) for one, other in alone)
    return [len(alone), len(anywhere), odd, prefixed]


def _figures(left: Read, right: Read) -> list[float]:
    shared = left.numbers & right.numbers
    return [
        len(left.numbers),
        len(right.numbers),
        len(right.numbers - left.numbers),
        len(left.numbers - right.numbers),
        len(shared),
        bool(left.numbers and right.numbers and not shared),
        len(right.names - left.stems),
        len(left.names - right.stems),
        len(left.names & right.names),
    ]


def _shape(left: Read, right: Read, both: frozenset[str]) -> list[float]:
    ours = [word for word in left.content if word in both]
    theirs = [word for word in right.content if word in both]
    pairs = set(pairwise(ours)) & set(pairwise(theirs))
    return [
        sum(word in EXCLUSIVE for word in left.low),
        sum(word in EXCLUSIVE for word in right.low),
        len(left.low) - len(right.low),
        len(left.low) / max(1, len(right.low)),
        len(pairs) / max(1, len(theirs) - 1),
        ours[:1] == theirs[:1],
        left.content[:1] == right.content[:1],
        left.content[-1:] == right.content[-1:],
        bool(right.content) and right.content[-1] in left.stems,
        bool(right.content) and right.content[0] in left.stems,
        _times_apart(left, right),
        _quantities_apart(left, right),
        _near(left, both),
    ]


def _times_apart(left: Read, right: Read) -> float:
    return bool(left.times and right.times) and not any(
        one.meets(other) for one in left.times for other in right.times
    )


def _quantities_apart(left: Read, right: Read) -> float:
    return bool(left.quantities and right.quantities) and not any(
        quantities.agree(one, other) for one in left.quantities for other in right.quantities
    )


def _near(left: Read, both: frozenset[str]) -> float:
    """Return how densely the shared words stand in `left`: scattered ones say little."""
    places = [place for place, word in enumerate(left.content) if word in both]
    return len(places) / (places[-1] - places[0] + 1) if places else 0.0
