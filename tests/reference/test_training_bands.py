"""The benchmark of docs/training.md measures the reference, and its tail estimate is sound."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.tails import below, tail_quantile
from benchmarks.training_ways import RIGHT, WRONG, run
from reference.learning_rates import learning_rate_sweep
from reference.train_mlp_numpy import train


def test_first_way_is_the_reference(digits):
    """The way called the reference ends where `reference.train` ends, to the last sample."""
    _, val_accuracies, _, logging = train([12], 0.2, 32, 3, 5, digits)
    outcome = run(RIGHT[0], digits, [12], 0.2, 32, [1, 3], 5)
    assert outcome[1].val_accuracy == val_accuracies[0]
    assert outcome[3].val_accuracy == max(val_accuracies)
    assert outcome[3].first_loss == pytest.approx(logging["loss"][0], rel=1e-12)
    fifth = len(logging["loss"]) // 5
    ratio = np.mean(logging["loss"][-fifth:]) / np.mean(logging["loss"][:fifth])
    assert outcome[3].curve_ratio == pytest.approx(ratio, rel=1e-9)


def test_same_sweep_as_the_reference(digits):
    """One rate of the sweep benchmark is one rate of `learning_rate_sweep`."""
    expected = learning_rate_sweep(digits, [0.3], 2, hidden_dims=[8], epochs=2)[0.3]
    outcome = run(RIGHT[0], digits, [8], 0.3, 32, [2], 2)[2]
    assert outcome.val_accuracy == max(expected["val_accuracy"])


@pytest.mark.parametrize("way", [*RIGHT, *WRONG], ids=lambda way: way.name)
def test_every_way_runs(way, digits):
    """Every way gives an outcome; the names are all different."""
    small = {name: (x[:60], t[:60]) for name, (x, t) in digits.items()}
    with np.errstate(all="ignore"):
        outcome = run(way, small, [6], 0.1, 20, [2], 0)[2]
    assert 0 <= outcome.test_accuracy <= 1
    assert [other.name for other in (*RIGHT, *WRONG)].count(way.name) == 1


def test_tail_of_a_known_distribution():
    """For an exponential tail the estimated quantile and share are near the true ones."""
    values = 1.0 - np.random.default_rng(0).exponential(0.02, 2000)
    assert tail_quantile(values, 1e-4) == pytest.approx(1 + 0.02 * np.log(1e-4), abs=0.02)
    true_share = np.exp(-0.3 / 0.02)
    assert true_share / 20 < below(values, 0.7) < 20 * true_share


def test_counted_where_there_are_enough():
    """With many runs the share and the quantile are those of the runs themselves."""
    values = np.random.default_rng(1).uniform(size=5000)
    assert below(values, 0.01) == np.mean(values < 0.01)
    assert np.mean(values < tail_quantile(values, 1e-3)) == pytest.approx(1e-3, abs=2e-4)


def test_tail_with_an_outlier():
    """One run far below the others is not argued away."""
    values = np.append(np.linspace(0.9, 0.95, 59), 0.5)
    assert tail_quantile(values, 1e-3) <= 0.5


def test_tail_without_spread():
    """Runs that all end alike have no tail to estimate."""
    same = np.full(50, 0.1)
    assert tail_quantile(same, 1e-3) == 0.1
    assert below(same, 0.05) == 0.0
    assert below(same, 0.2) == 1.0
