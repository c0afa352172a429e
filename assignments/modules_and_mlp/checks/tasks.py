"""The training data of this homework: a small part of the data set, in a form nobody has at home.

Features are put on one scale, their positions and the names of the classes are permuted, so that
images and labels known from elsewhere are of no use. Knows nothing of students.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.truth import recorded

Pair = tuple[np.ndarray, np.ndarray]

HIDDEN = [32]
LEARNING_RATE = 0.3
BATCH_SIZE = 25
EPOCHS = 6
"""The setting of the graded runs: 120 steps. On the digits the accuracy on new data is 0.86 to 0.94
over 20 seeds with He, Xavier, uniform 1/sqrt(fan in) and normal 0.01 weights, 0.82 or more with normal
0.0001 ones and 0.75 with normal 1 ones; by chance it is 0.11."""

TRAIN, VALIDATION, TEST, HOLDOUT = 500, 150, 600, 400
"""Samples of each part; less of all where the data set is smaller."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a training run is given, and what is kept back to judge it."""

    data: Mapping[str, Pair]
    """`train`, `validation`, `test`: what the student's `train` gets."""
    holdout: Pair
    """Never handed over with its labels."""
    classes: int

    @property
    def sizes(self) -> list[int]:
        """Widths of the graded network."""
        return [self.data["train"][0].shape[1], *HIDDEN, self.classes]

    @property
    def steps(self) -> int:
        """Mini-batches of the graded run."""
        return EPOCHS * (len(self.data["train"][1]) // BATCH_SIZE)

    @property
    def chance(self) -> float:
        """Accuracy of always naming the most frequent class."""
        t = self.holdout[1]
        return float(np.bincount(t).max() / len(t))

    def for_student(self) -> dict[str, Pair]:
        """Copies, in the form of the exercise."""
        return {name: (x.copy(), t.copy()) for name, (x, t) in self.data.items()}

    def small(self, samples: int, validation: int = VALIDATION) -> dict[str, Pair]:
        """The first samples only, for runs that need not learn much."""
        cut = {"train": samples, "validation": validation, "test": 50}
        return {n: (x[: cut[n]].copy(), t[: cut[n]].copy()) for n, (x, t) in self.data.items()}

    def with_shifted_test(self) -> dict[str, Pair]:
        """The same with every second class of the test set under the label of the next one.

        A right model fails on these and is right on the others, so that its test accuracy is like no
        other number of the run.
        """
        data = self.for_student()
        x, t = data["test"]
        return data | {"test": (x, np.where(self.is_shifted(t), (t + 1) % self.classes, t))}

    def is_shifted(self, t: np.ndarray) -> np.ndarray:
        """Which true labels `with_shifted_test` replaces."""
        return t % 2 == 0

    def with_shifted_validation(self, samples: int) -> dict[str, Pair]:
        """The first samples, with every validation label moved on by one class."""
        data = self.small(samples)
        x, t = data["validation"]
        return data | {"validation": (x, (t + 1) % self.classes)}

    def with_random_labels(self, samples: int) -> dict[str, Pair]:
        """Labels that have nothing to do with the inputs: nothing can be learned from them."""
        rng = np.random.default_rng(5)
        data = self.small(samples)
        return {n: (x, rng.permutation(t)) for n, (x, t) in data.items()}


def make_task(data: Mapping[str, Any]) -> Task:
    """Cuts a task out of a data set with `train`, `validation` and `test`.

    The same for every submission and every batch: its cost is paid once.
    """
    rng = np.random.default_rng(364_2_1071)
    x = np.concatenate([data[name][0] for name in ("train", "validation", "test")])
    t = np.concatenate([data[name][1] for name in ("train", "validation", "test")])
    wanted = np.array([TRAIN, VALIDATION, TEST, HOLDOUT])
    counts = np.minimum(wanted, wanted * len(x) // wanted.sum())
    counts[0] -= counts[0] % BATCH_SIZE  # every batch full: with or without the last, as many steps
    chosen = rng.permutation(len(x))[: counts.sum()]
    x, t = x[chosen].astype(np.float64), t[chosen]
    x = (x - x.mean()) / x.std()
    x = np.ascontiguousarray(x[:, rng.permutation(x.shape[1])])
    classes = int(t.max()) + 1
    t = rng.permutation(classes)[t].astype(np.int64)
    train, validation, test, holdout = (
        (x[a:b], t[a:b]) for a, b in zip(_starts(counts), np.cumsum(counts), strict=True)
    )
    return Task({"train": train, "validation": validation, "test": test}, holdout, classes)


@recorded
def loss_by_chance(classes: int) -> float:
    """The mean cross entropy of a network that gives all classes the same probability."""
    return float(np.log(classes))


def _starts(counts: np.ndarray) -> np.ndarray:
    return np.cumsum(counts) - counts
