"""assert_close passes right values in every style and fails wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.compare import assert_close
from grader.errors import CheckFailed, HarnessFault

STYLES: dict[str, Callable[[np.ndarray], Any]] = {
    "same": lambda a: a,
    "float32": lambda a: a.astype(np.float32),
    "longdouble": lambda a: a.astype(np.longdouble),
    "complex": lambda a: a.astype(np.complex128),
    "list": lambda a: a.tolist(),
    "tuple": lambda a: tuple(a.tolist()),
    "list_of_rows": lambda a: list(a),
    "extra_axes": lambda a: a[None, ..., None],
    "fortran": lambda a: np.asfortranarray(a),
    "big_endian": lambda a: a.astype(">f8"),
    "strided": lambda a: np.repeat(a, 2, axis=0)[::2],
    "read_only": lambda a: np.broadcast_to(a, a.shape),
    "objects": lambda a: a.astype(object),
}


def truths() -> st.SearchStrategy[np.ndarray]:
    """Arrays as references give them: 1 to 3 axes, none of length 0."""
    numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
    shapes = hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4)
    return hnp.arrays(np.float64, shapes, elements=numbers)


@settings(max_examples=60, deadline=None)
@given(truth=truths())
def test_right_values_pass_in_every_style(truth: np.ndarray) -> None:
    """Lists, dtypes, memory layouts and axes of length 1 cost nothing."""
    for name, style in STYLES.items():
        remarks = assert_close(style(truth), truth, what="f(x)")
        told = name == "complex" or (name == "extra_axes")
        assert bool(remarks) == told, (name, remarks)


@settings(max_examples=200, deadline=None)
@given(truth=truths(), data=st.data())
def test_an_entry_beyond_the_tolerance_fails_and_is_named(
    truth: np.ndarray, data: st.DataObject
) -> None:
    """One entry off by more than rtol * max(max|truth|, floor) fails; by less it passes."""
    bound = 1e-3 * max(np.abs(truth).max(), 1e-3)
    place = data.draw(st.integers(0, truth.size - 1))
    sign = data.draw(st.sampled_from([-1.0, 1.0]))
    inside, outside = truth.copy(), truth.copy()
    inside.flat[place] += sign * bound * 0.999
    outside.flat[place] += sign * bound * 1.001
    assert_close(inside, truth, what="f(x)")
    with pytest.raises(CheckFailed) as caught:
        assert_close(outside, truth, what="f(x)")
    mismatch = caught.value.mismatch
    if truth.size > 1:
        index = ", ".join(str(i) for i in np.unravel_index(place, truth.shape))
        assert mismatch.worst.startswith(f"[{index}]: expected ")
        assert f"1 of {truth.size} differ" in mismatch.got
    else:
        assert mismatch.expected != mismatch.got


@settings(max_examples=60, deadline=None)
@given(truth=truths(), data=st.data(), bad=st.sampled_from([np.nan, np.inf, -np.inf]))
def test_one_entry_that_is_not_finite_fails(
    truth: np.ndarray, data: st.DataObject, bad: float
) -> None:
    """nan and inf never pass, and are counted apart."""
    got = truth.copy()
    got.flat[data.draw(st.integers(0, truth.size - 1))] = bad
    with pytest.raises(CheckFailed) as caught:
        assert_close(got, truth, what="f(x)")
    if truth.size > 1:
        nan, inf = int(np.isnan(bad)), int(np.isinf(bad))
        assert f"1 of {truth.size} not finite (nan {nan}, inf {inf})" in caught.value.mismatch.got
        assert "the finite ones agree" in caught.value.mismatch.allowed


@pytest.mark.parametrize("shape", [(2, 3), (4, 2), (3, 3)])
def test_the_transpose_passes_only_where_it_is_allowed(shape: tuple[int, int]) -> None:
    """A transposed matrix passes with a remark, and fails without the argument."""
    truth = np.arange(float(shape[0] * shape[1])).reshape(shape)
    told = assert_close(truth.T, truth, what="f(x)", transposed=True)
    assert told == ("f(x): the transpose came back; it is accepted here",)
    assert assert_close(truth, truth, what="f(x)", transposed=True) == ()
    with pytest.raises(CheckFailed):
        assert_close(truth.T, truth, what="f(x)")
    with pytest.raises(CheckFailed):
        assert_close(truth.T[::-1], truth, what="f(x)", transposed=True)


def test_a_symmetric_matrix_is_right_either_way() -> None:
    """The Jacobian of softmax is its own transpose: no remark."""
    truth = np.array([[2.0, 1.0], [1.0, 3.0]])
    assert assert_close(truth.T, truth, what="J", transposed=True) == ()


def test_raveled_takes_another_shape_of_the_same_size_in_order() -> None:
    """A bias gradient of another shape is a remark; values out of order fail."""
    truth = np.arange(6.0).reshape(2, 3)
    told = assert_close(truth.reshape(3, 2), truth, what="db", raveled=True)
    assert told == ("db: the values are right; shape (3, 2) came back where (2, 3) was asked for",)
    with pytest.raises(CheckFailed):
        assert_close(truth.T, truth, what="db", raveled=True)
    with pytest.raises(CheckFailed, match="arranged differently"):
        assert_close(truth.ravel(), truth, what="db")
    with pytest.raises(CheckFailed):
        assert_close(np.arange(7.0), truth, what="db", raveled=True)


def test_zeros_in_float32_pass_by_the_floor() -> None:
    """Where the truth is exactly 0 a float32 answer of 1e-7 is right."""
    assert assert_close(np.full((2, 3), 1e-7, np.float32), np.zeros((2, 3)), what="dW") == ()
    with pytest.raises(CheckFailed, match="the floor"):
        assert_close(np.full((2, 3), 2e-6), np.zeros((2, 3)), what="dW")


def test_an_absolute_bound_replaces_the_relative_one() -> None:
    """atol is the whole tolerance, and an error of exactly atol passes."""
    assert assert_close([0.401, 100.001], [0.4, 100.0], what="x", atol=1e-3) == ()
    with pytest.raises(CheckFailed, match="at most 0.001"):
        assert_close([0.4, 100.01], [0.4, 100.0], what="x", atol=1e-3)


def test_atol_zero_asks_for_equality_entry_by_entry() -> None:
    """A large entry does not lend its rounding to a small one."""
    with pytest.raises(CheckFailed):
        assert_close([1e16, 1.5], [1e16, 0.5], what="x", atol=0.0)


def test_expected_infinities_must_come_back_in_place() -> None:
    """inf is judged like a value: same sign, same place."""
    truth = np.array([-np.inf, 1.0])
    assert assert_close([-np.inf, 1.0], truth, what="log p") == ()
    for wrong in ([np.inf, 1.0], [-1e300, 1.0], [np.nan, 1.0]):
        with pytest.raises(CheckFailed):
            assert_close(wrong, truth, what="log p")


def test_an_expected_value_that_is_no_number_is_our_fault() -> None:
    """nan or a string in the reference judges nobody."""
    with pytest.raises(HarnessFault, match="holds nan"):
        assert_close(1.0, np.nan, what="f(x)")
    with pytest.raises(HarnessFault, match="is the string"):
        assert_close(1.0, "0.5", what="f(x)")


def test_small_arrays_are_kept_for_the_page() -> None:
    """Evidence holds expected, got and error of up to 400 entries, six digits each."""
    truth = np.full((2, 2), 1 / 3)
    got = truth + [[0, 1], [0, np.nan]]
    with pytest.raises(CheckFailed) as caught:
        assert_close(got, truth, what="f(x)")
    assert caught.value.evidence == {
        "expected_values": [[0.333333, 0.333333], [0.333333, 0.333333]],
        "got_values": [[0.333333, 1.33333], [0.333333, "nan"]],
        "error": [[0.0, 1.0], [0.0, "nan"]],
    }


@pytest.mark.parametrize("shape", [(21, 20), (784, 30), (500,), (97, 3, 4), (2, 1000)])
def test_of_large_arrays_the_page_gets_the_error_in_blocks(shape: tuple[int, ...]) -> None:
    """No value of theirs, and each block as bad as its worst entry, which stays where it is."""
    truth, got = np.zeros(shape), np.zeros(shape)
    spot = tuple(length - 1 for length in shape)
    got[spot], got[(0,) * len(shape)] = -7.0, np.nan
    with pytest.raises(CheckFailed) as caught:
        assert_close(got, truth, what="f(x)")
    assert set(caught.value.evidence) == {"error_map"}
    drawn = caught.value.evidence["error_map"]
    values = drawn["values"]
    rows, columns = drawn["shape"]
    assert rows * columns == got.size
    assert len(values) == -(-rows // drawn["block"][0]) <= 24
    assert len(values[0]) == -(-columns // drawn["block"][1]) <= 24
    assert values[0][0] == "inf"
    assert values[-1][-1] == 7.0
    assert [v for row in values for v in row].count(0.0) == len(values) * len(values[0]) - 2


def test_a_wrong_shape_is_told_before_any_value() -> None:
    """Reversed axes are named as such; the evidence shows both arrays and no error."""
    truth = np.arange(6.0).reshape(2, 3)
    with pytest.raises(CheckFailed, match="the axes are in reversed order") as caught:
        assert_close(truth.T + 5, truth, what="f(x)")
    assert caught.value.evidence["got_values"] == (truth.T + 5).tolist()
    assert "error" not in caught.value.evidence


def test_the_worst_entry_is_found_beside_overflowing_differences() -> None:
    """Entries near the end of float64 neither warn nor hide."""
    with pytest.raises(CheckFailed) as caught:
        assert_close([1.0, -1.7e308], [1.0, 1.7e308], what="f(x)")
    assert caught.value.mismatch.worst.startswith("[1]: expected 1.7e+308, got -1.7e+308")
