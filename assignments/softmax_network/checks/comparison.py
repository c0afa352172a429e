"""One call of the student's `compare_learning_rates`, and the curves by rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tasks import Pair

from grader.compare import assert_true, describe, number, results, series
from grader.compare.evidence import curves as drawn
from grader.compare.message import fail, figure
from grader.student import Student

TIES = 0.05
"""A value within this share of the lowest counts as lowest: batches are small, losses noisy."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came back."""

    losses: dict[float, np.ndarray]
    """Rate -> its curve, finite or not, in the order of the rates asked for."""
    best: Any
    """The chosen rate; untrusted."""
    what: str


def compare(
    student: Student, train: Pair, validation: Pair, rates: Sequence[float], *, seed: int = 2
) -> Comparison:
    """Calls `compare_learning_rates` with copies.

    Raises:
        StudentFault: it raised, or took too long.
        CheckFailed: the two results are not there, or a rate has no curve of two losses or more.
    """
    shown = ", ".join(f"{rate:g}" for rate in rates)
    what = f"compare_learning_rates(..., [{shown}], {seed})"
    data = [a.copy() for a in (*train, *validation)]
    returned = student.compare_learning_rates(*data, list(rates), seed)
    losses, best = results(returned, "losses", "best", what=what)
    assert_true(
        isinstance(losses, Mapping),
        what=what,
        expected="a dict from each rate to its losses, and the chosen rate",
        got=describe(losses),
    )
    return Comparison({rate: _curve(losses, rate, what) for rate in rates}, best, what)


def _curve(losses: Mapping[Any, Any], rate: float, what: str) -> np.ndarray:
    for key, value in losses.items():
        if _is_rate(key, rate):
            curve = series(value, what=f"the losses of rate {rate:g} in {what}")
            assert_true(
                curve.size >= 2,
                what=f"the losses of rate {rate:g} in {what}",
                expected="a curve of two losses at least",
                got=f"{curve.size}",
            )
            return curve
    keys = ", ".join(str(key)[:20] for key in list(losses)[:8])
    fail(what=what, expected=f"the losses of rate {rate:g}", got=f"a dict with {keys or 'nothing'}")


def _is_rate(key: Any, rate: float) -> bool:
    """Whether a key names this rate; a text such as "0.1" counts."""
    try:
        value = float(key) if isinstance(key, int | float | str) else np.nan
    except (ValueError, OverflowError):
        return False
    return abs(value - rate) <= 1e-6 * rate


def assert_chosen(found: Comparison, *, hint: str) -> None:
    """Judges that the chosen rate is the best of the reported curves, by one criterion or another.

    The last loss, the mean over the last tenth or the last fifth, the lowest and the mean of all are
    used. Where the choice is made on validation data that is not reported, rates must be so far
    apart that every criterion agrees: docs/training_softmax_network.md shows it for those used here.
    """
    chosen = number(found.best, what=f"the chosen rate of {found.what}")
    rate = next((r for r in found.losses if abs(r - chosen) <= 1e-6 * r), None)
    shown = ", ".join(figure(r) for r in found.losses)
    if rate is None:
        fail(
            what=f"the chosen rate of {found.what}",
            expected=f"one of {shown}",
            got=figure(chosen),
            hint=hint,
        )
    assert_runs_differ(found)
    tables = [{r: judged(c) for r, c in found.losses.items()} for judged in CRITERIA]
    if any(table[rate] <= (1.0 + TIES) * min(table.values()) + 1e-9 for table in tables):
        return
    ends = tables[1]
    winner = min(ends, key=ends.__getitem__)
    fail(
        what=f"the chosen rate of {found.what}",
        expected=f"{figure(winner)}, whose losses end at {figure(ends[winner], 3)}",
        got=f"{figure(rate)}, whose losses end at {figure(ends[rate], 3)}",
        hint=hint,
        evidence=drawn({f"rate {r:g}": c for r, c in found.losses.items()}),
    )


def assert_runs_differ(found: Comparison) -> None:
    """Curves that are alike at every rate leave nothing to choose by."""
    one, *others = found.losses.values()
    assert_true(
        not all(np.array_equal(one, other, equal_nan=True) for other in others),
        what=found.what,
        expected="a run of its own for each rate",
        got="the same losses for all of them",
    )


def last(curve: np.ndarray, share: float = 0.1) -> float:
    """Mean over the end of a curve; inf where it is not finite."""
    value = float(curve[-max(1, int(share * curve.size)) :].mean())
    return value if np.isfinite(value) else float("inf")


def first(curve: np.ndarray, share: float = 0.1) -> float:
    """Mean over the beginning of a curve."""
    return float(curve[: max(1, int(share * curve.size))].mean())


def fall(curve: np.ndarray) -> float:
    """Second half of a curve over the first; nan where the first is 0."""
    beginning = first(curve, 0.5)
    return last(curve, 0.5) / beginning if beginning else float("nan")


def _lowest(curve: np.ndarray) -> float:
    finite = curve[np.isfinite(curve)]
    return float(finite.min()) if finite.size else float("inf")


CRITERIA = (
    lambda curve: last(curve, 0.0),
    last,
    lambda curve: last(curve, 0.2),
    _lowest,
    lambda curve: last(curve, 1.0),
)
"""What may be called the loss of a rate: each a function of its curve."""
