"""Agreement: figures of the literature, and honesty where there is little to go by."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from claims.desk.reporting import agreement
from claims.desk.reporting.agreement import Judgement


def pairs(counts):
    """Judgements of two people with these counts of (first, second)."""
    rated = [pair for pair, number in counts.items() for _ in range(number)]
    return [Judgement(n, "alice", "charlie", *pair) for n, pair in enumerate(rated)]


COHEN_1960 = {
    ("a", "a"): 88, ("a", "b"): 14, ("a", "c"): 18,
    ("b", "a"): 10, ("b", "b"): 40, ("b", "c"): 10,
    ("c", "a"): 2, ("c", "b"): 6, ("c", "c"): 12,
}  # fmt: skip


def test_kappa_as_cohen_computes_it():
    """J. Cohen, “A coefficient of agreement for nominal scales” (1960): (.70 - .41) / .59."""
    found = agreement.overall(pairs(COHEN_1960))
    assert found.n == 200
    assert found.share == pytest.approx(0.70)
    assert found.kappa.value == pytest.approx(0.29 / 0.59)
    assert found.kappa.low < 0.29 / 0.59 < found.kappa.high


def test_interval_of_kappa_is_near_the_one_of_large_samples():
    """Fleiss, Cohen and Everitt (1969): for these data the standard error is about .05."""
    kappa = agreement.overall(pairs(COHEN_1960)).kappa
    assert kappa.high - kappa.low == pytest.approx(2 * 1.96 * 0.05, abs=0.04)


MEG = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
OWEN = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]


def test_alpha_as_krippendorff_computes_it():
    """K. Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011), A: two observers."""
    assert agreement.alpha(MEG, OWEN) == pytest.approx(0.095, abs=0.0005)
    rows = [
        Judgement(n, "m", "o", str(a), str(b))
        for n, (a, b) in enumerate(zip(MEG, OWEN, strict=True))
    ]
    assert agreement.overall(rows).alpha.value == pytest.approx(0.095, abs=0.0005)


def test_alpha_with_missing_opinions_as_krippendorff_computes_it():
    """The same text, C: four observers, twelve units, of which some miss."""
    gap = float("nan")
    four = (
        [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
        [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
    )
    assert agreement.alpha(*four) == pytest.approx(0.743, abs=0.0005)


def test_three_opinions_on_one_review_are_one_unit():
    rows = [
        *(Judgement(n, "alice", "bob", "x", "x") for n in range(6)),
        *(Judgement(n, "alice", "charlie", "x", "y") for n in range(3)),
        *(Judgement(n, "alice", "bob", "y", "y") for n in range(6, 12)),
    ]
    units = [["x", "x", "y"]] * 3 + [["x", "x"]] * 3 + [["y", "y"]] * 6
    codes = [[{"x": 0, "y": 1}[u[i]] if i < len(u) else np.nan for u in units] for i in range(3)]
    found = agreement.overall(rows)
    assert found.alpha.value == pytest.approx(agreement.alpha(*codes))
    assert found.alpha.low <= found.alpha.value <= found.alpha.high


@pytest.mark.parametrize("seed", range(5))
def test_resampled_figures_are_those_of_the_libraries(seed):
    """Ours are quick, for all draws at once; theirs are the reference, draw by draw."""
    draw = random.Random(seed)
    one = np.array([[draw.randrange(4) for _ in range(30)] for _ in range(20)], dtype=float)
    other = np.array([[draw.randrange(4) for _ in range(30)] for _ in range(20)], dtype=float)
    for library, ours in agreement.FAST.items():
        expected = [library(a, b) for a, b in zip(one, other, strict=True)]
        assert ours(np.unique(one))(one, other) == pytest.approx(expected)


def test_same_data_give_the_same_interval():
    first, second = (agreement.overall(pairs(COHEN_1960)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("n", "given"), [(8, False), (10, True)])
def test_too_few_opinions_get_no_interval(n, given):
    half = {("x", "x"): n // 2, ("y", "y"): n // 2 - 1, ("x", "y"): 1}
    found = agreement.overall(pairs(half))
    assert (found.kappa.low is not None) is given
    assert (found.alpha.low is not None) is given


def test_one_rating_everywhere_defines_nothing():
    found = agreement.overall(pairs({("x", "x"): 20}))
    assert (found.share, found.kappa.value, found.alpha.value) == (1.0, None, None)


def test_nothing_given_is_nothing_said():
    assert agreement.overall([]) is None
    assert agreement.by_pair([]) == []


def test_pair_is_two_people_whoever_was_first():
    rows = [
        Judgement(1, "alice", "charlie", "x", "y"),
        Judgement(2, "charlie", "alice", "y", "x"),
        Judgement(3, "alice", "bob", "x", "x"),
    ]
    found = agreement.by_pair(rows)
    assert [(row.who, row.n, row.share) for row in found] == [
        ("alice and charlie", 2, 0.0),
        ("alice and bob", 1, 1.0),
    ]
    # Alice always says x and Charlie always y: chance alone says the same, so kappa is 0.
    assert found[0].kappa.value == 0


def test_starting_imports_none_of_the_large_libraries():
    code = (
        "import django, sys; django.setup(); import factcheck.urls;"
        "print([name for name in ('scipy', 'sklearn') if name in sys.modules])"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
