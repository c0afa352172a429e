"""reports.overview.distribution: marks of a class before and after the policy."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from reports.overview.distribution import adjusted, distributions
from reports.overview.roll import roll_of


def test_numbers_are_those_of_numpy(crowd: ModuleType) -> None:
    """Mean, median, quartiles, extremes of the points and of the marks after the policy."""
    results = crowd.crowd(150, 24)
    roll = roll_of(results, named=True, codes=None)
    raw, final = distributions(roll, 30.0)
    marks = {
        "raw": [r["earned"] for r in results],
        "final": [r["final"] for r in results if r["final"] is not None],
    }
    for drawn, values in ((raw, marks["raw"]), (final, marks["final"])):
        stats = {stat.label: stat.value for stat in drawn.stats}
        assert float(stats["mean"]) == pytest.approx(np.mean(values), abs=0.006)
        assert float(stats["median"]) == pytest.approx(np.median(values), abs=0.006)
        low, high = (float(part) for part in stats["middle half"].split(" – "))
        assert [low, high] == pytest.approx(np.quantile(values, [0.25, 0.75]), abs=0.006)
        assert sum(bar.count for bar in drawn.histogram.bars) == len(values)
        (middle,) = [stat.figure for stat in drawn.stats if stat.label == "middle half"]
        assert middle is not None
        assert middle.count >= len(values) / 2
    (lowest,) = [stat.figure for stat in final.stats if stat.label == "lowest"]
    assert lowest is not None
    assert [results[k]["final"] for k in lowest.who] == [min(marks["final"])] * lowest.count


def test_one_picture_without_a_policy(examples: ModuleType) -> None:
    """Where every final mark is the points, they are drawn once."""
    results = [r | {"final": r["earned"]} for r in examples.class_of(12)]
    roll = roll_of(results, named=True, codes=None)
    assert not adjusted(roll)
    (drawn,) = distributions(roll, 15.0)
    assert drawn.title == "Distribution of marks"


def test_a_final_mark_that_nobody_knows_is_a_difference(examples: ModuleType) -> None:
    """It is not drawn as zero, and the picture after the policy says so by leaving it out."""
    results = [examples.good(), examples.good() | {"final": None}]
    raw, final = distributions(roll_of(results, named=True, codes=None), 12.0)
    assert sum(bar.count for bar in raw.histogram.bars) == 2
    assert sum(bar.count for bar in final.histogram.bars) == 1


def test_what_is_final_and_what_is_not(examples: ModuleType) -> None:
    """Two numbers that lead to their students."""
    roll = roll_of([examples.good(), examples.mixed(), examples.good()], named=True, codes=None)
    stats = {stat.label: stat for stat in distributions(roll, 20.0)[0].stats}
    assert stats["final marks"].figure is not None
    assert stats["final marks"].figure.who == (0, 2)
    assert stats["not final yet"].figure is not None
    assert stats["not final yet"].figure.who == (1,)


def test_nobody_has_a_final_mark(examples: ModuleType) -> None:
    """A picture without bars, not a crash."""
    (_, final) = distributions(
        roll_of([examples.good() | {"final": None}], named=True, codes=None), 12.0
    )
    assert final.stats == ()
