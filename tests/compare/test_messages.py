"""The messages as students read them, compared with tests/golden/messages (its README: how to renew)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import compare, gradients, layers, rates, training
from grader.errors import CheckFailed
from grader.own_slope import own_slope

GOLDEN = Path(__file__).parents[1] / "golden" / "messages"

SOFTMAX = np.array([[0.0900306, 0.244728, 0.665241], [0.705384, 0.259497, 0.035119]])
LARGE = np.arange(600.0).reshape(20, 30)


def wrong_entry() -> None:
    """One value of a small array."""
    got = SOFTMAX.copy()
    got[1, 2] = 0.05
    compare.assert_close(got, SOFTMAX, what="softmax(z) for z of shape (2, 3)")


def wrong_entries_large() -> None:
    """Half of a large array, from float32."""
    got = (LARGE * np.where(LARGE % 2, 1.0, -1.0)).astype(np.float32)
    compare.assert_close(
        got,
        LARGE,
        what="grads['weight'] after backward on 5 rows",
        hint="The sign of the gradient: compare with a finite difference.",
    )


def not_finite() -> None:
    """Overflow in one row."""
    got = SOFTMAX.copy()
    got[0] = np.nan
    compare.assert_close(
        got,
        SOFTMAX,
        what="softmax(z) for z of shape (2, 3), first row near 1000",
        hint="exp() overflows above about 709: subtract the row maximum first.",
    )


def shape_reversed() -> None:
    """A transposed gradient."""
    compare.assert_close(
        LARGE.T, LARGE, what="linear_backward(x, w, b, dy)[0] for x of shape (5, 30)"
    )


def shape_missing_axis() -> None:
    """A sum over the wrong axis."""
    compare.assert_close([0.5, 1.5], np.array([0.1, 0.2, 0.3]), what="bias gradient, 3 outputs")


def ragged() -> None:
    """Rows of unequal length."""
    compare.assert_close([[1.0, 2.0, 3.0], [4.0, 5.0]], SOFTMAX, what="softmax(z)")


def none_returned() -> None:
    """A forgotten return."""
    compare.assert_close(None, SOFTMAX, what="softmax(z) for z of shape (2, 3)")


def object_returned() -> None:
    """A function in place of a value."""
    compare.assert_close(SOFTMAX.sum, SOFTMAX, what="softmax(z) for z of shape (2, 3)")


def string_inside() -> None:
    """A number written as text, deep in a list."""
    compare.assert_close([[0.1, 0.2, "0.7"], [1, 0, 0]], SOFTMAX, what="softmax(z)")


def number_wrong() -> None:
    """A numeric answer."""
    compare.assert_number(0.61, 0.62, what="answers['s3.T1.z']", atol=1e-3)


def number_nearly_right() -> None:
    """As many digits as it takes."""
    compare.assert_number(0.62000012, 0.62, what="answers['s3.T1.z']", atol=1e-8)


def number_outside_interval() -> None:
    """A rounding-aware interval."""
    compare.assert_number(
        -0.02,
        -0.0691856694576352,
        what="answers['s2.0706']",
        low=-0.0755,
        high=-0.0595,
        hint="Hand calculation with two decimals is accepted.",
    )


def number_as_string() -> None:
    """Refused with its sentence."""
    compare.assert_number("0,62", 0.62, what="answers['s3.T1.z']", atol=1e-3)


def count_wrong() -> None:
    """Biases forgotten."""
    compare.assert_count(555520, 557057, what="parameter_count([30, 1024, 512, 1])")


def count_as_string() -> None:
    """Looks right, is not a number."""
    compare.assert_count("557057", 557057, what="parameter_count([30, 1024, 512, 1])")


def count_as_boolean() -> None:
    """True does not stand for 1."""
    compare.assert_count(True, 1, what="size of the output")


def count_or_shape() -> None:
    """Another shape."""
    compare.assert_count((1024, 512), 32768, what="size of output A", shape=(32, 1024))


def results_missing() -> None:
    """A dict without a name."""
    compare.results({"dW": 1, "dx": 2}, "dw", "db", what="gradients(x, w, b)")


def unchanged() -> None:
    """An input written into."""
    before = np.ones((4, 3))
    after = before.copy()
    after[2] = 0.0
    compare.assert_unchanged(before, after, what="x after forward(x)")


def probabilities() -> None:
    """Normalised over the whole batch."""
    compare.assert_probabilities(SOFTMAX / 2, what="softmax(z) for z of shape (2, 3)")


def series_not_falling() -> None:
    """A loss that rises."""
    compare.assert_series(np.linspace(2.3, 2.9, 50), what="train(...)", falling=0.8)


def series_not_finite() -> None:
    """A loss that diverges."""
    compare.assert_series([2.3, 9.1, np.nan, np.nan], what="train(...)")


def function_point() -> None:
    """A closed form at the point where it differs."""
    compare.assert_same_function(
        lambda x, b: 2 * b @ x,
        lambda x, b: (b + b.T) @ x,
        [(np.array([5.0, 6.0]), np.array([[1.0, 2.0], [3.0, 4.0]]))],
        what="quadratic_form_gradient(x, B)",
    )


def gradient_by_entry() -> None:
    """A small wrong gradient."""
    x = np.array([[1.0, 2.0], [3.0, -4.0]])
    gradients.directional_check(
        lambda v: (v**2).sum(),
        x,
        2 * np.abs(x),
        rng=np.random.default_rng(0),
        what="MyModule, gradient of x",
    )


def gradient_beside_its_loss() -> None:
    """A gradient that is not that of the student's own loss, which is right."""
    W = np.array([[0.5, -1.0, 0.3], [2.0, 0.25, -0.7]])
    compare.assert_close(
        2 * W / 5,
        2 * W,
        what="W1 in grads of TwoLayerNet(2, 3, 4).loss(X (5, 2), y (5,), reg=0)",
        hint="The mean's 1/N is already in the gradient by the scores.",
        slope=own_slope(lambda w: (w**2).sum(), W, argument="W1", of="your own loss"),
    )


