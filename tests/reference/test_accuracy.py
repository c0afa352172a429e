"""The accuracy against scikit-learn, and shapes that would broadcast to nonsense."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from reference.accuracy import accuracy


@given(samples=st.integers(1, 30), classes=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_against_scikit_learn(samples, classes, seed):
    """The same share as scikit-learn counts."""
    rng = np.random.default_rng(seed)
    scores, t = rng.normal(size=(samples, classes)), rng.integers(classes, size=samples)
    assert accuracy(scores, t) == pytest.approx(accuracy_score(t, scores.argmax(axis=1)))


@pytest.mark.parametrize(
    ("scores", "t"),
    [
        (np.ones((3, 2)), np.ones((3, 1), int)),
        (np.ones((3, 2)), np.ones(2, int)),
        (np.ones(3), np.ones(3, int)),
        (np.ones((0, 2)), np.ones(0, int)),
    ],
)
def test_shapes_that_do_not_fit(scores, t):
    """Labels as a column, too few of them, flat scores or no sample at all are refused."""
    with pytest.raises(ValueError, match="do not fit: give scores"):
        accuracy(scores, t)
