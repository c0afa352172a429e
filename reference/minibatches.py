"""One epoch of shuffled minibatches. Imports NumPy only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

__all__ = ["minibatches"]


def minibatches(n_samples: int, batch_size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Every index exactly once, in random order, in pieces of `batch_size`.

    The last piece may be smaller. Dropping it would be right as well; keeping it means that an
    epoch sees all of the data.

    Args:
        n_samples: size of the data set.
        batch_size: at least 1.
        rng: decides the order.

    Yields:
        (batch_size,) int64 indices; the last one shorter if the sizes do not divide.

    Source: L. Bottou, Stochastic Gradient Descent Tricks (2012), section 3.

    >>> [len(batch) for batch in minibatches(10, 4, np.random.default_rng(0))]
    [4, 4, 2]
    """
    order = rng.permutation(n_samples)
    for start in range(0, n_samples, batch_size):
        yield order[start : start + batch_size]
