"""The many runs at once of the softmax_network benchmark: each is one run of the reference."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.softmax_network_ways import ORDERS, STARTS, WRONG, evaluate, train
from reference.batch_softmax_network import batch_softmax_logits, batch_softmax_network
from reference.train_softmax_network import softmax_network_descent

X = np.random.default_rng(0).normal(size=(30, 6))
T = np.arange(30) % 4
SETTING = {"hidden": 5, "lr": 0.7, "batch_size": 30, "runs": 3, "seed": 8}


@pytest.mark.parametrize("start", STARTS)
def test_full_batches_are_descent(start):
    """With all samples in one batch every run is the reference's descent from its own start."""
    first = train(X, T, epochs=0, start=start, **SETTING).arrays
    last = train(X, T, epochs=3, start=start, **SETTING)
    for run in range(3):
        path = softmax_network_descent(X, T, [a[run] for a in first], lr=0.7, steps=3)
        for mine, expected in zip(last.arrays, path[-1][:4], strict=True):
            np.testing.assert_allclose(mine[run], expected, atol=1e-12)
        np.testing.assert_allclose(last.losses[:, run], [step.losses[0] for step in path])


def test_evaluation_is_the_references():
    """Loss and accuracy of each run on given data."""
    arrays = train(X, T, epochs=2, **SETTING).arrays
    losses, accuracies = evaluate(arrays, X, T)
    for run in range(3):
        params = [a[run] for a in arrays]
        assert losses[run] == pytest.approx(batch_softmax_network(X, T, *params).loss)
        classes = batch_softmax_logits(X, *params).argmax(axis=1)
        assert accuracies[run] == np.mean(classes == T)


@pytest.mark.parametrize("order", ORDERS)
def test_orders_fill_an_epoch(order):
    """Batches of the asked size; all samples once, unless the last is dropped or they are drawn."""
    batches = list(ORDERS[order](np.random.default_rng(1), 2, 10, 4))
    sizes = [batch.shape for batch in batches]
    short = order in ("full batches", "with replacement")
    assert sizes == ([(2, 4)] * 2 if short else [(2, 4), (2, 4), (2, 2)])
    if order in ("shuffled", "in order"):
        rows = np.concatenate(batches, axis=1)
        np.testing.assert_array_equal(np.sort(rows, axis=1), [np.arange(10)] * 2)


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_ways_are_wrong(wrong):
    """Each wrong way ends elsewhere than the right one."""
    right = train(X, T, epochs=4, **{**SETTING, "batch_size": 10})
    other = train(X, T, epochs=4, wrong=wrong, **{**SETTING, "batch_size": 10})
    gaps = [np.abs(a - b).max() for a, b in zip(right.arrays, other.arrays, strict=True)]
    assert max(gaps) > 1e-3
