"""Training the PyTorch MLP with plain minibatch SGD: items s4.4a.acc and s4.4a.curve.

One of the two files of this folder that import torch. Step for step the same as
`train_mlp_numpy.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import nn

from reference.accuracy import accuracy
from reference.minibatches import minibatches
from reference.mlp_pytorch import MLP

__all__ = ["evaluate", "train"]


def evaluate(model: nn.Module, x: torch.Tensor, t: np.ndarray) -> float:
    """The accuracy of a model, without recording gradients.

    Args:
        model: (S, D) -> logits (S, K).
        x: (S, D), in the dtype of the model.
        t: (S,) int64.

    Returns:
        A number in [0, 1].

    Source: sheet item s4.4a.acc.

    >>> evaluate(nn.Identity(), torch.eye(3), np.array([0, 1, 0])) == 2 / 3
    True
    """
    with torch.no_grad():
        return accuracy(model(x).numpy(), t)


def train(
    hidden_dims: Sequence[int],
    lr: float,
    batch_size: int,
    epochs: int,
    seed: int,
    data: Mapping[str, tuple[np.ndarray, np.ndarray]],
) -> tuple[MLP, list[float], float, dict[str, list[float]]]:
    """Trains an MLP and keeps the parameters of the epoch with the best validation accuracy.

    Args:
        hidden_dims: sizes of the hidden layers; may be empty.
        lr: the learning rate of every step.
        batch_size: samples a step; the last batch of an epoch may be smaller.
        epochs: passes over the training set, at least 1.
        seed: of weights and order; the same seed gives the same run.
        data: "train", "validation" and "test", each (x (N, D) float64, t (N,) int64).

    Returns:
        model: of the best epoch, the earliest one if several are equally good.
        val_accuracies: one a epoch.
        test_accuracy: of `model`.
        logging: {"loss": the mean loss of each batch, before the step that used it}.

    Source: sheet question 4.a; the interface is that of the UvA deep learning course.

    >>> x, t = np.eye(4), np.arange(4)
    >>> data = {"train": (x, t), "validation": (x, t), "test": (x, t)}
    >>> model, val, test, logging = train([8], 0.5, 2, 30, 0, data)
    >>> len(val), test, len(logging["loss"]), logging["loss"][-1] < logging["loss"][0]
    (30, 1.0, 60, True)
    """
    x = {name: torch.as_tensor(pair[0], dtype=torch.float64) for name, pair in data.items()}
    t = torch.as_tensor(data["train"][1])
    rng = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(seed)
    model = MLP(x["train"].shape[1], hidden_dims, int(t.max()) + 1, generator=generator)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_module = nn.CrossEntropyLoss()

    best, val_accuracies, losses = model, [], []
    for _ in range(epochs):
        for indices in minibatches(len(t), batch_size, rng):
            batch = torch.from_numpy(indices)
            loss = loss_module(model(x["train"][batch]), t[batch])
            optimizer.zero_grad()  # backward adds to what is there
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        val_accuracies.append(evaluate(model, x["validation"], data["validation"][1]))
        if val_accuracies[-1] > max(val_accuracies[:-1], default=-1.0):
            best = copy.deepcopy(model)

    return best, val_accuracies, evaluate(best, x["test"], data["test"][1]), {"loss": losses}
