"""Element-wise activations h, their derivatives h', and modules of them: items s4.2b.i, s4.2b.ii.

The gradient through any of them is dL/dX = G * h'(X), element by element, with G = dL/dY.
All functions take arrays of any shape and return float64 of that shape. Imports NumPy only.

Sources: ReLU: V. Nair and G. Hinton (ICML 2010). Leaky ReLU: A. Maas, A. Hannun, A. Ng
(ICML 2013). ELU: D.-A. Clevert, T. Unterthiner, S. Hochreiter (ICLR 2016, arXiv:1511.07289).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "ACTIVATIONS",
    "ELUModule",
    "LeakyReLUModule",
    "ReLUModule",
    "SigmoidModule",
    "TanhModule",
    "elu",
    "elu_derivative",
    "leaky_relu",
    "leaky_relu_derivative",
    "relu",
    "relu_derivative",
    "sigmoid",
    "sigmoid_derivative",
    "tanh",
    "tanh_derivative",
]

Elementwise = Callable[[ArrayLike], np.ndarray]


def tanh(x: ArrayLike) -> np.ndarray:
    """h(x) = tanh x.

    >>> tanh([0.0, 1000.0])
    array([0., 1.])
    """
    return np.tanh(np.asarray(x, dtype=np.float64))


def tanh_derivative(x: ArrayLike) -> np.ndarray:
    """h'(x) = 1 - tanh^2 x, at most 1.

    >>> tanh_derivative([0.0, 1000.0])
    array([1., 0.])
    """
    return 1.0 - np.square(tanh(x))


def relu(x: ArrayLike) -> np.ndarray:
    """h(x) = max(0, x).

    >>> relu([-2.0, 0.0, 3.0])
    array([0., 0., 3.])
    """
    return np.maximum(np.asarray(x, dtype=np.float64), 0.0)


def relu_derivative(x: ArrayLike) -> np.ndarray:
    """h'(x) = 1 where x > 0, else 0. At exactly 0 any value in [0, 1] is right; 0 as in PyTorch.

    >>> relu_derivative([-2.0, 0.0, 3.0])
    array([0., 0., 1.])
    """
    return (np.asarray(x) > 0).astype(np.float64)


def leaky_relu(x: ArrayLike, slope: float = 0.01) -> np.ndarray:
    """h(x) = x where x > 0, else slope * x.

    >>> leaky_relu([-2.0, 3.0])
    array([-0.02,  3.  ])
    """
    x = np.asarray(x, dtype=np.float64)
    return np.where(x > 0, x, slope * x)


def leaky_relu_derivative(x: ArrayLike, slope: float = 0.01) -> np.ndarray:
    """h'(x) = 1 where x > 0, else slope.

    >>> leaky_relu_derivative([-2.0, 3.0])
    array([0.01, 1.  ])
    """
    return np.where(np.asarray(x) > 0, 1.0, slope)


def elu(x: ArrayLike, alpha: float = 1.0) -> np.ndarray:
    """h(x) = x where x > 0, else alpha (exp(x) - 1).

    >>> elu([-1000.0, 3.0])
    array([-1.,  3.])
    """
    x = np.asarray(x, dtype=np.float64)
    # Both branches of `where` are computed: the minimum keeps exp(1000) from overflowing.
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def elu_derivative(x: ArrayLike, alpha: float = 1.0) -> np.ndarray:
    """h'(x) = 1 where x > 0, else alpha exp(x).

    >>> elu_derivative([0.0, 3.0], alpha=0.5)
    array([0.5, 1. ])
    """
    x = np.asarray(x, dtype=np.float64)
    return np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0.0)))


def sigmoid(x: ArrayLike) -> np.ndarray:
    """h(x) = 1 / (1 + exp(-x)).

    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    x = np.asarray(x, dtype=np.float64)
    # exp of a negative number only: it may become 0, but it cannot overflow.
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def sigmoid_derivative(x: ArrayLike) -> np.ndarray:
    """h'(x) = h(x) (1 - h(x)), at most 1/4.

    >>> sigmoid_derivative([0.0, 1000.0])
    array([0.25, 0.  ])
    """
    # h(-x) = 1 - h(x), without the cancellation that 1 - h(40) would suffer.
    return sigmoid(x) * sigmoid(-np.asarray(x, dtype=np.float64))


