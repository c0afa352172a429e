"""Question 2a: the linear module, forward and its three gradients.

All parameters are chosen here, written in whichever layout the module stores them.
"""

from __future__ import annotations

import numpy as np
from inputs import linear_case, parameters
from linear_layer import Linear
from trial import agrees
from unharmed import assert_unharmed

from grader.checks import check
from grader.compare import array, assert_close
from grader.student import Student

_AVERAGED = "Sum over the samples of the batch; dividing by their number is the loss's business."
_LATEST = (
    "backward belongs to the latest forward of the same object, and a second backward replaces the "
    "gradients of the first."
)


def _layer(
    student: Student, rng: np.random.Generator, n_in: int, n_out: int
) -> tuple[Linear, np.ndarray]:
    weight, bias = parameters(rng, n_in, n_out)
    return Linear(student, weight, bias), weight


def _once(student: Student, rng: np.random.Generator, name: str) -> None:
    """One forward and backward on a batch of five."""
    layer, weight = _layer(student, rng, 4, 3)
    case = linear_case(rng, weight, rows=5)
    layer.forward(case.x)
    layer.fill_gradients(case.dout)
    layer.assert_gradient(name, getattr(case, f"d{name}"), what="after backward on 5 rows")


def _batches(student: Student, rng: np.random.Generator, name: str) -> None:
    """A batch of one, a batch larger than both widths, and a layer that is wider behind."""
    for n_in, n_out, rows in ((4, 3, 1), (3, 5, 8), (2, 7, 3)):
        layer, weight = _layer(student, rng, n_in, n_out)
        case = linear_case(rng, weight, rows=rows)
        layer.forward(case.x)
        layer.fill_gradients(case.dout)
        what = f"after backward on {rows} row{'s' if rows > 1 else ''}"
        layer.assert_gradient(name, getattr(case, f"d{name}"), what=what)


def _again(student: Student, rng: np.random.Generator, name: str) -> None:
    """Two objects in turn, two forwards before a backward, and a second backward."""
    (one, w_one), (two, w_two) = _layer(student, rng, 4, 3), _layer(student, rng, 4, 3)
    early, case_one = linear_case(rng, w_one, rows=5), linear_case(rng, w_one, rows=5)
    case_two = linear_case(rng, w_two, rows=5)
    one.forward(early.x)
    one.forward(case_one.x)
    two.forward(case_two.x)
    one.fill_gradients(case_one.dout)
    two.fill_gradients(case_two.dout)
    one.assert_gradient(
        name, getattr(case_one, f"d{name}"), what="with another object in use", hint=_LATEST
    )
    two.assert_gradient(
        name, getattr(case_two, f"d{name}"), what="of that other object", hint=_LATEST
    )
    _assert_replaced(student, rng, one, w_one, name, before=getattr(case_one, f"d{name}"))


def _assert_replaced(
    student: Student,
    rng: np.random.Generator,
    layer: Linear,
    weight: np.ndarray,
    name: str,
    *,
    before: np.ndarray,
) -> None:
    """A further backward gives its own gradient, or the sum if `clear_cache` starts anew."""
    case = linear_case(rng, weight, rows=5)
    expected = getattr(case, f"d{name}")
    layer.forward(case.x)
    layer.fill_gradients(case.dout)
    got = layer.gradient(name)
    summed = layer.in_their_layout(name, before + expected)
    if agrees(got, summed, raveled=True) and layer.module.has("clear_cache"):
        student.remark("Gradients add up until clear_cache() is called; that is accepted.")
        layer.module.clear_cache()
        layer.forward(case.x)
        layer.fill_gradients(case.dout)
    layer.assert_gradient(name, expected, what="after a second forward and backward", hint=_LATEST)


@check(
    question="s4.2a.dW",
    points=1,
    visibility="public",
    hint="dL/dW has the shape of W: the upstream gradient and the input, one of them transposed.",
)
def test_weight_gradient(student, rng):
    """The gradient of the weights after one forward and one backward."""
    _once(student, rng, "weight")


@check(question="s4.2a.dW", points=0.5, visibility="hidden", hint=_AVERAGED)
def test_weight_gradient_batches(student, rng):
    """The gradient of the weights for other sizes, a batch of one among them."""
    _batches(student, rng, "weight")


@check(question="s4.2a.dW", points=0.5, visibility="hidden", hint=_LATEST)
def test_weight_gradient_again(student, rng):
    """The gradient of the weights when objects are used in turn and more than once."""
    _again(student, rng, "weight")


@check(
    question="s4.2a.db",
    points=1,
    visibility="public",
    hint="The bias is added to every row, so every row of the upstream gradient reaches it.",
)
def test_bias_gradient(student, rng):
    """The gradient of the bias after one forward and one backward."""
    _once(student, rng, "bias")


