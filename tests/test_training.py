"""Training judged from weights: torch computes the truth, and right and wrong runs are really run."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import CheckFailed, HarnessFault
from grader.training import (
    ACTIVATIONS,
    Measured,
    assert_better_than_chance,
    assert_different_runs,
    assert_finite_weights,
    assert_history_supported,
    assert_learned,
    assert_moved,
    assert_same_run,
    forward,
    judge_training,
    loss_and_accuracy,
    measure,
)

torch.set_num_threads(1)
CLASSES = 3


def data(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Three clouds in five dimensions."""
    rng = np.random.default_rng(seed)
    t = rng.integers(0, CLASSES, 300)
    centers = np.random.default_rng(99).normal(0, 1.5, (CLASSES, 5))
    return centers[t] + rng.normal(size=(300, 5)), t


def initial(seed: int = 0, sizes: tuple[int, ...] = (5, 16, CLASSES)) -> list[Any]:
    """Random weights, zero biases."""
    rng = np.random.default_rng(seed)
    return [
        (rng.normal(0, 0.3, (b, a)), np.zeros(b)) for a, b in zip(sizes, sizes[1:], strict=False)
    ]


def train(
    before: list[Any], x: np.ndarray, t: np.ndarray, *, rate: float = 0.3, fault: str = ""
) -> tuple[list[Any], list[float]]:
    """200 steps of gradient descent by autograd; the loss of each step."""
    params = [torch.tensor(p, requires_grad=True) for pair in before for p in pair]
    xs, ts, history = torch.tensor(x), torch.tensor(t), []
    if fault == "wrong_labels":
        ts = ts[torch.randperm(len(ts), generator=torch.Generator().manual_seed(0))]
    for _ in range(200):
        h = torch.relu(xs @ params[0].T + params[1])
        loss = torch.nn.functional.cross_entropy(h @ params[2].T + params[3], ts)
        history.append(loss.item())
        grads = torch.autograd.grad(loss, params)
        with torch.no_grad():
            for place, (p, g) in enumerate(zip(params, grads, strict=True)):
                if fault == "frozen_biases" and place % 2:
                    continue
                if fault == "frozen_first" and place < 2:
                    continue
                p -= (-rate if fault == "ascent" else rate) * g
    flat = [p.detach().numpy() for p in params]
    return [(flat[0], flat[1]), (flat[2], flat[3])], history


def judge(fault: str = "", **arguments: Any) -> tuple[str, ...]:
    """One run, judged on other data of the same kind."""
    x, t = data()
    before = initial()
    after, history = train(before, x, t, fault=fault)
    return judge_training(before, after, *data(1), what="train()", history=history, **arguments)


def test_a_right_run_passes_everything() -> None:
    """Finite, moved, better than chance, inside its band, supported by its own history."""
    assert judge(max_loss=0.6, min_accuracy=0.8) == ()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("frozen_biases", "2 of 4 unchanged: the bias of layer 1, the bias of layer 2"),
        ("frozen_first", "the weight of layer 1"),
        ("wrong_labels", "accuracy"),
        ("ascent", "loss"),
    ],
)
def test_a_wrong_run_is_told(fault: str, told: str) -> None:
    """Frozen parameters, labels out of order, the sign of the update."""
    with pytest.raises(CheckFailed) as caught:
        judge(fault)
    assert told in caught.value.mismatch.got


def test_a_band_that_is_not_reached_is_told_with_both_values() -> None:
    """What was asked and what the grader measured."""
    with pytest.raises(CheckFailed) as caught:
        judge(max_loss=1e-6)
    assert caught.value.mismatch.expected == "loss of at most 1e-06"
    assert caught.value.mismatch.got.startswith("loss 0.")
    assert "300 samples of ours" in caught.value.mismatch.what


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 30), k=st.integers(2, 6))
def test_loss_and_accuracy_are_those_of_torch(seed: int, n: int, k: int) -> None:
    """Mean natural-log cross entropy and the fraction of right argmaxes."""
    rng = np.random.default_rng(seed)
    logits, t = rng.normal(0, 30, (n, k)), rng.integers(0, k, n)
    got = measure(logits, t)
    truth = torch.nn.functional.cross_entropy(torch.tensor(logits), torch.tensor(t))
    assert got.loss == pytest.approx(float(truth), rel=1e-12, abs=1e-12)
    assert got.accuracy == pytest.approx(float((logits.argmax(1) == t).mean()))
    p = torch.softmax(torch.tensor(logits / 30), 1).numpy()
    from_p, from_logits = measure(p, t, probabilities=True), measure(logits / 30, t)
    assert from_p.loss == pytest.approx(from_logits.loss, rel=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(5, 3), (5, 7, 3), (5, 7, 6, 4, 3)])
