"""Learning rates: grids, schedules and sweeps over rates, judged as series.

Knows nothing of students. Which rate is best depends on data, model, batch and epochs, so no
particular one is ever demanded, nor nan at rates that are too high: with a shifted softmax such a
run may stay finite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.compare import array, assert_series, describe, fail, number, results, series
from grader.compare.evidence import cell, curves
from grader.compare.message import differ, figure, index_text, keys_text

_SAME_RATE = 1e-6
"""Relative difference up to which two rates are the same one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sweep:
    """One run per learning rate, ascending, as it was reported."""

    rates: np.ndarray
    """(n,) float64."""
    losses: tuple[np.ndarray, ...]
    """The loss curve of each run; may hold nan and inf."""
    accuracies: np.ndarray
    """(n,) the best validation accuracy over the epochs of each run, from 0 to 1."""
    remarks: tuple[str, ...] = ()

    @property
    def best(self) -> int:
        """Index of the best accuracy, the first of several."""
        return int(self.accuracies.argmax())


def read_sweep(
    sweep: Any,
    rates: Sequence[float],
    *,
    what: str,
    names: tuple[str, str] = ("loss", "val_accuracy"),
) -> Sweep:
    """An untrusted sweep, rate -> {"loss": [...], "val_accuracy": [...]}, in order of the rates.

    Accuracies in percent are accepted with a remark. A run that diverged may have nan for an
    accuracy, which counts as 0.

    Args:
        sweep: Anything that came back from the student.
        rates: The rates that were to be tried.
        what: What was called.
        names: Names of the loss curve and of the accuracies.

    Raises:
        CheckFailed: It is no such dict, a rate is missing or too many, or a run has no curve.
    """
    wanted = sorted(float(rate) for rate in rates)
    expected = f"a dict with the {len(wanted)} learning rates as keys"
    if not isinstance(sweep, dict):
        fail(what=what, expected=expected, got=describe(sweep))
    runs = {_rate(key): run for key, run in sweep.items()}
    given = sorted(rate for rate in runs if rate is not None)
    if len(sweep) != len(wanted) or len(given) != len(wanted) or not _same_rates(given, wanted):
        fail(what=what, expected=expected, got=f"a dict with {keys_text(sweep)}")
    losses, best = [], []
    for rate in given:
        where = f"{what}, rate {figure(rate)}"
        loss, accuracy = results(runs[rate], *names, what=where)
        assert_series(loss, what=where, finite=False)
        losses.append(series(loss, what=where))
        assert_series(accuracy, what=where, name="validation accuracy", finite=False)
        values = series(accuracy, what=where)
        best.append(float(np.where(np.isfinite(values), values, 0.0).max()))
    accuracies, remarks = _fractions(np.array(best), what)
    return Sweep(
        rates=np.array(given), losses=tuple(losses), accuracies=accuracies, remarks=remarks
    )


def _rate(key: Any) -> float | None:
    real = isinstance(key, int | float | np.integer | np.floating) and not isinstance(key, bool)
    return float(key) if real and abs(key) < 1e300 else None


def _same_rates(given: Sequence[float], wanted: Sequence[float]) -> bool:
    return all(abs(a - b) <= _SAME_RATE * abs(b) for a, b in zip(given, wanted, strict=True))


def _fractions(best: np.ndarray, what: str) -> tuple[np.ndarray, tuple[str, ...]]:
    told: tuple[str, ...] = ()
    if best.max() > 1.0:
        best, told = best / 100.0, (f"{what}: the accuracies are read as percent",)
    if best.min() < 0.0 or best.max() > 1.0:
        fail(
            what=what,
            expected="accuracies from 0 to 1",
            got=f"best accuracies from {figure(float(best.min()))} to {figure(float(best.max()))}",
        )
    return best, told


