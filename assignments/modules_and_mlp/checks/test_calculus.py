"""Questions 1 and 5: closed forms, judged as functions at points where wrong ones differ."""

from __future__ import annotations

import numpy as np

from grader.checks import check
from grader.compare import assert_same_function

_SQUARE = "a quadratic form and a trace are those of a square matrix"
EXAMPLE_B = np.array([[1.0, 2.0], [3.0, 4.0]])
EXAMPLE_V = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
EXAMPLE_W = np.array([[1.0, -2.0], [3.0, 0.5], [2.0, -1.0], [-4.0, 6.0]])


@check(
    question="s4.1a",
    points=1,
    visibility="public",
    hint="x stands on both sides of B: the product rule gives two terms.",
    blind=_SQUARE,
    cpu_s=2,
)
def test_quadratic_form_example(student, reference):
    """The gradient of x^T B x for B = [[1, 2], [3, 4]] and x = [5, 6]."""
    student.remark(
        assert_same_function(
            student.quadratic_form_gradient,
            reference.quadratic_form_gradient,
            [(np.array([5.0, 6.0]), EXAMPLE_B)],
            what="quadratic_form_gradient(x, B)",
        )
    )


@check(
    question="s4.1a",
    points=1,
    visibility="hidden",
    hint="B need not be symmetric, and x may have any length.",
    blind=_SQUARE,
    cpu_s=2,
)
def test_quadratic_form(student, reference, rng):
    """The gradient of x^T B x for random x and B of several sizes."""
    points = [(rng.normal(size=n), rng.normal(size=(n, n))) for n in (4, 7, 2)]
    student.remark(
        assert_same_function(
            student.quadratic_form_gradient,
            reference.quadratic_form_gradient,
            points,
            what="quadratic_form_gradient(x, B)",
        )
    )


@check(
    question="s4.1b",
    points=1,
    visibility="public",
    hint="Write the trace as a sum over indices; the entry [k, l] of the gradient is sum_i V_ik W_li.",
    cpu_s=2,
)
def test_trace_product_example(student, reference, rng):
    """The gradient of tr(V X W) for V of shape (2, 3), X of shape (3, 4) and W of shape (4, 2)."""
    student.remark(
        assert_same_function(
            student.trace_product_gradient,
            reference.trace_product_gradient,
            [(EXAMPLE_V, rng.normal(size=(3, 4)), EXAMPLE_W)],
            what="trace_product_gradient(V, X, W)",
            transposed=True,
        )
    )


@check(
    question="s4.1b",
    points=1,
    visibility="hidden",
    hint="Which of V and W has to be transposed so that the shapes fit, also when none is square?",
    cpu_s=2,
)
def test_trace_product(student, reference, rng):
    """The gradient of tr(V X W) for random matrices, square ones among them."""
    points = [
        (rng.normal(size=(n, m)), rng.normal(size=(m, p)), rng.normal(size=(p, n)))
        for n, m, p in ((2, 3, 4), (5, 4, 2), (3, 3, 3))
    ]
    student.remark(
        assert_same_function(
            student.trace_product_gradient,
            reference.trace_product_gradient,
            points,
            what="trace_product_gradient(V, X, W)",
            transposed=True,
        )
    )


@check(
    question="s4.1c",
    points=1,
    visibility="public",
    hint="The result is a vector of length 1.",
    cpu_s=2,
)
def test_norm_example(student, reference):
    """The gradient of ||w|| for w = [3, -4, 12]."""
    student.remark(
        assert_same_function(
            student.norm_gradient,
            reference.norm_gradient,
            [(np.array([3.0, -4.0, 12.0]),)],
            what="norm_gradient(w)",
        )
    )


@check(
    question="s4.1c",
    points=1,
    visibility="hidden",
    hint="Vectors much longer and much shorter than 1: by what is w divided?",
    cpu_s=2,
)
def test_norm(student, reference, rng):
    """The gradient of ||w|| for random w, long ones and short ones."""
    points = [(scale * rng.normal(size=n),) for n, scale in ((6, 9.0), (3, 0.05), (2, 1.0))]
    student.remark(
        assert_same_function(
            student.norm_gradient, reference.norm_gradient, points, what="norm_gradient(w)"
        )
    )


@check(
    question="s4.1d",
    points=1,
    visibility="public",
    hint="Each diagonal entry counts once, the others not at all; the values of S do not matter.",
    blind=_SQUARE,
    cpu_s=2,
)
def test_trace_example(student, reference, rng):
    """The gradient of tr(S) for a matrix of three rows."""
    student.remark(
        assert_same_function(
            student.trace_gradient,
            reference.trace_gradient,
            [(rng.normal(size=(3, 3)),)],
            what="trace_gradient(S)",
        )
    )


@check(
    question="s4.1d",
    points=1,
    visibility="hidden",
    hint="The size of the result follows S.",
    blind=_SQUARE,
    cpu_s=2,
)
def test_trace(student, reference, rng):
    """The gradient of tr(S) for matrices of several sizes."""
    points = [(rng.normal(size=(n, n)),) for n in (5, 2, 8)]
    student.remark(
        assert_same_function(
            student.trace_gradient, reference.trace_gradient, points, what="trace_gradient(S)"
        )
    )


@check(
    question="s4.5",
    points=1,
    visibility="public",
    hint="sigma is the standard deviation; a second moment grows with its square.",
    cpu_s=2,
)
def test_relu_second_moment_example(student, reference):
    """E[ReLU(f)^2] for sigma = 3."""
    student.remark(
        assert_same_function(
            student.relu_second_moment,
            reference.relu_second_moment,
            [(3.0,)],
            what="relu_second_moment(sigma)",
        )
    )


@check(
    question="s4.5",
    points=1,
    visibility="hidden",
    hint="Only half of a symmetric density is on the positive side.",
    cpu_s=2,
)
def test_relu_second_moment(student, reference, rng):
    """E[ReLU(f)^2] for small and large sigma."""
    points = [(float(sigma),) for sigma in rng.uniform(0.1, 0.4, 2)]
    points += [(float(rng.uniform(1.5, 6.0)),)]
    student.remark(
        assert_same_function(
            student.relu_second_moment,
            reference.relu_second_moment,
            points,
            what="relu_second_moment(sigma)",
            floor=1e-6,
        )
    )
