"""The two-layer network against torch, finite differences and the course's published numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.two_layer_net import TwoLayerNet, two_layer_loss_and_gradients, two_layer_scores

SIZE = st.integers(1, 6)


def torch_loss(X, y, reg, factor):
    """The loss as a function of the parameters, with torch's own operations."""

    def loss(W1, b1, W2, b2):
        scores = torch.relu(torch.tensor(X) @ W1 + b1) @ W2 + b2
        penalty = factor * reg * ((W1**2).sum() + (W2**2).sum())
        return torch.nn.functional.cross_entropy(scores, torch.tensor(y)) + penalty

    return loss


@given(
    N=SIZE,
    D=SIZE,
    H=SIZE,
    C=SIZE,
    reg=st.sampled_from([0.0, 0.05, 1.5]),
    factor=st.sampled_from([0.5, 1.0]),
    seed=st.integers(0, 2**32 - 1),
)
def test_against_autograd(autograd, N, D, H, C, reg, factor, seed):
    """Scores, loss and all four gradients, with either convention of the regularisation."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(N, D)), rng.integers(C, size=N)
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, C), "b2": (C,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    value, gradients = autograd(torch_loss(X, y, reg, factor), *params.values())

    got = two_layer_loss_and_gradients(X, y, **params, reg=reg, reg_factor=factor)
    assert got.loss == pytest.approx(float(value), rel=1e-10, abs=1e-12)
    for name, expected in zip(params, gradients, strict=True):
        assert getattr(got, name).shape == params[name].shape
        np.testing.assert_allclose(getattr(got, name), expected, rtol=1e-8, atol=1e-12)

    net = TwoLayerNet(D, H, C, reg_factor=factor)
    net.params.update(params)
    loss, grads = net.loss(X, y, reg)
    assert loss == got.loss
    assert list(grads) == ["W1", "b1", "W2", "b2"]
    for name in grads:
        np.testing.assert_array_equal(grads[name], getattr(got, name))
    np.testing.assert_array_equal(net.loss(X), two_layer_scores(X, **params))
    np.testing.assert_array_equal(net.predict(X), net.loss(X).argmax(axis=1))


def test_finite_differences(numeric_gradient):
    """The gradient of the regularised loss by each parameter, by its definition."""
    rng = np.random.default_rng(0)
    net = TwoLayerNet(5, 7, 3, std=0.7, seed=1)
    net.params["b1"] += rng.normal(size=7)
    X, y = rng.normal(size=(6, 5)), rng.integers(3, size=6)
    _, grads = net.loss(X, y, reg=0.3)
    for name in net.params:
        fixed = dict(net.params)

        def loss(value, name=name, fixed=fixed):
            return two_layer_loss_and_gradients(X, y, **{**fixed, name: value}, reg=0.3).loss

        np.testing.assert_allclose(grads[name], numeric_gradient(loss, net.params[name]), atol=1e-8)


def test_numbers_of_the_course():
    """Scores and loss that CS231n prints in its notebook for its toy model and data.

    The loss belongs to reg 0.05 with the factor 1 (2017 on) and to reg 0.1 with 1/2 (before).
    """
    weights, inputs = np.random.RandomState(0), np.random.RandomState(1)
    net = TwoLayerNet(4, 10, 3)
    net.params["W1"] = 0.1 * weights.randn(4, 10)
    net.params["W2"] = 0.1 * weights.randn(10, 3)
    X, y = 10 * inputs.randn(5, 4), np.array([0, 1, 2, 2, 1])
    published = [
        [-0.81233741, -1.27654624, -0.70335995],
        [-0.17129677, -1.18803311, -0.47310444],
        [-0.51590475, -1.01354314, -0.8504215],
        [-0.15419291, -0.48629638, -0.52901952],
        [-0.00618733, -0.12435261, -0.15226949],
    ]
    np.testing.assert_allclose(net.loss(X), published, atol=5e-9)
    assert net.loss(X, y, reg=0.05)[0] == pytest.approx(1.30378789133, abs=5e-12)
    older = two_layer_loss_and_gradients(X, y, **net.params, reg=0.1, reg_factor=0.5)
    assert older.loss == pytest.approx(1.30378789133, abs=5e-12)


def test_start():
    """Weights spread as asked and drawn from the seed; biases 0; untrained loss near ln C."""
    net = TwoLayerNet(300, 200, 10, std=0.01, seed=3)
    assert {name: value.shape for name, value in net.params.items()} == {
        "W1": (300, 200),
        "b1": (200,),
        "W2": (200, 10),
        "b2": (10,),
    }
    assert net.params["W1"].std() == pytest.approx(0.01, rel=0.03)
    assert not net.params["b1"].any()
    assert not net.params["b2"].any()
    np.testing.assert_array_equal(
        TwoLayerNet(300, 200, 10, std=0.01, seed=3).params["W2"], net.params["W2"]
    )
    X, y = np.random.default_rng(0).normal(size=(20, 300)), np.arange(20) % 10
    assert TwoLayerNet(300, 200, 10).loss(X, y)[0] == pytest.approx(np.log(10), abs=1e-4)


def test_training_learns(digits):
    """Six hundred steps on the digits: above 0.9 on the test part; the histories are complete."""
    net = TwoLayerNet(64, 50, 10, std=0.1)
    history = net.train(
        *digits["train"], *digits["validation"], learning_rate=0.5, num_iters=600, batch_size=100
    )
    X, y = digits["test"]
    assert np.mean(net.predict(X) == y) > 0.9
    assert len(history["loss_history"]) == 600
    assert len(history["train_acc_history"]) == len(history["val_acc_history"]) == 50
    X, y = digits["validation"]
    assert history["val_acc_history"][-1] == pytest.approx(np.mean(net.predict(X) == y), abs=0.03)


def test_training_repeats(digits):
    """The same seed gives the same run; another seed another one."""
    runs = []
    for seed in (4, 4, 5):
        net = TwoLayerNet(64, 8, 10, std=0.1, seed=seed)
        runs.append(net.train(*digits["train"], *digits["validation"], num_iters=20))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_one_step():
    """A step moves every parameter by minus the rate times its gradient, regularisation included."""
    rng = np.random.default_rng(2)
    X, y = np.repeat(rng.normal(size=(1, 4)), 3, axis=0), np.array([1, 1, 1])
    net = TwoLayerNet(4, 6, 3, std=0.5)
    before = {name: value.copy() for name, value in net.params.items()}
    _, grads = net.loss(X, y, reg=0.2)  # all samples alike: every batch is this one
    net.train(X, y, X, y, learning_rate=0.1, reg=0.2, num_iters=1, batch_size=5)
    for name in before:
        np.testing.assert_allclose(net.params[name], before[name] - 0.1 * grads[name], rtol=1e-12)


def test_decay():
    """With a decay of 0 only the first step of the first epoch moves anything."""
    X, y = np.eye(4), np.arange(4)
    once, often = TwoLayerNet(4, 6, 4, std=0.5), TwoLayerNet(4, 6, 4, std=0.5)
    for net, steps in ((once, 1), (often, 9)):
        net.train(X, y, X, y, 0.1, learning_rate_decay=0.0, num_iters=steps, batch_size=4)
    np.testing.assert_array_equal(once.params["W1"], often.params["W1"])


def test_verbose(capsys):
    """Printing is off unless asked for."""
    X, y = np.eye(4), np.arange(4)
    TwoLayerNet(4, 3, 4).train(X, y, X, y, num_iters=2)
    assert capsys.readouterr().out == ""
    TwoLayerNet(4, 3, 4).train(X, y, X, y, num_iters=2, verbose=True)
    assert capsys.readouterr().out.startswith("iteration 0 / 2: loss 1.386")