def test_the_forward_pass_is_that_of_torch(name: str, sizes: tuple[int, ...]) -> None:
    """Any depth, every activation, none after the last layer."""
    own: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "relu": torch.relu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "elu": torch.nn.functional.elu,
        "identity": lambda s: s,
    }
    layers, (x, _) = initial(3, sizes), data(2)
    h = torch.tensor(x)
    for number, (w, b) in enumerate(layers, start=1):
        h = h @ torch.tensor(w).T + torch.tensor(b)
        h = own[name](h) if number < len(layers) else h
    np.testing.assert_allclose(forward(layers, x, name), h.numpy(), rtol=1e-12, atol=1e-12)


def test_an_activation_may_be_a_function() -> None:
    """For networks that the names do not cover."""
    layers, (x, t) = initial(3), data(2)
    assert loss_and_accuracy(layers, x, t, np.tanh) == loss_and_accuracy(layers, x, t, "tanh")


def test_weights_that_are_not_finite_end_in_a_verdict() -> None:
    """nan and overflow give no warning, count as wrong answers, and are named by layer."""
    layers, (x, t) = initial(), data()
    layers[1] = (layers[1][0] * np.nan, layers[1][1])
    assert loss_and_accuracy(layers, x, t).accuracy == 0.0
    with pytest.raises(CheckFailed, match="weight of layer 2 after train"):
        assert_finite_weights(layers, what="train()")
    huge = [(w * 1e200, b) for w, b in initial()]
    assert not math.isfinite(
        loss_and_accuracy([*huge, (np.full((3, 3), 1e200), np.zeros(3))], x, t).loss
    )


def test_an_array_that_changed_its_shape_is_told() -> None:
    """Weights come back in the shape they had."""
    before = initial()
    after = [(before[0][0] + 1, before[0][1] + 1), (before[1][0][:, :3], before[1][1])]
    with pytest.raises(CheckFailed, match="weight of layer 2"):
        assert_moved(before, after, what="train()")
    with pytest.raises(HarnessFault, match="2 layers before and 1 after"):
        assert_moved(before, after[:1], what="train()")


@pytest.mark.parametrize(
    ("measured", "passes"),
    [
        (Measured(2.2, 0.2, 1000), True),
        (Measured(2.4, 0.2, 1000), False),
        (Measured(2.2, 0.14, 1000), False),
        (Measured(2.2, 0.14, 10_000), True),
        (Measured(math.nan, 0.9, 1000), False),
    ],
)
def test_chance_is_judged_by_loss_and_accuracy(measured: Measured, passes: bool) -> None:
    """Both must be better than guessing among ten; more samples need less."""
    if passes:
        assert assert_better_than_chance(measured, 10, what="train()") == ()
    else:
        with pytest.raises(CheckFailed, match=r"ln 10 = 2\.303"):
            assert_better_than_chance(measured, 10, what="train()")


def test_guessing_passes_as_chance_nearly_never() -> None:
    """In 2000 random guessers on 200 samples none is taken for a network that learnt."""
    rng = np.random.default_rng(0)
    for _ in range(2000):
        accuracy = float((rng.integers(0, 10, 200) == 0).mean())
        with pytest.raises(CheckFailed):
            assert_better_than_chance(Measured(2.0, accuracy, 200), 10, what="train()")


def test_a_band_needs_a_bound_and_nan_is_outside() -> None:
    """assert_learned without bounds judges nothing, which is the author's mistake."""
    with pytest.raises(HarnessFault, match="max_loss or min_accuracy"):
        assert_learned(Measured(0.1, 0.9, 10), what="train()")
    with pytest.raises(CheckFailed):
        assert_learned(Measured(math.nan, 0.9, 10), what="train()", max_loss=1.0)


