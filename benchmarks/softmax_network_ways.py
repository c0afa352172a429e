"""Right and wrong ways of training the sigmoid network, many runs at once.

The right ways vary what the sheet leaves open: how weights start, in which order samples come,
precision. The wrong ways are mistakes of the loop. Imports NumPy only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

Start = Callable[[np.random.Generator, tuple[int, int, int]], tuple[np.ndarray, np.ndarray]]
"""(rng, (runs, inputs, outputs)) -> weights (runs, inputs, outputs), biases (runs, outputs)."""
Order = Callable[[np.random.Generator, int, int, int], Iterator[np.ndarray]]
"""(rng, runs, samples, batch size) -> indices (runs, size) of each batch of an epoch."""
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""W (R, D, H), b (R, H), V (R, H, K), c (R, K)."""


def normal(deviation: float | Callable[[int, int], float]) -> Start:
    """Normal weights, zero biases."""

    def start(rng: np.random.Generator, shape: tuple[int, int, int]):
        sigma = deviation(*shape[1:]) if callable(deviation) else deviation
        return rng.normal(0.0, sigma, shape), np.zeros((shape[0], shape[2]))

    return start


def uniform(low: float, high: float, *, biases: bool = False, fan_in: bool = False) -> Start:
    """Uniform weights; the biases too if asked for; scaled by 1/sqrt(fan in) as torch does."""

    def start(rng: np.random.Generator, shape: tuple[int, int, int]):
        scale = 1.0 / np.sqrt(shape[1]) if fan_in else 1.0
        bias = rng.uniform(low, high, (shape[0], shape[2])) * (scale if biases else 0.0)
        return rng.uniform(low, high, shape) * scale, bias

    return start


STARTS: dict[str, Start] = {
    "normal, 1/sqrt(fan in) (the reference)": normal(lambda m, _: m**-0.5),
    "Xavier": normal(lambda m, n: (2.0 / (m + n)) ** 0.5),
    "He": normal(lambda m, _: (2.0 / m) ** 0.5),
    "torch's default": uniform(-1.0, 1.0, biases=True, fan_in=True),
    "normal 1": normal(1.0),
    "normal 0.1": normal(0.1),
    "normal 0.01": normal(0.01),
    "normal 0.001": normal(0.001),
    "normal 0.0001": normal(1e-4),
    "uniform 0 to 1": uniform(0.0, 1.0),
    "uniform 0 to 1, biases too": uniform(0.0, 1.0, biases=True),
    "uniform -1 to 1": uniform(-1.0, 1.0),
}


def shuffled(rng: np.random.Generator, runs: int, n: int, size: int) -> Iterator[np.ndarray]:
    """Every sample once, in random order; the last batch may be smaller."""
    order = np.argsort(rng.random((runs, n)), axis=1)
    return (order[:, i : i + size] for i in range(0, n, size))


def in_order(_: np.random.Generator, runs: int, n: int, size: int) -> Iterator[np.ndarray]:
    """Never shuffled."""
    order = np.tile(np.arange(n), (runs, 1))
    return (order[:, i : i + size] for i in range(0, n, size))


def full_batches(rng: np.random.Generator, runs: int, n: int, size: int) -> Iterator[np.ndarray]:
    """Shuffled, the last small batch dropped."""
    return (batch for batch in shuffled(rng, runs, n, size) if batch.shape[1] == size)


