"""2023/09/06: the sigmoid neuron. Gradient, norm and bound, gradient descent.

Each result is judged apart, at points of every sign; the norm and the descent also by the student's own
gradient. Descent is judged over several steps: one cannot show a y that is never renewed.
"""

from typing import Any

import numpy as np
from neuron_points import EVERY_SIDE, SEEING, SPECIAL, TIGHT, Point, assert_result, draw, shown
from own_gradient import assert_own_norm, own_descent

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import array, assert_close, assert_number, assert_true, number, results

QUICK_S = 3.0
"""CPU seconds for a call that needs microseconds: one that never ends is cut off early."""
CHAIN = "With v = w x + b: dJ/dw = dJ/dy * dy/dv * dv/dw. None of the three factors is 1."
LENGTH = "The length of a vector is the square root of the sum of the squares of its entries."
BOUND = "The bound has a factor for x and a factor for z; it is never negative."
SAME_Y = (
    "w_{n+1} and b_{n+1} both come from the gradient at (w_n, b_n); the next step takes a new one."
)


def assert_gradient(student: Any, reference: Any, which: str, points: tuple[Point, ...]) -> None:
    """Judges dw or db."""
    truth = reference.sigmoid_neuron_gradient
    assert_result(student, "sigmoid_neuron_gradient", ("dw", "db"), which, truth, points)


def assert_bound(student: Any, reference: Any, points: tuple[Point, ...]) -> None:
    """Judges the bound."""
    truth = reference.gradient_norm_and_bound
    assert_result(student, "gradient_norm_and_bound", ("norm", "bound"), "bound", truth, points)


def assert_norm(student: Any, reference: Any, points: tuple[Point, ...]) -> None:
    """Judges the norm; the length of their own gradient is right, too."""
    names, truth = ("norm", "bound"), reference.gradient_norm_and_bound
    right_or_carried(
        student,
        lambda: assert_result(student, "gradient_norm_and_bound", names, "norm", truth, points),
        lambda: assert_own_norm(student, points),
        earlier="s2.0906.a",
        how="the length of your own gradient",
    )


def assert_descent(student: Any, reference: Any, point: Point, eta: float, n: int) -> None:
    """Judges all values of w and of b, by the true gradient or by their own.

    n must not be 1, where two lists and two pairs look alike.
    """
    call = f"gradient_descent({shown(point)}, {eta:.4g}, {n})"
    value = student.gradient_descent(*point, eta, n)
    if _length(value) == n + 1 != 2:  # pairs (w_k, b_k) say the same
        pairs = array(value, what=call, shape=(n + 1, 2), finite=False)
        given: tuple[Any, ...] = (pairs[:, 0], pairs[:, 1])
        student.remark("gradient_descent: pairs (w, b) came back instead of two lists")
    else:
        given = results(value, "w", "b", what=call)

    def judge(path: Any) -> list[str]:
        told: list[str] = []
        for name, got, expected in zip("wb", given, path, strict=True):
            told += assert_close(got, expected, what=f"{name}_0 to {name}_{n} of {call}")
        return told

    right_or_carried(
        student,
        lambda: judge(reference.gradient_descent(*point, eta, n)),
        lambda: judge(own_descent(student, point, eta, n)),
        earlier="s2.0906.a",
        how="descent with your own gradient",
    )


def _length(value: Any) -> int | None:
    if isinstance(value, np.ndarray):
        return value.shape[0] if value.ndim else None
    return len(value) if isinstance(value, tuple | list) else None


@check(question="s2.0906.a", points=1, visibility="public", hint=CHAIN, cpu_s=QUICK_S)
def test_gradient(student, reference):
    """sigmoid_neuron_gradient(w, b, x, z) returns dJ/dw and dJ/db."""
    for which in ("dw", "db"):
        assert_gradient(student, reference, which, SEEING)


@check(question="s2.0906.a", points=0.5, visibility="hidden", hint=CHAIN, cpu_s=QUICK_S)
def test_dw_elsewhere(student, reference, rng):
    """dJ/dw is right for any x, any target, and y on either side of it."""
    assert_gradient(student, reference, "dw", EVERY_SIDE + SPECIAL + draw(rng, 4))