@pytest.mark.parametrize(
    ("history", "loss", "passes"),
    [
        ([2.3, 1.0, 0.5], 0.6, True),
        ([2.3, 1.0, 0.5], 0.05, False),
        ([2.3, 1.0, 0.001], 0.02, True),
        ([2.3, 1.0, 0.001], 2.3, False),
        ([2.3, 1.0, 0.5], math.nan, False),
        ([230, 100, 50], 0.5, False),
    ],
)
def test_a_history_must_end_where_the_weights_are(
    history: list[float], loss: float, passes: bool
) -> None:
    """Invented curves, and sums instead of means, do not fit the weights."""
    if passes:
        assert assert_history_supported(history, loss, what="train()") == ()
    else:
        with pytest.raises(CheckFailed) as caught:
            assert_history_supported(history, loss, what="train()")
        assert caught.value.evidence["curves"]["loss"] == [float(f"{v:.6g}") for v in history]


def test_the_page_gets_the_curve_and_its_band() -> None:
    """Where the end of the losses may be stands behind the last tenth; before it nothing does."""
    with pytest.raises(CheckFailed) as caught:
        assert_history_supported([2.3, 1.0, 0.5], 0.05, what="train()")
    band = caught.value.evidence["band"]["loss"]
    assert band["high"][:9] == [None] * 9
    assert band["high"][-1] == pytest.approx(0.05 * 3.0 + 0.1)
    assert band["low"][-1] == 0.0


@pytest.mark.parametrize("history", [None, "junk", [], [[1.0], [2.0, 3.0]], object()])
def test_a_history_that_is_none_draws_nothing(history: Any) -> None:
    """It is only drawn: whatever it is, the network is judged by its weights."""
    with pytest.raises(CheckFailed, match="loss of at most") as caught:
        assert_learned(Measured(2.0, 0.1, 10), what="train()", max_loss=0.5, history=history)
    assert caught.value.evidence == {}


def test_a_loss_outside_its_band_is_drawn_beside_it() -> None:
    """The reported losses, and the largest loss that counts as learnt."""
    with pytest.raises(CheckFailed) as caught:
        assert_learned(Measured(2.0, 0.1, 9), what="t()", max_loss=0.5, history=[2.3, 2.0, np.nan])
    assert caught.value.evidence["curves"] == {"loss": [2.3, 2.0, "nan"]}
    assert caught.value.evidence["band"]["loss"]["high"][-2:] == [0.5, 0.5]


def test_the_same_seed_gives_the_same_curve() -> None:
    """Up to the last bits; one step that differs is named."""
    curve = [2.3, 1.5, 1.1]
    assert assert_same_run(curve, [2.3, 1.5000001, 1.1], what="train()") == ()
    assert assert_same_run([np.nan, np.inf], [np.nan, np.inf], what="train()") == ()
    with pytest.raises(CheckFailed) as caught:
        assert_same_run(curve, [2.3, 1.4, 1.1], what="train()")
    assert caught.value.mismatch.worst == "step 2: first 1.5, then 1.4"
    assert set(caught.value.evidence["curves"]) == {"first_loss", "second_loss"}
    with pytest.raises(CheckFailed, match="2 in the second"):
        assert_same_run(curve, curve[:2], what="train()")


def test_another_seed_gives_another_curve() -> None:
    """A seed that is not used shows as two equal runs."""
    assert assert_different_runs([1.0, 2.0], [1.0, 2.0 + 1e-12], what="train()") == ()
    with pytest.raises(CheckFailed, match="the same 2 losses twice"):
        assert_different_runs([1.0, np.nan], [1.0, np.nan], what="train()")


@pytest.mark.parametrize(
    "junk", [None, "loss", [], [[1, 2], [3, 4]], {"loss": [1]}, [None], object()]
)
def test_a_history_that_is_no_curve_fails(junk: Any) -> None:
    """Histories are untrusted."""
    with pytest.raises(CheckFailed):
        assert_history_supported(junk, 0.5, what="train()")
    with pytest.raises(CheckFailed):
        assert_same_run([1.0, 2.0], junk, what="train()")