def sweep_drawn(
    sweep: Sweep,
    *,
    chance: float | None = None,
    ends_below: float | None = None,
) -> dict[str, Any]:
    """Evidence of a page: the accuracies against the rates.

    Args:
        sweep: From `read_sweep`.
        chance: Accuracy of guessing, drawn as a line of its own.
        ends_below: Largest accuracy accepted at the smallest and at the largest rate.
    """
    series = {"best validation accuracy": [cell(float(a)) for a in sweep.accuracies]}
    if chance is not None:
        series["guessing"] = [cell(chance)] * len(sweep.rates)
    band = {}
    if ends_below is not None:
        inner = [1.0] * (len(sweep.rates) - 2)
        band = {"best validation accuracy": {"low": 0.0, "high": [ends_below, *inner, ends_below]}}
    return {
        "sweep": {
            "x": [float(rate) for rate in sweep.rates],
            "x_label": "learning rate",
            "y_label": "best validation accuracy",
            "series": series,
            "band": band,
        }
    }


def judge_sweep(
    sweep: Sweep, *, classes: int, what: str, near_chance: float = 0.5, hint: str = ""
) -> tuple[str, ...]:
    """Judges the shape low, high, low: best inside, both ends lost, some rate really learns.

    "Lost" means that an end gained over chance at most the fraction `near_chance` of what the best
    rate gained. In our runs over rates from 1e-6 to 100 the ends gained under 0.15 of it (best of
    several epochs at chance, on a few hundred samples), so half is generous; a sweep that was
    not run, with the same or random accuracies everywhere, does not have this shape.

    Args:
        sweep: From `read_sweep`.
        classes: K.
        what: What was called.
        near_chance: Largest accepted gain of an end, as a fraction of the best gain.
        hint: What to look at.

    Raises:
        CheckFailed: It has another shape; evidence `sweep` holds the accuracies.
    """
    chance = 1.0 / classes
    gain = sweep.accuracies - chance
    top = sweep.best
    drawn = sweep_drawn(
        sweep, chance=chance, ends_below=chance + max(0.0, near_chance * float(gain[top]))
    )
    best = f"{figure(float(sweep.accuracies[top]), 3)} at rate {figure(float(sweep.rates[top]))}"
    if gain[top] <= 0.1:
        fail(
            what=what,
            expected=f"a rate at which the network learns (guessing gives {chance:.3g})",
            got=f"a best accuracy of {best}",
            hint=hint,
            evidence=drawn,
        )
    if top in (0, len(gain) - 1):
        fail(
            what=what,
            expected="the best rate inside the range, not at one of its ends",
            got=f"the best accuracy, {best}, at an end",
            hint=hint,
            evidence=drawn,
        )
    for end, name in ((0, "smallest"), (-1, "largest")):
        if gain[end] > near_chance * gain[top]:
            accuracy = figure(float(sweep.accuracies[end]), 3)
            fail(
                what=what,
                expected=f"hardly any learning at the {name} rate, {figure(float(sweep.rates[end]))}",
                got=f"an accuracy of {accuracy}; the best is {best}",
                allowed=f"at most {figure(chance + near_chance * float(gain[top]), 3)}",
                hint=hint,
                evidence=drawn,
            )
    return sweep.remarks


