"""Closed forms at points of our choice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.compare import assert_same_function
from grader.errors import CheckFailed, HarnessFault


def points(seed: int = 0) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """V (2, 3), X (3, 4), W (4, 2): no two sizes alike where it matters."""
    rng = np.random.default_rng(seed)
    return [tuple(rng.normal(size=s) for s in ((2, 3), (3, 4), (4, 2))) for _ in range(3)]


def trace_gradient(v: np.ndarray, x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """d tr(V X W) / dX."""
    return (w @ v).T


def judge(call: Any, **arguments: Any) -> tuple[str, ...]:
    """Against the trace gradient."""
    return assert_same_function(call, trace_gradient, points(), what="G(V, X, W)", **arguments)


def test_another_formula_for_the_same_function_passes() -> None:
    """V^T W^T and (W V)^T are one function."""
    assert judge(lambda v, x, w: v.T @ w.T) == ()


def test_the_transpose_passes_where_allowed_with_one_remark() -> None:
    """Numerator layout, told once for three points."""
    told = judge(lambda v, x, w: w @ v, transposed=True)
    assert told == ("G(V, X, W): the transpose came back; it is accepted here",)
    with pytest.raises(CheckFailed, match="reversed order"):
        judge(lambda v, x, w: w @ v)


def test_the_layout_must_be_the_same_everywhere() -> None:
    """Transposed at one point and straight at another is no layout."""
    calls = iter([False, True, False])
    with pytest.raises(CheckFailed, match="point 2 of 3"):
        judge(
            lambda v, x, w: w @ v if next(calls) else (w @ v).T,
            transposed=True,
        )


def test_a_wrong_formula_fails_at_the_first_point_that_shows_it() -> None:
    """The message says which point and on which shapes."""
    right = iter([True, True, False])
    with pytest.raises(CheckFailed) as caught:
        judge(lambda v, x, w: (w @ v).T * (1.0 if next(right) else -1.0))
    what = caught.value.mismatch.what
    assert what == "G(V, X, W), point 3 of 3: array (2, 3), array (3, 4), array (4, 2)"


def test_several_results_are_named() -> None:
    """A tuple of truths takes a tuple, a list or a dict."""

    def truth(x: float) -> tuple[float, float]:
        return x + 1, 2 * x

    for call in (
        lambda x: (x + 1, 2 * x),
        lambda x: [x + 1, 2 * x],
        lambda x: {"b": 2 * x, "a": x + 1},
    ):
        assert assert_same_function(call, truth, [(0.3,)], what="f(x)", names=("a", "b")) == ()
    with pytest.raises(CheckFailed, match=r"result 2 of f\(x\), point 1 of 1: 0.3"):
        assert_same_function(lambda x: (x + 1, x), truth, [(0.3,)], what="f(x)")


def test_an_author_who_gives_no_points_or_wrong_names_is_told() -> None:
    """A comparison that compares nothing passes nobody."""
    with pytest.raises(HarnessFault, match="at least one point"):
        assert_same_function(abs, abs, [], what="f(x)")
    with pytest.raises(HarnessFault, match="2 expected results, 1 names"):
        assert_same_function(abs, lambda x: (x, x), [(1.0,)], what="f(x)", names=("a",))


def test_each_side_is_called_once_per_point() -> None:
    """Calls to the student cost time, so a second layout is judged from the same answers."""
    calls = []

    def call(v: np.ndarray, x: np.ndarray, w: np.ndarray) -> np.ndarray:
        calls.append(1)
        return w @ v

    judge(call, transposed=True)
    assert len(calls) == 3
