"""The ranking of candidates for "has this been reviewed already?": words and meaning, summed.

Two scores, BM25 and the cosine of sentence vectors, each as z-scores over the candidates. That
beats either alone; a LightGBM ranker over more features adds nothing (docs/quality.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.language import bm25

WORDS_WEIGHT = 0.3
"""How much the words count where the meaning counts 1: the best on the train split of 2A."""
SHOWN = 5


@dataclass(frozen=True)
class Candidate:
    """What may match: its stems, and the cosine of its vector with that of the text asked about."""

    key: Any
    stems: Sequence[str]
    cosine: float


@dataclass(frozen=True)
class Ranked:
    """A candidate in its place. `features` is what its probability depends on."""

    key: Any
    features: tuple[float, ...]


def ranked(
    asked: Sequence[str],
    candidates: Sequence[Candidate],
    known: bm25.Statistics,
    *,
    shown: int = SHOWN,
) -> list[Ranked]:
    """Return the candidates that match best, the best first; of equals the first given."""
    if not candidates:
        return []
    weights = bm25.weights(asked, known)
    words = np.array([bm25.score(weights, one.stems, known) for one in candidates])
    meaning = np.array([one.cosine for one in candidates])
    total = WORDS_WEIGHT * z(words) + z(meaning)
    most = sum(weights.values()) or 1.0
    features = np.column_stack([meaning, words / most, _lead(meaning), _lead(words / most)])
    best = np.argsort(-total, kind="stable")[:shown]
    return [Ranked(candidates[n].key, tuple(map(float, features[n]))) for n in best]


def z(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores with mean 0 and deviation 1."""
    found: NDArray[np.float64] = (scores - scores.mean()) / (scores.std() + 1e-9)
    return found


def _lead(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much each is ahead of the best of the others, or behind it."""
    if len(scores) == 1:
        return np.zeros(1)
    second, first = np.sort(scores)[-2:]
    found: NDArray[np.float64] = scores - np.where(scores == first, second, first)
    return found
