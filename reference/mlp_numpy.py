"""A multi-layer perceptron built of the NumPy modules: sheet question 3 (s4.3.acc, s4.3.curve).

Imports NumPy and the modules only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from reference.activations import ReLUModule
from reference.linear import LinearModule
from reference.softmax import SoftMaxModule

__all__ = ["MLP"]


class MLP:
    """Linear, ReLU, ..., Linear, softmax: class probabilities for every row of a batch.

    Attributes:
        layers: the modules in the order of the forward pass. Each ReLU is its own object: a
            shared one would remember only the last of its inputs.

    Source: sheet question 3.

    >>> model = MLP(64, [32, 16], 10, rng=np.random.default_rng(0))
    >>> [type(layer).__name__ for layer in model.layers]
    ['LinearModule', 'ReLUModule', 'LinearModule', 'ReLUModule', 'LinearModule', 'SoftMaxModule']
    >>> model.forward(np.zeros((5, 64))).sum(axis=1)
    array([1., 1., 1., 1., 1.])
    """

    def __init__(
        self,
        n_inputs: int,
        n_hidden: Sequence[int],
        n_classes: int,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Builds the network with Kaiming weights and zero biases.

        Args:
            n_inputs: D, features of the data.
            n_hidden: sizes of the hidden layers; empty for multinomial logistic regression.
            n_classes: K.
            rng: where the weights are drawn from, first layer first; None for a fresh one.
        """
        rng = np.random.default_rng() if rng is None else rng
        sizes = [n_inputs, *n_hidden, n_classes]
        self.layers: list[LinearModule | ReLUModule | SoftMaxModule] = []
        for i, (n_in, n_out) in enumerate(pairwise(sizes)):
            if i > 0:
                self.layers.append(ReLUModule())
            self.layers.append(LinearModule(n_in, n_out, input_layer=i == 0, rng=rng))
        self.layers.append(SoftMaxModule())

    def forward(self, x: ArrayLike) -> np.ndarray:
        """(S, D) -> class probabilities (S, K)."""
        out = np.asarray(x, dtype=np.float64)
        for layer in self.layers:
            out = layer.forward(out)
        return out

    def backward(self, dout: ArrayLike) -> np.ndarray:
        """dL/dprobabilities (S, K) -> dL/dx (S, D); fills `grads` of every linear layer.

        Raises:
            RuntimeError: there was no forward pass yet.
        """
        out = np.asarray(dout, dtype=np.float64)
        for layer in reversed(self.layers):
            out = layer.backward(out)
        return out

    def linear_layers(self) -> Iterator[LinearModule]:
        """The layers that have parameters, first layer first."""
        return (layer for layer in self.layers if isinstance(layer, LinearModule))

    def parameters(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """(weight, bias) of each linear layer, the arrays themselves, first layer first."""
        return [(layer.params["weight"], layer.params["bias"]) for layer in self.linear_layers()]

    def clear_cache(self) -> None:
        """Makes every layer forget its latest input."""
        for layer in self.layers:
            layer.clear_cache()
