"""Grids, schedules and sweeps of learning rates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from grader.errors import CheckFailed
from grader.rates import (
    assert_best_rate,
    assert_grid,
    assert_schedule,
    judge_sweep,
    read_sweep,
)

torch.set_num_threads(1)
RATES = [10.0**e for e in range(-6, 3)]


def run(rate: float, seed: int = 0, *, epochs: int = 6) -> dict[str, list[float]]:
    """A small network on four clouds, really trained, so that high rates really diverge."""
    rng = np.random.default_rng(7)
    centers = rng.normal(0, 1.2, (4, 6))
    t = rng.integers(0, 4, 400)
    x = torch.tensor(centers[t] + rng.normal(size=(400, 6)))
    ts = torch.tensor(t)
    torch.manual_seed(seed)
    net = torch.nn.Sequential(torch.nn.Linear(6, 20), torch.nn.ReLU(), torch.nn.Linear(20, 4))
    net = net.double()
    with torch.no_grad():
        for p in net.parameters():
            p *= 0.1
    losses, accuracies = [], []
    for _ in range(epochs):
        for start in range(0, 300, 25):
            loss = torch.nn.functional.cross_entropy(
                net(x[start : min(start + 25, 300)]), ts[start : min(start + 25, 300)]
            )
            grads = torch.autograd.grad(loss, list(net.parameters()))
            with torch.no_grad():
                for p, g in zip(net.parameters(), grads, strict=True):
                    p -= rate * g
            losses.append(loss.item())
        accuracies.append(float((net(x[300:]).argmax(1) == ts[300:]).double().mean()))
    return {"loss": losses, "val_accuracy": accuracies}


@pytest.fixture(scope="module")
def real() -> dict[float, dict[str, list[float]]]:
    """Nine real runs."""
    return {rate: run(rate) for rate in RATES}


def judge(sweep: Any) -> tuple[str, ...]:
    """Reads and judges."""
    return judge_sweep(read_sweep(sweep, RATES, what="sweep"), classes=4, what="sweep")


def made(accuracies: list[float]) -> dict[float, Any]:
    """A sweep with these best accuracies."""
    return {
        rate: {"loss": [1.4, 1.4 - a], "val_accuracy": [a / 2, a, a / 3]}
        for rate, a in zip(RATES, accuracies, strict=True)
    }


GOOD = [0.25, 0.25, 0.26, 0.3, 0.6, 0.9, 0.85, 0.3, 0.25]


def test_a_real_sweep_passes(real: dict[float, Any]) -> None:
    """Low, high, low: whatever the best rate is."""
    assert judge(real) == ()


def test_the_order_of_the_dict_and_integer_keys_do_not_matter() -> None:
    """10 and 100 may be ints; the last may come first."""
    sweep = {int(r) if r >= 1 else r * (1 + 1e-9): v for r, v in reversed(made(GOOD).items())}
    assert judge(sweep) == ()
    assert read_sweep(sweep, RATES, what="sweep").accuracies.tolist() == GOOD


def test_the_best_epoch_counts_not_the_last() -> None:
    """The last epoch of made sweeps is at a third of the best."""
    assert read_sweep(made(GOOD), RATES, what="sweep").accuracies.max() == 0.9


def test_percent_is_read_with_a_remark() -> None:
    """90 means 0.9."""
    told = judge(made([100 * a for a in GOOD]))
    assert told == ("sweep: the accuracies are read as percent",)


def test_diverged_runs_may_report_nan() -> None:
    """nan and inf at rates that are too high are right answers."""
    sweep = made(GOOD)
    sweep[100.0] = {"loss": [2.0, np.inf, np.nan], "val_accuracy": [np.nan, np.nan]}
    assert judge(sweep) == ()


@pytest.mark.parametrize(
    ("accuracies", "told"),
    [
        ([0.25] * 9, "a best accuracy of 0.25"),
        ([0.9] * 9, "at an end"),
        (sorted(GOOD), "at an end"),
        ([0.7, *GOOD[1:]], "an accuracy of 0.7"),
        ([*GOOD[:-1], 0.8], "an accuracy of 0.8"),
    ],
)
def test_a_sweep_of_another_shape_is_told(accuracies: list[float], told: str) -> None:
    """Nothing learnt, best at an end, ends that learn; the accuracies are kept for the page."""
    with pytest.raises(CheckFailed) as caught:
        judge(made(accuracies))
    assert told in caught.value.mismatch.got
    drawn = caught.value.evidence["sweep"]
    assert drawn["series"]["best validation accuracy"] == accuracies
    assert drawn["x"] == sorted(drawn["x"])
    assert len(drawn["x"]) == len(accuracies)
    ceiling = drawn["band"]["best validation accuracy"]["high"]
    assert ceiling[0] == ceiling[-1] < 1.0


@pytest.mark.parametrize(
    "junk",
    [
        None,
        [],
        {},
        {rate: None for rate in RATES},
        {str(rate): {"loss": [1.0], "val_accuracy": [0.5]} for rate in RATES},
        {rate: {"loss": [1.0]} for rate in RATES},
        {rate: {"loss": [], "val_accuracy": [0.5]} for rate in RATES},
        {rate: {"loss": ["1"], "val_accuracy": [0.5]} for rate in RATES},
        {rate: {"loss": [1.0], "val_accuracy": [-3.0]} for rate in RATES},
        {rate: {"loss": [1.0], "val_accuracy": [300.0]} for rate in RATES},
        {rate * 2: {"loss": [1.0], "val_accuracy": [0.5]} for rate in RATES},
        dict(list(made(GOOD).items())[:8]),
        {**made(GOOD), 5.0: {"loss": [1.0], "val_accuracy": [0.5]}},
        {**made(GOOD), float("nan"): 1, True: 2, 10**400: 3},
    ],
)
def test_what_is_no_sweep_over_these_rates_fails(junk: Any) -> None:
    """Missing rates, rates too many, strings as keys, runs without curves."""
    with pytest.raises(CheckFailed):
        read_sweep(junk, RATES, what="sweep")


def test_the_best_rate_is_that_of_a_sensible_criterion() -> None:
    """Best accuracy up to ties, or lowest final loss; nothing else."""
    sweep = made(GOOD)
    sweep[1.0] = {"loss": [1.4, 0.01], "val_accuracy": [0.85]}
    read = read_sweep(sweep, RATES, what="sweep")
    assert assert_best_rate(0.1, read, what="best") == ()
    assert assert_best_rate(1, read, what="best") == ()
    tied = read_sweep(made([*GOOD[:4], 0.895, *GOOD[5:]]), RATES, what="sweep")
    assert assert_best_rate(0.01, tied, what="best") == ()
    for wrong, told in ((0.01, "with accuracy 0.6"), (0.05, "0.05"), (None, "None")):
        with pytest.raises(CheckFailed) as caught:
            assert_best_rate(wrong, read, what="best")
        assert told in caught.value.mismatch.got


def test_a_real_choice_passes(real: dict[float, Any]) -> None:
    """The argmax of the best accuracies."""
    read = read_sweep(real, RATES, what="sweep")
    assert (
        assert_best_rate(max(real, key=lambda r: max(real[r]["val_accuracy"])), read, what="b")
        == ()
    )


def test_a_grid_is_right_in_any_order_and_in_float32() -> None:
    """Nine rates at equal logarithmic steps."""
    assert assert_grid(np.logspace(-6, 2, 9, dtype=np.float32)[::-1], RATES, what="grid") == ()
    for wrong, told in (
        (np.linspace(1e-6, 100, 9), "from 1e-06 to 100"),
        (RATES[:8], "8 rates"),
        ([-6, -5, -4, -3, -2, -1, 0, 1, 2], "a rate of -6"),
        (np.logspace(-6, 2, 10)[:9], "from 1e-06"),
        ([], "0 rates"),
        ([*RATES[:-1], np.inf], "not finite"),
    ):
        with pytest.raises(CheckFailed) as caught:
            assert_grid(wrong, RATES, what="grid")
        assert told in caught.value.mismatch.got


def linear(n: int) -> np.ndarray:
    """Item s4.4b.ii.list, from torch's own LinearLR."""
    p = torch.nn.Parameter(torch.zeros(1))
    sgd = torch.optim.SGD([p], lr=0.1)
    schedule = torch.optim.lr_scheduler.LinearLR(sgd, 1.0, 0.5, total_iters=30)
    rates = []
    for _ in range(n):
        rates.append(sgd.param_groups[0]["lr"])
        sgd.step()
        schedule.step()
    return np.array(rates)


def test_a_schedule_passes_in_full_and_with_five_decimals() -> None:
    """0.1 - k / 600, rounded or not."""
    truth = 0.1 - np.arange(30) / 600
    for got in (linear(30), truth, np.round(truth, 5), truth.astype(np.float32), list(truth)):
        assert assert_schedule(got, truth, what="schedule") == ()


@pytest.mark.parametrize(
    ("got", "told"),
    [
        (0.1 - np.arange(29) / 600, "29"),
        (0.1 - np.arange(1, 31) / 600, "30 of 30 differ"),
        (np.linspace(0.1, 0.05, 30), "28 of 30 differ"),
        (0.1 * 0.98 ** np.arange(30), "of 30 differ"),
        ([np.nan] * 30, "30 of 30 differ"),
        (None, "None"),
    ],
)
def test_another_schedule_is_told(got: Any, told: str) -> None:
    """One too few, shifted by an epoch, another end, exponential."""
    with pytest.raises(CheckFailed) as caught:
        assert_schedule(got, 0.1 - np.arange(30) / 600, what="schedule")
    assert told in caught.value.mismatch.got
