"""Pairs of sentences that others labelled: how well contradictions are told from the rest.

What is learned is measured by cross-validation. Pairs that share a sentence are in one fold, so
that no sentence is known from training.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from claims.language import nli
from claims.language.statements import features, learned, names, wording
from claims.language.statements.statement import Statement

FILES = {
    "SICK": "sick_train.tsv",
    "FEVER-Symmetric dev": "fever_symmetric_dev.tsv",
    "breaking NLI": "breaking_nli_2000.tsv",
}
# SICK may not be used commercially, so nothing that we ship is learned from it.
LEARNED_FROM = ("FEVER-Symmetric dev", "breaking NLI")
FOLDS = 5
STEPS = np.arange(0.2, 0.8, 0.02)
REGULAR = 0.1
"""Of 0.03 to 1 the best on SICK and FEVER-Symmetric together (docs/quality.md)."""
OVERLAP = [name in features.NAMES[:8] for name in features.NAMES]
NOBODY = names.Names()


@dataclass(frozen=True)
class Pair:
    one: str
    other: str
    contradicts: bool


@dataclass(frozen=True)
class Measured:
    """One line of the report, in percent of 1."""

    data: str
    way: str
    f1: float
    precision: float
    recall: float

    def __str__(self) -> str:
        figures = f"F1 {self.f1:.3f}  precision {self.precision:.3f}  recall {self.recall:.3f}"
        return f"{self.data:20}  {self.way:34}  {figures}"


def read(file: Path) -> list[Pair]:
    """Read a file of pairs: a, b, label, with tabs between them and no quoting."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Pair(row["a"], row["b"], row["label"] == "contradiction") for row in rows]


def measure(data: Path) -> Iterator[Measured]:
    """Measure each file of `data`, every way. Raises nli.Unusable, before anything is measured."""
    model = nli.chosen()
    for name, file in FILES.items():
        pairs = read(data / file)
        truth = np.array([pair.contradicts for pair in pairs])
        found = _features(pairs)
        yield _scored(name, "all are contradictions", truth, np.ones_like(truth))
        yield _scored(name, "negation alone", truth, _negated(found))
        yield _scored(name, "rules alone", truth, _ruled(pairs))
        overlap = _cross_validated(found[:, OVERLAP], truth, pairs)
        yield _scored(name, "shared words, learned", truth, overlap)
        every = _cross_validated(found, truth, pairs)
        yield _scored(name, "all features, learned", truth, every)
        ruled = np.column_stack([found, _ruled(pairs)])
        both = _cross_validated(ruled, truth, pairs)
        yield _scored(name, "all features and rules, learned", truth, both)
        for way, judge in _judges(name, model):
            scores = np.array([judge.probability(pair.one, pair.other) for pair in pairs])
            yield _scored(name, way, truth, _cut(scores, truth, pairs))


def _judges(
    data: str, model: nli.Model | None
) -> Iterator[tuple[str, learned.Weights | nli.Model]]:
    """Yield what the product may ask, where it has not learned from these very pairs."""
    if data not in LEARNED_FROM:
        yield "the weights that we ship", learned.weights()
    if model:
        yield "the model in NLI_MODEL", model


def learn(data: Path, files: Iterable[str]) -> learned.Weights:
    """Learn the weights of the product from whole files."""
    pairs = [pair for name in files for pair in read(data / FILES[name])]
    model = _model()
    model.fit(_features(pairs), [pair.contradicts for pair in pairs])
    scaler, regression = model[0], model[1]
    return learned.Weights(
        tuple(scaler.mean_),
        tuple(scaler.scale_),
        tuple(regression.coef_[0]),
        regression.intercept_[0],
    )


def _features(pairs: Sequence[Pair]) -> Any:
    return np.array([features.of(pair.one, pair.other) for pair in pairs], dtype=float)


def _negated(found: Any) -> Any:
    return found[:, features.NAMES.index("one_negates")] > 0


def _ruled(pairs: Sequence[Pair]) -> Any:
    return np.array([_rule(pair) for pair in pairs])


def _rule(pair: Pair) -> bool:
    found = wording.compare(Statement(pair.one), Statement(pair.other), NOBODY)
    return found is not None and found.relation == "contradicts"


def _model() -> Pipeline:
    return Pipeline(
        [("scale", StandardScaler()), ("learn", LogisticRegression(C=REGULAR, max_iter=2000))]
    )


def _cross_validated(found: Any, truth: Any, pairs: Sequence[Pair]) -> Any:
    """Say of each pair what a model says that has seen none of its sentences."""
    said = np.zeros(len(pairs), dtype=bool)
    for seen, unseen in GroupKFold(FOLDS).split(found, truth, _groups(pairs)):
        model = _model().fit(found[seen], truth[seen])
        least = _threshold(model.predict_proba(found[seen])[:, 1], truth[seen])
        said[unseen] = model.predict_proba(found[unseen])[:, 1] > least
    return said


def _cut(scores: Any, truth: Any, pairs: Sequence[Pair]) -> Any:
    """Say of each pair whether its score is above what is best for the pairs of the other folds."""
    said = np.zeros(len(pairs), dtype=bool)
    for seen, unseen in GroupKFold(FOLDS).split(scores, truth, _groups(pairs)):
        # Scores of a judge that saw other data may all lie close to 0 or to 1.
        steps = np.quantile(scores[seen], np.arange(0, 1, 0.01))
        said[unseen] = scores[unseen] > _threshold(scores[seen], truth[seen], steps)
    return said


def _threshold(scores: Any, truth: Any, steps: Any = STEPS) -> float:
    """Return from which of the steps on F1 is best, on what was learned from."""
    return float(max(steps, key=lambda least: _figures(truth, scores > least)[2]))


def _groups(pairs: Sequence[Pair]) -> list[str]:
    """Return the group of each pair: those that share a sentence, directly or not, are one."""
    parent: dict[str, str] = {}

    def root(text: str) -> str:
        while parent.setdefault(text, text) != text:
            text = parent[text]
        return text

    for pair in pairs:
        parent[root(pair.one)] = root(pair.other)
    return [root(pair.one) for pair in pairs]


def _scored(data: str, way: str, truth: Any, said: Any) -> Measured:
    precision, recall, f1 = _figures(truth, said)
    return Measured(data, way, f1, precision, recall)


def _figures(truth: Any, said: Any) -> tuple[float, float, float]:
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, said, average="binary", zero_division=0
    )
    return float(precision), float(recall), float(f1)
