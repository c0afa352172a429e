"""Two branches: each of the three gradients of `two_branch_gradient` by itself, and the sizes.

A wrong dz1 or dz2 costs its own points; dv is then judged by what follows from them. The exam
prints -0.42 where its own numbers give 0.42, and a pre-activation as if it were h1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from branch_inputs import FIXED, Branches, draw, gradients

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import array, assert_close, assert_true, results
from grader.student import Student
from grader.truth import recorded

QUICK_S = 3.0
GATE = "h1 = ReLU(z1): what is its derivative where z1 is negative, and where it is positive?"
SIGMOID = "The sigmoid's derivative can be written with its value h2 alone."
BACK = "z1 = W1 v and z2 = W2 v: which sizes fit, and what happens where two ways meet in v?"
SIZES = "W1 v has to exist and to have as many entries as h1."


def assert_gradient(student: Student, reference: Any, name: str, case: Branches) -> None:
    """Judges dz1 or dz2."""
    expected = getattr(reference.two_branch_gradient(*case.arguments), name)
    got = gradients(student, case)[name]
    student.remark(assert_close(got, expected, what=f"{name} of {case.call}"))


@recorded
def dv_from_own(case: Branches, dz1: np.ndarray, dz2: np.ndarray) -> np.ndarray:
    """dv, given their dz1 and dz2."""
    return dz1 @ case.W1 + dz2 @ case.W2


def assert_dv(student: Student, reference: Any, case: Branches) -> None:
    """Judges dv, by the truth or by what follows from their own dz1 and dz2."""
    given = gradients(student, case)
    expected = reference.two_branch_gradient(*case.arguments).dv
    what = f"dv of {case.call}"

    def given_own() -> tuple[str, ...]:
        dz1, dz2 = (
            usable(given[name], len(W), what=f"{name} of {case.call}")
            for name, W in (("dz1", case.W1), ("dz2", case.W2))
        )
        return assert_close(given["dv"], dv_from_own(case, dz1, dz2), what=what)

    right_or_carried(
        student,
        lambda: assert_close(given["dv"], expected, what=what),
        given_own,
        earlier="s2.0708.a1 and s2.0708.a2",
        how="counted with your dz1 and dz2",
    )


def usable(value: Any, length: int, *, what: str) -> np.ndarray:
    """Their dz1 or dz2, if it leaves something to compute.

    Raises:
        CheckFailed: it has another size, absurd entries, or all the same, such as zeros.
    """
    vector = array(value, what=what, shape=(length,))
    assert_true(
        bool(np.ptp(vector) > 1e-6 and 1e-3 < np.abs(vector).max() < 1e3),
        what=what,
        expected="different numbers of usual size",
        got=value,
    )
    return vector


@check(question="s2.0708.a1", points=0.5, visibility="public", hint=GATE, cpu_s=QUICK_S)
def test_dz1(student, reference):
    """two_branch_gradient gives dL/dz1 of the ReLU branch."""
    assert_gradient(student, reference, "dz1", FIXED)


@check(question="s2.0708.a1", points=0.5, visibility="hidden", hint=GATE, cpu_s=QUICK_S)
def test_dz1_elsewhere(student, reference, rng):
    """two_branch_gradient gives dL/dz1 for other sizes, open and shut gates."""
    for sizes in ((3, 5, 4), (5, 4, 2), (2, 6, 3)):
        assert_gradient(student, reference, "dz1", draw(rng, *sizes))


@check(question="s2.0708.a1", points=1, visibility="hidden", hint=GATE, cpu_s=QUICK_S)
def test_a1_numbers(student, reference):
    """The vector that multiplies W1^T in the exam."""
    expected = reference.branch_answers["s2.0708.a1"]
    got = student.answer("s2.0708.a1")
    student.remark(assert_close(got, expected, what="answers['s2.0708.a1']", atol=1e-6))


@check(question="s2.0708.a2", points=0.5, visibility="public", hint=SIGMOID, cpu_s=QUICK_S)
def test_dz2(student, reference):
    """two_branch_gradient gives dL/dz2 of the sigmoid branch."""
    assert_gradient(student, reference, "dz2", FIXED)


@check(question="s2.0708.a2", points=0.5, visibility="hidden", hint=SIGMOID, cpu_s=QUICK_S)
def test_dz2_elsewhere(student, reference, rng):
    """two_branch_gradient gives dL/dz2 for other sizes."""
    for sizes in ((3, 5, 4), (5, 4, 2), (2, 6, 3)):
        assert_gradient(student, reference, "dz2", draw(rng, *sizes))


@check(question="s2.0708.a2", points=1, visibility="hidden", hint=SIGMOID, cpu_s=QUICK_S)
def test_a2_numbers(student, reference):
    """The vector that multiplies W2^T in the exam, two decimals."""
    expected = reference.branch_answers["s2.0708.a2"]
    got = student.answer("s2.0708.a2")
    student.remark(assert_close(got, expected, what="answers['s2.0708.a2']", atol=5e-3))


@check(question="s2.0708.a3", points=1, visibility="public", hint=BACK, cpu_s=QUICK_S)
def test_dv(student, reference):
    """two_branch_gradient gives dL/dv, from both branches."""
    assert_dv(student, reference, FIXED)


@check(question="s2.0708.a3", points=1, visibility="hidden", hint=BACK, cpu_s=QUICK_S)
def test_dv_elsewhere(student, reference, rng):
    """two_branch_gradient gives dL/dv for other sizes, also when h1 and h2 differ in length."""
    for sizes in ((3, 5, 5), (5, 4, 2), (4, 4, 4), (2, 6, 3)):
        assert_dv(student, reference, draw(rng, *sizes))


def assert_sizes(
    student: Student, reference: Any, value: Any, nv: int, nh: int, *, what: str
) -> None:
    """Judges the three sizes; dv may be a length or a shape.

    Raises:
        CheckFailed: one is wrong, or there are not three.
    """
    if isinstance(value, Mapping):
        value = {_bare(key): entry for key, entry in value.items()}
    W1, W2, dv = results(value, "W1", "W2", "dv", what=what)
    *weights, right_length = reference.two_branch_sizes(nv, nh)
    for name, got, right in zip(("W1", "W2"), (W1, W2), weights, strict=True):
        size = f"the size of {name} in {what}"
        student.remark(assert_close(got, list(right), what=size, atol=1e-9))
    length = array(dv, what=f"the size of dv in {what}").ravel()
    entries = [n for n in length.tolist() if n != 1] if len(length) > 1 else length.tolist()
    got = entries[0] if len(entries) == 1 else dv
    student.remark(assert_close(got, right_length, what=f"the size of dv in {what}", atol=1e-9))


def _bare(key: Any) -> Any:
    """dL/dv and dLdv are dv."""
    plain = key.replace("/", "").replace("_", "").lower() if isinstance(key, str) else key
    return "dv" if plain in ("dldv", "dv", "gradv") else key


@check(question="s2.0708.b", points=0.5, visibility="public", hint=SIZES, cpu_s=QUICK_S)
def test_sizes(student, reference):
    """two_branch_sizes gives the shapes of W1 and W2 and the length of dL/dv."""
    value = student.two_branch_sizes(6, 2)
    assert_sizes(student, reference, value, 6, 2, what="two_branch_sizes(6, 2)")


@check(question="s2.0708.b", points=0.5, visibility="hidden", hint=SIZES, cpu_s=QUICK_S)
def test_sizes_elsewhere(student, reference):
    """two_branch_sizes is right for other lengths, whichever is larger."""
    for nv, nh in ((3, 7), (12, 5), (2, 100)):
        value = student.two_branch_sizes(nv, nh)
        what = f"two_branch_sizes({nv}, {nh})"
        assert_sizes(student, reference, value, nv, nh, what=what)


@check(question="s2.0708.b", points=0.5, visibility="hidden", hint=SIZES, cpu_s=QUICK_S)
def test_b_numbers(student, reference):
    """The sizes of W1, W2 and dL/dv in the exam."""
    value = student.answer("s2.0708.b")
    assert_sizes(student, reference, value, 4, 3, what="answers['s2.0708.b']")
