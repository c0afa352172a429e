"""The true network under given parameters, by functions of the reference: outputs and gradients.

A layer is (weight (out, in), bias (out,)); every hidden layer is followed by the activation, the
last one by a softmax. Knows nothing of students.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from grader.truth import recorded

Layers = Sequence[tuple[np.ndarray, np.ndarray]]

ACTIVATIONS = ("relu", "tanh", "elu", "leaky_relu", "sigmoid")
"""Tried in this order when a network does not use the ReLU that the handout asks for."""


class Gradients(NamedTuple):
    """Of one layer."""

    weight: np.ndarray
    bias: np.ndarray


def random_layers(
    rng: np.random.Generator, sizes: Sequence[int]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights and biases of generic values, large enough that every activation can be told apart."""
    return [
        (
            rng.normal(0.0, 1.2 / np.sqrt(n_in), (n_out, n_in)),
            rng.uniform(0.1, 0.6, n_out) * rng.choice([-1.0, 1.0], n_out),
        )
        for n_in, n_out in pairwise(sizes)
    ]


def seeing_case(
    reference: SimpleNamespace, rng: np.random.Generator, sizes: Sequence[int], *, rows: int
) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """Random layers and inputs (rows, D) that show every missing or additional ReLU.

    Drawn until there are numbers of both signs in front of every activation and among the logits,
    clearly away from 0.
    """
    while True:
        layers, x = random_layers(rng, sizes), rng.normal(size=(rows, sizes[0]))
        if _sees(reference, layers, x):
            return layers, x


@recorded
def _sees(reference: SimpleNamespace, layers: Layers, x: np.ndarray) -> bool:
    """Whether every missing or additional ReLU would show."""
    depths = range(1, len(layers) + 1)
    before = [reference.mlp_logits(x, layers[:depth]) for depth in depths]
    return all(z.min() < -0.2 and z.max() > 0.2 for z in before)


def backward(
    reference: SimpleNamespace, x: np.ndarray, layers: Layers, dout: np.ndarray, activation: str
) -> list[Gradients]:
    """Gradients of every layer for an upstream gradient with respect to the probabilities.

    Args:
        reference: the fixture; offers the pure functions of each module.
        x: (S, D) float64.
        dout: (S, K) float64, dL/d(probabilities).
        activation: one of ACTIVATIONS.

    Source: sheet items s4.2a to s4.2c, chained.
    """
    h, derivative = reference.ACTIVATIONS[activation]
    inputs, before = [x], []
    for weight, bias in layers:
        before.append(reference.linear_forward(inputs[-1], weight, bias))
        inputs.append(h(before[-1]))
    d = reference.softmax_backward(reference.softmax(before[-1]), dout)
    gradients: list[Gradients] = []
    for i in reversed(range(len(layers))):
        dx, dweight, dbias = reference.linear_backward(d, inputs[i], layers[i][0])
        gradients.append(Gradients(dweight, dbias))
        if i:
            d = dx * derivative(before[i - 1])
    return gradients[::-1]


def descend(
    reference: SimpleNamespace,
    x: np.ndarray,
    t: np.ndarray,
    layers: Layers,
    *,
    lr: float,
    steps: int,
    activation: str,
) -> list[list[tuple[np.ndarray, np.ndarray]]]:
    """The parameters after 1, 2, ..., `steps` full-batch gradient steps on the mean cross entropy.

    Returns:
        For every step the layers after it.
    """
    path = []
    current = [(w, b) for w, b in layers]
    for _ in range(steps):
        gradients = reference.mlp_loss_and_gradients(x, t, current, activation).gradients
        current = [
            (w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(current, gradients, strict=True)
        ]
        path.append(current)
    return path
