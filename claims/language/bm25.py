"""BM25 (Robertson and Zaragoza 2009) from statistics that somebody else keeps."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

K1, B = 0.9, 0.4
"""As Anserini has them for short texts; others changed nothing here (docs/quality.md)."""
RAREST = 5
"""Words that candidates are looked up by: an OR of more costs a hundred times as much."""
BUDGET = 1000
"""In how many claims these words may stand, all in all."""


@dataclass(frozen=True)
class Statistics:
    """Of a set of claims: how many, how many stems in all, and in how many claims each stem is."""

    claims: int
    stems: int
    frequency: Mapping[str, int]

    @property
    def average(self) -> float:
        return self.stems / self.claims if self.claims else 1.0


def weight(stem: str, known: Statistics) -> float:
    """Return how much a stem says: the rarer, the more."""
    frequency = known.frequency.get(stem, 0)
    return log(1 + (known.claims - frequency + 0.5) / (frequency + 0.5))


def weights(asked: Collection[str], known: Statistics) -> dict[str, float]:
    """Return the weight of each stem that is asked."""
    return {stem: weight(stem, known) for stem in set(asked)}


def score(asked: Mapping[str, float], stems: Sequence[str], known: Statistics) -> float:
    """Score a claim of these stems by the weights of what is asked."""
    counts = Counter(stem for stem in stems if stem in asked)
    length = K1 * (1 - B + B * len(stems) / known.average)
    return sum(asked[stem] * often * (K1 + 1) / (often + length) for stem, often in counts.items())


def rarest(asked: Collection[str], known: Statistics) -> list[str]:
    """Return the stems to look candidates up by, the rarest first; none if all are everywhere."""
    found: list[str] = []
    claims = 0
    for frequency, stem in sorted((known.frequency.get(one, 0), one) for one in set(asked)):
        if frequency:
            claims += frequency
            if claims > BUDGET or len(found) == RAREST:
                break
            found.append(stem)
    return found
