"""Whatever comes back, every helper ends in CheckFailed or passes: no other exception, no warning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from untrusted_values import ODD, Untouchable, judge, values

from grader import compare, gradients, layers, rates, training
from grader.errors import CheckFailed

EXPECTED = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 4.0]])

LAYER = layers.LayerRef(inputs=3, outputs=2, transposed=False, bias_shape=(2,), places=())

HELPERS: dict[str, Callable[[Any], Any]] = {
    "array": lambda v: compare.array(v, what="f(x)"),
    "array_shape": lambda v: compare.array(v, what="f(x)", shape=(2, 3)),
    "array_ndim": lambda v: compare.array(v, what="f(x)", ndim=2, finite=False),
    "number": lambda v: compare.number(v, what="f(x)"),
    "series": lambda v: compare.series(v, what="f(x)"),
    "results": lambda v: compare.results(v, "loss", "grads", what="f(x)"),
    "results_one": lambda v: compare.results(v, "loss", what="f(x)"),
    "close": lambda v: compare.assert_close(v, EXPECTED, what="f(x)"),
    "close_scalar": lambda v: compare.assert_close(v, 0.5, what="f(x)", atol=1e-3),
    "close_any_layout": lambda v: compare.assert_close(
        v, EXPECTED, what="f(x)", transposed=True, raveled=True
    ),
    "close_infinite": lambda v: compare.assert_close(v, [np.inf, 1.0], what="f(x)", raveled=True),
    "close_empty": lambda v: compare.assert_close(v, np.zeros((0, 3)), what="f(x)"),
    "number_close": lambda v: compare.assert_number(v, 0.62, what="z"),
    "number_between": lambda v: compare.assert_number(v, what="z", low=-0.08, high=-0.06),
    "count": lambda v: compare.assert_count(v, 32768, what="A"),
    "count_shape": lambda v: compare.assert_count(v, 32, what="C", shape=(32, 1)),
    "one_of": lambda v: compare.assert_one_of(v, [0.1, 1.0], what="best"),
    "one_of_words": lambda v: compare.assert_one_of(v, ["yes", "no"], what="best"),
    "true": lambda v: compare.assert_true(False, what="f(x)", expected="something", got=v),
    "shape": lambda v: compare.assert_shape(v, (2, 3), what="f(x)", squeeze=True),
    "finite": lambda v: compare.assert_finite(v, what="f(x)"),
    "probabilities": lambda v: compare.assert_probabilities(v, what="f(x)"),
    "probabilities_axis": lambda v: compare.assert_probabilities(v, what="f(x)", axis=2),
    "unchanged": lambda v: compare.assert_unchanged(EXPECTED, v, what="x"),
    "unchanged_dict": lambda v: compare.assert_unchanged({"a": EXPECTED}, v, what="x"),
    "unchanged_list": lambda v: compare.assert_unchanged([EXPECTED, np.ones(2)], v, what="x"),
    "assert_series": lambda v: compare.assert_series(v, what="train", start=(0, 3), falling=0.9),
    "assert_series_any": lambda v: compare.assert_series(v, what="train", finite=False, length=3),
    "function": lambda v: compare.assert_same_function(
        lambda x: v, lambda x: EXPECTED, [(1.0,)], what="f(x)", transposed=True
    ),
    "function_tuple": lambda v: compare.assert_same_function(
        lambda x: v, lambda x: (EXPECTED, 1.0), [(1.0,)], what="f(x)"
    ),
    "gradient": lambda v: gradients.directional_check(
        lambda x: (x**2).sum(), EXPECTED, v, rng=np.random.default_rng(0), what="f(x)"
    ),
    "function_values": lambda v: gradients.directional_check(
        lambda x: v, EXPECTED, EXPECTED, rng=np.random.default_rng(0), what="f(x)"
    ),
    "entries": lambda v: gradients.entrywise_check(
        lambda x: (x**2).sum(), EXPECTED, v, rng=np.random.default_rng(0), what="f(x)"
    ),
    "forward": lambda v: gradients.module_gradcheck(
        lambda x: v, lambda d: v, EXPECTED, EXPECTED, rng=np.random.default_rng(0), what="M"
    ),
    "parts": lambda v: layers.find_layers(v if isinstance(v, list) else [v], [3, 2], what="MLP"),
    "part": lambda v: layers.find_layers([{"path": v, "shape": v}], [3, 2], what="MLP"),
    "state": lambda v: layers.state_layers({"a.weight": v, "a.bias": v, 3: v}),
    "standard": lambda v: LAYER.standard(v, v, what="layer"),
    "moved": lambda v: training.assert_moved([(EXPECTED, EXPECTED[0])], [(v, v)], what="train"),
    "finite_weights": lambda v: training.assert_finite_weights([(v, v)], what="train"),
    "history": lambda v: training.assert_history_supported(v, 0.5, what="train"),
    "same_run": lambda v: training.assert_same_run(v, v, what="train"),
    "different_runs": lambda v: training.assert_different_runs(v, [1.0], what="train"),
    "sweep": lambda v: rates.read_sweep(v, [0.1, 1.0], what="sweep"),
    "sweep_runs": lambda v: rates.judge_sweep(
        rates.read_sweep({0.1: v, 1.0: v}, [0.1, 1.0], what="sweep"), classes=10, what="sweep"
    ),
    "sweep_curves": lambda v: rates.judge_sweep(
        rates.read_sweep(
            {r: {"loss": v, "val_accuracy": v} for r in (0.1, 1.0)}, [0.1, 1.0], what="sweep"
        ),
        classes=10,
        what="sweep",
    ),
    "grid": lambda v: rates.assert_grid(v, [0.1, 1.0], what="grid"),
    "schedule": lambda v: rates.assert_schedule(v, [0.1, 0.05], what="schedule"),
}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=values())
def test_any_value_ends_in_check_failed_or_passes(value: Any) -> None:
    """Hypothesis finds no value that makes a helper do anything else."""
    for helper in HELPERS.values():
        judge(helper, value)


@pytest.mark.parametrize("name", HELPERS)
def test_odd_values_end_in_check_failed_or_pass(name: str) -> None:
    """The values that broke other graders, and those that are too large to draw at random."""
    for value in ODD.values():
        judge(HELPERS[name], value)


def test_the_untouchable_is_told_by_its_type() -> None:
    """An object that stays with the student is named by its class and never asked anything."""
    with pytest.raises(CheckFailed) as caught:
        compare.array(Untouchable(), what="f(x)")
    assert caught.value.mismatch.got.startswith("an object (LinearModule")
    assert caught.value.mismatch.got.endswith("not data")
