"""Question 4b ii and iii: the rates of a linear schedule, and a logarithmic grid of rates."""

from __future__ import annotations

import numpy as np

from grader.checks import check
from grader.compare import array, assert_close
from grader.errors import CheckFailed
from grader.student import Student
from grader.truth import recorded


@recorded
def _sheet() -> np.ndarray:
    """Ten epochs of a decay from 0.1 to half of it over 30; the sheet lists them with five decimals."""
    return 0.1 - np.arange(10) / 600


@recorded
def _line(lr0: float, n: int, last: float, total: int) -> np.ndarray:
    return lr0 + (last - lr0) * np.arange(n) / total


def _assert_linear(student: Student, lr0: float, n: int, end: float, total: int) -> None:
    """Judges one call; `end` read as a rate instead of a factor of lr0 is accepted."""
    got = student.linear_schedule(lr0, n, end, total)
    what = f"linear_schedule({lr0}, {n}, {end}, {total})"
    try:
        remarks = assert_close(got, _line(lr0, n, end * lr0, total), what=what)
    except CheckFailed as wrong:
        try:
            assert_close(got, _line(lr0, n, end, total), what=what)
        except CheckFailed:
            raise wrong from None
        remarks = ("linear_schedule: `end` is read as a rate, not as a factor of lr0.",)
    student.remark(remarks)


@check(
    question="s4.4b.ii.list",
    points=1,
    visibility="public",
    hint="The rate of epoch 0 is lr0; each epoch takes off the same amount.",
    cpu_s=2,
)
def test_sheet(student):
    """Ten rates of the decay from 0.1 to 0.05 in 30 epochs."""
    what = "linear_schedule(0.1, 10, 0.5, 30)"
    got = student.linear_schedule(0.1, 10, 0.5, 30)
    try:
        remarks = assert_close(got, _sheet(), what=what)
    except CheckFailed as wrong:
        try:  # read as a rate, the same decay ends at 0.05
            got = array(student.linear_schedule(0.1, 10, 0.05, 30), what=what)
            assert_close(got, _sheet(), what=what)
        except CheckFailed:
            raise wrong from None
        remarks = ("linear_schedule: `end` is read as a rate, not as a factor of lr0.",)
    student.remark(remarks)


@check(
    question="s4.4b.ii.list",
    points=1,
    visibility="hidden",
    hint="Equal steps on the scale of the rates, for any start, end and number of epochs.",
    cpu_s=2,
)
def test_linear_schedule(student):
    """Other starts, ends and numbers of epochs."""
    for lr0, n, end, total in ((0.8, 6, 0.25, 20), (0.5, 16, 0.1, 15), (2.0, 1, 0.4, 8)):
        _assert_linear(student, lr0, n, end, total)


@recorded
def _logarithms(lo: float, hi: float, n: int) -> np.ndarray:
    """Decimal logarithms of the grid, ascending."""
    return np.linspace(lo, hi, n)


def _assert_grid(student: Student, lo: float, hi: float, n: int) -> None:
    """The rates in any order, within 1e-3 of their decimal logarithms."""
    what = f"learning_rate_grid({lo}, {hi}, {n})"
    rates = np.sort(array(student.learning_rate_grid(lo, hi, n), what=what).ravel())
    expected = _logarithms(lo, hi, n)
    with np.errstate(all="ignore"):
        logarithms = np.where(rates > 0, np.log10(np.maximum(rates, 1e-300)), -300.0)
    assert_close(logarithms, expected, what=f"decimal logarithms of {what}", atol=1e-3)


@check(
    question="s4.4b.iii.grid",
    points=1,
    visibility="public",
    hint="Nine rates, each the same factor times the one before.",
    cpu_s=2,
)
def test_nine_rates(student):
    """Nine learning rates from 0.000001 to 100."""
    _assert_grid(student, -6, 2, 9)


@check(
    question="s4.4b.iii.grid",
    points=1,
    visibility="hidden",
    hint="Equal steps of the logarithm also where the factor is not 10; both ends belong to the grid.",
    cpu_s=2,
)
def test_grid(student):
    """Other ends and numbers of rates."""
    for lo, hi, n in ((-4, -1, 7), (-3, 1, 5), (-2, 0, 4)):
        _assert_grid(student, lo, hi, n)
