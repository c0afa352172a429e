"""Question 3 by hand: the numbers at the sheet's own weights.

Both columns of V are equal there, so everything left of them gets the gradient 0. The function is
judged at other weights in test_small.py.
"""

from __future__ import annotations

from typing import Any

import hand_numbers as hand
import numpy as np

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import array, assert_close, assert_number, assert_true, results
from grader.errors import CheckFailed
from grader.student import Student

QUICK_S = 3.0
STEP = "Write down every value between x and l; k is x W + b, for each of the three hidden units."
CLASS = "The sample is of the first class; the logarithm is the natural one."
BACK = "Go back step by step: dl/ds, then dl/dh = V dl/ds, then through the sigmoid."
FIRST = "dl/ds is the result of question 2, and c enters s as it is."
WEIGHTS = "The gradient by a weight is what came in on its left times what comes back on its right."
SHEET = "the drawn network"


def assert_forward(student: Student, name: str, truth: list[float], given: Any, earlier: str):
    """Judges k, h, s or o: right, or right given their own value before it."""
    got = hand.forward_answer(student, name)
    what = f"{name} of {SHEET}"

    def judge(expected: np.ndarray) -> tuple[str, ...]:
        return assert_close(got, expected, what=what, atol=hand.ATOL, hint=STEP)

    right_or_carried(
        student,
        lambda: judge(np.array(truth)),
        lambda: judge(given()),
        earlier=f"{earlier} in {hand.FORWARD}",
    )


@check(question="s1.Q3.forward", points=0.5, visibility="public", hint=STEP, cpu_s=QUICK_S)
def test_forward_fits(student):
    """In `answers`, h is the sigmoid of k, and o is the softmax of s."""
    k, s = (hand.usable_inputs(student, name) for name in ("k", "s"))
    h, o = (hand.forward_answer(student, name) for name in ("h", "o"))
    fits = hand.h_that_fits(k), hand.o_that_fits(s)
    student.remark(assert_close(h, fits[0], what="h next to your k", atol=1e-3, hint=STEP))
    student.remark(assert_close(o, fits[1], what="o next to your s", atol=1e-3, hint=STEP))


@check(question="s1.Q3.forward", points=0.5, visibility="hidden", hint=STEP, cpu_s=QUICK_S)
def test_k(student):
    """The inputs k of the hidden units."""
    got = hand.forward_answer(student, "k")
    student.remark(assert_close(got, np.full(3, 2.0), what=f"k of {SHEET}", atol=hand.ATOL))


@check(question="s1.Q3.forward", points=0.25, visibility="hidden", hint=STEP, cpu_s=QUICK_S)
def test_h(student):
    """The hidden values h."""
    truth = [0.880797077978] * 3
    assert_forward(student, "h", truth, lambda: hand.sigmoid(hand.usable_inputs(student, "k")), "k")


@check(question="s1.Q3.forward", points=0.5, visibility="hidden", hint=STEP, cpu_s=QUICK_S)
def test_s(student):
    """The inputs s of the softmax."""
    truth = [-0.880797077978] * 2
    assert_forward(student, "s", truth, lambda: hand.usable_hidden(student) @ hand.V, "h")


@check(question="s1.Q3.forward", points=0.25, visibility="hidden", hint=STEP, cpu_s=QUICK_S)
def test_o(student):
    """The probabilities o."""
    assert_forward(
        student, "o", [0.5, 0.5], lambda: hand.softmax(hand.usable_inputs(student, "s")), "s"
    )


def loss_answer(student: Student) -> tuple[Any, Any]:
    """Their loss and dl/do_c, untrusted; a loss alone has None beside it."""
    given = student.answer("s1.Q3.loss")
    if isinstance(given, int | float | np.ndarray | np.generic) and np.size(given) == 1:
        return given, None
    if isinstance(given, dict) and "do_c" not in given:
        return results(given, "loss", what="answers['s1.Q3.loss']")[0], None
    loss, slope = results(given, "loss", "do_c", what="answers['s1.Q3.loss']")
    return loss, slope


@check(question="s1.Q3.loss", points=0.5, visibility="hidden", hint=CLASS, cpu_s=QUICK_S)
def test_loss(student):
    """The loss of the drawn network."""
    got, _ = loss_answer(student)

    def judge(expected: float) -> tuple[str, ...]:
        return assert_number(got, expected, what=f"the loss of {SHEET}", atol=hand.ATOL)

    right_or_carried(
        student,
        lambda: judge(float(np.log(2.0))),
        lambda: judge(-float(np.log(hand.usable_outputs(student)[0]))),
        earlier=hand.FORWARD,
        how="-log of your o",
    )


