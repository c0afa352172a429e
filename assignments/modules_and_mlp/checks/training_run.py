"""One call of the student's `train`, and the parts of what it returned.

NumPy and PyTorch differ in where the parameters are and in what the model returns (probabilities
or logits); everything else is common to both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from naming import TRAININGS, find_training
from numpy_network import NumpyNetwork
from tasks import HIDDEN, Pair, Task
from torch_network import TorchNetwork

from grader.compare import array, assert_number, number, results, series
from grader.student import Remote, Student


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run returned; only the model is judged already."""

    student: Student
    model: NumpyNetwork | TorchNetwork
    val_accuracies: Any
    test_accuracy: Any
    loss: Any
    what: str

    @property
    def gives_logits(self) -> bool:
        """Whether the returned model gives logits, and no probabilities."""
        return isinstance(self.model, TorchNetwork)

    def output(self, x: np.ndarray) -> np.ndarray:
        """Of the returned model, (S, K)."""
        if isinstance(self.model, TorchNetwork):
            return self.model.logits(x)
        return self.model.probabilities(x)

    def predictions(self, x: np.ndarray) -> np.ndarray:
        """The class that the returned model names for every row."""
        return self.output(x).argmax(axis=1)

    def accuracy(self, pair: Pair) -> float:
        """Of the returned model, found by us."""
        x, t = pair
        return float((self.predictions(x) == t).mean())

    def losses(self) -> np.ndarray:
        """The logged losses as a curve, finite or not."""
        return series(self.loss, what=f"logging['loss'] of {self.what}")

    def fraction(self, value: Any, *, what: str) -> float:
        """An accuracy of theirs from 0 to 1; percent are accepted."""
        given = number(value, what=what)
        if 1.0 < given <= 100.0:
            self.student.remark(f"{what} is given in percent.")
            given /= 100.0
        assert_number(given, low=0.0, high=1.0, what=what)
        return given

    def fractions(self, values: Any, *, what: str) -> np.ndarray:
        """Several accuracies from 0 to 1; percent are accepted."""
        given = np.atleast_1d(array(values, what=what).squeeze())
        if given.size and 1.0 < given.max() <= 100.0:
            self.student.remark(f"{what} are given in percent.")
            given = given / 100.0
        for value in (given.min(initial=0.0), given.max(initial=0.0)):
            assert_number(float(value), low=0.0, high=1.0, what=what)
        return given.ravel()


def run(
    student: Student,
    task: Task,
    *,
    torch: bool,
    data: Mapping[str, Pair],
    lr: float,
    batch_size: int,
    epochs: int,
    seed: int = 1,
    hidden: Sequence[int] = tuple(HIDDEN),
) -> Trained:
    """Calls `train` and takes apart what came back.

    Raises:
        StudentFault: it raised, or took too long.
        CheckFailed: it did not return four values, the first of them the asked network.
    """
    name = TRAININGS[torch][0].rpartition(".")[0] + ".train"
    what = f"{name}({list(hidden)}, {lr:g}, {batch_size}, {epochs}, {seed}, data)"
    returned = find_training(student, torch=torch)(
        list(hidden), lr, batch_size, epochs, seed, dict(data)
    )
    model, val_accuracies, test_accuracy, logging = results(
        returned, "model", "val_accuracies", "test_accuracy", "logging", what=what
    )
    if isinstance(logging, Remote):
        logging = {"loss": logging.get("loss")}
    (loss,) = results(logging, "loss", what=f"logging of {what}")
    network = TorchNetwork if torch else NumpyNetwork
    sizes = [data["train"][0].shape[1], *hidden, task.classes]
    return Trained(
        student,
        network(model, sizes, name=f"the model that {name} returned"),
        val_accuracies,
        test_accuracy,
        loss,
        what,
    )
