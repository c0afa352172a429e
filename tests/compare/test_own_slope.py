"""The lines about the student's own function beside a wrong gradient: when, where, and what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.compare import OwnSlope, assert_close, assert_number
from grader.errors import CheckFailed

TRUTH = np.array([[0.5, -2.0, 1.0], [0.25, 4.0, -1.0]])


class Asked:
    """Answers every question alike and remembers it."""

    def __init__(self, *answer: float, argument: str = "W", of: str = "your own loss") -> None:
        self.answer = answer or None
        self.places: list[tuple[int, ...]] = []
        self.within: list[float] = []
        self.slope = OwnSlope(argument=argument, of=of, measure=self._measure)

    def _measure(self, index: tuple[int, ...], within: float) -> Any:
        self.places.append(index)
        self.within.append(within)
        return self.answer


def failure(got: Any, truth: Any, asked: Asked, **options: Any) -> CheckFailed:
    """How a comparison ends, before anything was asked."""
    with pytest.raises(CheckFailed) as caught:
        assert_close(got, truth, what="dW", slope=asked.slope, **options)
    assert asked.places == []
    return caught.value


def further(failed: CheckFailed) -> CheckFailed:
    """The same failure with all that it has to say."""
    assert failed.asked_further is not None
    return failed.asked_further()


def wrong_at(*place: int) -> np.ndarray:
    """The truth with 3 added at one place."""
    got = TRUTH.copy()
    got[place] += 3.0
    return got


def test_nothing_is_asked_of_what_is_right() -> None:
    """A gradient that passes costs no call."""
    asked = Asked(0.5, 0.0)
    assert assert_close(TRUTH, TRUTH, what="dW", slope=asked.slope) == ()
    assert assert_number(2.0, 2.0, what="dw", slope=asked.slope) == ()
    assert asked.places == []


@pytest.mark.parametrize(
    "got", [None, "text", [1.0], TRUTH.T, TRUTH * np.nan, TRUTH * np.inf, [[1.0], [2.0, 3.0]]]
)
def test_nothing_is_asked_of_what_is_no_gradient(got: Any) -> None:
    """Another shape, no numbers, or numbers that are not finite: there is no entry to look at."""
    assert failure(got, TRUTH, Asked(0.5, 0.0)).asked_further is None


def test_without_a_function_there_is_nothing_to_ask() -> None:
    """As it was."""
    with pytest.raises(CheckFailed) as caught:
        assert_close(wrong_at(0, 0), TRUTH, what="dW")
    assert caught.value.asked_further is None


@pytest.mark.parametrize("place", list(np.ndindex(2, 3)))
def test_it_is_asked_at_the_worst_entry(place: tuple[int, int]) -> None:
    """Once, with the error that is small enough to tell the two values apart."""
    asked = Asked(float(TRUTH[place]), 0.0)
    told = further(failure(wrong_at(*place), TRUTH, asked))
    assert asked.places == [place]
    assert asked.within[0] < 3.0 / 8
    assert told.evidence["finite_difference"] == {
        "index": list(place),
        "argument": "W",
        "value": TRUTH[place],
        "of": "your own loss",
        "agrees": "expected",
    }
    shown = f"{TRUTH[place]:g} at W[{place[0]}, {place[1]}] by finite differences of your own loss"
    assert told.mismatch.slope == shown


@pytest.mark.parametrize(
    ("got", "truth", "options", "place"),
    [
        (wrong_at(1, 2).T, TRUTH, {"transposed": True}, (1, 2)),
        (wrong_at(1, 2).ravel(), TRUTH, {"raveled": True}, (1, 2)),
        (wrong_at(1, 2)[None], TRUTH, {}, (1, 2)),
        (wrong_at(0, 1)[0], TRUTH[:1], {}, (0, 1)),
        (wrong_at(0, 1)[:1], TRUTH[0], {}, (1,)),
        ([5.0], np.array([2.0]), {}, (0,)),
    ],
)
def test_the_place_is_one_of_the_expected_layout(
    got: Any, truth: np.ndarray, options: dict[str, bool], place: tuple[int, ...]
) -> None:
    """Whatever layout came back."""
    asked = Asked(0.0, 0.0)
    further(failure(got, truth, asked, **options))
    assert asked.places == [place]


def test_a_single_number_has_no_place() -> None:
    """Its argument is named alone."""
    asked = Asked(2.0, 0.0, argument="w0", of="your own z")
    with pytest.raises(CheckFailed) as caught:
        assert_number(5.0, 2.0, what="dw0", slope=asked.slope)
    told = further(caught.value)
    assert asked.places == [()]
    assert told.mismatch.slope == "2 at w0 by finite differences of your own z"
    assert told.evidence["finite_difference"]["index"] == []


@pytest.mark.parametrize(
    ("measured", "error", "agrees", "meaning"),
    [
        (2.0, 0.0, "expected", "your own loss is right there: the mistake is in the gradient"),
        (2.0019, 0.0, "expected", "your own loss is right there: the mistake is in the gradient"),
        (5.0, 0.0, "got", "the gradient is right for your own loss: the mistake is in that"),
        (4.9985, 0.0, "got", "the gradient is right for your own loss: the mistake is in that"),
        (2.1, 0.0, "neither", "your own loss is wrong there, and the gradient does not fit it"),
        (3.5, 0.0, "neither", "your own loss is wrong there, and the gradient does not fit it"),
        (-2.0, 0.01, "neither", "your own loss is wrong there, and the gradient does not fit it"),
        (2.3, 0.1, "expected", "your own loss is right there: the mistake is in the gradient"),
        (4.7, 0.1, "got", "the gradient is right for your own loss: the mistake is in that"),
    ],
)
def test_what_it_means(measured: float, error: float, agrees: str, meaning: str) -> None:
    """2 was expected and 5 came back: which of them is the slope of the function, if any."""
    with pytest.raises(CheckFailed) as caught:
        assert_number(5.0, 2.0, what="dw", slope=Asked(measured, error).slope)
    told = further(caught.value)
    assert told.evidence["finite_difference"]["agrees"] == agrees
    assert told.mismatch.meaning == meaning


def test_two_values_near_each_other_take_the_nearer_slope() -> None:
    """A gradient just beyond its tolerance: the slope lies within it of both."""
    for measured, agrees in ((2.0, "expected"), (2.0022, "got")):
        with pytest.raises(CheckFailed) as caught:
            assert_number(2.0022, 2.0, what="dw", slope=Asked(measured, 0.0).slope)
        assert further(caught.value).evidence["finite_difference"]["agrees"] == agrees


def test_what_cannot_be_measured_leaves_the_failure_as_it_is() -> None:
    """The very same one."""
    failed = failure(wrong_at(0, 0), TRUTH, Asked())
    assert further(failed) is failed


def test_nothing_else_of_the_failure_changes() -> None:
    """The rows that were there, and the evidence that a page draws."""
    failed = failure(wrong_at(1, 1), TRUTH, Asked(4.0, 0.0), hint="look there")
    told = further(failed)
    before, after = failed.mismatch, told.mismatch
    names = ("what", "expected", "got", "worst", "allowed", "hint")
    assert [getattr(before, n) for n in names] == [getattr(after, n) for n in names]
    assert told.evidence.items() > failed.evidence.items()
    assert told.asked_further is None
    rows = told.mismatch.text().splitlines()
    assert [r.split()[0] for r in rows[1:]] == [
        *("expected", "got", "worst", "allowed", "slope", "meaning", "hint")
    ]
    assert len(rows) == 8


@pytest.mark.parametrize("value", [1.23456789e-12, -1.23456789e300, 0.0, 7.0])
def test_rows_stay_short(value: float) -> None:
    """Within 80 columns, whatever the names and numbers are."""
    asked = Asked(value, 0.0, argument="a" * 60, of="your own " + "loss " * 20)
    told = further(failure(wrong_at(1, 1), TRUTH, asked))
    assert max(map(len, told.mismatch.text().splitlines())) <= 80


def test_as_many_digits_as_it_takes() -> None:
    """Two values that differ late are told apart by the slope as it is written."""
    asked = Asked(0.123456789, 0.0)
    with pytest.raises(CheckFailed) as caught:
        assert_number(0.123456987, 0.123456789, what="dw", atol=1e-9, slope=asked.slope)
    shown = float(further(caught.value).mismatch.slope.split()[0])
    assert abs(shown - 0.123456789) < abs(shown - 0.123456987) / 10
