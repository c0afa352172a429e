"""Training of the sigmoid network, statistics of runs and the comparison of rates."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reference.batch_softmax_network import batch_softmax_logits, batch_softmax_network
from reference.train_softmax_network import (
    compare_softmax_learning_rates,
    mean_and_std,
    softmax_network_descent,
    train_softmax_network,
)


@pytest.fixture(scope="module")
def task(digits):
    """200 digits, on one scale."""
    x, t = digits["train"]
    return (x[:200] - x[:200].mean()) / x[:200].std(), t[:200]


def test_descent_is_that_of_torch(task):
    """Three full-batch steps of torch's SGD from the same start end in the same parameters."""
    x, t = task
    rng = np.random.default_rng(0)
    start = [rng.normal(0, 0.2, shape) for shape in ((64, 7), (7,), (7, 10), (10,))]
    path = softmax_network_descent(x, t, start, lr=0.7, steps=3)
    W, b, V, c = params = [torch.tensor(p, requires_grad=True) for p in start]
    optimizer = torch.optim.SGD(params, lr=0.7)
    for step in path:
        optimizer.zero_grad()
        scores = torch.sigmoid(torch.tensor(x) @ W + b) @ V + c
        loss = torch.nn.functional.cross_entropy(scores, torch.tensor(t))
        assert step.losses[0] == pytest.approx(loss.item(), rel=1e-10)
        loss.backward()
        optimizer.step()
        for mine, theirs in zip(step[:4], params, strict=True):
            np.testing.assert_allclose(mine, theirs.detach().numpy(), atol=1e-12)
    assert path[-1].losses[1] == batch_softmax_network(x, t, *path[-1][:4]).loss


def test_one_batch_is_descent(task):
    """With all samples in one batch, training is full-batch descent: the order does not matter."""
    x, t = task
    still = train_softmax_network(x, t, 6, 0.0, 200, 1, seed=4)
    trained = train_softmax_network(x, t, 6, 0.5, 200, 3, seed=4)
    (*_, last) = softmax_network_descent(x, t, still[:4], lr=0.5, steps=3)
    for mine, expected in zip(trained[:4], last[:4], strict=True):
        np.testing.assert_allclose(mine, expected, atol=1e-12)
    assert trained.losses[0] == pytest.approx(still.losses[0])


def test_learns(task):
    """s1.Q6.loss: far below ln 10, from near ln 10; one loss for each batch."""
    x, t = task
    trained = train_softmax_network(x, t, 20, 0.5, 15, 25, seed=1)
    assert len(trained.losses) == 25 * 14
    assert trained.losses[0] == pytest.approx(np.log(10), rel=0.3)
    assert batch_softmax_network(x, t, *trained[:4]).loss < 0.25 * np.log(10)
    assert np.mean(batch_softmax_logits(x, *trained[:4]).argmax(axis=1) == t) > 0.9


def test_sums_stay(task):
    """s1.Q4.params: the sum of c stays 0, and V's rows keep theirs."""
    x, t = task
    start = train_softmax_network(x, t, 6, 0.0, 200, 1, seed=4)
    trained = train_softmax_network(x, t, 6, 0.5, 10, 5, seed=4)
    assert abs(trained.c.sum()) < 1e-12
    np.testing.assert_allclose(trained.V.sum(axis=1), start.V.sum(axis=1), atol=1e-12)
    assert np.abs(trained.c).max() > 0.01


def test_seed_decides(task):
    """The same seed gives the same run to the last bit, another one another run."""
    x, t = task
    first, second, other = (train_softmax_network(x, t, 5, 0.5, 20, 2, seed=s) for s in (1, 1, 2))
    assert first.losses == second.losses
    np.testing.assert_array_equal(first.W, second.W)
    assert first.losses != other.losses


@pytest.mark.parametrize("ddof", [0, 1])
def test_mean_and_std_are_torchs(ddof):
    """s1.Q7.2: step by step over the runs, with either divisor."""
    curves = np.random.default_rng(0).normal(size=(4, 9))
    mean, std = mean_and_std(curves, ddof=ddof)
    np.testing.assert_allclose(mean, torch.tensor(curves).mean(0).numpy())
    np.testing.assert_allclose(std, torch.tensor(curves).std(0, correction=ddof).numpy())


def test_comparison_chooses_what_generalises(task):
    """s1.Q7.3: one curve a rate, each that of its own run; the choice is the best on new data."""
    x, t = task
    train, new = (x[:100], t[:100]), (x[100:], t[100:])
    curves, best = compare_softmax_learning_rates(*train, *new, [1e-4, 0.5, 0.01], seed=3)
    assert list(curves) == [1e-4, 0.5, 0.01]
    assert best == 0.5
    own = train_softmax_network(*train, 12, 0.01, 10, 10, seed=3)
    assert curves[0.01] == own.losses
