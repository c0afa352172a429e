"""The linear layer Y = X W^T + b and its three gradients: sheet items s4.2a.dW, .db, .dX.

Letters as on the sheet: S samples, M input features, N output features; X (S, M), W (N, M),
b (N,), and G = dL/dY (S, N) is what the next layer hands back. The weight is (out, in), as in
PyTorch and in the newer editions of the UvA handout; older editions store it (in, out).
Imports NumPy and the initialisation only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from reference.initialisation import kaiming_normal

__all__ = ["LinearModule", "linear_backward", "linear_forward"]


def linear_forward(x: ArrayLike, weight: ArrayLike, bias: ArrayLike) -> np.ndarray:
    """Y = X W^T + b, the bias added to every row.

    Args:
        x: (S, M) float64.
        weight: (N, M) float64.
        bias: (N,) float64.

    Returns:
        (S, N) float64.

    Source: sheet question 2.a (`Y = X W^T + B`).

    >>> linear_forward([[1, 2, 3]], weight=[[1, 0, 0], [0, 1, 1]], bias=[10, 20])
    array([[11., 25.]])
    """
    x = np.asarray(x, dtype=np.float64)
    weight = np.asarray(weight, dtype=np.float64)
    return x @ weight.T + np.asarray(bias, dtype=np.float64)


def linear_backward(
    dout: ArrayLike, x: ArrayLike, weight: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of the loss by the input, the weight and the bias.

    dL/dX = G W; dL/dW = G^T X; dL/db = the column sums of G. Nothing is divided by S here: a mean
    over samples is the business of the loss, which already put 1/S into G.

    Args:
        dout: (S, N) float64, G = dL/dY.
        x: (S, M) float64, the input of the forward pass.
        weight: (N, M) float64.

    Returns:
        dx (S, M), dweight (N, M), dbias (N,), all float64.

    Source: sheet items s4.2a.dX, s4.2a.dW, s4.2a.db.

    >>> dx, dweight, dbias = linear_backward([[1, -1]], [[1, 2, 3]], [[1, 0, 0], [0, 1, 1]])
    >>> dx
    array([[ 1., -1., -1.]])
    >>> dweight
    array([[ 1.,  2.,  3.],
           [-1., -2., -3.]])
    >>> dbias
    array([ 1., -1.])
    """
    dout = np.asarray(dout, dtype=np.float64)
    x = np.asarray(x, dtype=np.float64)
    weight = np.asarray(weight, dtype=np.float64)
    return dout @ weight, dout.T @ x, dout.sum(axis=0)


class LinearModule:
    """A linear layer that keeps its parameters, and what its backward pass needs.

    Attributes:
        params: {"weight": (N, M) float64, "bias": (N,) float64}.
        grads: the same shapes; zeros until the first backward pass, then those of the latest one
            (each backward pass replaces them, it does not add up).

    >>> layer = LinearModule(3, 2, rng=np.random.default_rng(0))
    >>> layer.params["weight"].shape, layer.params["bias"].shape
    ((2, 3), (2,))
    >>> layer.forward(np.ones((5, 3))).shape
    (5, 2)
    >>> layer.backward(np.ones((5, 2))).shape
    (5, 3)
    >>> layer.grads["bias"]
    array([5., 5.])
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        input_layer: bool = False,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Draws the weight (Kaiming, see `initialisation.py`) and sets the bias to 0.

        Args:
            in_features: M.
            out_features: N.
            input_layer: whether the data itself comes in, instead of what a ReLU let through.
            rng: where the weight is drawn from; None for a fresh one.
        """
        rng = np.random.default_rng() if rng is None else rng
        self.params = {
            "weight": kaiming_normal(out_features, in_features, rng, input_layer=input_layer),
            "bias": np.zeros(out_features),
        }
        self.grads = {name: np.zeros_like(value) for name, value in self.params.items()}
        self._x: np.ndarray | None = None

    def forward(self, x: ArrayLike) -> np.ndarray:
        """(S, M) -> (S, N); remembers x for the backward pass."""
        self._x = np.asarray(x, dtype=np.float64)
        return linear_forward(self._x, self.params["weight"], self.params["bias"])

    def backward(self, dout: ArrayLike) -> np.ndarray:
        """dL/dY (S, N) -> dL/dX (S, M); leaves the parameters' gradients in `grads`.

        Raises:
            RuntimeError: there was no forward pass yet.
        """
        if self._x is None:
            raise RuntimeError("LinearModule.backward needs a forward pass first: call forward(x)")
        dx, self.grads["weight"], self.grads["bias"] = linear_backward(
            dout, self._x, self.params["weight"]
        )
        return dx

    def clear_cache(self) -> None:
        """Forgets the latest input."""
        self._x = None
