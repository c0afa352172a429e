"""What is asked of `train_network`: by the parameters that come back, on the grader's own data.

Thresholds on behaviour lie far from every right program (docs/training_softmax_network.md); what is
asked exactly is asked of single steps, whose start the student's own program tells: a run with the
same seed and a learning rate of nothing. Sums that stay as they are: dl/ds = o - t sums to 0 over the
classes, so do dc and the rows of dV.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from networks import Parameters
from outcomes import GRADIENTS, part
from tasks import Setting, Task
from trained import Trained, train
from unharmed import assert_unharmed

from grader.carried import right_or_carried
from grader.compare import array, assert_close, assert_number, assert_series, assert_true, number
from grader.compare import series as read_series
from grader.student import Student
from grader.training import (
    assert_better_than_chance,
    assert_different_runs,
    assert_finite_weights,
    assert_history_supported,
    assert_learned,
    assert_moved,
    assert_same_run,
)

NO_STEP = 1e-10
"""A learning rate that leaves the parameters where they are, to 9 digits."""
FEW, STEPS = 8, 3
"""The exact runs: so many samples in one batch, so many steps."""
STEP_SIZE = 1.5
"""Large, so that a step with a gradient of other parameters than the current ones shows."""
NEAR = 0.02
"""Accepted error of a step, relative to its largest entry."""
LEAST_LOSS = 0.005
"""What a run that was stopped half-way still has for a loss."""
SMOOTH = 0.9
"""Share of a curve's steps that go down; right programs have about half."""
MOVED = 1e-8
"""Least change of a parameter that counts as one: more than a run at NO_STEP makes, and no more than that,
for the two entries of c go opposite ways and may come back by chance to where they were."""
SENSIBLE = 1e6
"""Largest parameter or gradient that is computed with."""
ZERO_SUM = 5e-5
"""Accepted change of a sum that stays as it is: float32 over 330 steps stays below 5e-6."""


def assert_learns(
    student: Student,
    task: Task,
    setting: Setting,
    *,
    max_loss: float,
    seed: int = 1,
    unharmed: bool = False,
    hint: str = "",
) -> None:
    """The returned parameters have a small loss on all of the training data; `unharmed` asks that it is as it was."""
    trained = train(student, task.X, task.T, setting, seed=seed)
    if unharmed:
        assert_unharmed(student, "X", "T", what="train_network(X, T, ...)")
    assert_finite_weights(trained.layers(), what=trained.what)
    measured = trained.measured(task.X, task.T)
    assert_learned(
        measured, what=trained.what, max_loss=max_loss, history=trained.losses, hint=hint
    )


def assert_accurate(
    student: Student, task: Task, setting: Setting, *, min_accuracy: float, seed: int, hint: str
) -> None:
    """The returned parameters classify data that the student has not seen."""
    trained = train(student, task.X, task.T, setting, seed=seed)
    assert_finite_weights(trained.layers(), what=trained.what)
    measured = trained.measured(*task.holdout)
    assert_better_than_chance(measured, task.classes, what=trained.what, hint=hint)
    assert_learned(measured, what=trained.what, min_accuracy=min_accuracy, hint=hint)


def assert_all_move(student: Student, task: Task, setting: Setting) -> None:
    """Both weights and both biases differ from the start."""
    start = train(student, task.X, task.T, replace(setting, lr=NO_STEP, epochs=1))
    after = train(student, task.X, task.T, setting)
    assert_moved(start.layers(), after.layers(), what=after.what, least=MOVED)


def assert_units_differ(student: Student, task: Task, setting: Setting) -> None:
    """No two hidden units are copies of each other, as they stay after an equal start."""
    trained = train(student, task.X, task.T, setting)
    assert_finite_weights(trained.layers(), what=trained.what)
    units = np.vstack([trained.params.W, trained.params.b])
    gaps = np.abs(units[:, :, None] - units[:, None, :]).max(axis=0)
    np.fill_diagonal(gaps, np.inf)
    assert_true(
        float(gaps.min()) > 1e-7,
        what=f"the hidden units after {trained.what}",
        expected=f"{setting.hidden} different units",
        got="two with the same weights and bias",
        hint="Equal units get equal gradients: start with random weights, not with equal ones.",
    )


def assert_sums_stay(
    student: Student, task: Task, setting: Setting, *, of: tuple[str, ...]
) -> None:
    """The sum of c over the classes ("c"), and of each row of V ("V"), is what it was at the start."""
    start = train(student, task.X, task.T, replace(setting, lr=NO_STEP, epochs=1)).params
    end = train(student, task.X, task.T, setting)
    for name in of:
        what = f"{name} after {end.what}"
        before, after = (
            np.atleast_2d(_sensible(getattr(p, name), what=what)) for p in (start, end.params)
        )
        moved = float(np.abs(array(after - before, what=what)).max())
        assert_true(
            moved > MOVED,
            what=what,
            expected="a change by training, whose sum can be looked at",
            got=f"a largest change of {moved:.3g}",
        )
        sums = "the sum of c" if name == "c" else "the sums of the rows of V"
        student.remark(
            assert_close(
                after.sum(axis=1),
                before.sum(axis=1),
                what=f"{sums} after {end.what}, beside the start",
                atol=ZERO_SUM,
                hint="What do the entries of dl/ds = o - t sum to?",
            )
        )


