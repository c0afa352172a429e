"""Fingerprints of wrong numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.compare.judged import Judged
from grader.fingerprint import fingerprint

ANY = arrays(np.float64, array_shapes(min_dims=0, max_dims=3, min_side=0), elements=st.floats())


def of(values: Any, check: str = "a.b") -> str:
    """The fingerprint of some numbers."""
    got = np.asarray(values, dtype=np.float64)
    truth = np.zeros(got.shape)
    return fingerprint(check, Judged(what="w", kind="values", got=got, expected=truth, bound=1e-3))


@given(ANY)
def test_any_numbers_have_one(values: np.ndarray) -> None:
    """Sixteen hexadecimal digits, the same every time, whatever the memory layout."""
    found = of(values)
    assert len(found) == 16
    assert int(found, 16) >= 0
    assert of(np.array(values, order="F")) == found


@pytest.mark.parametrize(
    ("values", "same"),
    [
        ([1.0, 2.0], [1.000001, 2.000002]),
        ([9.99999], [10.00001]),
        ([0.0, 1.0], [-0.0, 1.0]),
        ([0.0], [-0.0]),
        ([1e6, 3.0], [1e6, 4.0]),  # below the fifth digit of the largest
        ([np.nan, 1.0], [-np.nan, 1.0]),
        ([1e308, 1.0], [1e308, 1.0]),
        ([5e-324], [5e-324]),
    ],
)
def test_the_same_to_five_digits_is_the_same(values: list, same: list) -> None:
    """Rounding noise of two machines separates nobody."""
    assert of(values) == of(same)


@pytest.mark.parametrize(
    ("values", "other"),
    [
        ([1.0, 2.0], [2.0, 1.0]),
        ([1.0, 2.0], [1.0, 2.001]),
        ([1.0, 2.0], [-1.0, -2.0]),
        ([1.0, 2.0], [10.0, 20.0]),
        ([1.0, 2.0], [[1.0, 2.0]]),
        ([[1.0], [2.0]], [[1.0, 2.0]]),
        ([np.nan, 1.0], [np.inf, 1.0]),
        ([np.inf], [-np.inf]),
        ([np.nan, 1.0], [0.0, 1.0]),
        ([], [0.0]),
        ([1e-300], [1e-290]),
    ],
)
def test_other_numbers_are_other_numbers(values: list, other: list) -> None:
    """Order, sign, size, shape, and what is not finite all count."""
    assert of(values) != of(other)


def test_another_check_has_other_fingerprints() -> None:
    """The same zero at two places is no sign of anything."""
    assert of([0.0], "a.b") != of([0.0], "a.c")
