"""Shape, finiteness, probabilities, unchanged inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.compare import assert_finite, assert_probabilities, assert_shape, assert_unchanged
from grader.errors import CheckFailed, HarnessFault


def test_a_shape_is_exact_unless_squeezed() -> None:
    """A batch of one must keep its axis where that is asked."""
    assert assert_shape(np.zeros((1, 3)), (1, 3), what="y") == ()
    assert assert_shape(np.zeros(3), (1, 3), what="y", squeeze=True) == (
        "y: shape (3,) instead of (1, 3)",
    )
    with pytest.raises(CheckFailed, match=r"shape \(1, 3\)"):
        assert_shape(np.zeros(3), (1, 3), what="y")
    with pytest.raises(CheckFailed):
        assert_shape(np.zeros(4), (1, 3), what="y", squeeze=True)


def test_finite_means_every_entry_and_at_least_one() -> None:
    """nan, inf and an empty answer fail."""
    assert assert_finite([1e308, -1e308], what="y") == ()
    for wrong in ([np.nan, 1.0], [np.inf], [], "1"):
        with pytest.raises(CheckFailed):
            assert_finite(wrong, what="y")


def test_probabilities_sum_to_one_along_the_axis() -> None:
    """Rows of a softmax, in float16 too; columns with axis 0."""
    p = np.array([[0.1, 0.2, 0.7], [0.3, 0.3, 0.4]])
    assert assert_probabilities(p.astype(np.float16), what="p", shape=(2, 3)) == ()
    assert assert_probabilities(p.T, what="p", axis=0) == ()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([[0.5, 0.6]], "sums are not 1"),
        ([[0.5, 0.502]], "1 of 1 sums are not 1"),
        ([[-0.5, 1.5]], "outside"),
        ([[0.5, np.nan]], "not finite"),
        (0.5, "0.5"),
        ([], "a list of 0 values"),
    ],
)
def test_what_is_no_distribution_is_told(value: Any, told: str) -> None:
    """Out of range, wrong sums, nan, and no axis at all."""
    with pytest.raises(CheckFailed) as caught:
        assert_probabilities(value, what="p")
    assert told in caught.value.mismatch.got


def test_columns_are_not_rows() -> None:
    """A softmax over the wrong axis."""
    with pytest.raises(CheckFailed, match="2 of 2 sums are not 1"):
        assert_probabilities([[0.5, 0.2], [0.5, 0.8]], what="p", shape=(2, 2))
    with pytest.raises(CheckFailed, match="1 along axis 0"):
        assert_probabilities([[0.5, 0.5], [0.2, 0.8]], what="p", axis=0)


def test_global_normalisation_is_seen_by_its_row_sums() -> None:
    """A softmax over the whole batch sums to 1 only in total."""
    with pytest.raises(CheckFailed, match="2 of 2 sums are not 1"):
        assert_probabilities([[0.25, 0.25], [0.3, 0.2]], what="p")


def test_unchanged_inputs_pass_whatever_they_arrive_as() -> None:
    """Arrays, lists of arrays and dicts; nan equals nan here."""
    x = np.array([[1.0, np.nan], [3.0, 4.0]])
    assert assert_unchanged(x, x.tolist(), what="x") == ()
    assert assert_unchanged([x, np.ones(3)], (x, [1, 1, 1]), what="inputs") == ()
    assert assert_unchanged({"W": x, "b": [x]}, {"b": [x], "W": x}, what="inputs") == ()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (np.ones((2, 2)), np.array([[1, 1], [1, 1.5]]), "1 of 4 entries changed"),
        (np.ones(2), np.ones(3), "(3,) float64"),
        (np.ones(2), None, "None"),
        ([np.ones(2), np.ones(3)], [np.ones(2)], "a list of 1 value"),
        ({"W": np.ones(2)}, {"V": np.ones(2)}, "a dict with the key 'V'"),
        ({"W": np.ones(2)}, {"W": np.zeros(2)}, "2 of 2 entries changed"),
    ],
)
def test_a_changed_input_is_told(before: Any, after: Any, told: str) -> None:
    """Which entries, or what became of it."""
    with pytest.raises(CheckFailed) as caught:
        assert_unchanged(before, after, what="x")
    assert told in caught.value.mismatch.got
    assert "belongs to its caller" in caught.value.mismatch.hint


def test_the_smallest_change_counts() -> None:
    """No tolerance: the input is the caller's."""
    x = np.ones(3)
    with pytest.raises(CheckFailed, match=r"was 1, is 1\.00000000000000"):
        assert_unchanged(x, np.nextafter(x, 2.0), what="x")


def test_handing_over_no_numbers_is_our_fault() -> None:
    """`before` is the author's own array."""
    with pytest.raises(HarnessFault, match="what was handed over"):
        assert_unchanged("x", "x", what="x")
