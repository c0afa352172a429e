"""2023/07/06: the sine-cosine graph. The function anywhere, and the numbers by hand at x = 1.

The hand calculation is judged by what two decimals can give (sin_cos_hand.py). A wrong forward value
costs the forward table only: dy/dx and the adjoints are also right when they follow from it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from plain_names import by_plain_name
from sin_cos_hand import (
    DYDX,
    FORWARD,
    FORWARD_STEP,
    LAST,
    assert_adjoints,
    assert_adjoints_follow,
    assert_forward,
    assert_slope_follows,
    assert_usable,
    in_millionths,
    last_adjoints_follow,
    last_adjoints_sealed,
    own_adjoints,
    own_forward,
    seal,
)

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import assert_number, assert_true, results
from grader.own_slope import own_slope

QUICK_S = 3.0
FIXED = (0.5, -1.6, 1.9)
ELSEWHERE = (1.0, -2.75, 2.25, 3.5)
FORWARD_ITEM = "s2.0706.forward"
RADIANS = "x is in radians; every layer takes the sum of the two values before it."
SIGNS = "sin' = cos and cos' = -sin; a value that feeds two nodes gets a derivative from each."
HAND = "Work through the layers in order: S, then sin S and cos S, to two decimals at least."
PRODUCT = "y = t5 * b5 is a product: what is its derivative by each of the two factors?"
BACKWARDS = "Go back one layer at a time: dy/dS first, then the two values that were added to S."


def assert_graph(student: Any, reference: Any, which: str, points: Sequence[float]) -> None:
    """Judges y (to 0.1 %) or dy/dx (to 1e-5 of it, which float32 keeps) at several x."""
    for x in points:
        call = f"sin_cos_graph({x:.6g})"
        value = by_plain_name(student.sin_cos_graph(x))
        y, dydx = results(value, "y", "dydx", what=call)
        truth = reference.sin_cos_graph(x)
        if which == "y":
            student.remark(assert_number(y, truth.y, what=f"y of {call}"))
        else:
            what = f"dy/dx of {call}"
            slope = own_slope(
                lambda moved: own_output(student, float(moved)), x, argument="x", of="your own y"
            )
            student.remark(assert_number(dydx, truth.dydx, what=what, rtol=1e-5, slope=slope))


def own_output(student: Any, x: float) -> Any:
    """Their y; untrusted."""
    return results(by_plain_name(student.sin_cos_graph(x)), "y", "dydx", what="sin_cos_graph")[0]


def steep(reference: Any, rng: np.random.Generator, n: int) -> list[float]:
    """n random x where |dy/dx| is at least 0.3: float32 keeps a relative 1e-5 there."""
    found: list[float] = []
    while len(found) < n:
        x = float(rng.uniform(-3.0, 3.0))
        if abs(reference.sin_cos_graph(x).dydx) >= 0.3:
            found.append(x)
    return found


@check(question="s2.0706.forward", points=0.5, visibility="public", hint=RADIANS, cpu_s=QUICK_S)
def test_output(student, reference):
    """sin_cos_graph(x) returns the output y of the graph."""
    assert_graph(student, reference, "y", FIXED)


@check(question="s2.0706.forward", points=0.5, visibility="hidden", hint=RADIANS, cpu_s=QUICK_S)
def test_output_elsewhere(student, reference, rng):
    """sin_cos_graph(x) returns y for other x, negative ones too."""
    assert_graph(student, reference, "y", (*ELSEWHERE, *rng.uniform(-4.0, 4.0, 4).tolist()))


@check(question="s2.0706.forward", points=0.75, visibility="hidden", hint=HAND, cpu_s=QUICK_S)
def test_forward_values(student):
    """The numbers t1, b1, ..., t5, b5 at x = 1 in `answers`."""
    assert_forward(own_forward(student))


@check(question="s2.0706.forward", points=0.25, visibility="hidden", hint=HAND, cpu_s=QUICK_S)
def test_forward_output(student):
    """The number y at x = 1 in `answers`."""
    forward = own_forward(student)
    low, high = FORWARD[10]

    def given_own_values():
        assert_usable(forward)
        y = float(forward.t[4] * forward.b[4])
        return assert_number(forward.y, y, what="y", atol=FORWARD_STEP)

    right_or_carried(
        student,
        lambda: assert_number(forward.y, what="y at x = 1", low=low, high=high),
        given_own_values,
        earlier="t5 and b5",
        how="y computed with them",
    )


@check(question="s2.0706", points=0.5, visibility="public", hint=SIGNS, cpu_s=QUICK_S)
def test_slope(student, reference):
    """sin_cos_graph(x) returns dy/dx."""
    assert_graph(student, reference, "dydx", FIXED)


@check(question="s2.0706", points=1, visibility="hidden", hint=SIGNS, cpu_s=QUICK_S)
def test_slope_elsewhere(student, reference, rng):
    """sin_cos_graph(x) returns dy/dx for other x, negative ones too."""
    assert_graph(student, reference, "dydx", (*ELSEWHERE, *steep(reference, rng, 4)))


@check(question="s2.0706", points=1.5, visibility="hidden", hint=BACKWARDS, cpu_s=QUICK_S)
def test_slope_number(student):
    """The number dy/dx at x = 1 in `answers`."""
    slope = student.answer("s2.0706")

    def given_own_values():
        forward = own_forward(student)
        assert_usable(forward)
        assert_slope_follows(slope, forward)

    right_or_carried(
        student,
        lambda: assert_number(slope, what="dy/dx at x = 1", low=DYDX[0], high=DYDX[1]),
        given_own_values,
        earlier=FORWARD_ITEM,
        how="dy/dx computed with your forward values",
    )


@check(question="s2.0706.steps", points=0.5, visibility="public", hint=PRODUCT, cpu_s=QUICK_S)
def test_last_adjoints(student):
    """dy/dt5 and dy/db5 in `answers` are what the product y = t5 * b5 asks for."""
    got = own_adjoints(student)[4]

    def truth():
        accepted = last_adjoints_sealed()
        right = all(seal(name, float(v)) in accepted for name, v in zip(LAST, got, strict=True))
        # A public message must not show the numbers of the hand calculation.
        return assert_true(
            bool(right),
            what="dy/dt5 and dy/db5 in answers['s2.0706.steps']",
            expected="the derivatives of the product y = t5 * b5 by its factors",
            got=f"{got[0]:.4g} and {got[1]:.4g}",
        )

    def given_own_values():
        assert_true(
            last_adjoints_follow(in_millionths(own_forward(student), got)),
            what="dy/dt5 and dy/db5",
            expected="what your own forward values give",
            got=f"{got[0]:.4g} and {got[1]:.4g}",
        )

    right_or_carried(
        student, truth, given_own_values, earlier=FORWARD_ITEM, how="with your t5 and b5"
    )


@check(question="s2.0706.steps", points=1.5, visibility="hidden", hint=BACKWARDS, cpu_s=QUICK_S)
def test_adjoints(student):
    """The derivatives of y by t and b of every layer in `answers`."""
    got = own_adjoints(student)

    def given_own_values():
        forward = own_forward(student)
        assert_usable(forward)
        assert_adjoints_follow(got, forward)

    right_or_carried(
        student,
        lambda: assert_adjoints(got, student),
        given_own_values,
        earlier=FORWARD_ITEM,
        how="adjoints computed with your forward values",
    )
