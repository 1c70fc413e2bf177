"""The learned score of a pair: how likely two sentences contradict, by their features.

A logistic regression, whose numbers stand in a file of their own: `manage.py learn_contradictions`
makes it. Reading it takes no library.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from claims.language import nli
from claims.language.statements import features

FILE = Path(__file__).with_name("data") / "contradiction_v1.json"


@dataclass(frozen=True)
class Weights:
    """Of each feature: its mean, its spread, its weight."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weight: tuple[float, ...]
    intercept: float

    def probability(self, one: str, other: str) -> float:
        """Return how likely the two contradict; which of them comes first says nothing."""
        return (self._of(one, other) + self._of(other, one)) / 2

    def _of(self, one: str, other: str) -> float:
        total = self.intercept
        found = features.of(one, other)
        for value, mean, scale, weight in zip(
            found, self.mean, self.scale, self.weight, strict=True
        ):
            total += weight * (value - mean) / scale
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def probability(one: str, other: str) -> float:
    """Return how likely two sentences contradict: by the user's own model, if there is one."""
    return (nli.chosen() or weights()).probability(one, other)


@cache
def weights() -> Weights:
    """Read the file that stands in the tree."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    if tuple(stored["features"]) != features.NAMES:
        raise ValueError(
            f"{FILE.name} was learned from other features: make it anew with"
            " manage.py learn_contradictions."
        )
    return Weights(
        tuple(stored["mean"]), tuple(stored["scale"]), tuple(stored["weight"]), stored["intercept"]
    )


def written(found: Weights, source: str) -> str:
    """Return the file's text."""
    numbers = {
        name: [round(number, 5) for number in getattr(found, name)]
        for name in ("mean", "scale", "weight")
    }
    stored = {
        "learned_from": source,
        "features": features.NAMES,
        **numbers,
        "intercept": round(found.intercept, 5),
    }
    return json.dumps(stored, indent=1) + "\n"
