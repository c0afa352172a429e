"""The inputs of `two_layer_network`'s checks: what points.py, labels.py and batches.py promise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import verdicts

from reference import two_layer_regression

CHECKS = verdicts.ROOT / "two_layer_network" / "checks"
SEEDS = range(25)


@pytest.fixture(scope="module")
def here() -> Iterator[SimpleNamespace]:
    """The helper modules of the homework's checks, imported as the checks import them."""
    sys.path.insert(0, str(CHECKS))
    try:
        names = ("points", "labels", "batches", "test_jacobians", "test_softargmax")
        yield SimpleNamespace(**{name: __import__(name) for name in names})
    finally:
        sys.path.remove(str(CHECKS))
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and Path(file).parent == CHECKS:
                del sys.modules[name]


def preactivations(parameters, X) -> np.ndarray:
    """s1 of every sample, (S, D)."""
    W1, b1 = parameters[:2]
    return np.atleast_2d(X) @ W1.T + b1


@pytest.mark.parametrize("seed", SEEDS)
def test_points_are_seeing(here, seed: int):
    """Sizes are all different, none is 1, and units of both signs stay away from the kink."""
    for point in (here.points.EXAMPLE, *here.points.draw_several(np.random.default_rng(seed))):
        sizes = {len(point.x), len(point.b1), len(point.b2)}
        assert len(sizes) == 3
        assert min(sizes) > 1
        s1 = preactivations(point.parameters, point.x)
        assert s1.min() < -0.1
        assert s1.max() > 0.1
        assert np.abs(s1).min() > 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_labels_show_a_factor_that_counts_them(here, seed: int):
    """At least two labels of each kind, never as many of one as of the other; K at least 4."""
    drawn = here.labels.draw_labelled(np.random.default_rng(seed))
    for point in (here.labels.LABELLED_EXAMPLE, *drawn):
        ones, K = int(point.y.sum()), len(point.y)
        assert set(point.y.tolist()) == {0.0, 1.0}
        assert K >= 4
        assert ones >= 2
        assert K - ones >= 2
        assert 2 * ones != K


@pytest.mark.parametrize("seed", SEEDS)
def test_outputs_keep_digits_in_float32(here, seed: int):
    """No output of the classifier is so near 0 or 1 that a right float32 gradient looks wrong."""
    rng = np.random.default_rng(seed)
    for point in (*here.labels.draw_labelled(rng), *here.labels.draw_squared(rng)):
        s2 = point.W2 @ np.tanh(point.W1 @ point.x + point.b1) + point.b2
        assert np.abs(s2).max() < 5


def test_labelled_example_is_that_of_the_sheet(here):
    """y = [1, 0, 1, 1, 0] and yt = [.9, .2, .6, .3, .7], whose loss is 0.649455059878."""
    point = here.labels.LABELLED_EXAMPLE
    s2 = point.W2 @ np.tanh(point.W1 @ point.x + point.b1) + point.b2
    np.testing.assert_allclose(1 / (1 + np.exp(-s2)), [0.9, 0.2, 0.6, 0.3, 0.7], rtol=1e-12)
    assert point.y.tolist() == [1, 0, 1, 1, 0]


@pytest.mark.parametrize("seed", SEEDS)
def test_training_shows_its_mistakes(here, seed: int):
    """Every right step moves every parameter, and no sample brings a unit near the kink."""
    draw = here.batches.draw_training
    drawn = draw(two_layer_regression, np.random.default_rng(seed), (4, 6, 3), [5, 8, 2])
    for training in (here.batches.EXAMPLE_TRAINING, drawn):
        parameters = training.parameters
        for X, Y in training.batches:
            assert np.abs(preactivations(parameters, X)).min() > 0.02
            after = two_layer_regression.sgd_step_regression(X, Y, *parameters, training.lr)
            for old, new in zip(parameters, after, strict=True):
                assert np.abs(new - old).max() > 5e-3
            parameters = tuple(after)


@pytest.mark.parametrize("seed", SEEDS)
def test_slopes_are_asked_near_and_far(here, seed: int):
    """s1 of the hidden Jacobians has no 0, both signs, and values very near to 0 and far from it."""
    cases = here.test_jacobians.draw_args(np.random.default_rng(seed))
    for s1, s2, yt, y in cases:
        assert np.abs(s1).min() > 1e-3
        assert s1.min() < 0 < s1.max()
        assert len(s1) != len(y)
        np.testing.assert_array_equal(s2, yt)
    everything = np.abs(np.concatenate([case[0] for case in cases]))
    assert everything.min() < 0.01
    assert everything.max() > 10


def test_beta_is_not_only_one(here):
    """A forgotten beta shows, and the far inputs overflow without a shift by the largest entry."""
    fixed, far = here.test_softargmax.FIXED, here.test_softargmax.FAR
    assert {beta for _, beta in fixed} > {1.0}
    with np.errstate(over="ignore"):
        plain = [np.exp(beta * x).sum() for x, beta in far]
        by_mean = [np.exp(beta * (x - x.mean())).sum() for x, beta in far]
    assert [total in (0.0, np.inf) for total in plain] == [True, True, True]
    assert np.inf in by_mean