ACTIVATIONS: Mapping[str, tuple[Elementwise, Elementwise]] = MappingProxyType(
    {
        "relu": (relu, relu_derivative),
        "tanh": (tanh, tanh_derivative),
        "elu": (elu, elu_derivative),
        "leaky_relu": (leaky_relu, leaky_relu_derivative),
        "sigmoid": (sigmoid, sigmoid_derivative),
    }
)
"""(h, h') by name."""


class ElementwiseModule:
    """Y = h(X); backward is G * h'(X) at the X of the latest forward pass.

    Source: sheet item s4.2b.i.
    """

    def __init__(self, h: Elementwise, h_derivative: Elementwise) -> None:
        self._h = h
        self._h_derivative = h_derivative
        self._x: np.ndarray | None = None

    def forward(self, x: ArrayLike) -> np.ndarray:
        """Any shape -> the same shape; remembers x for the backward pass."""
        self._x = np.asarray(x, dtype=np.float64)
        return self._h(self._x)

    def backward(self, dout: ArrayLike) -> np.ndarray:
        """dL/dY -> dL/dX, both in the shape of x.

        Raises:
            RuntimeError: there was no forward pass yet.
        """
        if self._x is None:
            name = type(self).__name__
            raise RuntimeError(f"{name}.backward needs a forward pass first: call forward(x)")
        return np.asarray(dout, dtype=np.float64) * self._h_derivative(self._x)

    def clear_cache(self) -> None:
        """Forgets the latest input."""
        self._x = None


class TanhModule(ElementwiseModule):
    """tanh.

    >>> module = TanhModule()
    >>> module.forward([[0.0, 1000.0]])
    array([[0., 1.]])
    >>> module.backward([[3.0, 3.0]])
    array([[3., 0.]])
    """

    def __init__(self) -> None:
        super().__init__(tanh, tanh_derivative)


class ReLUModule(ElementwiseModule):
    """max(0, x); sheet item s4.2b.ii. The sheet's own answer has the two cases swapped.

    >>> module = ReLUModule()
    >>> module.forward([[-2.0, 3.0]])
    array([[0., 3.]])
    >>> module.backward([[5.0, 7.0]])
    array([[0., 7.]])
    """

    def __init__(self) -> None:
        super().__init__(relu, relu_derivative)


class LeakyReLUModule(ElementwiseModule):
    """ReLU with a small slope on the negative side.

    >>> module = LeakyReLUModule(slope=0.5)
    >>> module.forward([[-2.0, 3.0]])
    array([[-1.,  3.]])
    >>> module.backward([[1.0, 1.0]])
    array([[0.5, 1. ]])
    """

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__(
            lambda x: leaky_relu(x, slope),
            lambda x: leaky_relu_derivative(x, slope),
        )


class ELUModule(ElementwiseModule):
    """Exponential linear unit.

    >>> module = ELUModule(alpha=2.0)
    >>> module.forward([[-1000.0, 3.0]])
    array([[-2.,  3.]])
    >>> module.backward([[1.0, 1.0]])
    array([[0., 1.]])
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__(lambda x: elu(x, alpha), lambda x: elu_derivative(x, alpha))


class SigmoidModule(ElementwiseModule):
    """1 / (1 + exp(-x)).

    >>> module = SigmoidModule()
    >>> module.forward([[0.0]])
    array([[0.5]])
    >>> module.backward([[4.0]])
    array([[1.]])
    """

    def __init__(self) -> None:
        super().__init__(sigmoid, sigmoid_derivative)
