"""A multi-layer perceptron as pure functions of explicit parameters: no objects, no state.

A network is a list of (weight, bias) pairs, weight (out, in) and bias (out,), first layer first.
Between two layers stands an activation; after the last one a softmax. `mlp_numpy.py` builds the
same network from modules; this file is the second, independent way to the same numbers.
Imports NumPy and the functions of the other files, no modules.

Source: sheet question 3, built from items s4.2a to s4.2c.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reference.activations import ACTIVATIONS
from reference.cross_entropy import softmax_cross_entropy
from reference.linear import linear_backward, linear_forward
from reference.softmax import softmax

__all__ = ["LossAndGradients", "mlp_forward", "mlp_logits", "mlp_loss_and_gradients"]

Layers = Sequence[tuple[ArrayLike, ArrayLike]]


class LossAndGradients(NamedTuple):
    """The mean loss of a batch, and (dweight, dbias) of every layer, first layer first."""

    loss: float
    gradients: list[tuple[np.ndarray, np.ndarray]]


def mlp_logits(x: ArrayLike, layers: Layers, activation: str = "relu") -> np.ndarray:
    """The network's output before the softmax.

    Args:
        x: (S, D) float64.
        layers: (weight (out, in), bias (out,)) of each layer; at least one.
        activation: a name of `activations.ACTIVATIONS`.

    Returns:
        (S, K) float64.

    Source: sheet question 3.

    >>> mlp_logits([[1.0, -1.0]], [(np.eye(2), [0.0, 0.5]), ([[1.0, 2.0]], [3.0])])
    array([[4.]])
    """
    h, _ = ACTIVATIONS[activation]
    *hidden, (last_weight, last_bias) = layers
    for weight, bias in hidden:
        x = h(linear_forward(x, weight, bias))
    return linear_forward(x, last_weight, last_bias)


def mlp_forward(x: ArrayLike, layers: Layers, activation: str = "relu") -> np.ndarray:
    """The class probabilities.

    Args:
        x: (S, D) float64.
        layers: see `mlp_logits`.
        activation: a name of `activations.ACTIVATIONS`.

    Returns:
        (S, K) float64, rows summing to 1.

    Source: sheet question 3.

    >>> mlp_forward([[1.0, 1.0]], [(np.eye(2), [0.0, 0.0])])
    array([[0.5, 0.5]])
    """
    return softmax(mlp_logits(x, layers, activation))


def mlp_loss_and_gradients(
    x: ArrayLike, t: ArrayLike, layers: Layers, activation: str = "relu"
) -> LossAndGradients:
    """The mean cross entropy of a batch and its gradient by every parameter.

    The backward pass starts at the logits with (P - T) / S, so that it stays right where a
    probability underflows.

    Args:
        x: (S, D) float64.
        t: (S,) integer labels or (S, K) probabilities.
        layers: see `mlp_logits`.
        activation: a name of `activations.ACTIVATIONS`.

    Returns:
        The loss and the gradients, in the shapes of the parameters.

    Source: D. Rumelhart, G. Hinton, R. Williams (Nature 323, 1986); sheet items s4.2a to s4.2c.

    >>> result = mlp_loss_and_gradients([[1.0, 1.0]], [0], [(np.zeros((2, 2)), np.zeros(2))])
    >>> round(result.loss, 6)  # log(2)
    0.693147
    >>> result.gradients[0][1]
    array([-0.5,  0.5])
    """
    h, h_derivative = ACTIVATIONS[activation]
    inputs, before = [np.asarray(x, dtype=np.float64)], []
    for weight, bias in layers[:-1]:
        before.append(linear_forward(inputs[-1], weight, bias))
        inputs.append(h(before[-1]))
    loss, dout = softmax_cross_entropy(linear_forward(inputs[-1], *layers[-1]), t)

    gradients: list[tuple[np.ndarray, np.ndarray]] = []
    for i in reversed(range(len(layers))):
        dx, dweight, dbias = linear_backward(dout, inputs[i], layers[i][0])
        gradients.append((dweight, dbias))
        if i > 0:
            dout = dx * h_derivative(before[i - 1])
    return LossAndGradients(loss, gradients[::-1])
