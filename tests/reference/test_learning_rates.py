"""Grid, schedule and sweep against their definitions, torch, and the sheet's numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.learning_rates import (
    best_learning_rate,
    learning_rate_grid,
    learning_rate_sweep,
    linear_schedule,
)
from reference.train_mlp_numpy import train


def test_grid_of_the_sheet():
    """s4.4b.iii.grid: nine powers of ten from 1e-6 to 100."""
    expected = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2]
    assert learning_rate_grid(-6, 2, 9).tolist() == expected


@given(lo=st.floats(-8, 0), width=st.floats(0.1, 8), n=st.integers(2, 20))
def test_grid_has_one_factor(lo, width, n):
    """Neighbours stand in one and the same ratio, and the ends are the ones asked for."""
    rates = learning_rate_grid(lo, lo + width, n)
    assert rates.shape == (n,)
    assert math.log10(rates[0]) == pytest.approx(lo, abs=1e-12)
    assert math.log10(rates[-1]) == pytest.approx(lo + width, abs=1e-12)
    np.testing.assert_allclose(rates[1:] / rates[:-1], 10 ** (width / (n - 1)), rtol=1e-9)


@given(
    lr0=st.floats(1e-6, 10),
    n=st.integers(1, 40),
    end=st.floats(0.01, 1),
    total=st.integers(1, 40),
)
def test_schedule_against_torch(lr0, n, end, total):
    """The rates are those of torch's LinearLR, also beyond the end of the fall."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr0)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, end, total)
    expected = []
    for _ in range(n):
        expected.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(linear_schedule(lr0, n, end, total), expected, rtol=1e-9)


def test_schedule_of_the_sheet():
    """s4.4b.ii.list: ten rates from 0.1, printed there to five decimals."""
    sheet = [0.1, 0.09833, 0.09667, 0.095, 0.09333, 0.09167, 0.09, 0.08833, 0.08667, 0.085]
    np.testing.assert_allclose(linear_schedule(0.1, 10, 0.5, 30), sheet, rtol=0, atol=5e-6)
    np.testing.assert_allclose(
        linear_schedule(0.1, 10, 0.5, 30), [0.1 - k / 600 for k in range(10)], rtol=1e-12
    )


def test_sweep(digits):
    """s4.4b.iii, iv: nine fresh runs; the ends stay near chance, the best rate lies inside."""
    rates = learning_rate_grid(-6, 2, 9)
    sweep = learning_rate_sweep(digits, rates, seed=0)
    assert list(sweep) == rates.tolist()
    assert all(len(run["val_accuracy"]) == 5 for run in sweep.values())
    assert all(len(run["loss"]) == 5 * 38 for run in sweep.values())
    assert best_learning_rate(sweep) in (0.1, 1.0)
    assert max(sweep[best_learning_rate(sweep)]["val_accuracy"]) > 0.9
    assert max(sweep[1e-6]["val_accuracy"]) < 0.4
    assert max(sweep[1e2]["val_accuracy"]) < 0.4


def test_sweep_starts_afresh(digits):
    """A rate's run does not depend on the rates before it, and is that of `train`."""
    kwargs = {"hidden_dims": [8], "batch_size": 200, "epochs": 2}
    alone = learning_rate_sweep(digits, [0.1], 3, **kwargs)[0.1]
    after = learning_rate_sweep(digits, [100.0, 0.1], 3, **kwargs)[0.1]
    _, val_accuracies, _, logging = train([8], 0.1, 200, 2, 3, digits)
    assert alone == after == {"loss": logging["loss"], "val_accuracy": val_accuracies}


def test_best_rate():
    """The best epoch counts, not the last one; NaN losses do not matter; ties go to the smaller."""
    sweep = {
        10.0: {"loss": [math.nan], "val_accuracy": [0.7, 0.1]},
        0.1: {"loss": [0.3], "val_accuracy": [0.2, 0.9, 0.4]},
        0.01: {"loss": [0.1], "val_accuracy": [0.6, 0.8, 0.85]},
    }
    assert best_learning_rate(sweep) == 0.1
    sweep[1.0] = {"loss": [0.2], "val_accuracy": [0.9]}
    assert best_learning_rate(sweep) == 0.1
