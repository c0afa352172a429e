"""Training judged from the weights that come back, on data that the grader owns.

Nothing a training run says of itself is believed before it is compared with what the grader works
out from the weights. Knows nothing of students: weights are pairs of arrays, histories are curves.
Thresholds are arguments; each docstring says how a right run could miss them, and how rarely. The
bands of the shipped homework are measured in docs/training.md. Sweeps and schedules of learning
rates are judged in `grader.rates`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from grader.compare import array, assert_series, fail, series
from grader.compare._series import ends
from grader.compare.evidence import cell, curves
from grader.compare.message import counted, figure
from grader.errors import CheckFailed, HarnessFault

Weights = Sequence[tuple[np.ndarray, np.ndarray]]
"""Weight (out, in) and bias (out,) of every layer, first to last."""
_BEFORE_THE_END = 9
"""Of ten equal steps of a curve, those whose values no band of its end says anything about."""
Activation = str | Callable[[np.ndarray], np.ndarray]

ACTIVATIONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = MappingProxyType(
    {
        "relu": lambda s: np.maximum(s, 0.0),
        "tanh": np.tanh,
        "sigmoid": lambda s: 0.5 * (1.0 + np.tanh(0.5 * s)),  # a form that cannot overflow
        "elu": lambda s: np.where(s > 0, s, np.expm1(np.minimum(s, 0.0))),
        "identity": lambda s: s,
    }
)


@dataclass(frozen=True, slots=True)
class Measured:
    """How good a classifier is on some data, worked out by the grader."""

    loss: float
    """Mean natural-log cross entropy; inf or nan where the outputs are not finite."""
    accuracy: float
    """Fraction of samples whose largest output is that of their class; a nan counts as wrong."""
    samples: int


def measure(logits: np.ndarray, t: np.ndarray, *, probabilities: bool = False) -> Measured:
    """Loss and accuracy of given outputs.

    Args:
        logits: (N, K) float64, any values; or probabilities.
        t: (N,) integer classes from 0.
        probabilities: Whether `logits` are probabilities already. They are clipped at 1e-12.

    >>> measure(np.zeros((4, 2)), np.array([0, 1, 0, 1])).loss == math.log(2)
    True
    """
    rows = np.arange(len(t))
    with np.errstate(all="ignore"):
        if probabilities:
            losses = -np.log(np.maximum(logits[rows, t], 1e-12))
        else:
            shifted = logits - logits.max(axis=1, keepdims=True)
            losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[rows, t]
        loss = float(losses.mean())
    best = np.where(np.isnan(logits), -np.inf, logits).argmax(axis=1)
    right = (best == t) & ~np.isnan(logits).any(axis=1)
    return Measured(loss, float(right.mean()), len(t))


def forward(layers: Weights, x: np.ndarray, activation: Activation = "relu") -> np.ndarray:
    """Logits of an MLP of any depth: the activation follows every layer but the last.

    Args:
        layers: Weight (out, in) and bias (out,) of each layer, first to last.
        x: (N, D) float64.
        activation: One of ACTIVATIONS, or a function of an array.

    Returns:
        (N, K) float64; not finite where the weights are not.
    """
    act = ACTIVATIONS[activation] if isinstance(activation, str) else activation
    with np.errstate(all="ignore"):
        for weight, bias in layers[:-1]:
            x = act(x @ weight.T + bias)
        weight, bias = layers[-1]
        return np.asarray(x @ weight.T + bias)


def loss_and_accuracy(
    layers: Weights, x: np.ndarray, t: np.ndarray, activation: Activation = "relu"
) -> Measured:
    """What a set of weights is worth on the grader's data.

    Args:
        layers: As in `forward`.
        x: (N, D) float64.
        t: (N,) integer classes from 0.
        activation: As in `forward`.
    """
    return measure(forward(layers, x, activation), t)


def assert_finite_weights(after: Weights, *, what: str) -> tuple[str, ...]:
    """Judges that training did not end in nan or inf.

    A right run at a sensible rate never does; give rates at which the reference is stable by a
    factor of ten.

    Raises:
        CheckFailed: Some weight or bias is not finite; the message names the layer.
    """
    for number, pair in enumerate(after, start=1):
        for name, values in zip(("weight", "bias"), pair, strict=True):
            array(values, what=f"{name} of layer {number} after {what}")
    return ()


def assert_moved(
    before: Weights, after: Weights, *, what: str, least: float = 0.0, hint: str = ""
) -> tuple[str, ...]:
    """Judges that training changed the weight and the bias of every layer.

    A right run leaves a whole array unchanged only if its gradient is exactly 0 in every step:
    all units of a layer dead on all samples. For h units, each dead with probability at most 1/2,
    that is 2^-h, 1e-9 for 30 units. Frozen biases still reach full accuracy, so accuracy does not
    replace this.

    Args:
        before: Weights before training.
        after: Weights after training, the same layers.
        what: What was run.
        least: Largest change of an entry that still counts as none.
        hint: What to look at.

    Raises:
        CheckFailed: Some array did not move, or changed its shape.
        HarnessFault: `before` and `after` have different numbers of layers.
    """
    if len(before) != len(after):
        raise HarnessFault(f"{what}: {len(before)} layers before and {len(after)} after")
    still = []
    for number, (old, new) in enumerate(zip(before, after, strict=True), start=1):
        for name, a, b in zip(("weight", "bias"), old, new, strict=True):
            moved = array(b, what=f"{name} of layer {number} after {what}", shape=a.shape)
            if not (np.abs(moved - a) > least).any():
                still.append(f"the {name} of layer {number}")
    if still:
        fail(
            what=f"the parameters after {what}",
            expected="every weight and every bias changed by training",
            got=f"{counted(len(still), 2 * len(before))} unchanged: {', '.join(still)}",
            hint=hint or "Update every parameter, the biases and the first layer included.",
        )
    return ()


def assert_better_than_chance(
    measured: Measured, classes: int, *, what: str, hint: str = ""
) -> tuple[str, ...]:
    """Judges that something was learnt: loss below ln K, accuracy clearly above 1/K.

    The accuracy must exceed chance by five standard deviations of a guesser on that many samples,
    so that guessing passes with probability 3e-7; a run that learnt anything is far above.

    Args:
        measured: On the grader's data, with classes about equally frequent.
        classes: K.
        what: What was run.
        hint: What to look at.

    Raises:
        CheckFailed: It is at chance.
    """
    chance = 1.0 / classes
    least = chance + 5.0 * math.sqrt(chance * (1.0 - chance) / measured.samples)
    if measured.loss < math.log(classes) and measured.accuracy > least:
        return ()
    fail(
        what=f"the network after {what}, on {measured.samples} samples of ours",
        expected=f"loss under ln {classes} = {math.log(classes):.3f}, accuracy over {least:.3f}",
        got=_stated(measured),
        hint=hint or "These are the values of guessing.",
    )


def assert_learned(
    measured: Measured,
    *,
    what: str,
    max_loss: float | None = None,
    min_accuracy: float | None = None,
    history: Any = None,
    hint: str = "",
) -> tuple[str, ...]:
    """Judges loss and accuracy against a band from reference runs, never against one number.

    Put the bounds at the mean of at least 20 reference runs over seeds plus (minus) six standard
    deviations, and no nearer than the spread between right styles. Six deviations are 1e-9 for a
    normal spread; with the deviation itself known to 16 % from 20 runs still under 1e-6.

    Args:
        measured: On the grader's data.
        what: What was run.
        max_loss: Largest accepted loss.
        min_accuracy: Smallest accepted accuracy.
        history: The reported losses, untrusted, to be drawn beside the band; they judge nothing.
        hint: What to look at.

    Raises:
        CheckFailed: It is outside, or not finite; evidence `curves` and `band` hold the history
            and where it may end, where there is one.
    """
    wanted, good = [], True
    if max_loss is not None:
        wanted.append(f"loss of at most {figure(max_loss, 3)}")
        good = good and measured.loss <= max_loss
    if min_accuracy is not None:
        wanted.append(f"accuracy of at least {figure(min_accuracy, 3)}")
        good = good and measured.accuracy >= min_accuracy
    if not wanted:
        raise HarnessFault(f"{what}: give assert_learned max_loss or min_accuracy")
    if good:
        return ()
    fail(
        what=f"the network after {what}, on {measured.samples} samples of ours",
        expected=", ".join(wanted),
        got=_stated(measured),
        hint=hint,
        evidence=_beside_band(history, 0.0, max_loss) if max_loss is not None else None,
    )


def judge_training(
    before: Weights,
    after: Weights,
    x: np.ndarray,
    t: np.ndarray,
    *,
    what: str,
    activation: Activation = "relu",
    max_loss: float | None = None,
    min_accuracy: float | None = None,
    history: Any = None,
    hint: str = "",
) -> tuple[str, ...]:
    """The usual judgement of one training run from its weights: finite, moved, learnt, honest.

    Args:
        before: Weights before training, as read from the network.
        after: Weights after it.
        x: (N, D) float64, the grader's data.
        t: (N,) integer classes from 0.
        what: What was run.
        activation: As in `forward`.
        max_loss: As in `assert_learned`.
        min_accuracy: As in `assert_learned`.
        history: The loss of every batch as reported, untrusted; None leaves it out. Then x should
            be training data.
        hint: What to look at.

    Raises:
        CheckFailed: One of the four does not hold; the first is told.
    """
    assert_finite_weights(after, what=what)
    assert_moved(before, after, what=what, hint=hint)
    measured = loss_and_accuracy(after, x, t, activation)
    assert_better_than_chance(measured, after[-1][1].size, what=what, hint=hint)
    if max_loss is not None or min_accuracy is not None:
        assert_learned(
            measured,
            what=what,
            max_loss=max_loss,
            min_accuracy=min_accuracy,
            history=history,
            hint=hint,
        )
    if history is not None:
        assert_history_supported(history, measured.loss, what=what, hint=hint)
    return ()


def assert_history_supported(
    history: Any, loss: float, *, what: str, factor: float = 3.0, slack: float = 0.1, hint: str = ""
) -> tuple[str, ...]:
    """Judges that a reported loss curve ends about where the returned weights really are.

    The end is the mean over the last tenth of the curve. It differs from the loss of the final
    weights by the noise of batches (their spread over the square root of their number), by the
    fall within that tenth, and by the gap between training and other data. A factor of three
    either way, plus an absolute slack for losses near 0, is far outside all three unless the
    network over-fits; compare with the loss on the data it was trained on.

    Args:
        history: One loss per step; untrusted.
        loss: Mean loss of the final weights, worked out by the grader.
        what: What was run.
        factor: Largest accepted ratio, either way.
        slack: Added to the larger side before comparing.
        hint: What to look at.

    Raises:
        CheckFailed: It is no finite curve, or ends elsewhere; evidence `curves` holds it and `band`
            where it may end.
    """
    assert_series(history, what=what, hint=hint)
    values = series(history, what=what)
    end = ends(values)[1]
    if end <= factor * loss + slack and loss <= factor * end + slack:
        return ()
    fail(
        what=f"the loss curve of {what}",
        expected=f"an end near {figure(loss, 3)}, the loss of the returned weights",
        got=f"{figure(end, 3)}, the mean over the last tenth of the curve",
        allowed=f"a factor of {figure(factor)} either way, and {figure(slack)} more",
        hint=hint or "Report each batch's mean loss, and return the weights it belongs to.",
        evidence=_beside_band(values, (loss - slack) / factor, factor * loss + slack),
    )


def assert_same_run(
    first: Any, second: Any, *, what: str, rtol: float = 1e-3, hint: str = ""
) -> tuple[str, ...]:
    """Judges that two runs with one seed gave the same curve.

    Sums in several threads may differ in the last bit, and training amplifies that: over a few
    hundred steps of float32 to about 1e-5. Longer runs need a larger `rtol`.

    Args:
        first: Loss of every step of the first run; untrusted.
        second: The same of the second run; untrusted.
        what: What was run.
        rtol: Largest accepted difference, relative to the largest value of the curves.
        hint: What to look at.

    Raises:
        CheckFailed: They differ in length or values; evidence `curves` holds both.
    """
    one, two = (series(v, what=what) for v in (first, second))
    drawn = curves({"first_loss": one, "second_loss": two})
    if one.size != two.size:
        fail(
            what=f"two runs of {what} with the same seed",
            expected=f"the same number of steps, {one.size}",
            got=f"{two.size} in the second",
            hint=hint,
            evidence=drawn,
        )
    with np.errstate(all="ignore"):
        bound = rtol * float(np.abs(one[np.isfinite(one)]).max(initial=0.0))
        edges = {
            side: curves({side: one + sign * bound})["curves"][side]
            for side, sign in (("low", -1), ("high", 1))
        }
        drawn["band"] = {"second_loss": edges}
        same = (np.abs(one - two) <= bound) | (one == two) | (np.isnan(one) & np.isnan(two))
    if same.all():
        return ()
    place = int(np.argmin(same))
    fail(
        what=f"two runs of {what} with the same seed",
        expected="the same losses",
        got=f"{counted(int((~same).sum()), same.size)} steps differ",
        worst=f"step {place + 1}: first {figure(float(one[place]))}, then {figure(float(two[place]))}",
        hint=hint
        or "Use the seed for everything random: initial weights and the order of samples.",
        evidence=drawn,
    )


def assert_different_runs(first: Any, second: Any, *, what: str, hint: str = "") -> tuple[str, ...]:
    """Judges that two seeds gave two runs. Right runs agree to the last bit with probability 0.

    Raises:
        CheckFailed: The curves are equal.
    """
    one, two = (series(v, what=what) for v in (first, second))
    if one.size and np.array_equal(one, two, equal_nan=True):
        fail(
            what=f"two runs of {what} with different seeds",
            expected="different losses",
            got=f"the same {one.size} losses twice",
            hint=hint or "Use the argument seed instead of a fixed number.",
            evidence=curves({"first_loss": one, "second_loss": two}),
        )
    return ()


def _beside_band(history: Any, low: float, high: float) -> dict[str, Any]:
    """Evidence of a page: a loss curve, and from where to where its last tenth may be.

    Args:
        history: Untrusted; of anything that is no curve nothing is drawn.
        low: Least accepted loss; below 0 it says nothing.
        high: Largest accepted loss.
    """
    try:
        values = series(history, what="the loss curve")
    except CheckFailed:
        return {}
    if not values.size or not math.isfinite(high):
        return curves({"loss": values}) if values.size else {}
    before: list[float | None] = [None] * _BEFORE_THE_END
    edges = {"low": [*before, cell(max(low, 0.0)), cell(max(low, 0.0))]}
    edges["high"] = [*before, cell(high), cell(high)]
    return {**curves({"loss": values}), "band": {"loss": edges}}


def _stated(measured: Measured) -> str:
    return f"loss {figure(measured.loss, 4)}, accuracy {figure(measured.accuracy, 4)}"
