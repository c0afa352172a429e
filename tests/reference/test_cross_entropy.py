"""The cross entropy against torch, with labels and one-hot rows, and where probabilities vanish."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.cross_entropy import (
    CrossEntropyModule,
    cross_entropy,
    cross_entropy_backward,
    one_hot,
    softmax_cross_entropy,
)
from reference.softmax import softmax, softmax_backward

SIZE = st.integers(1, 7)
SEED = st.integers(0, 2**32 - 1)


def batch(samples, classes, seed):
    """Logits, integer labels and the same labels as one-hot rows."""
    rng = np.random.default_rng(seed)
    t = rng.integers(classes, size=samples)
    return rng.normal(size=(samples, classes), scale=2), t, np.eye(classes)[t]


@given(samples=SIZE, classes=SIZE, seed=SEED)
def test_probabilities_against_autograd(autograd, samples, classes, seed):
    """s4.2c.ii: L = -(1/S) sum T log P and dL/dP, for labels and for one-hot rows."""
    logits, t, rows = batch(samples, classes, seed)
    p = softmax(logits)
    value, (gradient,) = autograd(lambda q: -(torch.tensor(rows) * torch.log(q)).sum() / samples, p)
    module = CrossEntropyModule()
    for targets in (t, rows, t.tolist(), t.astype(np.uint8)):
        assert cross_entropy(p, targets) == pytest.approx(float(value), rel=1e-12, abs=1e-15)
        assert module.forward(p, targets) == cross_entropy(p, targets)
        np.testing.assert_allclose(cross_entropy_backward(p, targets), gradient, rtol=1e-12)
        np.testing.assert_array_equal(
            module.backward(p, targets), cross_entropy_backward(p, targets)
        )


@given(samples=SIZE, classes=SIZE, seed=SEED)
def test_logits_against_autograd(autograd, samples, classes, seed):
    """The loss straight from logits is torch's CrossEntropyLoss, gradient included."""
    logits, t, rows = batch(samples, classes, seed)
    value, (gradient,) = autograd(
        lambda z: torch.nn.functional.cross_entropy(z, torch.tensor(t)), logits
    )
    for targets in (t, rows):
        loss, got = softmax_cross_entropy(logits, targets)
        assert loss == pytest.approx(float(value), rel=1e-11, abs=1e-14)
        np.testing.assert_allclose(got, gradient, rtol=1e-10, atol=1e-14)


@given(samples=SIZE, classes=SIZE, seed=SEED)
def test_two_ways_agree(samples, classes, seed):
    """Softmax then cross entropy, and both at once, give the same loss and gradient."""
    logits, t, _ = batch(samples, classes, seed)
    p = softmax(logits)
    loss, gradient = softmax_cross_entropy(logits, t)
    assert cross_entropy(p, t) == pytest.approx(loss, rel=1e-12, abs=1e-14)
    chained = softmax_backward(p, cross_entropy_backward(p, t))
    np.testing.assert_allclose(chained, gradient, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(gradient.sum(axis=1), 0.0, atol=1e-14)


def test_soft_targets(autograd):
    """Rows that are not one-hot are weights of the logarithms."""
    rng = np.random.default_rng(0)
    p, t = softmax(rng.normal(size=(4, 3))), softmax(rng.normal(size=(4, 3)))
    value, (gradient,) = autograd(lambda q: -(torch.tensor(t) * torch.log(q)).sum() / 4, p)
    assert cross_entropy(p, t) == pytest.approx(float(value), rel=1e-12)
    np.testing.assert_allclose(cross_entropy_backward(p, t), gradient, rtol=1e-12)


def test_finite_differences(numeric_gradient):
    """dL/dP by its definition."""
    logits, t, _ = batch(3, 4, 1)
    p = softmax(logits)
    expected = numeric_gradient(lambda q: cross_entropy(q, t), p)
    np.testing.assert_allclose(cross_entropy_backward(p, t), expected, rtol=1e-5, atol=1e-9)


def test_uniform_prediction():
    """A network that knows nothing has the loss ln K."""
    for classes in (2, 10, 1000):
        p = np.full((3, classes), 1.0 / classes)
        assert cross_entropy(p, [0, 1, 0]) == pytest.approx(np.log(classes), rel=1e-12)


def test_vanished_probabilities():
    """A probability of exactly 0 at the label: loss and gradients finite, and exact from logits."""
    logits = np.array([[0.0, -2000.0], [0.0, 5.0]])
    p = softmax(logits)
    assert p[0, 1] == 0.0
    assert np.isfinite(cross_entropy(p, [1, 1]))
    chained = softmax_backward(p, cross_entropy_backward(p, [1, 1]))
    assert np.isfinite(chained).all()
    loss, gradient = softmax_cross_entropy(logits, [1, 1])
    assert loss == pytest.approx((2000.0 + np.log1p(np.exp(-5.0))) / 2, rel=1e-12)
    np.testing.assert_array_equal(gradient[0], [0.5, -0.5])


def test_small_probabilities_are_not_bent():
    """No epsilon shows: the loss of a probability of 1e-300 is 300 ln 10."""
    assert cross_entropy([[1e-300, 1.0]], [0]) == pytest.approx(300 * np.log(10), rel=1e-12)
    assert cross_entropy_backward([[1e-300, 1.0]], [0])[0, 0] == pytest.approx(-1e300, rel=1e-12)


def test_width_of_one_hot():
    """The width is the number of classes, also when the batch lacks the last ones."""
    np.testing.assert_array_equal(one_hot([0, 1], n_classes=4), np.eye(4)[:2])


@pytest.mark.parametrize(
    ("t", "message"),
    [
        ([0, 3], "labels run from 0 to 3: they must lie in 0 to 2"),
        ([-1, 0], "labels run from -1 to 0: they must lie in 0 to 2"),
        ([0.0, 1.0], r"targets have shape \(2,\) and type float64: give integer labels"),
        ([[0], [1]], r"targets have shape \(2, 1\).*or rows of probabilities \(S, 3\)"),
    ],
)
def test_targets_that_do_not_fit(t, message):
    """A wrong label or shape is named, instead of wrapping around or broadcasting."""
    with pytest.raises(ValueError, match=message):
        cross_entropy(np.full((2, 3), 1 / 3), t)
