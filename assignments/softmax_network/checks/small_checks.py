"""How one result of `small_network` is judged: by the truth, by the student's own loss, or by Q2a.

A mistake of the forward pass makes the loss wrong and every gradient after it, although each may be
the exact derivative of that loss. Such a gradient is right given the loss, if the loss is one: over
all classes its exp(-l) sum to 1, so it is -log of a distribution; and it depends on the parameter.
A mistake in `softmax_nll_gradient`, where the network leans on it, has cost its points in question 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from outcomes import GRADIENTS, part

from grader.carried import right_or_carried
from grader.compare import array, assert_close, assert_number, assert_true, number
from grader.errors import CheckFailed
from grader.gradients import directional_check
from grader.own_slope import own_slope
from grader.student import Student
from grader.truth import recorded

FIRST_PARAMETER = 2
"""Place of W among the arguments x, t, W, b, V, c."""


def call_in_words(args: tuple[np.ndarray, ...]) -> str:
    """The call of `small_network`, for messages."""
    D, H, K = len(args[0]), len(args[3]), len(args[1])
    return f"small_network of sizes {D}-{H}-{K}, class {int(np.argmax(args[1]))}"


def own_loss(student: Student, args: tuple[np.ndarray, ...]) -> Any:
    """Their loss; untrusted."""
    return part(student.small_network(*args), "loss", what=call_in_words(args))


def assert_loss(
    student: Student,
    reference: Any,
    args: tuple[np.ndarray, ...],
    hint: str,
    *,
    atol: float | None = None,
) -> None:
    """Judges the loss."""
    expected = reference.small_softmax_network(*args).loss
    what = f"the loss of {call_in_words(args)}"
    student.remark(
        assert_number(own_loss(student, args), expected, what=what, atol=atol, hint=hint)
    )


def assert_gradient(
    student: Student,
    reference: Any,
    rng: np.random.Generator,
    args: tuple[np.ndarray, ...],
    name: str,
    hint: str,
    *,
    floor: float = 1e-3,
) -> None:
    """Judges one gradient: right, or the derivative of their own loss.

    Args:
        student: the submission.
        reference: the reference functions.
        rng: for the directions, if it comes to that.
        args: x, t, W, b, V, c.
        name: "dW", "db", "dV" or "dc".
        hint: what to look at.
        floor: as of `assert_close`; larger where float32 is known to be coarse.
    """
    call = call_in_words(args)
    got = part(student.small_network(*args), name, what=call)
    expected = getattr(reference.small_softmax_network(*args), name)
    what = f"{name} of {call}"

    place = FIRST_PARAMETER + GRADIENTS.index(name)

    def loss_with(value: np.ndarray) -> Any:
        return own_loss(student, (*args[:place], value, *args[place + 1 :]))

    def truth() -> tuple[str, ...]:
        argument = name.removeprefix("d")
        return assert_close(
            got,
            expected,
            what=what,
            floor=floor,
            raveled=expected.ndim == 1,
            hint=hint,
            slope=own_slope(loss_with, args[place], argument=argument, of="your own loss"),
        )

    def slopes() -> tuple[str, ...]:
        own = rng.spawn(1)[0]  # the inputs that follow are the same for all students
        moved = (*args[:place], args[place] + own.normal(size=args[place].shape))
        _assert_is_a_loss(student, args, (*moved, *args[place + 1 :]))
        claimed = array(got, what=what)
        if expected.ndim == 1:
            claimed = claimed.reshape(-1)
        claimed = array(claimed, what=what, shape=expected.shape)

        def loss_at(value: np.ndarray) -> float:
            return number(loss_with(value), what="the loss")

        return directional_check(
            loss_at, args[place], claimed, rng=own, what=f"{what}, against your own loss"
        )

    def own_logits_gradient() -> tuple[str, ...]:
        ds = _own_logits_gradient(student, reference, args)
        chained = _backward(reference, args, ds)[name]
        return assert_close(got, chained, what=what, raveled=expected.ndim == 1)

    try:
        right_or_carried(
            student, truth, slopes, earlier="s1.Q3.loss", how="it is the derivative of your loss"
        )
    except CheckFailed:
        right_or_carried(
            student, truth, own_logits_gradient, earlier="s1.Q2a", how="with your own dl/ds"
        )


def _own_logits_gradient(
    student: Student, reference: Any, args: tuple[np.ndarray, ...]
) -> np.ndarray:
    """Their `softmax_nll_gradient` at the network's logits, if it is of a sensible size."""
    x, t, *params = args
    s = reference.small_softmax_forward(x, *params).s
    given = array(student.softmax_nll_gradient(s, t), what="softmax_nll_gradient(s, t)")
    ds = array(given.reshape(-1), what="softmax_nll_gradient(s, t)", shape=s.shape)
    size = float(np.abs(ds).max())
    assert_true(
        1e-3 * float(np.abs(reference.softmax_cross_entropy_gradient(s, t)).max()) < size < 1e6,
        what="your softmax_nll_gradient",
        expected="a gradient that something can be computed from",
        got=f"a largest entry of {size:.3g}",
    )
    return ds


@recorded
def _backward(
    reference: Any, args: tuple[np.ndarray, ...], ds: np.ndarray
) -> dict[str, np.ndarray]:
    """What follows from a gradient by the logits."""
    x, _, W, b, V, c = args
    h = reference.small_softmax_forward(x, W, b, V, c).h
    dk = (V @ ds) * h * (1.0 - h)
    return {"dW": np.outer(x, dk), "db": dk, "dV": np.outer(h, ds), "dc": ds}


def _assert_is_a_loss(
    student: Student, args: tuple[np.ndarray, ...], moved: tuple[np.ndarray, ...]
) -> None:
    """Raises CheckFailed unless their loss is -log of probabilities, and another one at `moved`."""
    losses, others = (_losses_by_class(student, a) for a in (args, moved))
    totals = [float((base**-losses).sum()) for base in (np.e, 2.0, 10.0)]
    assert_true(
        any(abs(total - 1.0) < 1e-3 for total in totals),
        what="your loss for each of the classes",
        expected="exp(-loss) that sum to 1, as probabilities do",
        got=f"a sum of {totals[0]:.4g}",
    )
    change = float(np.abs(losses - others).max())
    assert_true(
        change > 1e-3,
        what="your loss where the parameter is another one",
        expected="another loss",
        got=f"a change of {change:.3g}",
    )


def _losses_by_class(student: Student, args: tuple[np.ndarray, ...]) -> np.ndarray:
    """Their loss for every class that the sample might have."""
    classes = np.eye(len(args[1]))
    each = [own_loss(student, (args[0], t, *args[2:])) for t in classes]
    return np.array([number(loss, what="the loss") for loss in each])
