"""Question 4b iii and iv: nine learning rates compared, and the best of them.

Never a particular best rate and never "must be nan": with 400 samples and a small network the best
rate is 0.1 or 1 for all usual ways of initialising, 1e-6 stays at chance and 100 ends there.
"""

from __future__ import annotations

import numpy as np
from sweep_run import GRID, SAMPLES, sweep, unbeaten
from tasks import Task, loss_by_chance

from grader.checks import check
from grader.compare import assert_close, assert_number, assert_series, assert_true, number
from grader.student import Student

_LEARNED = 0.25
"""Best validation accuracy that counts as learned: chance is 0.11, right sweeps reach 0.93 to 0.98, with
tiny normal weights (0.0001) 0.33 or more."""
_NEAR_CHANCE = 0.4
"""Untrained networks reach up to 0.33 on 150 samples; 0.3 would fail up to 8 in 10,000 right sweeps, this
one 2 in 100,000 (docs/training.md)."""


def _assert_best(
    student: Student, best: dict[float, list[float]], losses: dict[float, list[float]]
) -> None:
    """Asks for the best rate of a sweep made here; the first rate of `best` is the answer."""
    answer = next(iter(best))
    made = {
        rate: {"loss": losses[rate], "val_accuracy": best[rate]} for rate in sorted(best, key=str)
    }
    chosen = number(student.best_learning_rate(made), what="best_learning_rate(sweep)")
    nearest = min(best, key=lambda rate: abs(np.log10(rate) - np.log10(max(chosen, 1e-300))))
    assert_true(
        abs(chosen - answer) <= 1e-6 * answer,
        what=f"best_learning_rate(sweep) of a sweep over {', '.join(f'{r:g}' for r in sorted(best))}",
        expected=f"{answer:g}, whose best validation accuracy is {max(best[answer]):g}",
        got=f"{chosen:.6g}"
        + (
            f", whose best is {max(best[nearest]):g}"
            if abs(nearest - chosen) <= 1e-6 * nearest
            else ""
        ),
    )


