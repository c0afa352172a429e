"""The inputs of `network_basics`' checks, and the bands its training is judged by.

What problems.py promises is held here, against torch where a truth is needed; the bands are measured
on runs of the reference over seeds, with every choice that a student is free to make.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from network_basics_bands import SETTINGS, WAYS, check_modules, history_shares, learnt_share

from reference import residual, sizes, two_layer_net

SEEDS = range(40)


@pytest.fixture(scope="module")
def here() -> Iterator[SimpleNamespace]:
    """The helper modules of the homework's checks, imported as the checks import them."""
    names = ("problems", "penalties", "residual_cases", "test_net_train", "test_softmax")
    with check_modules(*names) as modules:
        yield modules


def preactivations(problem) -> np.ndarray:
    """The arguments of the hidden ReLUs, (N, H)."""
    return problem.X @ problem.params["W1"] + problem.params["b1"]


def torch_scores(problem) -> torch.Tensor:
    """The scores of a problem by torch, (N, C) float64."""
    p = {name: torch.as_tensor(value) for name, value in problem.params.items()}
    return torch.relu(torch.as_tensor(problem.X) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]


@pytest.mark.parametrize("seed", SEEDS)
def test_problems_are_far_from_every_kink(here, seed: int):
    """No ReLU's argument is so near to 0 that float32 or a finite difference crosses it."""
    problem = here.problems.draw_problem(np.random.default_rng(seed))
    assert np.min(np.abs(preactivations(problem))) >= here.problems.KINK


@pytest.mark.parametrize("seed", SEEDS)
def test_problems_have_open_and_closed_gates_and_every_class(here, seed: int):
    """A missing mask or class shows: both kinds of gates are common, and every label occurs."""
    problem = here.problems.draw_problem(np.random.default_rng(seed))
    assert 0.2 < np.mean(preactivations(problem) > 0) < 0.8
    assert set(problem.y.tolist()) == set(range(4))


def test_sizes_of_a_problem_are_all_different(here):
    """No transpose hides behind equal sizes, and none of them is 1."""
    problem = here.problems.draw_problem(np.random.default_rng(0))
    everything = (len(problem.y), *problem.sizes)
    assert len(set(everything)) == 4
    assert 1 not in everything