@check(question="s2.0906.a", points=0.5, visibility="hidden", hint=CHAIN, cpu_s=QUICK_S)
def test_db_elsewhere(student, reference, rng):
    """dJ/db is right for any x, any target, and y on either side of it."""
    assert_gradient(student, reference, "db", EVERY_SIDE + SPECIAL + draw(rng, 4))


@check(question="s2.0906.b", points=0.25, visibility="public", hint=LENGTH, cpu_s=QUICK_S)
def test_norm(student, reference):
    """gradient_norm_and_bound(w, b, x, z) returns the length of the gradient."""
    assert_norm(student, reference, SEEING)


@check(question="s2.0906.b", points=0.25, visibility="public", hint=BOUND, cpu_s=QUICK_S)
def test_bound(student, reference):
    """gradient_norm_and_bound(w, b, x, z) returns the bound of the sheet."""
    assert_bound(student, reference, SEEING)


@check(question="s2.0906.b", points=0.5, visibility="hidden", hint=LENGTH, cpu_s=QUICK_S)
def test_norm_elsewhere(student, reference, rng):
    """The norm is right for any x, any target, and y on either side of it."""
    assert_norm(student, reference, EVERY_SIDE + SPECIAL + TIGHT + draw(rng, 4))


@check(question="s2.0906.b", points=0.5, visibility="hidden", hint=BOUND, cpu_s=QUICK_S)
def test_bound_elsewhere(student, reference, rng):
    """The bound is right for x = 0, z = 0, negative and large numbers."""
    assert_bound(student, reference, EVERY_SIDE + SPECIAL + TIGHT + draw(rng, 4))


@check(question="s2.0906.b", points=0.5, visibility="hidden", hint=BOUND, cpu_s=QUICK_S)
def test_norm_below_bound(student, reference, rng):
    """The norm is strictly below the bound, also where it comes near."""
    points = SPECIAL + TIGHT + draw(rng, 4)
    assert_bound(student, reference, points)  # one pulled out of the air is above everything

    def strictly_below():
        for point in points:
            call = f"gradient_norm_and_bound({shown(point)})"
            value = student.gradient_norm_and_bound(*point)
            pair = results(value, "norm", "bound", what=call)
            norm, bound = (number(v, what=call) for v in pair)
            truth = reference.gradient_norm_and_bound(*point)
            assert_number(norm, truth.norm, what=f"norm of {call}")
            assert_true(
                norm < bound,
                what=call,
                expected="a norm smaller than the bound",
                got=f"{norm:.6g} and {bound:.6g}",
                hint=BOUND,
            )

    right_or_carried(
        student,
        strictly_below,
        lambda: assert_own_norm(student, points),
        earlier="s2.0906.a",
        how="the length of your own gradient",
    )


@check(question="s2.0906.c", points=1, visibility="public", hint=SAME_Y, cpu_s=QUICK_S)
def test_descent(student, reference):
    """gradient_descent(w, b, x, z, eta, n) returns w_0 to w_n and b_0 to b_n."""
    for point, eta in zip(SEEING, (0.8, 1.5), strict=True):
        assert_descent(student, reference, point, eta, 3)


@check(question="s2.0906.c", points=0.75, visibility="hidden", hint=SAME_Y, cpu_s=QUICK_S)
def test_descent_elsewhere(student, reference, rng):
    """Gradient descent is right for other starts, step sizes and numbers of steps."""
    for point, eta, n in zip(EVERY_SIDE, (1.5, 1.2, 2.5, 0.7), (4, 3, 7, 30), strict=True):
        assert_descent(student, reference, point, eta, n)
    for point in draw(rng, 2):
        assert_descent(student, reference, point, float(rng.uniform(0.1, 0.6)), 5)


@check(
    question="s2.0906.c",
    points=0.25,
    visibility="hidden",
    hint="The start is the first entry of both lists, always.",
    cpu_s=QUICK_S,
)
def test_descent_without_steps(student, reference):
    """With n = 0 the start alone comes back."""
    for point in SEEING:
        assert_descent(student, reference, point, 0.8, 0)
