"""One call of the student's `learning_rate_sweep`, and the results by rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tasks import Pair

from grader.compare import array, assert_true, describe, results, series
from grader.student import Student

GRID = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0)
"""The nine rates of the sheet, 1e-6 to 100."""
SAMPLES = 400
"""Training samples of a sweep: 12 or 13 batches of 32 an epoch."""


@dataclass(frozen=True, slots=True)
class Curves:
    """What a sweep says about one rate."""

    loss: np.ndarray
    """One number per mini-batch, finite or not."""
    val_accuracy: np.ndarray
    """One number per epoch, from 0 to 1."""

    @property
    def best(self) -> float:
        """The best validation accuracy of any epoch."""
        return float(self.val_accuracy.max())


def sweep(
    student: Student, data: Mapping[str, Pair], rates: Sequence[float], *, seed: int = 2
) -> dict[float, Curves]:
    """Runs the student's sweep.

    Returns:
        The curves of every rate asked for, in that order.

    Raises:
        StudentFault: it raised, or took too long.
        CheckFailed: a rate is missing, or its entry does not hold the two lists.
    """
    what = f"learning_rate_sweep(data, {len(rates)} rates, {seed})"
    returned = student.learning_rate_sweep(dict(data), list(rates), seed)
    assert_true(
        isinstance(returned, Mapping),
        what=what,
        expected="a dict: rate -> {'loss': [...], 'val_accuracy': [...]}",
        got=describe(returned),
    )
    return {rate: _curves(returned, rate, what) for rate in rates}


def unbeaten(curves: Mapping[float, Curves]) -> float:
    """The first rate above whose validation accuracy there is no other."""
    return next(
        rate
        for rate, mine in curves.items()
        if not any(other.best > mine.best for other in curves.values())
    )


def _curves(returned: Mapping[Any, Any], rate: float, what: str) -> Curves:
    entry = next((v for k, v in returned.items() if _is_rate(k, rate)), None)
    assert_true(
        entry is not None,
        what=what,
        expected=f"an entry for the rate {rate:g}",
        got=describe(dict(returned)),
    )
    at = f"{what}, rate {rate:g}"
    loss, val_accuracy = results(entry, "loss", "val_accuracy", what=at)
    losses = series(loss, what=f"loss of {at}")
    accuracies = array(val_accuracy, what=f"val_accuracy of {at}").ravel()
    assert_true(
        losses.size > 0 and accuracies.size > 0,
        what=at,
        expected="at least one loss and one validation accuracy",
        got=f"{losses.size} losses and {accuracies.size} accuracies",
    )
    if 1.0 < accuracies.max() <= 100.0:
        accuracies = accuracies / 100.0
    assert_true(
        bool((accuracies >= 0).all() and (accuracies <= 1).all()),
        what=f"val_accuracy of {at}",
        expected="numbers from 0 to 1",
        got=f"{accuracies.min():.6g} to {accuracies.max():.6g}",
    )
    return Curves(losses, accuracies)


def _is_rate(key: Any, rate: float) -> bool:
    """Whether a key names this rate; a text such as "0.1" counts."""
    try:
        value = float(key) if isinstance(key, int | float | str) else np.nan
    except (ValueError, OverflowError):
        return False
    return abs(value - rate) <= 1e-6 * rate
