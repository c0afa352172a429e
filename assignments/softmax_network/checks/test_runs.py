"""Question 7.2: mean and spread over several starts. Dividing by runs or by runs - 1 is both right."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import check
from grader.compare import assert_close, results
from grader.errors import CheckFailed

QUICK_S = 3.0
OVER_RUNS = "One number for each step: the mean (the deviation) of that step over the runs."
ROOT = (
    "The standard deviation is the root of the mean squared distance from the mean, step by step."
)


def draw_curves(rng: np.random.Generator, runs: int, steps: int) -> np.ndarray:
    """(runs, steps) different curves that fall from about 2, with a spread of their own at each step."""
    fall = 2.0 * np.exp(-np.arange(steps) / steps)
    return fall + rng.uniform(0.05, 0.5, steps) * rng.normal(size=(runs, steps))


def assert_mean(student: Any, reference: Any, curves: Any, hint: str = OVER_RUNS) -> None:
    """Judges the mean."""
    what, (mean, _) = _called(student, curves)
    expected = reference.mean_and_std(curves)[0]
    student.remark(assert_close(mean, expected, what=f"the mean of {what}", hint=hint))


def assert_std(student: Any, reference: Any, curves: Any, hint: str = ROOT) -> None:
    """Judges the standard deviation, with either divisor."""
    what, (_, std) = _called(student, curves)
    both = [reference.mean_and_std(curves, ddof=ddof)[1] for ddof in (1, 0)]
    try:
        student.remark(assert_close(std, both[0], what=f"the deviation of {what}", hint=hint))
    except CheckFailed:
        student.remark(assert_close(std, both[1], what=f"the deviation of {what}", hint=hint))


def _called(student: Any, curves: Any) -> tuple[str, tuple[Any, ...]]:
    kind = "lists" if isinstance(curves, list) else f"an array {curves.shape}"
    what = f"mean_and_std(curves) for {kind}"
    return what, results(student.mean_and_std(curves), "mean", "std", what=what)


@check(question="s1.Q7.2", points=0.5, visibility="public", hint=OVER_RUNS, cpu_s=QUICK_S)
def test_mean(student, reference, rng):
    """The mean curve of three runs."""
    assert_mean(student, reference, draw_curves(rng, 3, 5))


@check(question="s1.Q7.2", points=0.5, visibility="public", hint=ROOT, cpu_s=QUICK_S)
def test_std(student, reference, rng):
    """The standard deviation of three runs at each step."""
    assert_std(student, reference, draw_curves(rng, 3, 5))


@check(question="s1.Q7.2", points=0.5, visibility="hidden", hint=OVER_RUNS, cpu_s=QUICK_S)
def test_mean_elsewhere(student, reference, rng):
    """The mean is right for other numbers of runs and steps, and for lists of lists."""
    for runs, steps in ((6, 4), (2, 9)):
        assert_mean(student, reference, draw_curves(rng, runs, steps))
        assert_mean(student, reference, draw_curves(rng, runs + 1, steps).tolist())


@check(question="s1.Q7.2", points=0.5, visibility="hidden", hint=ROOT, cpu_s=QUICK_S)
def test_std_elsewhere(student, reference, rng):
    """The deviation is right for other numbers of runs and steps, and for lists of lists."""
    for runs, steps in ((6, 4), (2, 9)):
        assert_std(student, reference, draw_curves(rng, runs, steps))
        assert_std(student, reference, draw_curves(rng, runs + 1, steps).tolist())
