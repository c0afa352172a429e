"""Right and wrong ways of training the same MLP, to see where a threshold has room.

Everything a course leaves open is varied in the right ways: how weights start, in which order
samples come, what the last small batch does, precision, activation. The wrong ways are mistakes
that keep a network from learning, and one that does not. Imports NumPy and `reference` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from reference.accuracy import accuracy
from reference.cross_entropy import softmax_cross_entropy
from reference.minibatches import minibatches
from reference.mlp_functions import mlp_logits, mlp_loss_and_gradients

Layers = list[tuple[np.ndarray, np.ndarray]]
Data = Mapping[str, tuple[np.ndarray, np.ndarray]]
Start = Callable[[Sequence[int], np.random.Generator], Layers]
Order = Callable[[int, int, np.random.Generator], Iterator[np.ndarray]]
Change = Callable[[Layers, Layers, int], Layers]


def normal(deviation: Callable[[int, int, int], float]) -> Start:
    """Normal weights, zero biases; the deviation is a function of layer number, inputs, outputs."""

    def start(sizes: Sequence[int], rng: np.random.Generator) -> Layers:
        return [
            (rng.normal(0.0, deviation(i, m, n), (n, m)), np.zeros(n))
            for i, (m, n) in enumerate(pairwise(sizes))
        ]

    return start


def uniform(sizes: Sequence[int], rng: np.random.Generator) -> Layers:
    """What torch's Linear does: weights and biases uniform within 1/sqrt(inputs)."""
    return [
        (rng.uniform(-1, 1, (n, m)) / np.sqrt(m), rng.uniform(-1, 1, n) / np.sqrt(m))
        for m, n in pairwise(sizes)
    ]


KAIMING = normal(lambda i, m, _: np.sqrt((2 if i else 1) / m))


