"""What the keys of a marker come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.review.score import Given, Line, chosen, earned, rubric, said

LINES = (Line("a", 1.0), Line("b", 1.0), Line("c", 1.0))


@pytest.mark.parametrize("number", range(1, 12))
@pytest.mark.parametrize("points", [1.0, 2.0, 2.5, 10.0])
def test_all_lines_of_a_rubric_without_points_are_all_points(number: int, points: float) -> None:
    """Equal shares, however they round."""
    lines = rubric([f"line {n}" for n in range(number)], [], points)
    assert earned(Given(tuple(range(number))), lines, points) == points
    for n in range(number):
        assert earned(Given((n,)), lines, points) == pytest.approx(points / number, abs=1e-6)


def test_lines_with_points_of_their_own_count_these() -> None:
    """Negative ones take off."""
    lines = rubric(["right", "shown", "sloppy"], [1.5, 0.5, -0.5], 2.0)
    assert earned(Given((0,)), lines, 2.0) == 1.5
    assert earned(Given((0, 1, 2)), lines, 2.0) == 1.5
    assert earned(Given((2,)), lines, 2.0) == 0.0


def test_points_taken_off_and_free_points() -> None:
    """Off the sum, never below nothing; a free number is all that counts."""
    assert earned(Given((0, 1), 0.5), LINES, 3) == 1.5
    assert earned(Given((0,), 2.0), LINES, 3) == 0.0
    assert earned(Given((0, 1), 0.5, 2.75), LINES, 3) == 2.75


def test_more_lines_than_points_give_the_points() -> None:
    """Bonus lines do not lead beyond what an answer is worth, and are taken off from there."""
    assert earned(Given((0, 1, 2)), LINES, 2) == 2
    assert earned(Given((0, 1, 2), 0.5), LINES, 2) == 1.5


@pytest.mark.parametrize(
    ("given_points", "says"),
    [
        (Given((3,)), "no such line"),
        (Given((-1,)), "no such line"),
        (Given((), -1.0), "not negative"),
        (Given((), float("nan")), "not negative"),
        (Given((), 0.0, float("inf")), "not negative"),
        (Given((), 0.0, 3.5), "worth 3 points, so it cannot earn 3.5"),
    ],
)
def test_points_that_cannot_be_are_refused(given_points: Given, says: str) -> None:
    """With the reason."""
    with pytest.raises(UsageError, match=says):
        earned(given_points, LINES, 3)


@given(
    lines=st.sets(st.integers(0, 2)),
    off=st.sampled_from([0.0, 0.5, 1.0, 0.25]),
    free=st.none() | st.sampled_from([0.0, 0.5, 1.5, 3.0]),
)
def test_a_kept_mark_can_be_opened_again(lines: set[int], off: float, free: float | None) -> None:
    """It gives the same points, and the same lines are ticked."""
    first = Given(tuple(sorted(lines)), off, free)
    points = earned(first, LINES, 3)
    again = chosen(said(first, LINES), points, LINES, 3)
    assert earned(again, LINES, 3) == pytest.approx(points)
    assert again.lines == first.lines
    if free is None:
        assert again == first


def test_what_was_taken_off_is_said_in_words() -> None:
    """The student's page shows it among the lines."""
    assert said(Given((1, 0), 0.5), LINES) == ("a", "b", "0.5 points taken off")
    assert said(Given((), 1.0), LINES) == ("1 point taken off",)
    assert said(Given((0,), 1.0, 2.0), LINES) == ("a",)


def test_a_changed_rubric_keeps_the_points() -> None:
    """Lines that are gone are not ticked; the points stand as free ones."""
    again = chosen(["a", "gone"], 2.0, LINES, 3)
    assert (again.lines, again.free) == ((0,), 2.0)