@check(question="s1.Q3.loss", points=0.5, visibility="hidden", hint=CLASS, cpu_s=QUICK_S)
def test_loss_slope(student):
    """dl/do at the true class of the drawn network."""
    _, got = loss_answer(student)
    what = f"dl/do_c of {SHEET}"

    def judge(expected: float) -> tuple[str, ...]:
        if np.size(array(got, what=what)) == 2:  # the whole vector dl/do says the same
            return assert_close(got, [expected, 0.0], what=what, atol=hand.ATOL, raveled=True)
        return assert_number(got, expected, what=what, atol=hand.ATOL, hint=CLASS)

    right_or_carried(
        student,
        lambda: judge(-2.0),
        lambda: judge(-1.0 / float(hand.usable_outputs(student)[0])),
        earlier=hand.FORWARD,
        how="-1 / your o",
    )


@check(question="s1.Q3.dW", points=0.5, visibility="hidden", hint=BACK, cpu_s=QUICK_S)
def test_dW(student):
    """The number dl/dW of the drawn network."""
    got = student.answer("s1.Q3.dW")

    def judge(expected: np.ndarray, atol: float) -> tuple[str, ...]:
        what = f"dl/dW of {SHEET}"
        return assert_close(got, expected, what=what, atol=atol, transposed=True, hint=BACK)

    right_or_carried(
        student,
        lambda: judge(np.zeros((2, 3)), hand.ATOL_ZERO),
        lambda: judge(np.outer(hand.X, hand.own_hidden_gradient(student)), hand.ATOL),
        earlier=hand.FORWARD,
        how="the backward pass from your h and o",
    )


@check(question="s1.Q3.db", points=0.5, visibility="hidden", hint=BACK, cpu_s=QUICK_S)
def test_db(student):
    """The number dl/db of the drawn network."""
    got = hand.flat(student.answer("s1.Q3.db"), 3, what="answers['s1.Q3.db']")

    def judge(expected: np.ndarray, atol: float) -> tuple[str, ...]:
        return assert_close(got, expected, what=f"dl/db of {SHEET}", atol=atol, hint=BACK)

    right_or_carried(
        student,
        lambda: judge(np.zeros(3), hand.ATOL_ZERO),
        lambda: judge(hand.own_hidden_gradient(student), hand.ATOL),
        earlier=hand.FORWARD,
        how="the backward pass from your h and o",
    )


@check(question="s1.Q3.dV", points=0.5, visibility="hidden", hint=WEIGHTS, cpu_s=QUICK_S)
def test_dV(student):
    """The number dl/dV of the drawn network."""
    got = student.answer("s1.Q3.dV")

    def judge(expected: np.ndarray) -> tuple[str, ...]:
        what = f"dl/dV of {SHEET}"
        return assert_close(got, expected, what=what, atol=hand.ATOL, transposed=True, hint=WEIGHTS)

    def truth() -> tuple[str, ...]:
        return judge(np.outer(np.full(3, 0.880797077978), [-0.5, 0.5]))

    def given_dc() -> tuple[str, ...]:
        dc = hand.flat(student.answer("s1.Q3.dc"), 2, what="answers['s1.Q3.dc']")
        assert_true(
            bool((np.abs(dc) > 0.02).all() and (np.abs(dc) < 5.0).all()),
            what="your dl/dc",
            expected="numbers that something can be computed from",
            got=str(np.round(dc, 4).tolist()),
        )
        return judge(np.outer(hand.usable_hidden(student), dc))

    def given_forward() -> tuple[str, ...]:
        return judge(np.outer(hand.usable_hidden(student), hand.usable_outputs(student) - hand.T))

    try:
        right_or_carried(
            student, truth, given_forward, earlier=hand.FORWARD, how="from your h and o"
        )
    except CheckFailed:
        right_or_carried(
            student, truth, given_dc, earlier="s1.Q3.dc", how="your h times your dl/dc"
        )


@check(question="s1.Q3.dc", points=0.5, visibility="hidden", hint=FIRST, cpu_s=QUICK_S)
def test_dc(student):
    """The number dl/dc of the drawn network."""
    got = hand.flat(student.answer("s1.Q3.dc"), 2, what="answers['s1.Q3.dc']")

    def judge(expected: np.ndarray) -> tuple[str, ...]:
        return assert_close(got, expected, what=f"dl/dc of {SHEET}", atol=hand.ATOL, hint=FIRST)

    right_or_carried(
        student,
        lambda: judge(np.array([-0.5, 0.5])),
        lambda: judge(hand.usable_outputs(student) - hand.T),
        earlier=hand.FORWARD,
        how="your o minus the target",
    )
