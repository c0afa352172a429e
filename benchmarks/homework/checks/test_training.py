"""Two short training runs, judged by what they return, and five numbers."""

from __future__ import annotations

import pytest

from grader.checks import check
from grader.compare import assert_number, assert_true, number, results


def judge_losses(losses, epochs, factor):
    """A loss per epoch, falling to `factor` times the first."""
    assert_true(
        isinstance(losses, list) and len(losses) == epochs,
        what="the losses",
        expected=f"{epochs} numbers",
        got=type(losses).__name__,
    )
    first, last = number(losses[0], what="first loss"), number(losses[-1], what="last loss")
    assert_true(
        last < factor * first,
        what="the last loss",
        expected=f"below {factor * first:.3g}",
        got=f"{last:.3g}",
    )


@check(question="training", points=1, visibility="public")
def test_numpy_training(student, data):
    """The NumPy MLP learns the digits."""
    x, t = data["train"]
    found = student.train_numpy_mlp(x, t, 32, 0.1, 64, 5)
    losses, accuracy = results(found, "losses", "accuracy", what="train_numpy_mlp")
    judge_losses(losses, 5, 0.6)
    assert_true(
        number(accuracy, what="accuracy") > 0.8,
        what="accuracy",
        expected="above 0.8",
        got=str(accuracy),
    )


@check(question="training", points=1, visibility="public")
def test_torch_training(student, data):
    """The PyTorch MLP learns the digits."""
    x, t = data["train"]
    judge_losses(student.train_torch_mlp(x, t, 0.1, 64, 5), 5, 0.8)


ANSWERS = {"a1": 557057, "a2": -0.2, "a3": 0.4, "a4": 14, "a5": 0.66524096}


@check(question="numbers", points=1, visibility="public")
@pytest.mark.parametrize("item", sorted(ANSWERS))
def test_number(student, item):
    """A number worked out by hand."""
    assert_number(student.answer(item), ANSWERS[item], what=item)