def assert_steps(student: Student, reference: Any, task: Task) -> None:
    """Each of three steps is -lr times the gradient of the mean loss at the parameters before it."""
    x, t = task.part(0, FEW)
    path = [run.params for run in _path(student, x, t)]
    drawn = _drawn(reference, x, t, path)
    for step, (before, after) in enumerate(pairwise(path), start=1):
        _assert_step(student, reference, x, t, before, after, step, drawn[step - 1])


def _path(student: Student, x: np.ndarray, t: np.ndarray) -> list[Trained]:
    """The runs of 0, 1, 2, ... steps, all samples in one batch, with one seed."""
    runs = [train(student, x, t, Setting(3, NO_STEP, len(t), 1))]
    runs += [train(student, x, t, Setting(3, STEP_SIZE, len(t), n + 1)) for n in range(STEPS)]
    for run in runs:
        for name, values in zip(Parameters._fields, run.params, strict=True):
            _sensible(values, what=f"{name} of {run.what}")
    return runs


def _sensible(values: np.ndarray, *, what: str) -> np.ndarray:
    """The same array; CheckFailed unless it is finite and can be computed with."""
    largest = float(np.abs(array(values, what=what)).max(initial=0.0))
    assert_true(
        largest < SENSIBLE,
        what=what,
        expected=f"numbers below {SENSIBLE:g}",
        got=f"a largest one of {largest:.3g}",
    )
    return values


def _assert_step(
    student: Student,
    reference: Any,
    x: np.ndarray,
    t: np.ndarray,
    before: Parameters,
    after: Parameters,
    step: int,
    share: np.ndarray | None,
) -> None:
    moves = [b - a for a, b in zip(before, after, strict=True)]

    def judge(gradients: Any) -> tuple[str, ...]:
        told: tuple[str, ...] = ()
        for name, move, gradient in zip(Parameters._fields, moves, gradients, strict=True):
            what = f"the change of {name} in step {step} of train_network, all samples in one batch"
            told += assert_close(move, -STEP_SIZE * gradient, what=what, rtol=NEAR)
        return told

    def truth() -> tuple[str, ...]:
        if share is not None:
            return ("The batch was drawn with replacement.",)
        return judge(reference.batch_softmax_network(x, t, *before)[1:])

    def own() -> tuple[str, ...]:
        value = student.batch_network(x, t, *before)
        true = reference.batch_softmax_network(x, t, *before)
        gradients = []
        for name in GRADIENTS:
            expected = getattr(true, name)
            gradient = array(part(value, name, what="batch_network"), what=name)
            gradients.append(array(gradient.reshape(-1), what=name, shape=(expected.size,)))
            gradients[-1] = _sensible(gradients[-1], what=name).reshape(expected.shape)
            assert_true(
                bool(np.abs(gradients[-1]).max() > 0.05 * np.abs(expected).max()),
                what=f"{name} of your batch_network",
                expected="a gradient that moves the parameter",
                got="next to nothing",
            )
        return judge(gradients)

    right_or_carried(student, truth, own, earlier="s1.Q6", how="steps with your own gradients")


def _drawn(
    reference: Any, x: np.ndarray, t: np.ndarray, path: list[Parameters]
) -> list[np.ndarray | None]:
    """For each step the shares of the samples in its batch, if batches are drawn with replacement.

    The same choice in every step is no draw: that program uses some of the samples only.
    """
    shares = [
        _shares(reference, x, t, here, [b - a for a, b in zip(here, there, strict=True)])
        for here, there in pairwise(path)
    ]
    found = [np.round(share * len(t)) for share in shares if share is not None]
    alike = len(found) == len(shares) and all(np.array_equal(found[0], f) for f in found)
    return [None] * len(shares) if alike else shares


def _shares(
    reference: Any, x: np.ndarray, t: np.ndarray, before: Parameters, moves: list[np.ndarray]
) -> np.ndarray | None:
    """How often each sample was in the batch, if it was drawn with replacement; None if it was not.

    The step is a combination of the single samples' steps: not negative, and the shares sum to 1.
    """
    steps = [
        -STEP_SIZE
        * np.concatenate(
            [
                g.ravel()
                for g in reference.batch_softmax_network(x[n : n + 1], t[n : n + 1], *before)[1:]
            ]
        )
        for n in range(len(t))
    ]
    move = np.concatenate([m.ravel() for m in moves])
    if not np.isfinite(move).all() or not np.isfinite(np.array(steps)).all():
        return None
    share = np.linalg.lstsq(np.array(steps).T, move, rcond=None)[0]
    left = np.abs(np.array(steps).T @ share - move).max()
    fits = left <= 1e-3 * np.abs(move).max() and share.min() > -1e-3
    counts = share * len(t)
    whole = np.abs(counts - np.round(counts)).max() < 0.05
    uniform = np.abs(counts - 1.0).max() < 0.05
    return share if fits and whole and not uniform and abs(share.sum() - 1.0) < 1e-3 else None


