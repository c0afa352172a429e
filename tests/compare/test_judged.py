"""What comparisons tell whoever watches: the value, the truth, the tolerance, passing or failing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.compare import (
    assert_close,
    assert_count,
    assert_number,
    assert_same_function,
)
from grader.compare.judged import Judged, note, pass_on, watching
from grader.errors import CheckFailed
from grader.gradients import directional_check, entrywise_check

TRUTH = np.array([[1.0, 2.0, -3.0], [0.5, 4.0, 0.25]])


def seen(judge: Callable[[], Any]) -> tuple[bool, list[Judged]]:
    """Whether a comparison passed, and what it told."""
    with watching() as judged:
        try:
            judge()
        except CheckFailed:
            return False, judged
        return True, judged


def test_close_tells_the_value_the_truth_and_the_bound() -> None:
    """rtol times the largest expected entry; the error is that of the worst entry."""
    got = TRUTH + [[0, 0, 0], [0, 0, 0.002]]
    passed, (judged,) = seen(lambda: assert_close(got, TRUTH, what="f(x)", rtol=1e-3))
    assert passed
    assert (judged.what, judged.kind) == ("f(x)", "values")
    assert judged.bound == pytest.approx(1e-3 * 4.0)
    np.testing.assert_array_equal(judged.got, got)
    np.testing.assert_array_equal(judged.expected, TRUTH)
    assert judged.error == pytest.approx(0.002)
    assert judged.share == pytest.approx(0.5)


def test_close_tells_the_same_when_it_fails() -> None:
    """More than one tolerance away, with the absolute bound where one is given."""
    passed, (judged,) = seen(lambda: assert_close(TRUTH + 0.3, TRUTH, what="f(x)", atol=0.1))
    assert not passed
    assert judged.bound == 0.1
    assert judged.share == pytest.approx(3.0)


def test_close_tells_the_layout_that_was_accepted() -> None:
    """A transpose that passes is told in the layout of the truth; one that fails as it came."""
    passed, (judged,) = seen(lambda: assert_close(TRUTH.T, TRUTH, what="f", transposed=True))
    assert passed
    np.testing.assert_array_equal(judged.got, TRUTH)
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    passed, (judged,) = seen(lambda: assert_close(square.T + 9, square, what="f", transposed=True))
    assert not passed
    np.testing.assert_array_equal(judged.got, square.T + 9)


def test_a_wrong_shape_is_told_as_such_and_is_infinitely_far() -> None:
    """No entry can be compared."""
    passed, (judged,) = seen(lambda: assert_close(np.ones(5), TRUTH, what="f"))
    assert not passed
    assert judged.kind == "shape"
    assert judged.error == judged.share == float("inf")


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_an_entry_that_is_not_finite_is_infinitely_far(strange: float) -> None:
    """Unless the truth has the same infinity there."""
    got = TRUTH.copy()
    got[0, 0] = strange
    passed, (judged,) = seen(lambda: assert_close(got, TRUTH, what="f"))
    assert not passed
    assert judged.error == float("inf")
    if np.isinf(strange):
        passed, (judged,) = seen(lambda: assert_close(got, got, what="f"))
        assert passed
        assert judged.error == judged.share == 0.0


def test_what_is_no_numbers_at_all_tells_nothing() -> None:
    """There is no value to compare."""
    assert seen(lambda: assert_close("four", TRUTH, what="f")) == (False, [])
    assert seen(lambda: assert_count(True, 1, what="n")) == (False, [])


def test_a_number_is_told_as_values() -> None:
    """Its tolerance is relative to the truth."""
    passed, (judged,) = seen(lambda: assert_number(2.001, 2.0, what="z", rtol=1e-3))
    assert passed
    assert judged.kind == "values"
    assert judged.bound == pytest.approx(2e-3)
    assert judged.share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("given_number", "nearest", "share"), [(0.3, 0.3, 0.0), (0.5, 0.4, 1.0), (0.0, 0.2, 2.0)]
)
def test_an_interval_is_told_from_its_nearest_end(
    given_number: float, nearest: float, share: float
) -> None:
    """Inside it there is no error; outside, it is counted in half widths."""
    passed, (judged,) = seen(lambda: assert_number(given_number, what="z", low=0.2, high=0.4))
    assert passed == (share == 0.0)
    assert judged.kind == "interval"
    assert float(judged.expected) == pytest.approx(nearest)
    assert judged.bound == pytest.approx(0.1)
    assert judged.share == pytest.approx(share)


@pytest.mark.parametrize(("given_count", "passes"), [(12, True), (12.0, True), (13, False)])
def test_a_count_has_no_tolerance(given_count: float, passes: bool) -> None:
    """What differs is infinitely far in units of it."""
    passed, (judged,) = seen(lambda: assert_count(given_count, 12, what="n"))
    assert passed == passes
    assert (judged.kind, judged.bound, float(judged.expected)) == ("count", 0.0, 12.0)
    assert judged.share == (0.0 if passes else float("inf"))


def test_a_count_beyond_every_float_tells_nothing_and_does_not_crash() -> None:
    """It would not fit an array."""
    assert seen(lambda: assert_count(10**400, 12, what="n")) == (False, [])


def test_every_point_of_a_function_is_told() -> None:
    """Each with its own name; up to the one that fails."""
    points = [(1.0,), (2.0,), (3.0,)]
    passed, judged = seen(
        lambda: assert_same_function(lambda x: 2 * x, lambda x: x + x, points, what="g(x)")
    )
    assert passed
    assert [float(j.got) for j in judged] == [2.0, 4.0, 6.0]
    assert len({j.what for j in judged}) == 3
    assert all(j.what.startswith("g(x), point") for j in judged)
    passed, judged = seen(
        lambda: assert_same_function(lambda x: x * x, lambda x: x, points, what="g(x)")
    )
    assert not passed
    assert [j.share > 1 for j in judged] == [False, True]


def test_a_function_that_is_right_transposed_tells_only_that_reading() -> None:
    """The failed first reading would look like a mistake."""
    points = [(TRUTH,), (2 * TRUTH,)]
    passed, judged = seen(
        lambda: assert_same_function(
            lambda x: x.T, lambda x: x, points, what="g(x)", transposed=True
        )
    )
    assert passed
    assert len(judged) == 2
    assert all(j.share == 0.0 for j in judged)


def test_a_function_that_is_wrong_both_ways_tells_the_plain_reading() -> None:
    """The one that the message is about."""
    square = np.array([[1.0, 2.0], [3.0, 5.0]])
    passed, judged = seen(
        lambda: assert_same_function(
            lambda x: x + 7, lambda x: x, [(square,)], what="g(x)", transposed=True
        )
    )
    assert not passed
    (one,) = judged
    np.testing.assert_array_equal(one.expected, square)


@pytest.mark.parametrize("size", [6, 200])
@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_slopes_are_told_in_units_of_what_is_allowed(size: int, factor: float) -> None:
    """f(x) = sum x^3 has the gradient 3 x^2; twice that is wrong in every direction."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=size)
    passed, judged = seen(
        lambda: directional_check(
            lambda v: (v**3).sum(), x, factor * 3 * x**2, rng=rng, what="f(x)"
        )
    )
    assert passed == (factor == 1.0)
    slopes = judged[0]
    assert (slopes.kind, slopes.bound, slopes.expected.shape) == ("slope", 1.0, (4,))
    if passed:
        assert slopes.share < 1
    else:
        np.testing.assert_allclose(slopes.got, 2 * slopes.expected, rtol=1e-4)
        assert slopes.share > 1


