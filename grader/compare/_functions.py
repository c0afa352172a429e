"""Closed forms: a student's function against the true one at points of our choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.compare._close import assert_close
from grader.compare._structure import results
from grader.compare.judged import pass_on, watching
from grader.compare.message import clip, describe, figure, shape_text
from grader.errors import CheckFailed, HarnessFault


def assert_same_function(
    call: Callable[..., Any],
    truth: Callable[..., Any],
    points: Sequence[Sequence[Any]],
    *,
    what: str,
    transposed: bool = False,
    rtol: float = 1e-3,
    floor: float = 1e-3,
    names: Sequence[str] = (),
    hint: str = "",
) -> tuple[str, ...]:
    """Judges a function by its values at several points, in one layout at all of them.

    Args:
        call: The student's function; what it returns is untrusted.
        truth: The right one, for the same arguments; a tuple stands for several results.
        points: The arguments of each call. Random, no size 1, no two sizes alike, no symmetric
            matrices, or wrong formulas pass.
        what: Names the function: `quadratic_form_gradient(x, B)`.
        transposed: Also accept the transpose of every matrix, if it is the transpose everywhere.
        rtol: As in `assert_close`.
        floor: As in `assert_close`.
        names: Names of several results, in order.
        hint: What to look at.

    Returns:
        Remarks, each once.

    Raises:
        CheckFailed: It differs at some point; the message says at which.
        HarnessFault: There are no points.

    >>> assert_same_function(lambda x: 2 * x, lambda x: x + x, [(3.0,), (-1.5,)], what="double(x)")
    ()
    """
    if not points:
        raise HarnessFault(f"{what}: assert_same_function needs at least one point")
    answers = [(call(*point), truth(*point)) for point in points]

    def judge(*, flip: bool) -> tuple[str, ...]:
        told: dict[str, None] = {}
        for number, (got, expected) in enumerate(answers, 1):
            place = f"point {number} of {len(points)}: {_arguments(points[number - 1])}"
            where = clip(f"{what}, {place}", 160)
            for label, part, right in _pairs(got, expected, names, where):
                if flip and np.ndim(right) == 2:
                    right = np.asarray(right).T
                remarks = assert_close(part, right, what=label, rtol=rtol, floor=floor, hint=hint)
                told |= dict.fromkeys(remark.removeprefix(label) for remark in remarks)
        return tuple(f"{what}{remark}" for remark in told)

    wrong: CheckFailed | None = None
    remarks: tuple[str, ...] = ()
    with watching() as compared:
        try:
            remarks = judge(flip=False)
        except CheckFailed as failed:
            wrong = failed
    if wrong is None:
        pass_on(compared)
        return remarks
    if transposed:
        with watching() as flipped:
            try:
                remarks = judge(flip=True)
            except CheckFailed:
                flipped.clear()
        if flipped:
            pass_on(flipped)
            return (*remarks, f"{what}: the transpose came back; it is accepted here")
    pass_on(compared)
    raise wrong


def _pairs(got: Any, expected: Any, names: Sequence[str], where: str) -> list[tuple[str, Any, Any]]:
    """Each result with its truth and a name for messages."""
    if not isinstance(expected, tuple):
        return [(where, got, expected)]
    named = tuple(names) or tuple(f"result {n}" for n in range(1, len(expected) + 1))
    if len(named) != len(expected):
        raise HarnessFault(f"{where}: {len(expected)} expected results, {len(named)} names")
    parts = results(got, *named, what=where)
    return [
        (f"{name} of {where}", part, right)
        for name, part, right in zip(named, parts, expected, strict=True)
    ]


def _arguments(point: Sequence[Any]) -> str:
    """Arguments by value where they are numbers, else by shape.

    >>> _arguments((2.0, np.zeros((3, 2))))
    '2, array (3, 2)'
    """
    texts = []
    for value in point:
        if isinstance(value, np.ndarray) and value.ndim:
            texts.append(f"array {shape_text(value.shape)}")
        elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
            texts.append(figure(float(value)))
        else:
            texts.append(describe(value))
    return ", ".join(texts)
