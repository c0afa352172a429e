"""The student's own earlier hand answers, for errors carried forward (grader/carried.py).

Each function fetches one and raises CheckFailed when it cannot be built upon: it is missing, no
number, or makes what follows trivial (zeros, closed gates, everything equal, a handful of units).
"""

from __future__ import annotations

from grader.compare import array, assert_true, number
from grader.student import Student

SHEET_BATCH, SHEET_INPUTS = 32, 30
FEWEST, MOST = 10, 100_000
"""Units of a hidden layer that are worth counting; the sheet has 1024 and 512."""


def own_x1(student: Student) -> float:
    """Their x1, which is what a ReLU lets through: positive, and of the size of the sheet's numbers.

    Raises:
        CheckFailed: it is missing, no number, or not between 0.01 and 100.
    """
    x1 = number(student.answer("s3.T1.x1"), what="your x1")
    assert_true(0.01 <= x1 <= 100.0, what="your x1", expected="0.01 to 100", got=f"{x1:g}")
    return x1


def own_y1(student: Student) -> float:
    """Their y1, with which the last ReLU is open, and z is neither 0 nor x0 itself.

    Raises:
        CheckFailed: it is missing, no number, 0, or not between -0.99 and 100.
    """
    y1 = number(student.answer("s3.T1.y1"), what="your y1")
    usable = abs(y1) >= 0.01 and -0.99 <= y1 <= 100.0
    assert_true(usable, what="your y1", expected="-0.99 to 100, and not 0", got=f"{y1:g}")
    return y1


def own_x1_through_an_open_gate(student: Student) -> float:
    """Their x1, if their y1 leaves the last ReLU open and is another number: no blind filling in.

    Raises:
        CheckFailed: one of them is not usable, or they are equal.
    """
    x1, y1 = own_x1(student), own_y1(student)
    assert_true(
        abs(x1 - y1) > 1e-3, what="your x1 and y1", expected="two numbers", got=f"{x1:g} twice"
    )
    return x1


def own_sizes(student: Student) -> tuple[int, int, int, int]:
    """The sheet's network with the layers that their outputs A, B and C have, inputs first.

    Raises:
        CheckFailed: an output is missing or belongs to no layer of whole units, a hidden layer has
            fewer than FEWEST units, or all three layers are alike.
    """
    a, b, c = (_own_units(student, item) for item in ("s3.T2.A", "s3.T2.B", "s3.T2.C"))
    assert_true(
        FEWEST <= min(a, b) and len({a, b, c}) > 1,
        what="your outputs A, B and C",
        expected=f"layers that differ, the hidden ones of at least {FEWEST} units",
        got=f"layers of {a}, {b} and {c} units",
    )
    return SHEET_INPUTS, a, b, c


def _own_units(student: Student, item: str) -> int:
    """Units of a layer by their answer: elements / 32, or n of a shape (32, n)."""
    what = f"your answer {item}"
    given = array(student.answer(item), what=what).ravel().tolist()
    elements = given[0] if len(given) == 1 else 0.0
    if len(given) == 2 and given[0] == SHEET_BATCH:
        elements = SHEET_BATCH * given[1]
    units = elements / SHEET_BATCH
    assert_true(
        1 <= units <= MOST and units == int(units),
        what=what,
        expected=f"the size of a layer's output for {SHEET_BATCH} samples",
        got=f"{given[:4]}",
    )
    return int(units)