def gradient_of_a_wrong_forward() -> None:
    """A gradient that fits the student's own function, which is wrong."""
    compare.assert_number(
        1.75,
        0.5,
        what="dw0 of residual_block(2, 0.5, 0.25, -0.5, 1.5)",
        slope=own_slope(lambda w: 1.75 * w + 3.0, 0.5, argument="w0", of="your own z"),
    )


def gradient_and_forward_wrong() -> None:
    """Neither fits the other."""
    x = np.array([0.4, -0.8])
    compare.assert_close(
        np.cos(x),
        1 - np.tanh(x) ** 2,
        what="TanhModule().backward for dout of shape (2,)",
        slope=own_slope(np.exp, x, argument="x", of="your forward", weights=np.ones(2)),
    )


def layers_missing() -> None:
    """A network with too few layers."""
    parts = [{"path": ["layers", 0, "params", "weight"], "shape": [20, 64]}]
    layers.find_layers(parts, [64, 20, 10], what="MLP(64, [20], 10)")


def parameters_per_layer() -> None:
    """A layer without a bias."""
    stored = [layers.Stored(name="fc1", weight=("w",), weight_shape=(20, 64))]
    layers.assert_parameter_count(stored, [64, 20], what="MLP(64, [], 20)")


def training_not_moved() -> None:
    """Frozen biases."""
    before = [(np.ones((2, 3)), np.ones(2))]
    training.assert_moved(before, [(np.zeros((2, 3)), np.ones(2))], what="train(...)")


def training_at_chance() -> None:
    """Nothing learnt."""
    training.assert_better_than_chance(training.Measured(2.31, 0.1, 360), 10, what="train(...)")


def training_history() -> None:
    """A curve that the weights do not support."""
    training.assert_history_supported([2.3, 0.5, 0.01], 1.9, what="train(...)")


def sweep_shape() -> None:
    """The best rate at an end."""
    sweep = {r: {"loss": [2.3, 2.0], "val_accuracy": [r]} for r in (0.1, 0.5, 0.9)}
    read = rates.read_sweep(sweep, [0.1, 0.5, 0.9], what="learning_rate_sweep(...)")
    rates.judge_sweep(read, classes=10, what="learning_rate_sweep(...)")


CASES: dict[str, Callable[[], Any]] = {
    case.__name__: case
    for case in (
        wrong_entry,
        wrong_entries_large,
        not_finite,
        shape_reversed,
        shape_missing_axis,
        ragged,
        none_returned,
        object_returned,
        string_inside,
        number_wrong,
        number_nearly_right,
        number_outside_interval,
        number_as_string,
        count_wrong,
        count_as_string,
        count_as_boolean,
        count_or_shape,
        results_missing,
        unchanged,
        probabilities,
        series_not_falling,
        series_not_finite,
        function_point,
        gradient_by_entry,
        gradient_beside_its_loss,
        gradient_of_a_wrong_forward,
        gradient_and_forward_wrong,
        layers_missing,
        parameters_per_layer,
        training_not_moved,
        training_at_chance,
        training_history,
        sweep_shape,
    )
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_is_the_golden_one(name: str) -> None:
    """Word for word, and within 8 lines of about 80 columns."""
    with pytest.raises(CheckFailed) as caught:
        CASES[name]()
    failed = caught.value
    told = failed.asked_further() if failed.asked_further else failed
    text = told.mismatch.text() + "\n"
    lines = text.splitlines()
    assert len(lines) <= 8
    assert max(map(len, lines)) <= 84
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_every_golden_file_has_its_case() -> None:
    """No file outlives the message it shows."""
    assert {f.stem for f in GOLDEN.glob("*.txt")} == set(CASES)
