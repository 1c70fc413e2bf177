"""How far two blind opinions agree: Cohen's kappa and Krippendorff's alpha, with intervals.

scikit-learn and krippendorff compute the figures, SciPy bootstraps their intervals. The three take
seconds to import, so only the page of the reports imports this module, when it is asked for.
"""

import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import krippendorff
import numpy as np
from scipy import stats
from sklearn import metrics

MIN_FOR_INTERVAL = 10
"""Below this many pairs a resampled interval says more than the data do: none is given."""
RESAMPLES = 999
SEED = 20_260_101
LEVEL = 0.95
MAX_PAIRS = 12
"""Of people: those with the most opinions between them."""
TOO_MANY = 5_000
"""Pairs that are resampled: of more, an interval is narrow, and would take too long."""


@dataclass(frozen=True)
class Judgement:
    """One blind second opinion beside the first: who gave each, and which ratings (any labels)."""

    review: int
    first: str
    second: str
    first_rating: str
    second_rating: str


@dataclass(frozen=True)
class Figure:
    """One coefficient; None where it is not defined. The interval is None when n is too small."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Agreement:
    """What is said about one set of pairs. `share` is how many of them agree, of 1."""

    who: str
    n: int
    share: float
    kappa: Figure
    alpha: Figure


def overall(judgements: Sequence[Judgement]) -> Agreement | None:
    """Return the agreement of first and second opinions; None without any.

    Kappa takes the author as one rater and the assessor as the other. Alpha takes each review as a
    unit with all opinions on it.
    """
    if not judgements:
        return None
    firsts, seconds = _columns([(row.first_rating, row.second_rating) for row in judgements])
    return Agreement(
        "All",
        len(judgements),
        float(np.mean(firsts == seconds)),
        _with_interval(kappa, firsts, seconds),
        _alpha_of_reviews(judgements),
    )


def by_pair(judgements: Sequence[Judgement]) -> list[Agreement]:
    """Return the agreement of each two people, whichever of them was first; most opinions first."""
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in judgements:
        rated = {row.first: row.first_rating, row.second: row.second_rating}
        one, other = sorted((row.first, row.second))
        pairs[one, other].append((rated[one], rated[other]))
    most = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:MAX_PAIRS]
    return [_of_pair(f"{one} and {other}", rated) for (one, other), rated in most]


def kappa(one: Any, other: Any) -> float:
    """Return Cohen's kappa of two columns of labels (Cohen 1960); nan if all labels are one."""
    if len(np.unique([one, other])) < 2:
        return float("nan")
    return float(metrics.cohen_kappa_score(one, other))


def alpha(*raters: Any) -> float:
    """Return Krippendorff's alpha for nominal data, a column a rater; nan where nobody rated."""
    table = np.array(raters, dtype=float)
    if len(np.unique(table[~np.isnan(table)])) < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"))


def _of_pair(who: str, rated: list[tuple[str, str]]) -> Agreement:
    one, other = _columns(rated)
    share = float(np.mean(one == other))
    return Agreement(
        who,
        len(rated),
        share,
        _with_interval(kappa, one, other),
        _with_interval(alpha, one, other),
    )


def _alpha_of_reviews(judgements: Sequence[Judgement]) -> Figure:
    units: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in judgements:
        units[row.review, row.first_rating].append(row.second_rating)
    widest = max(map(len, units.values())) + 1
    ratings = sorted({rating for row in judgements for rating in _ratings(row)})
    table = np.full((widest, len(units)), np.nan)
    for number, ((_review, first), seconds) in enumerate(units.items()):
        codes = [ratings.index(rating) for rating in (first, *seconds)]
        table[: len(codes), number] = codes
    return _with_interval(alpha, *table)


def _ratings(row: Judgement) -> tuple[str, str]:
    return row.first_rating, row.second_rating


def _columns(rated: list[tuple[str, str]]) -> tuple[Any, Any]:
    """Return both columns as numbers: which label is which does not matter to either figure."""
    labels = {label: code for code, label in enumerate(sorted({x for pair in rated for x in pair}))}
    table = np.array([[labels[label] for label in pair] for pair in rated], dtype=float)
    return table[:, 0], table[:, 1]


def _with_interval(statistic: Callable[..., float], *columns: Any) -> Figure:
    """Return the figure with its interval by percentile bootstrap: whole units are drawn."""
    value = statistic(*columns)
    if np.isnan(value):
        return Figure(None)
    if not MIN_FOR_INTERVAL <= len(columns[0]) <= TOO_MANY:
        return Figure(value)
    fast = FAST.get(statistic) if len(columns) == 2 else None
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        # About draws without a figure, which are left out below.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            columns,
            fast(np.unique(columns)) if fast else statistic,
            paired=True,
            vectorized=fast is not None,
            n_resamples=RESAMPLES,
            batch=100,
            confidence_level=LEVEL,
            method="percentile",
            rng=np.random.default_rng(SEED),
        ).bootstrap_distribution
    # A draw of units that are all alike has no figure: it is left out, not counted as 0.
    low, high = np.quantile(drawn[~np.isnan(drawn)], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(value, float(low), float(high))


# The same two figures for all draws at once: the libraries take a millisecond for each, a page
# draws tens of thousands. A test holds them to the libraries.


def kappas(labels: Any) -> Callable[..., Any]:
    def of(one: Any, other: Any, axis: int = -1) -> Any:
        agreed = np.mean(one == other, axis=axis)
        chance = sum(
            np.mean(one == label, axis=axis) * np.mean(other == label, axis=axis)
            for label in labels
        )
        return (agreed - chance) / (1 - chance)

    return of


def alphas(labels: Any) -> Callable[..., Any]:
    def of(one: Any, other: Any, axis: int = -1) -> Any:
        values = 2 * one.shape[axis]
        counts = [np.sum(one == label, axis) + np.sum(other == label, axis) for label in labels]
        alike = sum(count * (count - 1) for count in counts) / (values * (values - 1))
        return 1 - np.mean(one != other, axis=axis) / (1 - alike)

    return of


FAST: dict[Any, Callable[..., Any]] = {kappa: kappas, alpha: alphas}
