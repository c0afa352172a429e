"""Oracles that the tests of `reference/` share: torch.autograd, finite differences, real data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
import torch
from hypothesis import settings
from sklearn.datasets import load_digits

torch.set_num_threads(1)
# No deadline: a busy machine must not fail a test. Forty shapes a test find what a hundred do.
settings.register_profile("reference", deadline=None, max_examples=40)
settings.load_profile("reference")


def _autograd(function: Callable[..., torch.Tensor], *arrays: np.ndarray, upstream=None):
    tensors = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in arrays]
    value = function(*tensors)
    weight = torch.ones_like(value) if upstream is None else torch.as_tensor(upstream)
    gradients = torch.autograd.grad((value * weight).sum(), tensors, allow_unused=True)
    zeros = [
        torch.zeros_like(t) if g is None else g for t, g in zip(tensors, gradients, strict=True)
    ]
    return value.detach().numpy(), [g.numpy() for g in zeros]


@pytest.fixture(scope="session")
def autograd():
    """`autograd(function, *arrays, upstream=None) -> value, [gradient by each array]` in float64."""
    return _autograd


def _numeric_gradient(function: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    step = np.cbrt(np.finfo(np.float64).eps)  # balances truncation and rounding
    for index in np.ndindex(*x.shape):
        old = x[index]
        x[index] = old + step
        above = function(x)
        x[index] = old - step
        below = function(x)
        x[index] = old
        gradient[index] = (above - below) / (2 * step)
    return gradient


@pytest.fixture(scope="session")
def numeric_gradient():
    """`numeric_gradient(scalar function, x)`: central differences, accurate to about 1e-9."""
    return _numeric_gradient


@pytest.fixture(scope="session")
def digits() -> Mapping[str, tuple[np.ndarray, np.ndarray]]:
    """scikit-learn's handwritten digits, scaled to [0, 1] and split in three."""
    bunch = load_digits()
    order = np.random.default_rng(0).permutation(len(bunch.target))
    x, t = bunch.data[order] / 16.0, bunch.target[order].astype(np.int64)
    parts = {"train": slice(0, 1200), "validation": slice(1200, 1500), "test": slice(1500, None)}
    return {name: (x[part], t[part]) for name, part in parts.items()}
