"""The PyTorch MLP against the pure functions under the same weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reference.mlp_functions import mlp_logits, mlp_loss_and_gradients
from reference.mlp_pytorch import MLP
from reference.sizes import layer_parameters


def linear_layers(model):
    """(weight, bias) parameters, first layer first."""
    return [(m.weight, m.bias) for m in model.modules() if isinstance(m, torch.nn.Linear)]


@pytest.mark.parametrize("hidden", [[], [7], [9, 6, 5]])
def test_same_as_the_functions(hidden):
    """Logits, loss and gradients are those of the NumPy functions for the same weights."""
    model = MLP(8, hidden, 4)
    layers = [(w.detach().numpy(), b.detach().numpy()) for w, b in linear_layers(model)]
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(5, 8)), rng.integers(4, size=5)
    logits = model(torch.tensor(x))
    torch.nn.CrossEntropyLoss()(logits, torch.tensor(t)).backward()
    expected = mlp_loss_and_gradients(x, t, layers)
    np.testing.assert_allclose(
        logits.detach().numpy(), mlp_logits(x, layers), rtol=1e-12, atol=1e-13
    )
    for (weight, bias), (dweight, dbias) in zip(
        linear_layers(model), expected.gradients, strict=True
    ):
        np.testing.assert_allclose(weight.grad.numpy(), dweight, rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(bias.grad.numpy(), dbias, rtol=1e-9, atol=1e-13)


def test_architecture():
    """Parameters per layer, biases zero, float64 unless asked otherwise."""
    model = MLP(64, [32, 16], 10)
    assert [w.numel() + b.numel() for w, b in linear_layers(model)] == layer_parameters(
        [64, 32, 16, 10]
    )
    assert all(not b.any() for _, b in linear_layers(model))
    assert {p.dtype for p in model.parameters()} == {torch.float64}
    assert {p.dtype for p in MLP(4, [], 2, dtype=torch.float32).parameters()} == {torch.float32}


def test_seeded_start():
    """The same generator gives the same weights, and torch's global one is left alone."""
    before = torch.get_rng_state()
    first = MLP(6, [5], 4, generator=torch.Generator().manual_seed(1))
    again = MLP(6, [5], 4, generator=torch.Generator().manual_seed(1))
    for mine, theirs in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(mine, theirs)
    assert torch.equal(torch.get_rng_state(), before)


def test_spread_of_the_start():
    """Weights spread as sqrt(1/M) in the first layer and sqrt(2/M) behind a ReLU."""
    model = MLP(400, [300], 200, generator=torch.Generator().manual_seed(2))
    (first, _), (second, _) = linear_layers(model)
    assert first.std().item() == pytest.approx((1 / 400) ** 0.5, rel=0.02)
    assert second.std().item() == pytest.approx((2 / 300) ** 0.5, rel=0.02)
