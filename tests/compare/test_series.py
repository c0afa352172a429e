"""Curves: length, start, fall, finiteness, and what a page gets to draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.compare import assert_series
from grader.errors import CheckFailed

FALLING = np.linspace(2.3, 0.3, 100)


def test_a_noisy_falling_curve_passes() -> None:
    """Single values may rise, the last may lie above the first third."""
    noise = np.random.default_rng(0).normal(0, 0.2, 100)
    told = assert_series(
        list(FALLING + noise), what="train", length=100, start=(1.8, 2.8), falling=0.5
    )
    assert told == ()


@pytest.mark.parametrize(
    ("curve", "arguments", "told"),
    [
        (FALLING, {"length": 99}, "100 values"),
        (FALLING, {"length": (101, 200)}, "100 values"),
        ([], {}, "0 values"),
        (FALLING, {"start": (2.5, 3.0)}, "starts at 2.21"),
        (FALLING[::-1], {"falling": 0.9}, "from 0.391 to 2.21"),
        ([1.0, np.nan], {}, "1 of 2 not finite"),
        ([1.0, np.nan], {"finite": False, "falling": 0.9}, "from 1 to nan"),
        ([np.nan, 1.0], {"finite": False, "start": (0, 9)}, "starts at nan"),
        (["2.3"], {}, "the string '2.3'"),
        ({"loss": [1.0]}, {}, "a dict with the key 'loss'"),
    ],
)
def test_another_curve_is_told(curve: Any, arguments: dict[str, Any], told: str) -> None:
    """By its length, start, fall, or first value that is not finite."""
    with pytest.raises(CheckFailed) as caught:
        assert_series(curve, what="train", **arguments)
    assert told in caught.value.mismatch.got


def test_a_diverging_run_may_be_allowed() -> None:
    """At a rate that is too high nan and inf are right answers."""
    assert assert_series([2.3, 1e30, np.inf, np.nan], what="train", finite=False) == ()


def test_the_page_gets_the_curve() -> None:
    """Six digits, texts for what is not finite, at most 2000 points."""
    with pytest.raises(CheckFailed) as caught:
        assert_series([1 / 3, np.inf], what="train", name="val_loss")
    assert caught.value.evidence == {"curves": {"val_loss": [0.333333, "inf"]}}
    with pytest.raises(CheckFailed) as caught:
        assert_series(np.ones(5001), what="train", length=3)
    assert len(caught.value.evidence["curves"]["loss"]) == 1667


def test_the_page_gets_where_the_curve_may_be() -> None:
    """The accepted start behind the first tenth, the accepted end behind the last."""
    with pytest.raises(CheckFailed) as caught:
        assert_series([2.0] * 30, what="train", start=(1.0, 3.0), falling=0.5)
    band = caught.value.evidence["band"]["loss"]
    assert band == {
        "low": [1.0, 1.0, *[None] * 7, 0.0, 0.0],
        "high": [3.0, 3.0, *[None] * 7, 1.0, 1.0],
    }
    with pytest.raises(CheckFailed) as caught:
        assert_series([2.0] * 30, what="train", falling=0.5)
    assert caught.value.evidence["band"]["loss"]["high"] == [*[None] * 9, 1.0, 1.0]
    with pytest.raises(CheckFailed) as caught:
        assert_series([9.0] * 30, what="train", start=(1.0, 3.0))
    assert caught.value.evidence["band"]["loss"]["high"] == [3.0, 3.0, *[None] * 9]
