"""Items c.1, c.2, c.6 and d: the derivatives of the activations and of the loss, whole and by element.

Item d asks for the elements of what item c asks for. Who answers it apart does so in a function
`elements_regression` with the same arguments and results; otherwise the entries of
`jacobians_regression` are judged there too, at other inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from asking import Answer, judge

from grader.checks import check
from grader.student import Student

RELU = "Each hidden unit reaches its own output only; there the slope is 5 or 0."
IDENTITY = "yt_i = s2_i: which s2_j does yt_i depend on, and how strongly?"
DISTANCE = "C = sum_j (yt_j - y_j)^2: one entry for every output."

Args = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""s1, s2, yt, y. The last activation is the identity, so yt equals s2."""


def _args(s1: Sequence[float], yt: Sequence[float], y: Sequence[float]) -> Args:
    return np.array(s1), np.array(yt), np.array(yt), np.array(y)


WHOLE = (_args([2.5, -1.75, -0.6, 0.9, 0.45], [1.5, -2.25, 0.75, 4.0], [2.0, 0.5, -1.25, 3.0]),)
ELEMENTS = (
    _args([-0.3, 1.2, 3.5], [0.2, 2.5, -1.5, 0.9, -3.0], [1.1, 2.0, -0.6, -0.7, 0.4]),
    _args([0.8, -2.2, -1.4, 0.15], [-0.75, 1.6, 2.4], [0.5, 3.0, 1.0]),
)
"""Where the public checks look: at two points more for the elements."""


def draw_args(rng: np.random.Generator) -> list[Args]:
    """Random arguments of three sizes; s1 has both signs, also very near 0 and very far."""
    cases = []
    for D, K in ((6, 3), (3, 5), (2, 4)):
        s1 = rng.uniform(0.1, 3.0, D) * rng.permutation(np.resize([1.0, -1.0], D))
        if D == 6:
            s1[:2] = [2e-3, -2e-3]
            s1[2:4] = [40.0, -40.0]
        yt = rng.normal(0.0, 2.0, K)
        cases.append((s1, yt, yt.copy(), rng.normal(0.0, 2.0, K)))
    return cases


def assert_jacobian(
    student: Student,
    reference: Any,
    name: str,
    cases: Sequence[Args],
    hint: str,
    instead: str | None = None,
) -> None:
    """Judges one of the three derivatives."""
    answers = [
        Answer(
            student,
            "jacobians_regression",
            args,
            where=f"D={len(args[0])}, K={len(args[1])}",
            instead=instead,
        )
        for args in cases
    ]
    truth = [getattr(reference.jacobians_regression(*args), name) for args in cases]
    student.remark(judge(answers, name, truth, hint=hint))


def assert_elements(
    student: Student, reference: Any, name: str, cases: Sequence[Args], hint: str
) -> None:
    """Judges one of the three derivatives as the answer to item d."""
    assert_jacobian(student, reference, name, cases, hint, instead="elements_regression")


@check(question="s0.1.1.1c.1", points=0.5, visibility="public", hint=DISTANCE)
def test_g(student, reference):
    """jacobians_regression returns dC/dyt."""
    assert_jacobian(student, reference, "g", WHOLE, DISTANCE)


@check(question="s0.1.1.1c.1", points=0.5, visibility="hidden", hint=DISTANCE)
def test_g_elsewhere(student, reference, rng):
    """dC/dyt of jacobians_regression is right for random inputs of other sizes."""
    assert_jacobian(student, reference, "g", draw_args(rng), DISTANCE)


@check(question="s0.1.1.1c.2", points=0.5, visibility="public", hint=IDENTITY)
def test_Jy(student, reference):
    """jacobians_regression returns dyt/ds2."""
    assert_jacobian(student, reference, "Jy", WHOLE, IDENTITY)


@check(question="s0.1.1.1c.2", points=0.5, visibility="hidden", hint=IDENTITY)
def test_Jy_elsewhere(student, reference, rng):
    """dyt/ds2 of jacobians_regression is right for other sizes."""
    assert_jacobian(student, reference, "Jy", draw_args(rng), IDENTITY)


@check(question="s0.1.1.1c.6", points=0.5, visibility="public", hint=RELU)
def test_Ja(student, reference):
    """jacobians_regression returns da1/ds1."""
    assert_jacobian(student, reference, "Ja", WHOLE, RELU)


@check(question="s0.1.1.1c.6", points=0.5, visibility="hidden", hint=RELU)
def test_Ja_elsewhere(student, reference, rng):
    """da1/ds1 of jacobians_regression is right for random inputs, near the kink and far from it."""
    assert_jacobian(student, reference, "Ja", draw_args(rng), RELU)


@check(question="s0.1.1.1d.1", points=0.5, visibility="public", hint=RELU)
def test_elements_Ja(student, reference):
    """The elements of da1/ds1, on and off the diagonal."""
    assert_elements(student, reference, "Ja", ELEMENTS, RELU)


@check(question="s0.1.1.1d.1", points=0.5, visibility="hidden", hint=RELU)
def test_elements_Ja_elsewhere(student, reference, rng):
    """The elements of da1/ds1 for random inputs, near the kink and far from it."""
    assert_elements(student, reference, "Ja", draw_args(rng), RELU)


@check(question="s0.1.1.1d.2", points=0.5, visibility="public", hint=IDENTITY)
def test_elements_Jy(student, reference):
    """The elements of dyt/ds2, on and off the diagonal."""
    assert_elements(student, reference, "Jy", ELEMENTS, IDENTITY)


@check(question="s0.1.1.1d.2", points=0.5, visibility="hidden", hint=IDENTITY)
def test_elements_Jy_elsewhere(student, reference, rng):
    """The elements of dyt/ds2 for other sizes."""
    assert_elements(student, reference, "Jy", draw_args(rng), IDENTITY)


@check(question="s0.1.1.1d.3", points=0.5, visibility="public", hint=DISTANCE)
def test_elements_g(student, reference):
    """The elements of dC/dyt, each its own."""
    assert_elements(student, reference, "g", ELEMENTS, DISTANCE)


@check(question="s0.1.1.1d.3", points=0.5, visibility="hidden", hint=DISTANCE)
def test_elements_g_elsewhere(student, reference, rng):
    """The elements of dC/dyt for random inputs of other sizes."""
    assert_elements(student, reference, "g", draw_args(rng), DISTANCE)
