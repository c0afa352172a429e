"""Calls of the submission's functions, and their several results one by one.

A result that is missing or wrong does not hide the others. Knows the names of the results; judges
nothing but that they are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from handing_over import call_as_they_like
from points import Point

from grader.compare import OwnSlope, array, assert_close, number, results
from grader.own_slope import own_slope
from grader.student import Student

RESULTS: Mapping[str, tuple[str, ...]] = {
    "forward_regression": ("s1", "a1", "s2", "yt", "loss"),
    "local_jacobians": ("ds2_da1", "ds2_dW2", "ds2_db2", "ds1_dW1", "ds1_db1"),
    "gradients_regression": ("dW1", "db1", "dW2", "db2"),
    "jacobians_regression": ("Ja", "Jy", "g"),
    "classification_squared_error": ("a1", "yt", "loss", "dW1", "db1", "dW2", "db2"),
    "classification_bce": ("loss", "dyt", "ds2", "dW1", "db1", "dW2", "db2"),
    "softargmax": ("p", "lse"),
}
"""Function -> the names of what it returns, in order."""
PARAMETERS: Mapping[str, str] = {"dW1": "W1", "db1": "b1", "dW2": "W2", "db2": "b2", "ds2": "b2"}
"""Gradient -> the argument by which it can be measured; b2 enters s2 as it is."""


class Answer:
    """What one call returned.

    Args:
        student: the submission.
        function: its name, a key of RESULTS.
        args: the arguments, in order.
        where: the sizes, for messages: `N=3, D=5, K=4`.
        instead: another name that the submission may use for it; looked for first.
    """

    def __init__(
        self,
        student: Student,
        function: str,
        args: Sequence[Any],
        *,
        where: str,
        instead: str | None = None,
    ) -> None:
        names = (instead, function) if instead and student.has(instead) else (function,)
        self.student = student
        self._names = RESULTS[function]
        self._what = f"{names[0]} for {where}"
        self._value = call_as_they_like(student, student.find(*names), args, name=names[0])
        if student.changed:
            student.remark(
                f"{names[0]} wrote into an array that it was given. It costs nothing here; "
                "as a rule, work on a copy."
            )

    def __getitem__(self, name: str) -> Any:
        """One result; untrusted.

        Raises:
            CheckFailed: when there is none.
        """
        if isinstance(self._value, Mapping):  # the others need not be there
            return results(self._value, name, what=self._what)[0]
        return results(self._value, *self._names, what=self._what)[self._names.index(name)]

    def what(self, name: str) -> str:
        """The result in words."""
        return f"{name} of {self._what}"

    def array(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        """One result for arithmetic: float64, of that shape, finite.

        Raises:
            CheckFailed: when it is none of that.
        """
        return array(self[name], what=self.what(name), shape=shape)


def ask(student: Student, function: str, points: Iterable[Point]) -> list[Answer]:
    """The answers of a function that takes x, y, W1, b1, W2, b2."""
    return [Answer(student, function, point, where=point.sizes) for point in points]


def slope_of_loss(student: Student, function: str, point: Point, name: str) -> OwnSlope | None:
    """The slope of their own loss, for the gradients that are derivatives of it.

    Args:
        student: the submission.
        function: the one that returns the loss.
        point: its arguments.
        name: of the gradient.
    """
    argument = PARAMETERS.get(name)
    if argument is None:
        return None

    def loss_at(moved: np.ndarray) -> Any:
        there = point._replace(**{argument: moved})
        return Answer(student, function, there, where=point.sizes)["loss"]

    return own_slope(loss_at, getattr(point, argument), argument=argument, of="your own loss")


def judge(
    answers: Iterable[Answer],
    name: str,
    expected: Iterable[Any],
    *,
    hint: str = "",
    transposed: bool = False,
    raveled: bool = False,
    together: bool = False,
    slopes: Sequence[OwnSlope | None] = (),
) -> tuple[str, ...]:
    """Compares one result of several calls.

    Args:
        answers: of the calls.
        name: of the result.
        expected: its truth for each call.
        hint: what to look at.
        transposed: also accept the transpose of a matrix.
        raveled: also accept another shape of the same size, in order.
        together: compare single numbers of all calls at once: one alone may be right by chance.
        slopes: of a gradient, for each call, where the student's own function can be measured.

    Returns:
        Remarks, of the first call that has some: what is said of one holds for all.

    Raises:
        CheckFailed: at the first call where it is wrong.
    """
    answers, expected = list(answers), list(expected)
    if together and len(answers) > 1:
        got = [number(answer[name], what=answer.what(name), finite=False) for answer in answers]
        what = f"{answers[0].what(name)} and {len(answers) - 1} more points"
        return assert_close(got, np.array(expected), what=what, hint=hint)
    remarks: tuple[str, ...] = ()
    slopes = slopes or [None] * len(answers)
    for answer, truth, slope in zip(answers, expected, slopes, strict=True):
        told = assert_close(
            answer[name],
            truth,
            what=answer.what(name),
            hint=hint,
            transposed=transposed,
            raveled=raveled,
            slope=slope,
        )
        remarks = remarks or told
    return remarks
