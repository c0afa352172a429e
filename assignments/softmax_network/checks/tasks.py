"""The data of the training checks, in a form nobody has at home. Knows nothing of students.

The settings are such that every right program is far from every threshold: docs, and
benchmarks/softmax_network_bands.py, which measures it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Setting:
    """What `train_network` is called with beside the data."""

    hidden: int
    lr: float
    batch_size: int
    epochs: int


@dataclass(frozen=True, slots=True)
class Task:
    """Training data, and data of the same kind to judge by."""

    X: np.ndarray
    """(N, D) float64."""
    T: np.ndarray
    """(N,) int64, every class about equally often."""
    holdout: Pair
    classes: int

    def copies(self) -> Pair:
        """The training data, to be handed out."""
        return self.X.copy(), self.T.copy()

    def part(self, start: int, stop: int) -> Pair:
        """Some of the training data."""
        return self.X[start:stop].copy(), self.T[start:stop].copy()

    def without_answer(self, copies: int) -> Pair:
        """Inputs that occur once with every label: whatever is learned, the mean loss is at least ln K."""
        rows = np.tile(self.X[:copies], (self.classes, 1))
        return rows, np.repeat(np.arange(self.classes), copies)


POINTS = Setting(hidden=3, lr=0.5, batch_size=4, epochs=30)
"""The 2-3-2 network of question 4 on 42 points: 330 steps, or 300 without the small last batches."""
SINGLE = Setting(hidden=3, lr=0.2, batch_size=1, epochs=15)
"""The same with one sample a step, as on the sheet."""
DIGITS = Setting(hidden=12, lr=0.5, batch_size=8, epochs=15)
"""The network of questions 5 to 7 on 203 images of five classes: 390 steps, or 375."""


def points_task() -> Task:
    """Two clouds of the plane, the classes mixed; 42 points to learn and 200 to judge by."""
    rng = np.random.default_rng(20_231)
    T = rng.permutation(np.arange(242) % 2)
    centres = np.array([[1.5, -0.9], [-1.05, 1.5]])
    X = centres[T] + rng.normal(0.0, 0.6, (242, 2))
    head = np.concatenate([np.flatnonzero(T == k)[:21] for k in range(2)])
    head = rng.permutation(head)
    rest = np.setdiff1d(np.arange(242), head)
    return Task(X[head], T[head], (X[rest], T[rest]), classes=2)


def digits_task(data: Mapping[str, Any]) -> Task:
    """Five of the ten digits, pixels on one scale and in another order, classes renamed."""
    rng = np.random.default_rng(7_364)
    x = np.concatenate([data[name][0] for name in ("train", "validation", "test")])
    t = np.concatenate([data[name][1] for name in ("train", "validation", "test")])
    kept = rng.permutation(int(t.max()) + 1)[:5]
    chosen = rng.permutation(np.flatnonzero(np.isin(t, kept)))[:603]
    x = x[chosen].astype(np.float64)
    x = (x - x.mean()) / x.std()
    x = np.ascontiguousarray(x[:, rng.permutation(x.shape[1])])
    t = np.argmax(t[chosen][:, None] == kept, axis=1).astype(np.int64)
    return Task(x[:203], t[:203], (x[203:], t[203:]), classes=5)