def _assert_losses_measured(student: Student, task: Task) -> None:
    """Random labels cannot be learned in ten epochs: the loss of a right run ends at 0.75 of its start or more."""
    random = sweep(student, task.with_random_labels(SAMPLES), (0.1,))[0.1].loss
    assert_number(
        float(random[-max(1, random.size // 10) :].mean()),
        low=0.5 * loss_by_chance(task.classes),
        high=5.0 * loss_by_chance(task.classes),
        what="end of the loss of the rate 0.1 of learning_rate_sweep for random labels",
        hint="Labels that have nothing to do with the images cannot be learned in ten epochs.",
    )


@check(
    question="s4.4b.iii.best",
    points=1,
    visibility="public",
    hint="Compare the best validation accuracy of any epoch; return the rate, not the accuracy.",
    cpu_s=2,
)
def test_best(student):
    """The best rate of a given sweep."""
    _assert_best(
        student,
        {
            0.1: [0.6, 0.85, 0.9],
            0.001: [0.1, 0.1, 0.12],
            0.01: [0.2, 0.4, 0.5],
            1.0: [0.5, 0.6, 0.7],
        },
        {
            0.1: [2.4, 0.9, 0.4],
            0.001: [2.4, 2.39, 2.38],
            0.01: [2.4, 1.9, 1.5],
            1.0: [2.4, 1.3, 0.8],
        },
    )


@check(
    question="s4.4b.iii.best",
    points=1,
    visibility="hidden",
    hint="Other rates, another number of them, and losses of diverged runs that are nan or inf.",
    cpu_s=2,
)
def test_best_of_others(student):
    """The best rate of other sweeps, with runs that diverged."""
    nan, inf = float("nan"), float("inf")
    _assert_best(
        student,
        {
            0.003: [0.5, 0.8],
            100.0: [0.1, 0.1],
            1e-6: [0.12, 0.12],
            10.0: [0.11, 0.1],
            0.3: [0.3, 0.4],
        },
        {0.003: [2.3, 0.7], 100.0: [2.3, nan], 1e-6: [2.3, 2.3], 10.0: [2.3, inf], 0.3: [2.3, 1.7]},
    )
    _assert_best(
        student,
        {20.0: [0.7, 0.95, 0.6], 0.5: [0.3, 0.5, 0.6], 4.0: [0.75, 0.7, 0.8]},
        {20.0: [2.3, 0.1, 1.1], 0.5: [2.3, 1.3, 1.2], 4.0: [2.3, 0.8, 0.6]},
    )
    _assert_best(
        student,
        {1e-4: [0.2, 0.75], 1e-5: [0.1, 0.11], 1e-3: [0.3, 0.35]},
        {1e-4: [2.4, 0.9], 1e-5: [2.4, 2.3], 1e-3: [2.4, 1.9]},
    )


@check(
    question="s4.4b.iii.fig",
    points=1,
    visibility="public",
    hint="One loss per mini-batch; with the best rate the curve falls clearly.",
    cpu_s=40,
    wall_s=160,
)
def test_loss_of_the_best(student, task):
    """The training loss of the best rate starts near ln K and falls."""
    curves = sweep(student, task.small(SAMPLES), (1e-4, 0.1, 1.0))
    rate = unbeaten(curves)
    student.curve(f"loss, rate {rate:g}", curves[rate].loss)
    chance = loss_by_chance(task.classes)
    assert_series(
        curves[rate].loss,
        what=f"loss of the best rate, {rate:g}, of learning_rate_sweep(data, [0.0001, 0.1, 1], 2)",
        length=(4, 10**6),
        start=(0.2 * chance, 3.0 * chance),
        falling=0.9,
    )


@check(
    question="s4.4b.iii.fig",
    points=1,
    visibility="hidden",
    hint="A curve needs several values, and the argument seed makes a run repeatable.",
    cpu_s=40,
    wall_s=160,
)
def test_loss_is_repeatable(student, task):
    """The loss curve can be repeated, and does not fall where nothing can be learned."""
    first, second = (sweep(student, task.small(SAMPLES), (0.1,))[0.1] for _ in range(2))
    what = "loss of the rate 0.1 of learning_rate_sweep(data, [0.1], 2)"
    assert_series(
        first.loss, what=what, length=(max(2, first.val_accuracy.size), 10**6), falling=0.9
    )
    student.remark(assert_close(second.loss, first.loss, what=f"{what}, run a second time"))
    if first.loss.size <= first.val_accuracy.size + 1:
        student.remark(f"{what} has one value per epoch; the figure asks for steps.")
    _assert_losses_measured(student, task)


@check(
    question="s4.4b.iv.1",
    points=1,
    visibility="public",
    hint="Too small learns nothing, too large diverges, in between it learns. Is every rate used?",
    cpu_s=40,
    wall_s=160,
)
def test_nine_accuracies(student, task):
    """Nine best validation accuracies: high inside the grid, near chance at both ends."""
    curves = sweep(student, task.small(SAMPLES), GRID)
    for rate in GRID:  # the page draws the best of each against the rate
        student.curve(f"validation accuracy, rate {rate:g}", curves[rate].val_accuracy)
    best = {rate: curves[rate].best for rate in GRID}
    top = unbeaten(curves)
    what = "best validation accuracy"
    assert_number(best[top], low=_LEARNED, high=1.0, what=f"{what} over all nine rates")
    assert_true(
        top not in (GRID[0], GRID[-1]),
        what="rate with the best validation accuracy",
        expected="one inside the grid",
        got=f"{top:g}",
    )
    for rate in (GRID[0], GRID[-1]):
        low = min(_NEAR_CHANCE, best[top] - 0.05)
        assert_number(best[rate], low=0.0, high=low, what=f"{what} for the rate {rate:g}")


@check(
    question="s4.4b.iv.1",
    points=1,
    visibility="hidden",
    hint="The labels of data['validation'] differ in this run: a model that never saw them fails there.",
    cpu_s=40,
    wall_s=160,
)
def test_accuracies_are_measured(student, task):
    """The accuracies are those on the validation set: with other labels there, they fall."""
    right = sweep(student, task.small(SAMPLES), (0.1, 1.0))
    moved = sweep(student, task.with_shifted_validation(SAMPLES), (0.1, 1.0))
    assert_number(
        max(c.best for c in right.values()),
        low=_LEARNED,
        high=1.0,
        what="best validation accuracy of the rates 0.1 and 1",
    )
    assert_number(
        max(c.best for c in moved.values()),
        low=0.0,
        high=_NEAR_CHANCE,
        what="best validation accuracy of the rates 0.1 and 1 when every validation label is the next class",
    )


@check(
    question="s4.4b.iv.2",
    points=1,
    visibility="public",
    hint="One curve for every rate, also for those that diverge; nan and inf may stand in them.",
    cpu_s=40,
    wall_s=160,
)
def test_loss_curves(student, task):
    """A loss curve for every rate: flat for the smallest, falling in between."""
    rates = (1e-6, 1e-2, 0.1, 1.0, 100.0)
    curves = sweep(student, task.small(SAMPLES), rates)
    for rate in rates:
        student.curve(f"loss, rate {rate:g}", curves[rate].loss)
    lengths = {rate: curves[rate].loss.size for rate in rates}
    assert_true(
        min(lengths.values()) >= 2,
        what="loss curves of learning_rate_sweep",
        expected="several losses for every rate",
        got=", ".join(f"{rate:g}: {n}" for rate, n in lengths.items()),
    )
    flat = curves[1e-6].loss
    what = "loss of the rate 1e-06 of learning_rate_sweep"
    assert_series(flat, what=what)
    part = max(1, flat.size // 4)
    assert_number(
        float(flat[-part:].mean() / flat[:part].mean()),
        low=0.85,
        high=1.15,
        what=f"{what}, its last quarter as a share of its first",
    )
    falling = unbeaten({rate: curves[rate] for rate in (0.1, 1.0)})
    assert_series(
        curves[falling].loss,
        what=f"loss of the rate {falling:g} of learning_rate_sweep",
        falling=0.9,
    )


@check(
    question="s4.4b.iv.2",
    points=1,
    visibility="hidden",
    hint="Each rate starts from freshly initialised weights, not from those the last rate left behind.",
    cpu_s=40,
    wall_s=160,
)
def test_fresh_start(student, task):
    """The curves do not depend on which rate was tried before, but on the data."""
    curves = sweep(student, task.small(SAMPLES), (100.0, 0.1, 1.0, 1e-6))
    assert_number(
        max(curves[0.1].best, curves[1.0].best),
        low=_LEARNED,
        high=1.0,
        what="best validation accuracy of the rates 0.1 and 1, tried after 100",
    )
    assert_number(
        curves[1e-6].best,
        low=0.0,
        high=_NEAR_CHANCE,
        what="best validation accuracy of the rate 1e-06, tried after 0.1 and 1",
    )
    _assert_losses_measured(student, task)
