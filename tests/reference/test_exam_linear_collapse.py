"""The collapsed layer against the network itself, for any sizes and depths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.exam_linear_collapse import collapse_linear

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=6)
SEED = st.integers(0, 2**32 - 1)


def network(sizes, seed):
    """Random weights and biases of a network with these sizes, and the generator."""
    rng = np.random.default_rng(seed)
    Ws = [rng.normal(size=(n, m)) for m, n in zip(sizes, sizes[1:], strict=False)]
    return Ws, [rng.normal(size=len(W)) for W in Ws], rng


@given(sizes=SIZES, seed=SEED)
def test_is_the_network(sizes, seed):
    """The single layer gives what the layers give one after the other, at any input."""
    Ws, bs, rng = network(sizes, seed)
    W, b = collapse_linear(Ws, bs)
    assert W.shape == (sizes[-1], sizes[0])
    assert b.shape == (sizes[-1],)
    for x in rng.normal(size=(3, sizes[0])):
        expected = x
        for weight, bias in zip(Ws, bs, strict=True):
            expected = weight @ expected + bias
        np.testing.assert_allclose(W @ x + b, expected, rtol=1e-11, atol=1e-11)


@given(sizes=SIZES, seed=SEED)
def test_jacobian_and_value_at_zero(autograd, sizes, seed):
    """b is what the network gives for x = 0, and each row of W an output's gradient by x."""
    Ws, bs, _ = network(sizes, seed)
    W, b = collapse_linear(Ws, bs)

    def output(x, weights=Ws, biases=bs):
        for weight, bias in zip(weights, biases, strict=True):
            x = x.new_tensor(weight) @ x + x.new_tensor(bias)
        return x

    for row in range(len(b)):
        value, (gradient,) = autograd(output, np.zeros(sizes[0]), upstream=np.eye(len(b))[row])
        np.testing.assert_allclose(gradient, W[row], rtol=1e-11, atol=1e-11)
        np.testing.assert_allclose(value, b, rtol=1e-11, atol=1e-11)


def test_written_out():
    """W3 W2 W1 and b3 + W3 b2 + W3 W2 b1, as the sheet's answer has them."""
    (W1, W2, W3), (b1, b2, b3), _ = network([4, 3, 5, 2], 7)
    W, b = collapse_linear([W1, W2, W3], [b1, b2, b3])
    np.testing.assert_allclose(W, W3 @ W2 @ W1, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(b, b3 + W3 @ b2 + W3 @ W2 @ b1, rtol=1e-12, atol=1e-13)


def test_inputs_stay():
    """Neither list nor an array in it is changed."""
    Ws, bs, _ = network([2, 3, 4], 1)
    before = [a.copy() for a in Ws + bs]
    collapse_linear(Ws, bs)
    for old, new in zip(before, Ws + bs, strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(("weights", "biases"), [(0, 0), (2, 1), (1, 2)])
def test_lists_must_fit(weights, biases):
    """No layer at all, or not one bias for each weight, is refused with both counts."""
    message = f"{weights} weights and {biases} biases were given"
    with pytest.raises(ValueError, match=message):
        collapse_linear([np.eye(2)] * weights, [np.zeros(2)] * biases)


def test_sizes_must_fit():
    """Layers that do not fit onto each other are refused."""
    with pytest.raises(ValueError, match="mismatch"):
        collapse_linear([np.ones((3, 2)), np.ones((2, 4))], [np.zeros(3), np.zeros(2)])