def full_batches(n: int, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Shuffled, the last small batch dropped."""
    return (batch for batch in minibatches(n, size, rng) if len(batch) == size)


def in_order(n: int, size: int, _: np.random.Generator) -> Iterator[np.ndarray]:
    """Never shuffled."""
    return (np.arange(i, min(i + size, n)) for i in range(0, n, size))


def with_replacement(n: int, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """As many batches an epoch, each drawn from all samples."""
    return (rng.integers(n, size=size) for _ in range(n // size))


@dataclass(frozen=True)
class Way:
    """One way of training."""

    name: str
    start: Start = KAIMING
    order: Order = minibatches
    activation: str = "relu"
    float32: bool = False
    change: Change | None = None
    """For wrong ways: (gradients, gradients of the step before, batch size) -> what is stepped along."""
    shuffle_labels: bool = False


RIGHT = (
    Way("Kaiming (the reference)"),
    Way("Kaiming in the first layer too", normal(lambda _, m, __: np.sqrt(2 / m))),
    Way("Xavier", normal(lambda _, m, n: np.sqrt(2 / (m + n)))),
    Way("torch's default", uniform),
    Way("normal 0.1", normal(lambda *_: 0.1)),
    Way("normal 0.03", normal(lambda *_: 0.03)),
    Way("normal 0.01", normal(lambda *_: 0.01)),
    Way("normal 0.0001", normal(lambda *_: 1e-4)),
    Way("normal 0.01, in order", normal(lambda *_: 0.01), in_order),
    Way("Kaiming, in order", order=in_order),
    Way("Kaiming, with replacement", order=with_replacement),
    Way("Kaiming, full batches only", order=full_batches),
    Way("Kaiming, float32", float32=True),
    Way("Kaiming, tanh", activation="tanh"),
    Way("Kaiming, ELU", activation="elu"),
)


def _only(index: int) -> Change:
    def change(gradients: Layers, _: Layers, __: int) -> Layers:
        keep = index % len(gradients)
        return [(w * (i == keep), b * (i == keep)) for i, (w, b) in enumerate(gradients)]

    return change


def _scaled(factor: Callable[[int], float]) -> Change:
    return lambda gradients, _, size: [(w * factor(size), b * factor(size)) for w, b in gradients]


def _added(gradients: Layers, before: Layers, _: int) -> Layers:
    return [(w + v, b + a) for (w, b), (v, a) in zip(gradients, before, strict=True)]


WRONG = (
    Way("no update", change=_scaled(lambda _: 0.0)),
    Way("sign of the step flipped", change=_scaled(lambda _: -1.0)),
    Way("divided by the batch size twice", change=_scaled(lambda size: 1 / size)),
    Way("summed over the batch, not averaged", change=_scaled(float)),
    Way("gradients add up (no zero_grad)", change=_added),
    Way("labels of other samples", shuffle_labels=True),
    Way("all weights start at 0", normal(lambda *_: 0.0)),
    Way("only the last layer is updated", change=_only(-1)),
    Way("only the first layer is updated", change=_only(0)),
    Way(
        "biases never updated",
        change=lambda gradients, *_: [(w, np.zeros_like(b)) for w, b in gradients],
    ),
)


class Outcome(NamedTuple):
    """What can be judged of one run. Accuracies and losses are recomputed from parameters.

    Some courses return the last model and some the best of the validation set: of each pair the
    worse one counts.
    """

    train_loss: float
    val_accuracy: float
    """Best over epochs, as it is logged."""
    test_accuracy: float
    first_loss: float
    """Of the first batch, before any step."""
    curve_ratio: float
    """Mean of the last fifth of the logged batch losses over the mean of the first fifth."""
    logged_over_recomputed: float
    """Mean logged loss of the last epoch over the recomputed one of the last model."""


def run(
    way: Way,
    data: Data,
    hidden: Sequence[int],
    lr: float,
    batch_size: int,
    epochs: Sequence[int],
    seed: int,
) -> dict[int, Outcome]:
    """Trains once, and judges after each of the epochs named.

    Args:
        way: how.
        data: "train", "validation", "test": (x (N, D) float64, t (N,) int64).
        hidden: sizes of the hidden layers.
        lr: learning rate.
        batch_size: samples a step.
        epochs: ascending; the largest is where the run ends.
        seed: of start and order.
    """
    rng = np.random.default_rng(seed)
    x, t = data["train"]
    layers = way.start([x.shape[1], *hidden, int(t.max()) + 1], rng)
    if way.shuffle_labels:
        t = rng.permutation(t)
    before: Layers = [(np.zeros_like(w), np.zeros_like(b)) for w, b in layers]
    losses, val_accuracies, best, outcomes = [], [], layers, {}
    for epoch in range(1, max(epochs) + 1):
        start_of_epoch = len(losses)
        for batch in way.order(len(x), batch_size, rng):
            loss, step = mlp_loss_and_gradients(x[batch], t[batch], layers, way.activation)
            losses.append(loss)
            if way.change is not None:
                step = before = way.change(step, before, len(batch))
            layers = [
                (w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(layers, step, strict=True)
            ]
            if way.float32:
                layers = [
                    (w.astype(np.float32).astype(float), b.astype(np.float32).astype(float))
                    for w, b in layers
                ]
        val_accuracies.append(_accuracy(way, layers, data["validation"]))
        if val_accuracies[-1] > max(val_accuracies[:-1], default=-1.0):
            best = layers
        if epoch in epochs:
            outcomes[epoch] = _judge(
                way, layers, best, data, losses, losses[start_of_epoch:], max(val_accuracies)
            )
    return outcomes


def _judge(
    way: Way,
    last: Layers,
    best: Layers,
    data: Data,
    losses: Sequence[float],
    last_epoch: Sequence[float],
    val_accuracy: float,
) -> Outcome:
    fifth = max(len(losses) // 5, 1)
    recomputed = _loss(way, last, data["train"])
    return Outcome(
        train_loss=max(recomputed, _loss(way, best, data["train"])),
        val_accuracy=val_accuracy,
        test_accuracy=min(_accuracy(way, m, data["test"]) for m in (last, best)),
        first_loss=losses[0],
        curve_ratio=float(np.mean(losses[-fifth:]) / np.mean(losses[:fifth])),
        logged_over_recomputed=float(np.mean(last_epoch) / max(recomputed, 1e-12)),
    )


def _loss(way: Way, layers: Layers, pair: tuple[np.ndarray, np.ndarray]) -> float:
    return softmax_cross_entropy(mlp_logits(pair[0], layers, way.activation), pair[1])[0]


def _accuracy(way: Way, layers: Layers, pair: tuple[np.ndarray, np.ndarray]) -> float:
    return accuracy(mlp_logits(pair[0], layers, way.activation), pair[1])
