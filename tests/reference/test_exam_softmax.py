"""Stable softmax against torch at any size, its invariance, and the numbers of the sheet."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reference.exam_softmax import stable_softmax

ACTIVATIONS = arrays.arrays(
    np.float64,
    arrays.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=5),
    elements=st.floats(-2000, 2000),
)


@given(a=ACTIVATIONS)
def test_against_torch(a):
    """Equal to torch's softmax along the last axis, in shape and values, for activations up to 2000."""
    p = stable_softmax(a)
    assert p.shape == a.shape
    assert p.dtype == np.float64
    np.testing.assert_allclose(p, torch.softmax(torch.tensor(a), -1).numpy(), rtol=1e-9, atol=1e-15)


@given(a=ACTIVATIONS, c=st.floats(-1000, 1000))
def test_shift_changes_nothing(a, c):
    """softmax(a + c) = softmax(a)."""
    np.testing.assert_allclose(stable_softmax(a + c), stable_softmax(a), rtol=1e-8, atol=1e-12)


@given(a=ACTIVATIONS)
def test_sums_to_one(a):
    """Not negative, and every row sums to 1."""
    p = stable_softmax(a)
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1.0, rtol=1e-9)


@pytest.mark.parametrize(
    ("a", "expected"),
    [
        ([1000, 999, 998], [0.665240955775, 0.244728471055, 0.0900305731704]),
        ([-1000, -1001, -1003], [0.705384512698, 0.259496460342, 0.0351190269593]),
    ],
)
def test_numbers_of_the_sheet(a, expected):
    """Where exp overflows, and where all of them are 0."""
    assert stable_softmax(a) == pytest.approx(expected, abs=1e-12)


def test_argument_is_left_alone():
    """The activations are not written into."""
    a = np.array([[1.0, 2.0], [500.0, -3.0]])
    before = a.copy()
    stable_softmax(a)
    assert (a == before).all()
