"""Truths about a misconception's own numbers stay out of a handout."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.handout.own_numbers import OpenNumbers
from grader.student import Tensor
from grader.truth import Recorder

X = np.array([[0.25, -1.5], [0.75, 2.5]])


def entries(*calls: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Recorded calls of one function with these arguments."""
    recorder = Recorder()
    for args in calls:
        recorder.answer("checks.f", args, lambda: 1.0)
    return recorder.entries()


@pytest.mark.parametrize(
    ("args", "stays"),
    [
        ((X[0], 0.75), True),
        ((X, X + 1e-6), False),
        ((X, 3.125), False),
        ((X, 7), True),
        ((X, 8), False),
        (([7, 7], {"n": 2}), True),
        ((X, np.array([7, 2])), True),
        ((X, np.array([7, 9])), False),
        ((X, np.nan), True),
        ((X, "a word", None, True), True),
    ],
)
def test_what_only_wrong_work_asks_stays_if_it_is_about_the_inputs(
    args: tuple[Any, ...], stays: bool
) -> None:
    """Its own reals and its own whole numbers would be there to be read."""
    known = OpenNumbers()
    known.add([{"op": "call", "args": [X, 7], "kwargs": {}}])
    asked = entries((X,), args)
    kept = known.without_own(asked, 1)
    assert kept == asked if stays else kept == asked[:1]


def test_all_that_right_work_asks_stays() -> None:
    """And its numbers are open from then on, those of its answers too."""
    known = OpenNumbers()
    recorder = Recorder()
    recorder.answer("checks.f", (0.125, 12), lambda: np.array([0.375]))
    recorder.answer("checks.g", (0.375, 12), lambda: 0.5)
    recorder.answer("checks.g", (0.375, 13), lambda: 0.5)
    assert known.without_own(recorder.entries(), 1) == recorder.entries()[:2]


def test_numbers_are_found_wherever_a_request_holds_them() -> None:
    """In tensors, in lists of dicts; shapes count as whole numbers."""
    known = OpenNumbers()
    known.add([{"args": [Tensor(np.full((3, 5), 0.625))], "kwargs": {"a": [{"b": 0.875}]}}])
    asked = entries((0.625, 0.875, 5), (0.625, 4))
    assert known.without_own(asked, 0) == asked[:1]
