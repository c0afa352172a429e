"""Lines: no linear function separates the classes, as a linear program and as a certificate; the net does."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.exam_lines import HORIZONTAL, VERTICAL, contradiction, line_network

FACTOR = st.floats(0, 10)
WEIGHT = st.floats(-10, 10)


def test_patterns_are_the_lines_of_the_picture():
    """Reshaped to 2 x 2, class I has a column of ones and class II a row of ones."""
    for column in VERTICAL:
        assert sorted(np.reshape(column, (2, 2)).sum(axis=0)) == [0, 2]
    for row in HORIZONTAL:
        assert sorted(np.reshape(row, (2, 2)).sum(axis=1)) == [0, 2]


@given(w=st.tuples(WEIGHT, WEIGHT, WEIGHT, WEIGHT), b=WEIGHT, factors=st.tuples(*[FACTOR] * 4))
def test_remainder_is_the_sum_of_the_conditions(w, b, factors):
    """The remainder applied to (w, b) is the sum of +-(w x + b), each times its factor."""
    left = contradiction(factors)
    signs = (1, 1, -1, -1)
    total = sum(
        f * s * (np.dot(w, x) + b)
        for f, s, x in zip(factors, signs, (*VERTICAL, *HORIZONTAL), strict=True)
    )
    assert np.dot(left.weights, w) + left.bias * b == pytest.approx(total, abs=1e-9)


def test_equal_factors_leave_nothing():
    """All four conditions together contradict each other; no three of them do."""
    left = contradiction([1, 1, 1, 1])
    assert not left.weights.any()
    assert left.bias == 0
    for missing in range(4):
        left = contradiction([n != missing for n in range(4)])
        assert left.weights.any()


@given(w=st.tuples(WEIGHT, WEIGHT, WEIGHT, WEIGHT))
def test_no_linear_function_separates(w):
    """Whatever the weights, class I does not lie above class II."""
    first, second = ([np.dot(w, x) for x in group] for group in (VERTICAL, HORIZONTAL))
    assert min(first) <= max(second) + 1e-9


def test_network_separates():
    """The network's outputs of class I lie above those of class II, by all of its range."""
    first, second = ([line_network(x) for x in group] for group in (VERTICAL, HORIZONTAL))
    assert min(first) - max(second) == max(first) - min(second) > 0


def test_network_is_the_absolute_value():
    """Two ReLUs make |x1 - x2 + x3 - x4|, at all 16 pictures."""
    for x in itertools.product((0.0, 1.0), repeat=4):
        assert line_network(x) == abs(x[0] - x[1] + x[2] - x[3])
