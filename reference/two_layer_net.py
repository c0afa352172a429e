"""A two-layer network from scratch: items s3.TwoLayerNet.loss, .gradients, .train, .predict.

    scores = ReLU(X W1 + b1) W2 + b2,   X (N, D), W1 (D, H), b1 (H,), W2 (H, C), b2 (C,)

Weights are (in, out) here, unlike in `linear.py`: the interface is that of assignment 1 of the
course CS231n. Imports NumPy and the cross entropy only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reference.cross_entropy import softmax_cross_entropy

__all__ = [
    "TwoLayerGradients",
    "TwoLayerNet",
    "two_layer_loss_and_gradients",
    "two_layer_scores",
]


class TwoLayerGradients(NamedTuple):
    """The loss, and its gradient by each parameter in the parameter's shape."""

    loss: float
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


def two_layer_scores(
    X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> np.ndarray:
    """The class scores (logits) of a batch.

    Args:
        X: (N, D) float64.
        W1: (D, H) float64.
        b1: (H,) float64.
        W2: (H, C) float64.
        b2: (C,) float64.

    Returns:
        (N, C) float64.

    Source: item s3.TwoLayerNet.loss.

    >>> two_layer_scores([[1.0, -1.0]], np.eye(2), [0.0, 0.5], [[1.0], [2.0]], [3.0])
    array([[4.]])
    """
    X, W1, W2 = (np.asarray(a, dtype=np.float64) for a in (X, W1, W2))
    return np.maximum(X @ W1 + b1, 0.0) @ W2 + b2


def two_layer_loss_and_gradients(
    X: ArrayLike,
    y: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    reg: float = 0.0,
    reg_factor: float = 1.0,
) -> TwoLayerGradients:
    """Mean softmax cross entropy plus reg_factor * reg * (sum W1^2 + sum W2^2), and gradients.

    The biases are not regularised. The factor is 1 in the editions of the course since 2017 and
    1/2 in the older ones; both are right as long as loss and gradient agree.

    Args:
        X: (N, D) float64.
        y: (N,) integer labels in 0 .. C-1.
        W1: (D, H) float64.
        b1: (H,) float64.
        W2: (H, C) float64.
        b2: (C,) float64.
        reg: strength of the regularisation.
        reg_factor: 1 or 1/2.

    Returns:
        The loss, and the gradients by W1, b1, W2, b2.

    Source: items s3.TwoLayerNet.loss and s3.TwoLayerNet.gradients; s3.T4.3 for the first step.

    >>> g = two_layer_loss_and_gradients(
    ...     [[1.0]], [0], W1=[[2.0]], b1=[0.0], W2=[[0.0, 0.0]], b2=[0.0, 0.0], reg=0.5
    ... )
    >>> round(g.loss, 6)  # log(2) + 0.5 * 2**2
    2.693147
    >>> g.W1, g.W2, g.b2
    (array([[2.]]), array([[-1.,  1.]]), array([-0.5,  0.5]))
    """
    X, W1, W2 = (np.asarray(a, dtype=np.float64) for a in (X, W1, W2))
    hidden = np.maximum(X @ W1 + b1, 0.0)
    data_loss, dscores = softmax_cross_entropy(hidden @ W2 + b2, y)
    loss = data_loss + reg_factor * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

    dhidden = dscores @ W2.T
    dhidden[hidden <= 0.0] = 0.0  # the gate of the ReLU; its output is 0 exactly where it is shut
    return TwoLayerGradients(
        loss=float(loss),
        W1=X.T @ dhidden + 2 * reg_factor * reg * W1,
        b1=dhidden.sum(axis=0),
        W2=hidden.T @ dscores + 2 * reg_factor * reg * W2,
        b2=dscores.sum(axis=0),
    )


class TwoLayerNet:
    """The network as an object with its own training loop.

    Attributes:
        params: {"W1": (D, H), "b1": (H,), "W2": (H, C), "b2": (C,)}, float64.

    >>> net = TwoLayerNet(input_size=4, hidden_size=10, output_size=3, std=0.1)
    >>> X, y = np.eye(4)[:3], np.arange(3)
    >>> net.loss(X).shape
    (3, 3)
    >>> loss, grads = net.loss(X, y, reg=0.1)
    >>> sorted(grads)
    ['W1', 'W2', 'b1', 'b2']
    >>> history = net.train(X, y, X, y, learning_rate=1.0, reg=0.0, batch_size=3)
    >>> len(history["loss_history"]), net.predict(X)
    (100, array([0, 1, 2]))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        std: float = 1e-4,
        *,
        reg_factor: float = 1.0,
        seed: int = 0,
    ) -> None:
        """Draws both weights with standard deviation `std` and sets the biases to 0.

        Args:
            input_size: D.
            hidden_size: H.
            output_size: C.
            std: of the weights.
            reg_factor: see `two_layer_loss_and_gradients`.
            seed: of the weights and of the batches that `train` samples.
        """
        self._rng = np.random.default_rng(seed)
        self._reg_factor = reg_factor
        self.params = {
            "W1": self._rng.normal(0.0, std, (input_size, hidden_size)),
            "b1": np.zeros(hidden_size),
            "W2": self._rng.normal(0.0, std, (hidden_size, output_size)),
            "b2": np.zeros(output_size),
        }

    def loss(
        self, X: ArrayLike, y: ArrayLike | None = None, reg: float = 0.0
    ) -> np.ndarray | tuple[float, dict[str, np.ndarray]]:
        """The scores (N, C) without labels; with labels the loss and its gradients by name.

        Args:
            X: (N, D) float64.
            y: (N,) integer labels, or None.
            reg: strength of the regularisation.

        Source: items s3.TwoLayerNet.loss and s3.TwoLayerNet.gradients.
        """
        if y is None:
            return two_layer_scores(X, **self.params)
        result = two_layer_loss_and_gradients(
            X, y, **self.params, reg=reg, reg_factor=self._reg_factor
        )
        return result.loss, {name: getattr(result, name) for name in self.params}

    def train(
        self,
        X: np.ndarray,
        y: np.ndarray,
        X_val: np.ndarray,
        y_val: np.ndarray,
        learning_rate: float = 1e-3,
        learning_rate_decay: float = 0.95,
        reg: float = 5e-6,
        num_iters: int = 100,
        batch_size: int = 200,
        verbose: bool = False,
    ) -> dict[str, list[float]]:
        """Minibatch SGD; the rate is multiplied by the decay once an epoch.

        As in the loop that the course gives: batches are drawn with replacement, so that one may
        be larger than the data, and the first decay follows the very first step.

        Args:
            X: (N, D) float64, training data.
            y: (N,) integer labels.
            X_val: (M, D) float64, validation data.
            y_val: (M,) integer labels.
            learning_rate: of the first epoch.
            learning_rate_decay: factor after each epoch.
            reg: strength of the regularisation.
            num_iters: steps.
            batch_size: samples a step.
            verbose: whether to print the loss every 100 steps.

        Returns:
            "loss_history", one number a step; "train_acc_history" (on the step's batch) and
            "val_acc_history", one number a epoch.

        Source: item s3.TwoLayerNet.train.
        """
        steps_per_epoch = max(len(X) // batch_size, 1)
        history: dict[str, list[float]] = {
            "loss_history": [],
            "train_acc_history": [],
            "val_acc_history": [],
        }
        for step in range(num_iters):
            batch = self._rng.choice(len(X), batch_size)
            loss, grads = self.loss(X[batch], y[batch], reg)
            history["loss_history"].append(loss)
            for name, gradient in grads.items():
                self.params[name] -= learning_rate * gradient
            if verbose and step % 100 == 0:
                print(f"iteration {step} / {num_iters}: loss {loss:.6f}")
            if step % steps_per_epoch == 0:
                train_accuracy = np.mean(self.predict(X[batch]) == y[batch])
                history["train_acc_history"].append(float(train_accuracy))
                history["val_acc_history"].append(float(np.mean(self.predict(X_val) == y_val)))
                learning_rate *= learning_rate_decay
        return history

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class with the largest score of each row: (N, D) -> (N,) int64.

        Source: item s3.TwoLayerNet.predict.
        """
        return two_layer_scores(X, **self.params).argmax(axis=1)
