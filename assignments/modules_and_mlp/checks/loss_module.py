"""The cross entropy module, with labels as it takes them: integers or one-hot rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from inputs import one_hot, probabilities
from objects import answered, construct
from trial import agrees

from grader.compare import OwnSlope
from grader.own_slope import own_slope
from grader.student import Student
from grader.truth import recorded


class CrossEntropy:
    """`CrossEntropyModule()` of the submission.

    Which labels it takes is found out on a batch whose two sizes differ, where the wrong kind
    raises or gives another loss. Where both work, integers are used.

    Raises:
        StudentFault: it takes neither; told for integers.
    """

    def __init__(self, student: Student, rng: np.random.Generator) -> None:
        self._student = student
        self.module = construct(student, ["CrossEntropyModule"], ())
        self._one_hot = self._takes_one_hot(rng)
        self.labels = "one-hot labels" if self._one_hot else "integer labels"
        if self._one_hot:
            student.remark("CrossEntropyModule takes one-hot labels; it is judged with these.")

    def forward(self, x: np.ndarray, t: np.ndarray) -> Any:
        """What `forward` returned for integer labels t, handed over as the module takes them."""
        return self.module.forward(x.copy(), self._as_taken(t, x.shape[1]))

    def backward(self, x: np.ndarray, t: np.ndarray) -> Any:
        """What `backward` returned; a forward on the same batch stands before it."""
        self.forward(x, t)
        return self.module.backward(x.copy(), self._as_taken(t, x.shape[1]))

    def slope(self, x: np.ndarray, t: np.ndarray) -> OwnSlope:
        """The slope of their own forward by the probabilities x."""
        return own_slope(lambda moved: self.forward(moved, t), x, argument="x", of="your forward")

    def _as_taken(self, t: np.ndarray, classes: int) -> np.ndarray:
        return one_hot(t, classes) if self._one_hot else t.copy()

    def _takes_one_hot(self, rng: np.random.Generator) -> bool:
        x, t = probabilities(rng, (6, 4)), np.array([3, 0, 2, 1, 3, 0])
        truth = _mean_loss(x, t)
        with_integers, fault = answered(self.module.forward, x.copy(), t.copy())
        if fault is None and agrees(with_integers, truth):
            return False
        with_rows, other = answered(self.module.forward, x.copy(), one_hot(t, 4))
        if fault is not None and other is not None:
            raise fault
        return fault is not None or (other is None and agrees(with_rows, truth))


@recorded
def _mean_loss(x: np.ndarray, t: np.ndarray) -> float:
    return float(-np.log(x[np.arange(len(t)), t]).mean())
