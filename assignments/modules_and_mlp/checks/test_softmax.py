"""Question 2c i: the softmax module over the rows of a batch."""

from __future__ import annotations

import numpy as np
from objects import construct
from unharmed import assert_unharmed, remark_harmed

from grader.checks import check
from grader.compare import assert_close
from grader.own_slope import own_slope
from grader.student import Remote, Student

_ROWS = "Each row is a distribution of its own: maximum, sum and product all run along the row."


def _softmax(student: Student) -> Remote:
    return construct(student, ["SoftMaxModule"], ())


def _assert_backward(
    student: Student,
    reference: object,
    module: Remote,
    x: np.ndarray,
    dout: np.ndarray,
    *,
    what: str,
) -> None:
    expected = reference.softmax_backward(reference.softmax(x), dout)
    got = module.backward(dout.copy())
    slope = own_slope(module.forward, x, argument="x", of="your forward", weights=dout)
    what = f"SoftMaxModule().backward {what}"
    student.remark(assert_close(got, expected, what=what, slope=slope))


@check(question="s4.2c.i", points=0.5, visibility="public", hint=_ROWS)
def test_forward(student, reference, rng):
    """The probabilities of every row."""
    for shape in ((4, 3), (1, 5), (2, 6)):
        x = rng.normal(0.0, 2.0, shape)
        got = _softmax(student).forward(x.copy())
        what = f"SoftMaxModule().forward(x) for x of shape {shape}"
        student.remark(assert_close(got, reference.softmax(x), what=what))


@check(
    question="s4.2c.i",
    points=0.5,
    visibility="public",
    hint="G is any upstream gradient: G * Y, minus Y times the sum of G * Y along each row.",
)
def test_backward(student, reference, rng):
    """The gradient of the input for a random upstream gradient."""
    module, x, dout = _softmax(student), rng.normal(0.0, 1.5, (4, 3)), rng.normal(size=(4, 3))
    module.forward(x.copy())
    _assert_backward(student, reference, module, x, dout, what="for dout of shape (4, 3)")


@check(
    question="s4.2c.i",
    points=0.5,
    visibility="hidden",
    hint="exp() overflows above about 709 and vanishes below -745: subtract each row's own maximum.",
)
def test_extreme(student, reference):
    """Rows near +1000 and near -1000 in one batch."""
    x = np.array(
        [
            [1000.0, 1001.0, 999.0],
            [-1000.0, -1002.0, -1001.0],
            [-1000.0, 0.5, -0.5],
            [0.4, 2000.0, 1.0],
            [0.3, -0.2, 0.1],
        ]
    )
    got = _softmax(student).forward(x.copy())
    what = "SoftMaxModule().forward(x) for rows near 1000 and near -1000"
    student.remark(assert_close(got, reference.softmax(x), what=what))


@check(
    question="s4.2c.i",
    points=0.25,
    visibility="hidden",
    hint="backward belongs to the latest forward of the same object; batches of one row are batches too.",
)
def test_backward_again(student, reference, rng):
    """The gradient when objects are used in turn and more than once, and for a batch of one."""
    one, two = _softmax(student), _softmax(student)
    x_one, x_two, dout = (rng.normal(0.0, 1.5, (5, 4)) for _ in range(3))
    one.forward(rng.normal(size=(5, 4)))
    one.forward(x_one.copy())
    two.forward(x_two.copy())
    _assert_backward(student, reference, one, x_one, dout, what="with another object in use")
    _assert_backward(student, reference, two, x_two, dout, what="of that other object")
    for shape in ((1, 6), (3, 2)):
        x, dout = rng.normal(0.0, 1.5, shape), rng.normal(size=shape)
        one.forward(x.copy())
        _assert_backward(student, reference, one, x, dout, what=f"again, for shape {shape}")


@check(
    question="s4.2c.i",
    points=0.25,
    visibility="hidden",
    hint="Work on a copy: the input belongs to the caller, often it is the output of the layer before.",
)
def test_inputs_unharmed(student, reference, rng):
    """forward does not write into the input that it is given."""
    module, x, dout = _softmax(student), rng.normal(0.0, 1.5, (4, 3)), rng.normal(size=(4, 3))
    got = module.forward(x.copy())
    assert_unharmed(student, "x", what="SoftMaxModule().forward(x)")
    student.remark(assert_close(got, reference.softmax(x), what="SoftMaxModule().forward(x)"))
    _assert_backward(student, reference, module, x, dout, what="for dout of shape (4, 3)")
    remark_harmed(student, "dout", what="SoftMaxModule().backward(dout)")