@pytest.mark.parametrize("drawn", ["draw_shifted", "draw_spread"])
@pytest.mark.parametrize("seed", range(10))
def test_extreme_scores_are_extreme_and_their_loss_is_moderate(here, drawn: str, seed: int):
    """exp of the scores overflows, and the true loss is an ordinary number by torch and reference."""
    problem = getattr(here.problems, drawn)(np.random.default_rng(seed), 1e3)
    scores = torch_scores(problem)
    assert scores.max() > 900
    assert scores.min() < -900
    loss = float(torch.nn.functional.cross_entropy(scores, torch.as_tensor(problem.y)))
    assert 0.01 < loss < 20
    expected = two_layer_net.two_layer_loss_and_gradients(problem.X, problem.y, **problem.params)
    assert expected.loss == pytest.approx(loss, rel=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_shifted_scores_overflow_and_underflow_in_turn(here, seed: int):
    """One maximum for the whole batch leaves rows whose probabilities are all 0."""
    scores = torch_scores(here.problems.draw_shifted(np.random.default_rng(seed), 1e3))
    assert (scores.max(1).values < -900).any()
    assert (scores.min(1).values > 900).any()


@pytest.mark.parametrize("seed", range(10))
def test_spread_scores_overflow_when_only_their_mean_is_subtracted(here, seed: int):
    """Subtracting the mean of a row leaves more than exp can take."""
    scores = torch_scores(here.problems.draw_spread(np.random.default_rng(seed), 1e3))
    assert (scores.max(1).values - scores.mean(1) > np.log(np.finfo(float).max)).all()


def test_extreme_logits_overflow_as_they_are_and_less_their_mean(here):
    """Among the extreme logits are some that are too large, too small, and too far apart."""
    limit = np.log(np.finfo(float).max)
    logits = here.test_softmax.EXTREME
    assert any(h.max() > limit for h in logits)
    assert any(h.max() < -limit for h in logits)
    assert any(h.max() - h.mean() > limit for h in logits)


def arguments(point) -> tuple[float, float]:
    """The arguments of the two ReLUs of a residual block."""
    x0, w0, b0, w1, b1 = point
    first = x0 * w0 + b0
    return first, max(0.0, first) * w1 + b1 + x0


def test_residual_points_have_the_gates_they_are_named_after(here):
    """Every list of points opens and closes the gates that its name says, well away from 0."""
    cases = here.residual_cases
    signs = {
        "OPEN": (1, 1),
        "SKIP_OPENS": (1, 1),
        "NEGATIVE_OPEN": (1, 1),
        "FIRST_CLOSED": (-1, 1),
        "SECOND_CLOSED": (1, -1),
        "BOTH_CLOSED": (-1, -1),
    }
    for name, expected in signs.items():
        for point in getattr(cases, name):
            first, second = arguments(point)
            assert (np.sign(first), np.sign(second)) == expected, (name, point)
            assert min(abs(first), abs(second)) > 0.02, (name, point)
    assert all(point[0] < 0 for point in cases.NEGATIVE_OPEN)
    assert all(arguments(point)[1] - point[0] < 0 for point in cases.SKIP_OPENS)


@pytest.mark.parametrize("seed", range(10))
def test_random_residual_points_are_open(here, seed: int):
    """Drawn points have both gates open, and never x0 = 1."""
    for point in here.residual_cases.draw_open(np.random.default_rng(seed), 3):
        assert min(arguments(point)) > 0.1
        assert point[0] != 1.0


def test_hand_answers_are_the_reference_s():
    """The numbers that the checks ask for are those that the reference works out."""
    asked = {
        "x1": 0.4,
        "y1": -0.38,
        "z": 0.62,
        "dw0": -0.2,
        "dw1": 0.4,
        "db0": -0.2,
        "db1": 1.0,
    }
    for name, number in asked.items():
        assert residual.answers[f"s3.T1.{name}"] == pytest.approx(number, abs=1e-12)
    assert [sizes.size_answers[f"s3.T2.{k}"] for k in "ABC"] == [32768, 16384, 32]
    assert sizes.size_answers["s3.T3"] == 557057


def test_penalty_factor_is_read_off_the_loss(here):
    """The factor of a measured penalty is the accepted one that comes closest, for loss and gradient."""
    params = here.problems.draw_params(np.random.default_rng(0), 5, 7, 4)
    squares = here.penalties.squares(params)
    for factor in (0.5, 1.0):
        nearest = here.penalties.nearest_factor(0.3 * factor * squares, 0.3, params)
        from_gradient = here.penalties.nearest_gradient_factor(
            2 * 0.3 * factor * params["W1"], 0.3, params["W1"]
        )
        assert (nearest, from_gradient) == (factor, factor)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("check", SETTINGS)
def test_right_training_learns_with_a_wide_margin(here, check: str, way):
    """Right training ends at a third of the loss that counts as learnt, or lower, on every task."""
    for seed in range(8):
        assert learnt_share(here, two_layer_net, check, way, seed) < 1 / 3


@pytest.mark.parametrize("way", WAYS)
def test_right_history_lies_well_inside_its_bands(here, way):
    """The loss falls, and the first entry and the last tenth agree with the loss on all of the data."""
    for seed in range(12):
        shares = history_shares(here, two_layer_net, way, seed)
        assert shares["loss falls"] < 0.9
        assert max(shares["first entry"], shares["last tenth"]) < 0.9


def test_a_history_of_zeros_lies_outside_its_band(here):
    """A history that ends as a finished training would does not agree with a training stopped half-way."""
    assert not here.test_net_train.agrees(0.0, 0.3)


def test_a_straight_line_does_not_solve_the_task(here):
    """The task needs the hidden layer: the best linear classifier leaves a large loss."""
    task = here.problems.draw_task(np.random.default_rng(3))
    X, y = torch.as_tensor(task.start.X), torch.as_tensor(task.start.y)
    layer = torch.nn.Linear(4, 3, dtype=torch.float64)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.3)
    for _ in range(300):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(layer(X), y)
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) > 2 * here.test_net_train.LEARNT


def test_loss_of_parameters_that_overflow_is_infinite(here):
    """Parameters that blew up count as an infinite loss instead of raising or warning."""
    task = here.problems.draw_task(np.random.default_rng(0))
    params = {name: value * 1e200 for name, value in task.start.params.items()}
    loss = here.test_net_train.loss_of(two_layer_net, params, task.start.X, task.start.y)
    assert loss == float("inf")
