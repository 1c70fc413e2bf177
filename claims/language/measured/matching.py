"""How well matching finds what was reviewed already, and how sure it may be; and fitting that."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from claims.language import calibration, embeddings, ranking, stems
from claims.language.measured import answers, corpus

PRECISION = 0.90
HALVES = 20
"""How many times half of the queries are drawn to be novel: one draw is luck."""
FIT_SEEDS, MEASURE_SEEDS = range(4), range(100, 100 + HALVES)

Outcome = tuple[tuple[float, ...], bool]
"""The features of what was found, and whether it is right."""


@dataclass(frozen=True)
class Sure:
    """The best candidate of one query: how likely we call it, and whether it is right."""

    probability: float
    right: bool


@dataclass(frozen=True)
class Figures:
    """MAP@5 of our ranking and of both baselines, and what our probabilities are worth."""

    queries: int
    ours: float
    words: float
    vectors: float
    recall: float
    recall_words: float
    recall_vectors: float
    precision_shown: float
    recall_shown: float


def asked(split: answers.Queries) -> dict[str, corpus.Query]:
    vectors = embeddings.of(
        [stems.plain(text) for text in split.texts.values()], tokens=embeddings.ASKED
    )
    return {
        key: corpus.Query(text, vector)
        for (key, text), vector in zip(split.texts.items(), vectors, strict=True)
    }


def average_precision(found: Sequence[str], right: Collection[str]) -> float:
    """Return the average precision of the first five, as score.py of the data computes it."""
    hits, total = 0, 0.0
    for place, key in enumerate(found[:5], 1):
        if key in right:
            hits += 1
            total += hits / place
    return total / min(len(right), 5)


def recall_at_precision(answers_: Sequence[Sure], reviewed: int) -> float:
    """Return the share of `reviewed` queries answered rightly, as silent as PRECISION demands."""
    best, hits = 0.0, 0
    for n, one in enumerate(sorted(answers_, key=lambda one: -one.probability), 1):
        hits += one.right
        if hits / n >= PRECISION:
            best = hits / reviewed
    return best


def figures(claims: corpus.Corpus, split: answers.Queries) -> Figures:
    queries = asked(split)
    scores: dict[str, list[float]] = {"ours": [], "words": [], "vectors": []}
    for key, query in queries.items():
        found = {
            "ours": [str(one.key) for one in claims.ranked(query)],
            "words": claims.by_words(query),
            "vectors": claims.by_vectors(query),
        }
        for name, keys in found.items():
            scores[name].append(average_precision(keys, split.right[key]))
    return Figures(
        queries=len(queries),
        **{name: float(np.mean(values)) for name, values in scores.items()},
        **_sureness(claims, split, queries),
    )


def _sureness(
    claims: corpus.Corpus, split: answers.Queries, queries: dict[str, corpus.Query]
) -> dict[str, float]:
    """Measure silence: half of the queries have lost their answer. Means of HALVES draws."""
    outcomes = _outcomes(claims, split, queries, shown=1)
    measured: dict[str, list[float]] = {}
    for seed in MEASURE_SEEDS:
        rows = _half_novel(outcomes, seed)
        reviewed = len(queries) - len(queries) // 2
        ours = [Sure(calibration.probability(one), right) for one, right in rows]
        shown = [one for one in ours if one.probability >= calibration.threshold()]
        hits = sum(one.right for one in shown)
        of_draw = {
            "recall": recall_at_precision(ours, reviewed),
            "recall_vectors": recall_at_precision([Sure(f[0], r) for f, r in rows], reviewed),
            "recall_words": recall_at_precision([Sure(f[1], r) for f, r in rows], reviewed),
            "precision_shown": hits / len(shown) if shown else 1.0,
            "recall_shown": hits / reviewed,
        }
        for name, value in of_draw.items():
            measured.setdefault(name, []).append(value)
    return {name: float(np.mean(values)) for name, values in measured.items()}


def _outcomes(
    claims: corpus.Corpus, split: answers.Queries, queries: dict[str, corpus.Query], *, shown: int
) -> dict[str, tuple[list[Outcome], list[Outcome]]]:
    """Return, for each query, what is found first: as it is, and when it has lost its answer."""
    found = {}
    for key, query in queries.items():
        right = split.right[key]
        both = (claims.ranked(query)[:shown], claims.ranked(query, without=right)[:shown])
        known, novel = ([(one.features, one.key in right) for one in rows] for rows in both)
        found[key] = (known, novel)
    return found


def _half_novel(
    outcomes: dict[str, tuple[list[Outcome], list[Outcome]]], seed: int
) -> list[Outcome]:
    """Return what is found when half of the queries, drawn by `seed`, have lost their answer."""
    novel = set(random.Random(seed).sample(sorted(outcomes), len(outcomes) // 2))  # noqa: S311
    return [row for key, both in outcomes.items() for row in both[key in novel]]


def fit(claims: corpus.Corpus, split: answers.Queries, *, name: str) -> calibration.Calibration:
    """Fit the calibration on a split, with half of its queries novel."""
    queries = asked(split)
    outcomes = _outcomes(claims, split, queries, shown=ranking.SHOWN)
    rows = [row for seed in FIT_SEEDS for row in _half_novel(outcomes, seed)]
    features, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    model = LogisticRegression(C=100, max_iter=3000).fit(features, right)
    return calibration.Calibration(
        weights=tuple(round(float(one), 4) for one in model.coef_[0]),
        constant=round(float(model.intercept_[0]), 4),
        threshold=calibration.THRESHOLD,
        model=embeddings.MODEL,
        fitted_on=name,
    )
