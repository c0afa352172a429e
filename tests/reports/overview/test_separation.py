"""reports.overview.separation: both measures against numpy, their definitions and each other."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.overview.separation import FEWEST, FEWEST_OTHER, TAIL, Separation, separation

PAIRS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.25, 1.0]), st.integers(0, 20).map(lambda n: n / 20)),
    min_size=FEWEST,
    max_size=60,
)


def tails(pairs: list[tuple[float, float]]) -> float:
    """Upper minus lower 27 %, as the mean over many orders of the students who tie."""
    rng = random.Random(1)
    size = max(1, round(TAIL * len(pairs)))
    found = []
    for _ in range(3000):
        rng.shuffle(pairs)
        ordered = sorted(pairs, key=lambda pair: pair[1])
        low = np.mean([own for own, _ in ordered[:size]])
        high = np.mean([own for own, _ in ordered[-size:]])
        found.append(high - low)
    return float(np.mean(found))


@given(PAIRS)
@settings(deadline=None)
def test_correlation_is_that_of_numpy(pairs: list[tuple[float, float]]) -> None:
    """Where there is one at all, the correlation of both columns is numpy.corrcoef's."""
    found = separation(pairs)
    own, rest = np.array(pairs).T
    if found is None:
        common = max(np.sum(own == value) for value in own)
        assert len(own) - common < FEWEST_OTHER or np.ptp(rest) == 0
        return
    assert found.correlation == pytest.approx(np.corrcoef(own, rest)[0, 1], abs=1e-9)
    assert found.students == len(pairs)


def test_upper_minus_lower_without_ties() -> None:
    """Of eleven students 27 % are three: the three strongest less the three weakest."""
    own = [0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1]
    pairs = [(float(share), place / 10) for place, share in enumerate(own)]
    found = separation(pairs)
    assert found is not None
    assert found.difference == pytest.approx(2 / 3 - 1 / 3)


@pytest.mark.parametrize("seed", range(4))
def test_upper_minus_lower_shares_places_among_ties(seed: int) -> None:
    """Who ties at the border counts with the chance of being inside, whatever the order."""
    rng = random.Random(seed)
    pairs = [(float(rng.random() < 0.6), rng.randrange(4) / 4) for _ in range(23)]
    found = separation(pairs)
    assert found is not None
    assert found.difference == pytest.approx(tails(list(pairs)), abs=0.02)
    again = separation(pairs[::-1])
    assert again is not None
    assert again.difference == pytest.approx(found.difference, abs=1e-12)


@given(PAIRS)
@settings(deadline=None)
def test_turned_round_the_signs_change(pairs: list[tuple[float, float]]) -> None:
    """A check that is passed by exactly the others has both measures with the other sign."""
    found = separation(pairs)
    turned = separation([(1 - own, rest) for own, rest in pairs])
    if found is None or turned is None:
        assert found is turned
        return
    assert turned.correlation == pytest.approx(-found.correlation, abs=1e-9)
    assert turned.difference == pytest.approx(-found.difference, abs=1e-9)
    assert abs(found.difference) <= 1 + 1e-12


@pytest.mark.parametrize(
    "own",
    [
        [0.0, 1.0] * ((FEWEST - 1) // 2),
        [1.0] * 40,
        [0.0] * (FEWEST_OTHER - 1) + [1.0] * 40,
    ],
    ids=["few students", "constant", "nearly constant"],
)
def test_too_few_to_say(own: list[float]) -> None:
    """Below the stated numbers there is no measure, not a wild one."""
    assert separation([(share, k / 50) for k, share in enumerate(own)]) is None


def test_a_class_without_differences_says_nothing() -> None:
    """Where all others points are equal, no check tells strong from weak."""
    assert separation([(float(k % 2), 0.5) for k in range(30)]) is None


@pytest.mark.parametrize(
    ("correlation", "students"), [(-0.3, 100), (-0.2, 90), (-0.5, 20), (0.1, 50)]
)
def test_reversed_only_beyond_chance(correlation: float, students: int) -> None:
    """The interval of 95 % by Fisher's transformation lies below zero, or nothing is said."""
    z = 0.5 * math.log((1 + correlation) / (1 - correlation))
    above = math.tanh(z + 1.96 / math.sqrt(students - 3))
    found = Separation(correlation=correlation, difference=0.0, students=students)
    assert found.reversed == (above < 0)
    assert not Separation(correlation=-0.2, difference=0.0, students=20).reversed
    assert Separation(correlation=-1.0, difference=-1.0, students=20).reversed
    assert not Separation(correlation=1.0, difference=1.0, students=20).reversed
