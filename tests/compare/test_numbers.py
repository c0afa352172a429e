"""Numbers, counts, choices and conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.compare import (
    assert_count,
    assert_number,
    assert_one_of,
    assert_true,
    number,
)
from grader.errors import CheckFailed, HarnessFault


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        np.float32(0.5),
        np.float16(0.5),
        [0.5],
        (0.5,),
        np.array([[0.5]]),
        0.5 + 0j,
        np.array(0.5),
    ],
)
def test_number_reads_every_way_to_write_one(value: Any) -> None:
    """Scalars, lists and arrays of one entry are that number."""
    assert number(value, what="z") == 0.5


def test_number_reads_booleans_as_0_and_1() -> None:
    """A derivative of 1 may come back as True."""
    assert number(True, what="z") == 1.0
    assert assert_number(np.True_, 1.0, what="z") == ("z: True is read as 1",)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0.5", "the string '0.5'"),
        (None, "None"),
        ([0.5, 0.6], "(2,) list"),
        (0.5 + 0.1j, "an imaginary part"),
        (0.5 - 1e-9j, "1 of 1 with an imaginary part"),
        (np.array(complex(0.5, np.nan)), "an imaginary part"),
        (np.nan, "nan"),
        (-np.inf, "-inf"),
        (np.array([]), "(0,) float64"),
        (10**400, "beyond the largest float64"),
        (b"0.5", "3 bytes"),
    ],
)
def test_number_refuses_what_is_not_one_finite_number(value: Any, told: str) -> None:
    """The message names what came instead."""
    with pytest.raises(CheckFailed) as caught:
        number(value, what="z")
    assert told in caught.value.mismatch.got


def test_a_string_that_shows_a_number_gets_its_own_advice() -> None:
    """The student is told to return the number itself."""
    for text in ("0.62", "-0,07", " 1e-3 ", "1/3"):
        with pytest.raises(CheckFailed, match="not a string"):
            assert_number(text, 0.62, what="z")
    with pytest.raises(CheckFailed) as caught:
        assert_number("seven", 7.0, what="z")
    assert caught.value.mismatch.hint == ""


def test_none_gets_the_advice_to_return() -> None:
    """A forgotten return is the usual reason."""
    with pytest.raises(CheckFailed, match="end with a return"):
        assert_number(None, 0.62, what="z")


def test_number_can_let_nan_through() -> None:
    """finite=False is for places where nan may be right."""
    assert np.isnan(number(np.nan, what="z", finite=False))


@given(st.floats(-1e3, 1e3))
def test_the_tolerance_is_relative_with_a_floor(truth: float) -> None:
    """rtol refers to |truth|, but at least to 1e-3."""
    bound = 1e-3 * max(abs(truth), 1e-3)
    assert_number(truth + 0.999 * bound, truth, what="z")
    with pytest.raises(CheckFailed):
        assert_number(truth - 1.001 * bound, truth, what="z")


def test_an_interval_includes_its_ends_and_nothing_else() -> None:
    """low and high replace every tolerance."""
    for inside in (-0.0755, -0.07, -0.0595):
        assert assert_number(inside, -0.0692, what="dy/dx", low=-0.0755, high=-0.0595) == ()
    for outside in (-0.0756, -0.0594, 0.07, -0.02):
        with pytest.raises(CheckFailed, match=r"from -0\.0755 to -0\.0595"):
            assert_number(outside, -0.0692, what="dy/dx", low=-0.0755, high=-0.0595)


def test_an_interval_may_be_open_on_one_side() -> None:
    """One of low and high is enough."""
    assert assert_number(3, what="n", low=3) == ()
    assert assert_number(3, what="n", high=3) == ()
    with pytest.raises(CheckFailed, match="from 3 up"):
        assert_number(2.9, what="n", low=3)
    with pytest.raises(CheckFailed, match="up to 3"):
        assert_number(3.1, what="n", high=3)


def test_assert_number_needs_something_to_judge_by() -> None:
    """Neither truth nor interval, or an empty interval, is the author's mistake."""
    with pytest.raises(HarnessFault, match="a truth or an interval"):
        assert_number(1.0, what="n")
    with pytest.raises(HarnessFault, match="no number lies"):
        assert_number(1.0, what="n", low=2.0, high=1.0)


