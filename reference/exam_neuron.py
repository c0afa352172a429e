"""A sigmoid neuron with the squared error: gradient, bound and descent: items s2.0906.

    y = sigma(w x + b),   J(w, b) = (y - z)^2 / 2

Imports the standard library only.

Source: C. Bishop, Pattern Recognition and Machine Learning (2006), equations 4.88 (derivative of the
sigmoid), 5.11 (squared error) and 5.41 (descent).
"""

from __future__ import annotations

import math
from typing import NamedTuple

__all__ = [
    "Descent",
    "NeuronGradient",
    "NormAndBound",
    "gradient_descent",
    "gradient_norm_and_bound",
    "sigmoid_neuron_gradient",
]


class NeuronGradient(NamedTuple):
    """dJ/dw and dJ/db."""

    dw: float
    db: float


class NormAndBound(NamedTuple):
    """||grad J|| and (1/4) sqrt(1 + x^2) (1 + |z|)."""

    norm: float
    bound: float


class Descent(NamedTuple):
    """The values of w and of b, the start included."""

    w: tuple[float, ...]
    b: tuple[float, ...]


def sigmoid_neuron_gradient(w: float, b: float, x: float, z: float) -> NeuronGradient:
    """dJ/dw = A x and dJ/db = A with A = (y - z) y (1 - y).

    Args:
        w: weight.
        b: bias.
        x: input.
        z: target, any number.

    Source: sheet item s2.0906.a; Bishop equation 4.88.

    >>> sigmoid_neuron_gradient(w=0.0, b=0.0, x=2.0, z=1.5)
    NeuronGradient(dw=-0.5, db=-0.25)
    """
    factor = _factor(w * x + b, z)
    return NeuronGradient(factor * x, factor)


def gradient_norm_and_bound(w: float, b: float, x: float, z: float) -> NormAndBound:
    """The Euclidean norm |A| sqrt(1 + x^2), and the bound that it never reaches.

    y (1 - y) <= 1/4 and |y - z| <= y + |z| < 1 + |z|, because y < 1: the inequality is strict.

    Args:
        w: weight.
        b: bias.
        x: input.
        z: target, any number.

    Source: sheet item s2.0906.b.

    >>> norm, bound = gradient_norm_and_bound(w=1.0, b=0.0, x=0.0, z=-3.0)
    >>> norm, bound
    (0.875, 1.0)
    """
    length = math.hypot(1.0, x)
    return NormAndBound(abs(_factor(w * x + b, z)) * length, length * (1.0 + abs(z)) / 4.0)


def gradient_descent(w: float, b: float, x: float, z: float, eta: float, n: int) -> Descent:
    """(w, b) <- (w, b) - eta grad J(w, b), n times; both with the y of the old w and b.

    Args:
        w: weight to start from.
        b: bias to start from.
        x: input.
        z: target.
        eta: step size.
        n: number of steps, at least 0.

    Returns:
        n + 1 values of w and n + 1 values of b.

    Source: sheet item s2.0906.c; Bishop equation 5.41.

    >>> gradient_descent(w=0.0, b=0.0, x=2.0, z=1.5, eta=2.0, n=1)
    Descent(w=(0.0, 1.0), b=(0.0, 0.5))
    """
    points = [(w, b)]
    for _ in range(n):
        w, b = points[-1]
        slope = sigmoid_neuron_gradient(w, b, x, z)
        points.append((w - eta * slope.dw, b - eta * slope.db))
    return Descent(*zip(*points, strict=True))


def _factor(v: float, z: float) -> float:
    """A = (y - z) y (1 - y) at y = sigma(v)."""
    small = math.exp(-abs(v))  # at most 1, so that nothing overflows
    y = (1.0 if v >= 0 else small) / (1.0 + small)
    return (y - z) * small / (1.0 + small) ** 2
