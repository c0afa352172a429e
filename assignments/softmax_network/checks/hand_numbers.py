"""The network drawn on the sheet, and the student's own numbers for it.

What is right given a student's own earlier numbers is worked out here, from numbers that leave
something to compute: hidden values that are not all 0, probabilities that are not 0 or 1.

Students may check h by their k, and o by their s, at home. What fits is looked up in tables: in a
handout these hold for any numbers of theirs, and the sheet's own, which are not told, are not in them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.compare import array, assert_true, results
from grader.student import Student
from grader.truth import recorded

X = np.array([1.0, -1.0])
T = np.array([1.0, 0.0])
W = np.array([[1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]])
V = np.array([[1.0, 1.0], [-1.0, -1.0], [-1.0, -1.0]])
FORWARD = "s1.Q3.forward"
SIZES = {"k": 3, "h": 3, "s": 2, "o": 2}
ATOL = 1e-4
"""Four decimals are usual in a report; the next wrong values are off by more than 0.1."""
ATOL_ZERO = 1e-6
"""Where the truth is exactly 0: float32 stays below 1e-7."""
LARGEST = 6.0
"""Of the k and s that sigmoid and softmax say something of."""
GRID = np.linspace(-2.0 * LARGEST, 2.0 * LARGEST, 4801)
"""So fine that between two points a straight line is off by less than 4e-7."""


def sigmoid(k: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-k))."""
    return 1.0 / (1.0 + np.exp(-k))


def softmax(s: np.ndarray) -> np.ndarray:
    """Of one vector."""
    e = np.exp(s - s.max())
    return e / e.sum()


@recorded
def sigmoid_table() -> np.ndarray:
    """The sigmoid at GRID."""
    return sigmoid(GRID)


@recorded
def softmax_table() -> np.ndarray:
    """The first of two probabilities, where the first of both s is larger by GRID."""
    return np.array([softmax(np.array([d, 0.0]))[0] for d in GRID])


def h_that_fits(k: np.ndarray) -> np.ndarray:
    """h next to k; no entry beyond LARGEST."""
    return np.interp(k, GRID, sigmoid_table())


def o_that_fits(s: np.ndarray) -> np.ndarray:
    """o next to s, two numbers; no entry beyond LARGEST."""
    return np.interp([s[0] - s[1], s[1] - s[0]], GRID, softmax_table())


def forward_answer(student: Student, name: str) -> np.ndarray:
    """Their k, h, s or o as a flat array of the right length.

    Raises:
        CheckFailed: it is not there, or not that many numbers.
        StudentFault: there is no such entry in `answers`.
    """
    given = student.answer(FORWARD)
    what = f"answers[{FORWARD!r}]"
    value = results(given, *SIZES, what=what)[list(SIZES).index(name)]
    return flat(value, SIZES[name], what=f"{name} in {what}")


def flat(value: Any, n: int, *, what: str) -> np.ndarray:
    """n finite numbers, given as a row, a column or a list."""
    return array(array(value, what=what).reshape(-1), what=what, shape=(n,))


def usable_hidden(student: Student) -> np.ndarray:
    """Their h, if something can be computed from it."""
    h = forward_answer(student, "h")
    _usable(h, bool((np.abs(h) > 0.01).any() and (np.abs(h) <= 10.0).all()), "h")
    return h


def usable_inputs(student: Student, name: str) -> np.ndarray:
    """Their k or s, if the sigmoid or the softmax of it says something."""
    value = forward_answer(student, name)
    good = bool((np.abs(value) > 0.05).any() and (np.abs(value) <= LARGEST).all())
    _usable(value, good, name)
    return value


def usable_outputs(student: Student) -> np.ndarray:
    """Their o, if it leaves something to learn: no entry near 0 or 1."""
    o = forward_answer(student, "o")
    _usable(o, bool((o > 0.02).all() and (o < 0.98).all()), "o")
    return o


def own_hidden_gradient(student: Student) -> np.ndarray:
    """dl/dk that follows from their own h and o."""
    h, o = usable_hidden(student), usable_outputs(student)
    dk = (V @ (o - T)) * h * (1.0 - h)
    _usable(dk, bool((np.abs(dk) > 1e-3).all()), "h and o")
    return dk


def _usable(value: np.ndarray, good: bool, name: str) -> None:
    assert_true(
        good,
        what=f"your {name}",
        expected="numbers that something can be computed from",
        got=np.round(value, 4).tolist().__repr__(),
    )