def assert_losses_measured(student: Student, reference: Any, task: Task) -> None:
    """With all samples in one batch every loss is that of the parameters before (or after) its step."""
    x, t = task.part(0, FEW)
    path = _path(student, x, t)
    for steps, run in enumerate(path[1:], start=1):
        losses = array(read_series(run.losses, what=f"the losses of {run.what}"), what="losses")
        assert_true(
            losses.size == steps,
            what=f"the losses of {run.what}",
            expected=f"{steps}, one for each batch",
            got=f"{losses.size}",
        )
    last = path[-1].curve()

    def truth() -> tuple[str, ...]:
        before, after = _losses_on_the_way(reference, x, t, [run.params for run in path])
        return _judge_losses(last, before, after, path)

    def own() -> tuple[str, ...]:
        theirs = [
            number(
                part(student.batch_network(x, t, *run.params), "loss", what="batch_network"),
                what="the loss of your batch_network",
            )
            for run in path
        ]
        spread = max(theirs) - min(theirs)
        assert_true(
            spread > 0.02 * max(abs(v) for v in theirs),
            what="the losses of your batch_network on the way",
            expected="losses that change with the parameters",
            got=f"a spread of {spread:.3g}",
        )
        return _judge_losses(last, np.array(theirs[:-1]), np.array(theirs[1:]), path)

    right_or_carried(student, truth, own, earlier="s1.Q6", how="with the loss of your own network")


def _losses_on_the_way(
    reference: Any, x: np.ndarray, t: np.ndarray, path: list[Parameters]
) -> tuple[np.ndarray, np.ndarray]:
    """The loss of each step's batch before and after the step: of all samples, or those drawn."""
    before, after = [], []
    for (here, there), share in zip(pairwise(path), _drawn(reference, x, t, path), strict=True):
        for losses, params in ((before, here), (after, there)):
            each = [
                reference.batch_softmax_network(x[n : n + 1], t[n : n + 1], *params).loss
                for n in range(len(t))
            ]
            losses.append(float(np.mean(each) if share is None else share @ np.array(each)))
    return np.array(before), np.array(after)


def _judge_losses(
    reported: np.ndarray, before: np.ndarray, after: np.ndarray, path: list[Trained]
) -> tuple[str, ...]:
    """Before each step, or after it: of both the nearer one is asked for."""
    gaps = [float(np.nan_to_num(np.abs(reported - e).max(), nan=np.inf)) for e in (before, after)]
    expected = before if gaps[0] <= gaps[1] else after
    what = f"the losses of {path[-1].what}, beside those of the parameters on the way"
    return assert_close(reported, expected, what=what, rtol=0.01)


def assert_curve(
    student: Student, task: Task, setting: Setting, *, start: tuple[float, float], falling: float
) -> None:
    """One finite loss for each batch, from near ln K clearly down."""
    trained = train(student, task.X, task.T, setting)
    student.curve("loss of each batch", trained.losses)
    N, chance = len(task.T), float(np.log(task.classes))
    full, all_of = N // setting.batch_size, -(-N // setting.batch_size)
    student.remark(
        assert_series(
            trained.losses,
            what=f"the losses of {trained.what}",
            length=(setting.epochs * full, setting.epochs * all_of),
            start=(start[0] * chance, start[1] * chance),
            falling=falling,
            hint="Append the mean loss of every batch, in the order of training.",
        )
    )
    down = float((np.diff(trained.curve()) <= 0).mean())
    assert_true(
        down < SMOOTH,
        what=f"the losses of {trained.what}",
        expected="the loss of each batch as it is: it goes up nearly as often as down",
        got=f"{down:.0%} of the steps go down",
        hint="Report the losses themselves, not the lowest so far and not sorted.",
    )


def assert_curve_supported(
    student: Student, task: Task, setting: Setting, *, factor: float
) -> None:
    """The curve of a short run ends where the returned parameters are, and no step further."""
    trained = train(student, task.X, task.T, setting)
    loss = trained.measured(task.X, task.T).loss
    assert_number(
        loss,
        low=LEAST_LOSS,
        high=0.95 * float(np.log(task.classes)),
        what=f"the loss on all training data of {trained.what}",
        hint="Where nothing was learned there is no curve to look at.",
    )
    assert_history_supported(trained.losses, loss, what=trained.what, factor=factor, slack=0.05)


def assert_seed_decides(student: Student, task: Task, setting: Setting) -> None:
    """The same seed gives the same losses and parameters, another seed others."""
    first, second = (train(student, task.X, task.T, setting, seed=3) for _ in range(2))
    other = train(student, task.X, task.T, setting, seed=4)
    assert_series(first.losses, what=f"the losses of {first.what}")
    assert_same_run(first.losses, second.losses, what=first.what)
    for name, one, two in zip(Parameters._fields, first.params, second.params, strict=True):
        what = f"{name} of two runs of {first.what}"
        student.remark(assert_close(two, _sensible(one, what=what), what=what))
    assert_different_runs(first.losses, other.losses, what="train_network")