def test_wrong_entries_of_a_gradient_are_told_as_values() -> None:
    """The measured gradient stands as the truth; a right one tells nothing of entries."""
    rng = np.random.default_rng(2)
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    wrong = 2 * x
    wrong[1, 0] = 7.0
    passed, (judged,) = seen(
        lambda: entrywise_check(lambda v: (v**2).sum(), x, wrong, rng=rng, what="f(x)")
    )
    assert not passed
    assert judged.kind == "values"
    np.testing.assert_allclose(judged.expected, 2 * x, rtol=1e-6)
    np.testing.assert_array_equal(judged.got, wrong)
    assert judged.error == pytest.approx(6.0)
    right = seen(lambda: entrywise_check(lambda v: (v**2).sum(), x, 2 * x, rng=rng, what="f(x)"))
    assert right == (True, [])


def test_the_innermost_watch_gets_comparisons_alone_until_they_are_passed_on() -> None:
    """So that whoever tries two readings decides which of them counts."""
    with watching() as outer:
        note("before", "values", 1, 1, 0.1)
        with watching() as inner:
            note("inside", "values", 2, 1, 0.1)
        note("after", "values", 3, 1, 0.1)
        assert [j.what for j in outer] == ["before", "after"]
        pass_on(inner)
    assert [j.what for j in outer] == ["before", "after", "inside"]
    assert [j.what for j in inner] == ["inside"]


def test_an_end_of_any_kind_ends_the_watch() -> None:
    """A check that fails inside leaves the outer watch in place."""
    with watching() as outer:
        with pytest.raises(CheckFailed), watching() as inner:
            assert_close(1.0, 2.0, what="f")
        assert_close(1.0, 1.0, what="g")
    assert ([j.what for j in inner], [j.what for j in outer]) == (["f"], ["g"])


def test_without_a_watch_nothing_is_kept_and_nothing_breaks() -> None:
    """Checks run the same way in a notebook of their author."""
    note("alone", "values", 1, 1, 0.1)
    pass_on([])
    with watching() as judged:
        pass
    assert judged == []


@given(
    arrays(np.float64, (3, 2), elements=st.floats(-1e3, 1e3)),
    st.floats(0, 10),
    st.integers(0, 5),
)
def test_passing_is_a_share_of_at_most_one(truth: np.ndarray, away: float, place: int) -> None:
    """Whatever the values: what fails is further off than the tolerance, what passes is not."""
    got = truth.copy()
    got.flat[place] += away
    passed, (judged,) = seen(lambda: assert_close(got, truth, what="f", atol=1.0))
    assert passed == (judged.share <= 1 + 1e-9)
    assert judged.error == pytest.approx(np.abs(got - truth).max())