@check(question="s4.2a.db", points=0.5, visibility="hidden", hint=_AVERAGED)
def test_bias_gradient_batches(student, rng):
    """The gradient of the bias for other sizes, a batch of one among them."""
    _batches(student, rng, "bias")


@check(question="s4.2a.db", points=0.5, visibility="hidden", hint=_LATEST)
def test_bias_gradient_again(student, rng):
    """The gradient of the bias when objects are used in turn and more than once."""
    _again(student, rng, "bias")


@check(
    question="s4.2a.dX",
    points=0.5,
    visibility="public",
    hint="Y = X W^T + b, with the bias added to every row.",
)
def test_forward(student, reference, rng):
    """The output of a linear module under given weights and biases."""
    for n_in, n_out, rows in ((4, 3, 5), (2, 6, 1)):
        weight, bias = parameters(rng, n_in, n_out)
        layer = Linear(student, weight, bias)
        x = rng.normal(0.5, 1.0, (rows, n_in))
        what = f"{layer.name}.forward(x) for x of shape {x.shape}"
        expected = reference.linear_forward(x, weight, bias)
        student.remark(assert_close(layer.forward(x), expected, what=what))


@check(
    question="s4.2a.dX",
    points=0.5,
    visibility="public",
    hint="dL/dX has the shape of X and needs the weights, not the input.",
)
def test_input_gradient(student, rng):
    """The gradient of the input that backward returns."""
    layer, weight = _layer(student, rng, 4, 3)
    case = linear_case(rng, weight, rows=5)
    layer.forward(case.x)
    got = layer.backward(case.dout)
    student.remark(
        assert_close(
            got,
            case.dx,
            what=f"{layer.name}.backward(dout) for dout of shape (5, 3)",
            slope=layer.slope("x"),
        )
    )


@check(question="s4.2a.dX", points=0.5, visibility="hidden", hint=_LATEST)
def test_input_gradient_again(student, rng):
    """The gradient of the input for other sizes, with objects used in turn and more than once."""
    for n_in, n_out, rows in ((4, 3, 1), (3, 5, 8)):
        (one, w_one), (two, w_two) = (
            _layer(student, rng, n_in, n_out),
            _layer(student, rng, n_in, n_out),
        )
        case_one, case_two = (linear_case(rng, w, rows=rows) for w in (w_one, w_two))
        one.forward(linear_case(rng, w_one, rows=rows).x)
        one.forward(case_one.x)
        two.forward(case_two.x)
        what = f"{one.name}.backward(dout) for {rows} row{'s' if rows > 1 else ''}"
        for layer, case in ((one, case_one), (two, case_two)):
            got = layer.backward(case.dout)
            student.remark(assert_close(got, case.dx, what=what, slope=layer.slope("x")))
        again = linear_case(rng, w_one, rows=rows)
        one.forward(again.x)
        got = one.backward(again.dout)
        student.remark(
            assert_close(
                got,
                again.dx,
                what=f"{what}, a second time",
                hint=_LATEST,
                slope=one.slope("x"),
            )
        )


@check(
    question="s4.2a.dX",
    points=0.25,
    visibility="hidden",
    hint="Work on copies: the arrays belong to the caller.",
)
def test_inputs_unharmed(student, rng):
    """forward and backward do not write into the arrays that they are given."""
    layer, weight = _layer(student, rng, 4, 3)
    case = linear_case(rng, weight, rows=5)
    layer.forward(case.x)
    assert_unharmed(student, "x", what=f"{layer.name}.forward(x)")
    got = layer.backward(case.dout)
    assert_unharmed(student, "dout", what=f"{layer.name}.backward(dout)")
    student.remark(
        assert_close(got, case.dx, what=f"{layer.name}.backward(dout)", slope=layer.slope("x"))
    )


@check(
    question="s4.2a.dX",
    points=0.25,
    visibility="hidden",
    hint="A gradient says how much the output changes when the input is moved a little.",
)
def test_finite_differences(student, rng):
    """The gradient of the input agrees with finite differences of the module's own forward."""
    layer, weight = _layer(student, rng, 4, 3)
    case = linear_case(rng, weight, rows=2)
    step = 0.5  # a linear function: a large step is exact and survives float32
    slopes = np.empty_like(case.x)
    for place in np.ndindex(*case.x.shape):
        moved = []
        for sign in (1.0, -1.0):
            x = case.x.copy()
            x[place] += sign * step
            y = array(layer.forward(x), what=f"{layer.name}.forward(x)", shape=case.dout.shape)
            moved.append((y * case.dout).sum())
        slopes[place] = (moved[0] - moved[1]) / (2 * step)
    layer.forward(case.x)
    got = layer.backward(case.dout)
    what = f"{layer.name}.backward(dout) beside finite differences of forward"
    student.remark(assert_close(got, slopes, what=what))
    student.remark(assert_close(slopes, case.dx, what="finite differences of forward"))
