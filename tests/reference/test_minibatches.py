"""Minibatches are a partition of the data in random order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reference.minibatches import minibatches


@given(n=st.integers(0, 60), size=st.integers(1, 70), seed=st.integers(0, 2**32 - 1))
def test_partition(n, size, seed):
    """Every index comes exactly once; all pieces but the last have the full size."""
    pieces = list(minibatches(n, size, np.random.default_rng(seed)))
    together = np.concatenate([*pieces, np.array([], dtype=np.int64)])
    assert sorted(together) == list(range(n))
    assert all(len(piece) == size for piece in pieces[:-1])
    assert all(0 < len(piece) <= size for piece in pieces)


def test_order():
    """The order follows the generator and changes from epoch to epoch."""
    rng = np.random.default_rng(0)
    first, second = (np.concatenate(list(minibatches(50, 8, rng))) for _ in range(2))
    again = np.concatenate(list(minibatches(50, 8, np.random.default_rng(0))))
    np.testing.assert_array_equal(first, again)
    assert np.any(first != second)
    assert np.any(first != np.arange(50))
