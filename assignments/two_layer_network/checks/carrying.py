"""Results that are right given the student's own earlier results: judged by the truth first.

A factor forgotten in one result costs that result and nothing that is computed from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from asking import Answer, judge, slope_of_loss
from points import Point

from grader.carried import right_or_carried
from grader.compare import assert_true
from grader.errors import CheckFailed
from grader.student import Student


class Way(NamedTuple):
    """How a result follows from earlier ones."""

    earlier: str
    """Names of the earlier results that it builds on, with spaces between: `db2 a1`."""
    question: str
    """The item that they belong to."""
    own: Callable[[Answer, Point, str], np.ndarray]
    """Fetches one of them, given its name; CheckFailed or StudentFault when there is none."""
    follows: Callable[..., Any]
    """The result, given the point and then the earlier results in their order."""


def assert_or_carried(
    student: Student,
    answers: Sequence[Answer],
    points: Sequence[Point],
    name: str,
    truth: Sequence[Any],
    ways: Sequence[Way] = (),
    *,
    hint: str = "",
    loss: str = "",
) -> None:
    """Judges one result by the truth, then by each way in which it may follow from the student's own.

    Args:
        student: the submission, which gets the remarks.
        answers: of the calls.
        points: their arguments.
        name: of the result.
        truth: of each call.
        ways: to carry an earlier mistake forward; the first that fits counts.
        hint: what to look at.
        loss: the function that returns the loss whose derivative a gradient is.

    Raises:
        CheckFailed: it is wrong and follows from nothing; the message is that of the truth.
    """

    def judged(expected: Sequence[Any]) -> tuple[str, ...]:
        slopes = [slope_of_loss(student, loss, point, name) for point in points] if loss else ()
        return judge(answers, name, expected, hint=hint, together=name == "loss", slopes=slopes)

    if not ways:
        student.remark(judged(truth))
        return

    wrong: CheckFailed | None = None
    for way in ways:
        try:
            right_or_carried(
                student,
                lambda: judged(truth),
                lambda way=way: judged(following(way, answers, points, name)),  # type: ignore[misc]
                earlier=way.question,
                how=f"with your {way.earlier.replace(' ', ' and ')}",
            )
            return
        except CheckFailed as failed:
            wrong = wrong or failed
    assert wrong is not None
    raise wrong


def following(
    way: Way, answers: Sequence[Answer], points: Sequence[Point], name: str
) -> list[np.ndarray]:
    """What follows from the earlier results at each point.

    Raises:
        CheckFailed: there are none, or they make the rest trivial.
    """
    earlier = {
        label: [
            way.own(answer, point, label) for answer, point in zip(answers, points, strict=True)
        ]
        for label in way.earlier.split()
    }
    for label, values in earlier.items():
        _worth_it(values, what=label)
    follows = [
        np.asarray(way.follows(point, *values), dtype=np.float64)
        for point, *values in zip(points, *earlier.values(), strict=True)
    ]
    _worth_it(follows, what=name)
    return follows


def _worth_it(values: Sequence[np.ndarray], *, what: str) -> None:
    """Whether there is anything left to compute: a silly earlier answer must not make the rest trivial.

    Raises:
        CheckFailed: a value is not finite, or at every point they are 0 or all the same.
    """
    finite = all(bool(np.isfinite(v).all()) for v in values)
    assert_true(
        finite and any(_varied(v) for v in values),
        what=f"{what}, given the earlier answer",
        expected="something left to compute",
        got="an earlier answer that makes it trivial",
    )


def _varied(value: np.ndarray) -> bool:
    largest = float(np.abs(value).max())
    return largest > 1e-3 and (value.size == 1 or float(np.ptp(value)) > 1e-3 * largest)
