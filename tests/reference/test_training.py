"""Both training functions learn the digits, repeat themselves, and return what they promise."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reference import train_mlp_numpy, train_mlp_pytorch
from reference.accuracy import accuracy
from reference.cross_entropy import softmax_cross_entropy
from reference.minibatches import minibatches
from reference.mlp_functions import mlp_logits, mlp_loss_and_gradients
from reference.mlp_numpy import MLP

BOTH = pytest.mark.parametrize(
    "train", [train_mlp_numpy.train, train_mlp_pytorch.train], ids=["numpy", "pytorch"]
)


def layers_of(model):
    """(weight, bias) arrays of either model."""
    if isinstance(model, MLP):
        return model.parameters()
    linear = [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    return [(m.weight.detach().numpy(), m.bias.detach().numpy()) for m in linear]


@BOTH
@pytest.mark.parametrize("hidden", [[32], [100], [64, 32], []])
def test_learns_the_digits(train, hidden, digits):
    """Ten epochs of batches of 32 at a rate of 0.1: the test accuracy is above 0.85 or 0.9."""
    _, val_accuracies, test_accuracy, logging = train(hidden, 0.1, 32, 10, 1, digits)
    assert test_accuracy > (0.9 if hidden else 0.85)
    assert max(val_accuracies) > (0.9 if hidden else 0.85)
    assert np.mean(logging["loss"][-38:]) < 0.5 * np.mean(logging["loss"][:38])


@BOTH
def test_what_is_returned(train, digits):
    """One accuracy an epoch, one loss a batch; the model is the one the numbers belong to."""
    model, val_accuracies, test_accuracy, logging = train([16], 0.2, 50, 4, 0, digits)
    assert len(val_accuracies) == 4
    assert len(logging["loss"]) == 4 * 24  # 1200 samples
    assert all(type(value) is float for value in [*val_accuracies, *logging["loss"], test_accuracy])
    x, t = digits["validation"]
    assert accuracy(mlp_logits(x, layers_of(model)), t) == max(val_accuracies)
    x, t = digits["test"]
    assert accuracy(mlp_logits(x, layers_of(model)), t) == test_accuracy


@BOTH
def test_best_epoch_is_kept(train, digits):
    """At a rate so large that it gets worse again, an earlier model comes back."""
    small = {name: (x[:200], t[:200]) for name, (x, t) in digits.items()}
    for seed in range(5):
        model, val_accuracies, _, _ = train([8], 2.0, 10, 6, seed, small)
        x, t = small["validation"]
        assert accuracy(mlp_logits(x, layers_of(model)), t) == max(val_accuracies)


@BOTH
def test_same_seed_same_run(train, digits):
    """A seed decides everything, whatever the global generators say; another seed differs."""
    runs = []
    for global_seed, seed in ((0, 5), (1, 5), (0, 6)):
        torch.manual_seed(global_seed)
        model, val_accuracies, _, logging = train([8], 0.1, 64, 2, seed, digits)
        runs.append((layers_of(model)[0][0], val_accuracies, logging["loss"]))
    np.testing.assert_array_equal(runs[0][0], runs[1][0])
    assert runs[0][1:] == runs[1][1:]
    assert runs[0][2] != runs[2][2]


@BOTH
def test_first_loss(train, digits):
    """The first logged loss is that of the untrained network: near ln 10, not yet improved."""
    losses = [train([32], 0.1, 1200, 1, seed, digits)[3]["loss"] for seed in range(10)]
    assert all(len(loss) == 1 for loss in losses)
    assert 0.9 * np.log(10) < np.mean(losses) < 1.3 * np.log(10)


@BOTH
def test_data_unharmed(train, digits):
    """Training does not write into the data."""
    before = {name: (x.copy(), t.copy()) for name, (x, t) in digits.items()}
    train([8], 0.1, 64, 1, 0, digits)
    for name, (x, t) in digits.items():
        np.testing.assert_array_equal(x, before[name][0])
        np.testing.assert_array_equal(t, before[name][1])


def test_numpy_run_step_by_step(digits):
    """The NumPy run is plain SGD: repeated with the pure functions it gives the same losses."""
    model, _, _, logging = train_mlp_numpy.train([12], 0.3, 100, 1, 7, digits)
    rng = np.random.default_rng(7)
    layers = [(w.copy(), b.copy()) for w, b in MLP(64, [12], 10, rng=rng).parameters()]
    x, t = digits["train"]
    losses = []
    for batch in minibatches(1200, 100, rng):
        result = mlp_loss_and_gradients(x[batch], t[batch], layers)
        losses.append(result.loss)
        layers = [
            (w - 0.3 * dw, b - 0.3 * db)
            for (w, b), (dw, db) in zip(layers, result.gradients, strict=True)
        ]
    np.testing.assert_allclose(logging["loss"], losses, rtol=1e-9)
    np.testing.assert_allclose(model.parameters()[0][0], layers[0][0], rtol=1e-8, atol=1e-12)


def test_pytorch_run_step_by_step(digits):
    """From the same weights and batches the PyTorch run has the losses of the pure functions."""
    logging = train_mlp_pytorch.train([12], 0.3, 100, 1, 7, digits)[3]
    start = train_mlp_pytorch.MLP(64, [12], 10, generator=torch.Generator().manual_seed(7))
    layers = [(w.copy(), b.copy()) for w, b in layers_of(start)]
    x, t = digits["train"]
    losses = []
    for batch in minibatches(1200, 100, np.random.default_rng(7)):
        result = mlp_loss_and_gradients(x[batch], t[batch], layers)
        losses.append(result.loss)
        layers = [
            (w - 0.3 * dw, b - 0.3 * db)
            for (w, b), (dw, db) in zip(layers, result.gradients, strict=True)
        ]
    np.testing.assert_allclose(logging["loss"], losses, rtol=1e-9)


@BOTH
def test_returned_loss_fits_the_model(train, digits):
    """The loss of the returned model on the training data is near the end of the logged curve."""
    model, _, _, logging = train([32], 0.1, 32, 8, 0, digits)
    x, t = digits["train"]
    loss, _ = softmax_cross_entropy(mlp_logits(x, layers_of(model)), t)
    assert loss == pytest.approx(np.mean(logging["loss"][-38:]), rel=0.25)
