"""Question 7.3: learning rates compared. Never a particular rate: the choice has to fit the report."""

from __future__ import annotations

import numpy as np
from comparison import assert_chosen, assert_runs_differ, compare, fall, last
from tasks import Task

from grader.checks import check
from grader.compare import assert_number, assert_true
from grader.training import assert_different_runs, assert_same_run

APART = (0.005, 0.5, 50.0, 0.05)
"""The second is best by every criterion: 0.05 hardly begins in 100 steps, and 50 saturates."""
ELSEWHERE = ((0.4, 0.0004, 0.02, 0.004), (0.0005, 0.004, 0.45))
"""The largest is best by every criterion: it is the first, and the last."""
CHOICE = "Choose by one criterion for all rates: the lowest loss at the end, or the best on X_val."
OWN_RUNS = "Every rate has a run of its own, on X and T, from the start."
FLAT, MOVING = 0.3, 0.1
"""What a curve may change by, as a share, where the rate is next to nothing; and has to at a large one."""


@check(question="s1.Q7.3", points=1, visibility="public", hint=CHOICE, cpu_s=20)
def test_choice(student, digits):
    """Four rates, a loss curve for each, and the best one chosen."""
    found = compare(student, digits.part(0, 100), _validation(digits), APART)
    for rate, curve in found.losses.items():
        student.curve(f"loss, rate {rate:g}", curve)
    assert_chosen(found, hint=CHOICE)


@check(question="s1.Q7.3", points=0.75, visibility="hidden", hint=CHOICE, cpu_s=20)
def test_choice_elsewhere(student, digits):
    """The best of other rates is chosen, wherever it stands in the list."""
    for rates in ELSEWHERE:
        assert_chosen(
            compare(student, digits.part(100, 200), _validation(digits), rates), hint=CHOICE
        )


@check(question="s1.Q7.3", points=0.75, visibility="hidden", hint=OWN_RUNS, cpu_s=20)
def test_rates_are_used(student, digits):
    """Each curve is that of its own rate: flat at a rate of nothing, moving at a large one."""
    found = compare(student, digits.part(0, 100), _validation(digits), (0.5, 1e-9, 0.4))
    assert_runs_differ(found)
    ratio = {rate: fall(curve) for rate, curve in found.losses.items()}
    assert_number(
        ratio[1e-9],
        low=1.0 - FLAT,
        high=1.0 + FLAT,
        what="second half of the losses over the first, at rate 1e-9",
        hint=OWN_RUNS,
    )
    for rate in (0.5, 0.4):
        assert_true(
            abs(ratio[rate] - 1.0) > MOVING,
            what=f"second half of the losses over the first, at rate {rate:g}",
            expected="a clear change",
            got=f"{ratio[rate]:.3g}",
            hint=OWN_RUNS,
        )


@check(
    question="s1.Q7.3",
    points=0.25,
    visibility="hidden",
    hint="The losses are those of the training data.",
    cpu_s=20,
)
def test_trains_on_the_training_data(student, digits):
    """Where the training data have no answer to learn, the loss does not fall below that of guessing."""
    found = compare(student, digits.without_answer(16), digits.part(100, 180), (0.4, 0.05))
    assert_runs_differ(found)
    chance = float(np.log(digits.classes))
    for rate, curve in found.losses.items():
        end = last(curve, 0.2)
        assert_true(
            end > 0.8 * chance,
            what=f"end of the losses of rate {rate:g}, every input having each label once",
            expected=f"about {chance:.3g} or more: nothing can be learned from X and T",
            got=f"{end:.3g}",
            hint="Train on X and T; X_val and T_val are there to choose by.",
        )


@check(
    question="s1.Q7.3",
    points=0.25,
    visibility="hidden",
    hint="The argument seed decides the runs.",
    cpu_s=20,
)
def test_seed(student, digits):
    """The same seed gives the same comparison, another seed other losses."""
    runs = [
        compare(student, digits.part(0, 60), _validation(digits), (0.3, 0.03), seed=seed)
        for seed in (7, 7, 8)
    ]
    for rate in runs[0].losses:
        one, two, other = (run.losses[rate] for run in runs)
        assert_same_run(one, two, what=f"compare_learning_rates, rate {rate:g}")
        both = min(one.size, other.size)  # a curve that is only longer is no other run
        what = f"compare_learning_rates, rate {rate:g}"
        assert_different_runs(one[:both], other[:both], what=what)


def _validation(task: Task) -> tuple[np.ndarray, np.ndarray]:
    x, t = task.holdout
    return x[:100], t[:100]
