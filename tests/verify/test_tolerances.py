"""Room around a tolerance: what is measured, and when it is refused."""

from __future__ import annotations

import math

import pytest

from grader.verify.crew import Told
from grader.verify.tolerances import Measured, Nearest, measure


def told(share: float | None, status: str = "passed") -> Told:
    """How a check ended for a right variant."""
    return Told(status=status, message="", share=share, kind="values", cpu_s=0.0)  # type: ignore[arg-type]


def measured(
    spread: float = 0.0, wrong: float | None = None, kind: str = "values", by_hand: bool = False
) -> Measured:
    """A row of the table."""
    nearest = None if wrong is None else Nearest("no_bias", wrong, kind)
    return Measured(check="net.loss", spread=spread, nearest=nearest, by_hand=by_hand)


def test_the_spread_is_that_of_all_right_ones_and_the_nearest_of_all_wrong_ones() -> None:
    """Of those that the check judged, and by numbers."""
    right = [
        {"net.loss": told(0.1)},
        {"net.loss": told(0.25), "net.grad": told(9.0)},
        {"net.loss": told(None)},
        {"net.loss": told(5.0, "failed")},
        {},
    ]
    wrong = [Nearest("sign", 8.0, "values"), Nearest("no_bias", 7.0, "slope")]
    row = measure("net.loss", right, wrong, by_hand=False)
    assert row is not None
    assert (row.spread, row.nearest) == (0.25, wrong[1])
    assert row.problems() == []
    assert row.line() == "net.loss: right within 0.25, nearest wrong 7 (no_bias)"


def test_a_check_that_compares_no_numbers_has_no_row() -> None:
    """Neither right nor wrong ones came to a comparison."""
    assert measure("net.loss", [{"net.loss": told(None)}], [], by_hand=False) is None
    assert measure("net.loss", [], [], by_hand=False) is None


def test_a_check_that_no_misconception_fails_by_numbers_says_so() -> None:
    """And one that only wrong answers came to a comparison of, has its row."""
    row = measure("net.loss", [{"net.loss": told(0.1)}], [], by_hand=False)
    assert row is not None
    assert row.line() == "net.loss: right within 0.1, no misconception by numbers"
    row = measure("net.loss", [], [Nearest("sign", 8.0, "values")], by_hand=False)
    assert row is not None
    assert row.spread == 0.0


@pytest.mark.parametrize("spread", [0.34, 0.99])
def test_right_variants_that_use_too_much_of_the_tolerance_are_refused(spread: float) -> None:
    """The next right one may fail; a third is the most."""
    assert measured(spread).problems() == [
        f"net.loss: a right variant uses {spread:.2g} of the tolerance; 0.33 leaves room"
    ]
    assert measured(0.33).problems() == []


def test_numbers_worked_out_by_hand_may_use_all_of_it() -> None:
    """Rounding is what that tolerance is for."""
    assert measured(0.99, by_hand=True).problems() == []
    assert measured(1.5, by_hand=True).problems() == [
        "net.loss: a right variant uses 1.5 of the tolerance; 1 leaves room"
    ]


@pytest.mark.parametrize(
    ("wrong", "kind", "says"),
    [
        (2.9, "values", "net.loss: no_bias is only 2.9 tolerances away; 3 leaves room"),
        (1.01, "slope", "net.loss: no_bias is only 1.01 tolerances away; 3 leaves room"),
        (0.04, "interval", "net.loss: no_bias is only 0.04 tolerances away; 0.05 leaves room"),
        (3.0, "values", None),
        (0.05, "interval", None),
        (math.inf, "shape", None),
    ],
)
def test_a_misconception_that_is_nearly_right_is_refused(
    wrong: float, kind: str, says: str | None
) -> None:
    """Whoever is a little less wrong would pass."""
    row = measured(wrong=wrong, kind=kind)
    assert row.is_near() == (says is not None)
    assert row.problems() == ([] if says is None else [says])


def test_another_distance_changes_nothing_else() -> None:
    """It is measured again at other inputs."""
    row = measured(0.2, wrong=1.5).with_nearest(40.0)
    assert row.nearest == Nearest("no_bias", 40.0, "values")
    assert (row.spread, row.problems()) == (0.2, [])
