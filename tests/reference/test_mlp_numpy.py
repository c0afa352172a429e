"""The MLP of modules against the pure functions and torch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.activations import ReLUModule
from reference.cross_entropy import CrossEntropyModule
from reference.mlp_functions import mlp_forward, mlp_loss_and_gradients
from reference.mlp_numpy import MLP
from reference.sizes import parameter_count


@given(
    hidden=st.lists(st.integers(1, 6), max_size=3),
    samples=st.integers(1, 6),
    seed=st.integers(0, 2**32 - 1),
)
def test_same_as_the_functions(hidden, samples, seed):
    """Probabilities and gradients of the modules are those of the functions, at any depth."""
    rng = np.random.default_rng(seed)
    model = MLP(5, hidden, 4, rng=rng)
    for _, bias in model.parameters():
        bias[:] = rng.normal(size=bias.shape)
    x, t = rng.normal(size=(samples, 5)), rng.integers(4, size=samples)
    loss = CrossEntropyModule()

    probabilities = model.forward(x)
    model.backward(loss.backward(probabilities, t))
    expected = mlp_loss_and_gradients(x, t, model.parameters())
    np.testing.assert_allclose(probabilities, mlp_forward(x, model.parameters()), rtol=1e-12)
    assert loss.forward(probabilities, t) == pytest.approx(expected.loss, rel=1e-10, abs=1e-13)
    for layer, (dweight, dbias) in zip(model.linear_layers(), expected.gradients, strict=True):
        np.testing.assert_allclose(layer.grads["weight"], dweight, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(layer.grads["bias"], dbias, rtol=1e-8, atol=1e-12)


def test_gradient_by_the_input(numeric_gradient):
    """backward returns dL/dx, by its definition."""
    rng = np.random.default_rng(0)
    model, loss = MLP(5, [7, 6], 4, rng=rng), CrossEntropyModule()
    x, t = rng.normal(size=(3, 5)), np.array([0, 3, 1])
    got = model.backward(loss.backward(model.forward(x), t))
    expected = numeric_gradient(lambda a: loss.forward(model.forward(a), t), x)
    np.testing.assert_allclose(got, expected, atol=1e-8)


@pytest.mark.parametrize("hidden", [[], [32], [64, 32], (16, 8, 4)])
def test_architecture(hidden):
    """The sizes asked for, a ReLU of its own between two layers, the right parameter count."""
    model = MLP(64, hidden, 10)
    shapes = [weight.shape for weight, _ in model.parameters()]
    sizes = [64, *hidden, 10]
    assert shapes == list(zip(sizes[1:], sizes[:-1], strict=True))
    counted = sum(weight.size + bias.size for weight, bias in model.parameters())
    assert counted == parameter_count(sizes)
    relus = [layer for layer in model.layers if isinstance(layer, ReLUModule)]
    assert len({id(relu) for relu in relus}) == len(relus) == len(hidden)


def test_seeded_start():
    """The same generator gives the same weights, another one others; all layers differ."""
    first = MLP(6, [6], 6, rng=np.random.default_rng(1)).parameters()
    again = MLP(6, [6], 6, rng=np.random.default_rng(1)).parameters()
    other = MLP(6, [6], 6, rng=np.random.default_rng(2)).parameters()
    np.testing.assert_array_equal(first[0][0], again[0][0])
    np.testing.assert_array_equal(first[1][0], again[1][0])
    assert np.any(first[0][0] != other[0][0])
    assert np.any(first[0][0] != first[1][0])


def test_signal_keeps_its_size():
    """Kaiming: the logits of a 10-layer network are as large as those of a 1-layer one."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(200, 100))
    weights = MLP(100, [200] * 10, 200, rng=rng).parameters()
    out = x
    for weight, _ in weights[:-1]:
        out = np.maximum(out @ weight.T, 0)
    logits = out @ weights[-1][0].T
    # E[logit^2] is 2 E[x^2 after ReLU] = the variance before it, 1; it fluctuates with the weights.
    assert 0.3 < np.mean(logits**2) < 3.0


def test_backward_without_forward():
    """A backward pass with nothing to go back through says so, also after clear_cache."""
    model = MLP(3, [4], 2)
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        model.backward(np.ones((1, 2)))
    model.forward(np.ones((1, 3)))
    model.clear_cache()
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        model.backward(np.ones((1, 2)))