def assert_best_rate(
    choice: Any, sweep: Sweep, *, what: str, ties: float = 0.01, hint: str = ""
) -> tuple[str, ...]:
    """Judges that a chosen rate is the best of the sweep by a sensible criterion.

    Accepted: the best validation accuracy, up to `ties`, or the lowest final loss (the mean over
    the last tenth of the curve). Both are used; neither was prescribed.

    Args:
        choice: One of the rates; untrusted.
        sweep: The sweep it was chosen from.
        what: What was called.
        ties: Accuracies this near to the best count as best.
        hint: What to look at.

    Raises:
        CheckFailed: It is no rate of the sweep, or not the best.
    """
    shown = ", ".join(figure(float(r)) for r in sweep.rates)
    chosen = number(choice, what=what)
    places = np.flatnonzero(np.abs(sweep.rates - chosen) <= _SAME_RATE * np.abs(sweep.rates))
    if not places.size:
        fail(what=what, expected=f"one of {shown}", got=figure(chosen), hint=hint)
    place = int(places[0])
    top = sweep.best
    if sweep.accuracies[place] >= sweep.accuracies[top] - ties:
        return ()
    finals = [float(c[-max(1, c.size // 10) :].mean()) for c in sweep.losses]
    if finals[place] <= min((f for f in finals if np.isfinite(f)), default=-np.inf):
        return ()
    fail(
        what=what,
        expected=f"{figure(float(sweep.rates[top]))}, with accuracy "
        f"{figure(float(sweep.accuracies[top]), 3)}",
        got=f"{figure(chosen)}, with accuracy {figure(float(sweep.accuracies[place]), 3)}",
        hint=hint,
        evidence=sweep_drawn(sweep),
    )


def assert_grid(
    got: Any, expected: Sequence[float], *, what: str, decades: float = 1e-3, hint: str = ""
) -> tuple[str, ...]:
    """Judges a set of rates in any order, by their logarithms.

    Args:
        got: A list of rates; untrusted.
        expected: The rates.
        what: What was called.
        decades: Largest accepted difference in log10.
        hint: What to look at.

    Raises:
        CheckFailed: They are not these rates.
    """
    truth = np.sort(np.asarray(expected, dtype=np.float64))
    values = np.sort(array(got, what=what).reshape(-1))
    wanted = f"{truth.size} rates from {figure(float(truth[0]))} to {figure(float(truth[-1]))}"
    if values.size != truth.size:
        fail(what=what, expected=wanted, got=f"{values.size} rates", hint=hint)
    if values[0] <= 0:
        fail(what=what, expected=wanted, got=f"a rate of {figure(float(values[0]))}", hint=hint)
    error = np.abs(np.log10(values) - np.log10(truth))
    worst = int(error.argmax())
    if error[worst] <= decades:
        return ()
    fail(
        what=what,
        expected=wanted,
        got=f"rates from {figure(float(values[0]))} to {figure(float(values[-1]))}",
        worst=f"rate {worst + 1} ascending: expected {figure(float(truth[worst]))}, "
        f"got {figure(float(values[worst]))}",
        allowed=f"an error of at most {figure(decades)} in log10",
        hint=hint,
    )


def assert_schedule(
    got: Any,
    expected: Sequence[float],
    *,
    what: str,
    rtol: float = 1e-3,
    atol: float = 5e-6,
    hint: str = "",
) -> tuple[str, ...]:
    """Judges a list of rates, epoch by epoch.

    Args:
        got: One rate per epoch, in order; untrusted.
        expected: The rates.
        what: What was called.
        rtol: Accepted error relative to each rate.
        atol: Absolute error accepted beside it: half a unit of a list with five decimals.
        hint: What to look at.

    Raises:
        CheckFailed: Its length or a rate is wrong; evidence `curves` holds both schedules.
    """
    truth = np.asarray(expected, dtype=np.float64)
    values = series(got, what=what)
    drawn = curves({"expected_rate": truth, "rate": values})
    slack = np.maximum(rtol * np.abs(truth), atol)
    low, high = (
        curves({"rate": edge})["curves"]["rate"] for edge in (truth - slack, truth + slack)
    )
    drawn["band"] = {"rate": {"low": low, "high": high}}
    if values.size != truth.size:
        fail(
            what=what,
            expected=f"{truth.size} rates, one per epoch",
            got=f"{values.size}",
            hint=hint,
            evidence=drawn,
        )
    with np.errstate(all="ignore"):
        wrong = ~(np.abs(values - truth) <= np.maximum(rtol * np.abs(truth), atol * 1.001))
    if not wrong.any():
        return ()
    place = int(wrong.argmax())
    fail(
        what=what,
        expected=f"{truth.size} rates from {figure(float(truth[0]))} to {figure(float(truth[-1]))}",
        got=differ(int(wrong.sum()), truth.size),
        worst=f"epoch {index_text((place,))}: expected {figure(float(truth[place]))}, "
        f"got {figure(float(values[place]))}",
        allowed=f"an error of at most {figure(rtol)} of each rate",
        hint=hint,
        evidence=drawn,
    )