def replaced(rng: np.random.Generator, runs: int, n: int, size: int) -> Iterator[np.ndarray]:
    """As many batches an epoch, each drawn from all samples with replacement."""
    return (rng.integers(n, size=(runs, size)) for _ in range(n // size))


ORDERS: dict[str, Order] = {
    "shuffled": shuffled,
    "in order": in_order,
    "full batches": full_batches,
    "with replacement": replaced,
}
Change = Callable[[list[np.ndarray], list[np.ndarray], int], list[np.ndarray]]
"""(gradients, those stepped along before, batch size) -> what is stepped along."""


def _scaled(*factors: float) -> Change:
    return lambda g, _, __: [a * f for a, f in zip(g, factors, strict=True)]


WRONG: dict[str, Change] = {
    "no update": _scaled(0, 0, 0, 0),
    "ascent": _scaled(-1, -1, -1, -1),
    "divided by the batch size twice": lambda g, _, size: [a / size for a in g],
    "summed, not averaged": lambda g, _, size: [a * size for a in g],
    "gradients add up": lambda g, before, _: [a + b for a, b in zip(g, before, strict=True)],
    "first layer never updated": _scaled(0, 0, 1, 1),
    "last layer never updated": _scaled(1, 1, 0, 0),
    "biases never updated": _scaled(1, 0, 1, 0),
}
RELABELLED = "labels of other samples"
NO_DERIVATIVE = "sigmoid's derivative left out"
EQUAL = "all weights start at 0"


@dataclass(frozen=True)
class Runs:
    """What many runs of one way came to."""

    arrays: Arrays
    losses: np.ndarray
    """(steps, R): the mean loss of each batch before its step."""
    drift: float
    """Largest change of a sum of c or of a row of V, over all runs."""
    least_moved: float
    """Of the largest change of c and that of V, the smaller one, in the run that moved least."""

    def evaluate(self, x: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean loss (R,) and accuracy (R,) on some data."""
        return evaluate(self.arrays, x, t)


def forward(arrays: Arrays, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hidden values and log probabilities of every run; x is (S, D) or (R, S, D)."""
    W, b, V, c = arrays
    hidden = 0.5 * (1.0 + np.tanh(0.5 * (x @ W + b[:, None])))
    logits = hidden @ V + c[:, None]
    logits = logits - logits.max(axis=2, keepdims=True)
    return hidden, logits - np.log(np.exp(logits).sum(axis=2, keepdims=True))


def evaluate(arrays: Arrays, x: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean loss (R,) and accuracy (R,)."""
    logs = forward(arrays, x)[1]
    return -logs[:, np.arange(len(t)), t].mean(axis=1), (logs.argmax(axis=2) == t).mean(axis=1)


def train(
    x: np.ndarray,
    t: np.ndarray,
    *,
    hidden: int,
    lr: float,
    batch_size: int,
    epochs: int,
    runs: int,
    seed: int,
    start: str = "normal, 1/sqrt(fan in) (the reference)",
    order: str = "shuffled",
    wrong: str = "",
    float32: bool = False,
) -> Runs:
    """Trains `runs` networks side by side, each with its own weights and order.

    Args:
        x: (N, D) float64.
        t: (N,) integer classes.
        hidden: H.
        lr: learning rate.
        batch_size: samples a step.
        epochs: passes over the data.
        runs: R.
        seed: of all runs together.
        start: of STARTS.
        order: of ORDERS.
        wrong: of WRONG, or one of the three names below it.
        float32: whether parameters and data are float32.
    """
    rng = np.random.default_rng(seed)
    dtype = np.float32 if float32 else np.float64
    D, K = x.shape[1], int(t.max()) + 1
    draw = normal(0.0) if wrong == EQUAL else STARTS[start]
    arrays = [
        a.astype(dtype)
        for shape in ((runs, D, hidden), (runs, hidden, K))
        for a in draw(rng, shape)
    ]
    x = x.astype(dtype)
    target = np.eye(K, dtype=dtype)[t]
    if wrong == RELABELLED:
        target = target[rng.permutation(len(t))]
    at_first = arrays[2:]
    before = [np.zeros_like(a) for a in arrays]
    losses = []
    for _ in range(epochs):
        for rows in ORDERS[order](rng, runs, len(x), batch_size):
            S = rows.shape[1]
            h, logs = forward(tuple(arrays), x[rows])
            losses.append(-(logs * target[rows]).sum(axis=2).mean(axis=1))
            dz = (np.exp(logs) - target[rows]) / dtype(S)
            dk = dz @ arrays[2].transpose(0, 2, 1)
            if wrong != NO_DERIVATIVE:
                dk = dk * h * (1 - h)
            step = [
                x[rows].transpose(0, 2, 1) @ dk,
                dk.sum(axis=1),
                h.transpose(0, 2, 1) @ dz,
                dz.sum(axis=1),
            ]
            if wrong in WRONG:
                step = before = WRONG[wrong](step, before, S)
            arrays = [a - dtype(lr) * g for a, g in zip(arrays, step, strict=True)]
    W, b, V, c = arrays
    sums = (V - at_first[0]).sum(axis=2), (c - at_first[1]).sum(axis=1)
    moved = (
        np.abs(V - at_first[0]).max(axis=(1, 2)).min(),
        np.abs(c - at_first[1]).max(axis=1).min(),
    )
    return Runs(
        (W, b, V, c),
        np.array(losses, dtype=np.float64),
        drift=float(max(np.abs(s).max() for s in sums)),
        least_moved=float(min(moved)),
    )
