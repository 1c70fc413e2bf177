"""How likely a ranked candidate is the right one: a logistic regression, fitted on public data."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from math import exp
from pathlib import Path

FILE = Path(__file__).parent / "data" / "matching.json"
THRESHOLD = 0.5
"""Below it we keep silent: what is shown is then more likely right than wrong."""


@dataclass(frozen=True)
class Calibration:
    """Weights for `ranking.Ranked.features`, and the probability below which we keep silent."""

    weights: tuple[float, ...]
    constant: float
    threshold: float
    model: str
    fitted_on: str


def probability(features: Sequence[float]) -> float:
    return _sigmoid(features, fitted())


def _sigmoid(features: Sequence[float], by: Calibration) -> float:
    total = by.constant + sum(a * b for a, b in zip(by.weights, features, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, total))))


def threshold() -> float:
    return fitted().threshold


@cache
def fitted() -> Calibration:
    read = json.loads(FILE.read_text(encoding="utf-8"))
    return Calibration(**{**read, "weights": tuple(read["weights"])})


def write(calibration: Calibration) -> None:
    FILE.write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")
    fitted.cache_clear()
