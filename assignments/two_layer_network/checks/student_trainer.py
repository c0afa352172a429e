"""The submission's TwoLayerTrainer: made from the grader's parameters, stepped, and read.

Evens out what a fair grader accepts: params() as tuple, list or dict, or params as an attribute;
biases as rows or columns. Judges nothing but that the parts are there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from handing_over import call_as_they_like

from grader.compare import array, assert_true, results
from grader.student import Remote, Student

NAMES = ("W1", "b1", "W2", "b2")


class StudentTrainer:
    """A trainer of the submission.

    Args:
        student: the submission.
        parameters: W1 (D, N), b1 (D,), W2 (K, D), b2 (K,).
        lr: the learning rate.

    Raises:
        CheckFailed: when that is a plain value instead of an object.
        StudentFault: when the submission's code raises.
    """

    def __init__(self, student: Student, parameters: tuple[np.ndarray, ...], lr: float) -> None:
        self.student = student
        self.lr = lr
        self._shapes = tuple(p.shape for p in parameters)
        make = student.TwoLayerTrainer
        self._remote: Any = call_as_they_like(
            student, make, [*parameters, lr], name="TwoLayerTrainer"
        )
        assert_true(
            isinstance(self._remote, Remote),
            what=f"TwoLayerTrainer(W1, b1, W2, b2, {lr:g})",
            expected="an object with the methods step and params",
            got=f"a value of type {type(self._remote).__name__}",
        )

    def step(self, X: np.ndarray, Y: np.ndarray) -> None:
        """One step on a batch; what it returns does not matter."""
        step = self._remote.step
        call_as_they_like(self.student, step, [X, Y], name="TwoLayerTrainer.step")
        if self.student.changed:
            self.student.remark(
                "TwoLayerTrainer.step wrote into the batch that it was given. It costs nothing "
                "here; as a rule, work on a copy."
            )

    def params(self, *, when: str) -> tuple[np.ndarray, ...]:
        """W1, b1, W2, b2 as they stand now, float64.

        Args:
            when: for messages: "after 2 steps".

        Raises:
            CheckFailed: when one is missing, of another size, or not finite.
        """
        what = f"TwoLayerTrainer.params() {when}"
        given = self._remote.get("params")
        value = given() if isinstance(given, Remote) else given
        parts = results(value, *NAMES, what=what)
        return tuple(
            array(part, what=f"{name} in {what}", shape=shape)
            for name, part, shape in zip(NAMES, parts, self._shapes, strict=True)
        )