@pytest.mark.parametrize(
    "value",
    [557057, np.int32(557057), np.array(557057), [557057], np.array([557057], dtype=np.uint32)],
)
def test_a_count_passes_as_any_integer(value: Any) -> None:
    """Integers of any type, alone or inside a list or array of one."""
    assert assert_count(value, 557057, what="parameters") == ()


def test_a_count_passes_as_a_whole_float_with_a_remark() -> None:
    """557057.0 is that integer; 557057.25 is not, and float32 must hold it exactly."""
    told = assert_count(557057.0, 557057, what="parameters")
    assert told == ("parameters: given as the float 557057.0; a count is an integer",)
    assert assert_count(557057 + 0j, 557057, what="parameters")
    for wrong in (557057.25, 557057.0000001, np.float32(557057.04), np.nan):
        with pytest.raises(CheckFailed):
            assert_count(wrong, 557057, what="parameters")


@pytest.mark.parametrize("wrong", [557056, 557058, 556544, 0, -557057, 557057 * 10**30])
def test_a_count_is_exact(wrong: int) -> None:
    """Also a count that differs by 1e-6 of itself is wrong."""
    with pytest.raises(CheckFailed, match="exactly"):
        assert_count(wrong, 557057, what="parameters")


@pytest.mark.parametrize("value", [True, np.True_, [True], np.array([True])])
def test_a_boolean_is_no_count(value: Any) -> None:
    """True does not stand for 1."""
    with pytest.raises(CheckFailed, match="a boolean"):
        assert_count(value, 1, what="outputs")


def test_a_string_is_no_count() -> None:
    """The sentence says so."""
    with pytest.raises(CheckFailed, match="the string '557057', not a number") as caught:
        assert_count("557057", 557057, what="parameters")
    assert "not a string" in caught.value.mismatch.hint


def test_a_shape_stands_for_a_count_only_where_it_is_offered() -> None:
    """(32, 1024) says 32768; another shape of the same size does not."""
    for value in ((32, 1024), [32, 1024], np.array([32, 1024]), (np.int64(32), 1024.0)):
        told = assert_count(value, 32768, what="A", shape=(32, 1024))
        assert told == ("A: given as the shape (32, 1024), which has 32768 entries",)
    for wrong in ((1024, 32), (32, 1023), (32, 1024, 1), ("32", "1024"), (True, 1024)):
        with pytest.raises(CheckFailed):
            assert_count(wrong, 32768, what="A", shape=(32, 1024))
    with pytest.raises(CheckFailed):
        assert_count((32, 1024), 32768, what="A")
    with pytest.raises(CheckFailed):
        assert_count((32, True), 32, what="C", shape=(32, 1))


def test_a_choice_is_one_of_the_options() -> None:
    """Rates to a relative 1e-6; words without regard to case."""
    assert assert_one_of(0.1 * (1 + 1e-9), [0.01, 0.1], what="best") == ()
    assert assert_one_of(" No ", ["yes", "no"], what="separable") == ()
    with pytest.raises(CheckFailed, match=r"one of 0\.01, 0\.1"):
        assert_one_of(0.05, [0.01, 0.1], what="best")
    with pytest.raises(CheckFailed, match="one of yes, no"):
        assert_one_of(0, ["yes", "no"], what="separable")
    with pytest.raises(HarnessFault, match="at least one option"):
        assert_one_of(0, [], what="separable")


def test_a_condition_is_judged_only_if_it_is_a_bool() -> None:
    """An object of the student's would be true whatever it is."""
    assert assert_true(np.bool_(True), what="f(x)", expected="a", got="b") == ()
    with pytest.raises(CheckFailed, match="ascending"):
        assert_true(False, what="f(x)", expected="ascending", got=[3, 2])
    for thing in (1, [1], np.ones(2), object()):
        with pytest.raises(HarnessFault, match="must be a bool"):
            assert_true(thing, what="f(x)", expected="a", got="b")  # type: ignore[arg-type]
