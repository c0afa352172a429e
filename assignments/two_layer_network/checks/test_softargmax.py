"""Item s0.1.2a: the soft position of the maximum, and the soft maximum.

beta is never only 1, where a forgotten beta cannot be seen. The soft maximum is judged on values
around 0, where it lies clearly above the maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from asking import Answer, judge

from grader.checks import check
from grader.student import Student

ITEM = "s0.1.2a"
POSITION = "softmax of beta x: every entry of x is multiplied by beta before exp."
MAXIMUM = "(1/beta) log sum_j exp(beta x_j): beta stands in two places."
OVERFLOW = "exp overflows above 709: subtract the largest entry first, and give it back to lse."
TIES = "As beta grows, equal largest entries share equally."

Args = tuple[np.ndarray, float]
"""x, beta."""
SHEET = np.array([1.0, 2.0, 4.0])
FIXED: tuple[Args, ...] = ((SHEET, 1.0), (SHEET, 5.0), (SHEET - 2.5, 0.5))
FAR: tuple[Args, ...] = (
    (np.array([1000.0, 998.5, 1001.0, 997.0]), 1.5),
    (np.array([-3.0, 40.0, 39.9, 12.0, -25.0]), 60.0),
    (np.array([-1000.0, -999.0, -1002.0]), 2.0),
)
"""Too large for exp, too far apart for another shift than the maximum, and too far below 0."""
TIED: tuple[Args, ...] = (
    (np.array([0.5, 2.0, -1.0, 2.0, 1.0]), 200.0),
    (np.array([3.0, -2.0, 3.0, 3.0]), 50.0),
    (np.array([-0.25, 0.75, 0.5]), 300.0),
)


def draw_args(rng: np.random.Generator) -> list[Args]:
    """Random x of several lengths with a small, a middling and a large beta."""
    return [
        (rng.normal(0.0, spread, n), float(rng.uniform(*beta)))
        for n, spread, beta in ((4, 2.0, (0.1, 0.4)), (7, 1.0, (1.5, 3.0)), (3, 0.3, (6.0, 9.0)))
    ]


def assert_softargmax(
    student: Student, reference: Any, names: str, cases: Sequence[Args], hint: str
) -> None:
    """Judges p, lse or both."""
    answers = [
        Answer(
            student, "softargmax", args, where=f"x {args[0].round(3).tolist()}, beta {args[1]:g}"
        )
        for args in cases
    ]
    for name in names.split():
        truth = [getattr(reference.softargmax(*args), name) for args in cases]
        student.remark(judge(answers, name, truth, hint=hint))


@check(question=ITEM, points=0.5, visibility="public", hint=POSITION)
def test_p(student, reference):
    """softargmax returns p, the softmax of beta x."""
    assert_softargmax(student, reference, "p", FIXED, POSITION)


@check(question=ITEM, points=0.5, visibility="public", hint=MAXIMUM)
def test_lse(student, reference):
    """softargmax returns lse, the soft maximum."""
    assert_softargmax(student, reference, "lse", FIXED, MAXIMUM)


@check(question=ITEM, points=0.25, visibility="hidden", hint=POSITION)
def test_p_elsewhere(student, reference, rng):
    """p of softargmax is right for random x and other beta."""
    assert_softargmax(student, reference, "p", draw_args(rng), POSITION)


@check(question=ITEM, points=0.25, visibility="hidden", hint=MAXIMUM)
def test_lse_elsewhere(student, reference, rng):
    """lse of softargmax is right for random x and other beta."""
    assert_softargmax(student, reference, "lse", draw_args(rng), MAXIMUM)


@check(question=ITEM, points=0.25, visibility="hidden", hint=OVERFLOW)
def test_far(student, reference):
    """softargmax is right where exp(beta x) is too large or too small for a float."""
    assert_softargmax(student, reference, "p lse", FAR, OVERFLOW)


@check(question=ITEM, points=0.25, visibility="hidden", hint=TIES)
def test_limit(student, reference):
    """p of softargmax is one-hot for a large beta, and shared equally where the largest entries tie."""
    assert_softargmax(student, reference, "p", TIED, TIES)
