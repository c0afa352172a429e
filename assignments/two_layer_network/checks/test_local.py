"""Items c.3, c.4, c.5, c.7, c.8: the derivatives of the two linear layers.

A derivative by a matrix has one axis for the output and two for the matrix. Whoever flattens the
last two row by row (the block matrix of the sheet) has answered as well. ds2/da1 may come in either
layout. W2 and a1 are any numbers here: a formula holds for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from asking import Answer, judge
from points import EXAMPLE

from grader.checks import check
from grader.student import Student

BY_INPUT = "s2_k = sum_j W2_kj a1_j + b2_k: differentiate by a1_j."
BY_WEIGHT = "Output k depends on row k of the matrix only; the entry [k, i, j] belongs to W_ij."
BY_BIAS = "Every output has its own bias: how many outputs are there, and how many biases?"

Args = tuple[np.ndarray, np.ndarray, np.ndarray]
"""x, a1, W2."""
FIXED: tuple[Args, ...] = ((EXAMPLE.x, np.array([7.5, 1.5, 0.5, 4.0, 2.5]), EXAMPLE.W2),)


def draw_args(rng: np.random.Generator) -> list[Args]:
    """Random arguments of three sizes N, D, K."""
    return [
        (rng.normal(size=N), rng.normal(0.0, 2.0, D), rng.normal(size=(K, D)))
        for N, D, K in ((4, 6, 3), (2, 3, 5), (5, 2, 4))
    ]


def assert_local(
    student: Student, reference: Any, name: str, cases: Sequence[Args], hint: str, **layout: bool
) -> None:
    """Judges one of the five derivatives."""
    answers = [
        Answer(
            student,
            "local_jacobians",
            args,
            where=f"N={len(args[0])}, D={len(args[1])}, K={len(args[2])}",
        )
        for args in cases
    ]
    truth = [getattr(reference.local_jacobians(*args), name) for args in cases]
    student.remark(judge(answers, name, truth, hint=hint, **layout))


@check(question="s0.1.1.1c.3", points=0.5, visibility="public", hint=BY_INPUT)
def test_ds2_da1(student, reference):
    """local_jacobians returns ds2/da1."""
    assert_local(student, reference, "ds2_da1", FIXED, BY_INPUT, transposed=True)


@check(question="s0.1.1.1c.3", points=0.5, visibility="hidden", hint=BY_INPUT)
def test_ds2_da1_elsewhere(student, reference, rng):
    """ds2/da1 of local_jacobians is right for random inputs of other sizes."""
    assert_local(student, reference, "ds2_da1", draw_args(rng), BY_INPUT, transposed=True)


@check(question="s0.1.1.1c.4", points=0.5, visibility="public", hint=BY_WEIGHT)
def test_ds2_dW2(student, reference):
    """local_jacobians returns ds2/dW2."""
    assert_local(student, reference, "ds2_dW2", FIXED, BY_WEIGHT, raveled=True)


@check(question="s0.1.1.1c.4", points=0.5, visibility="hidden", hint=BY_WEIGHT)
def test_ds2_dW2_elsewhere(student, reference, rng):
    """ds2/dW2 of local_jacobians is right for random inputs of other sizes."""
    assert_local(student, reference, "ds2_dW2", draw_args(rng), BY_WEIGHT, raveled=True)


@check(question="s0.1.1.1c.5", points=0.5, visibility="public", hint=BY_BIAS)
def test_ds2_db2(student, reference):
    """local_jacobians returns ds2/db2."""
    assert_local(student, reference, "ds2_db2", FIXED, BY_BIAS)


@check(question="s0.1.1.1c.5", points=0.5, visibility="hidden", hint=BY_BIAS)
def test_ds2_db2_elsewhere(student, reference, rng):
    """ds2/db2 of local_jacobians is right for other sizes."""
    assert_local(student, reference, "ds2_db2", draw_args(rng), BY_BIAS)


@check(question="s0.1.1.1c.7", points=0.5, visibility="public", hint=BY_WEIGHT)
def test_ds1_dW1(student, reference):
    """local_jacobians returns ds1/dW1."""
    assert_local(student, reference, "ds1_dW1", FIXED, BY_WEIGHT, raveled=True)


@check(question="s0.1.1.1c.7", points=0.5, visibility="hidden", hint=BY_WEIGHT)
def test_ds1_dW1_elsewhere(student, reference, rng):
    """ds1/dW1 of local_jacobians is right for random inputs of other sizes."""
    assert_local(student, reference, "ds1_dW1", draw_args(rng), BY_WEIGHT, raveled=True)


@check(question="s0.1.1.1c.8", points=0.5, visibility="public", hint=BY_BIAS)
def test_ds1_db1(student, reference):
    """local_jacobians returns ds1/db1."""
    assert_local(student, reference, "ds1_db1", FIXED, BY_BIAS)


@check(question="s0.1.1.1c.8", points=0.5, visibility="hidden", hint=BY_BIAS)
def test_ds1_db1_elsewhere(student, reference, rng):
    """ds1/db1 of local_jacobians is right for other sizes."""
    assert_local(student, reference, "ds1_db1", draw_args(rng), BY_BIAS)
