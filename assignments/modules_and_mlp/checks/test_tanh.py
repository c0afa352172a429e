"""Question 2b i: an element-wise activation with a smooth derivative."""

from __future__ import annotations

import numpy as np
from elementwise import smooth_activation
from inputs import away_from_zero
from unharmed import assert_unharmed, remark_harmed

from grader.checks import check

_CHAIN = "dL/dX = dL/dY * h'(X), element by element."


@check(question="s4.2b.i", points=0.5, visibility="public", hint="Y = tanh(X), element by element.")
def test_forward(student, reference, rng):
    """The output of the activation module."""
    activation = smooth_activation(student, reference)
    for shape in ((4, 3), (1, 5)):
        x = rng.normal(size=shape)
        activation.assert_forward(activation.make(), x, what=f"for x of shape {shape}")


@check(question="s4.2b.i", points=0.5, visibility="public", hint=_CHAIN)
def test_backward(student, reference, rng):
    """The gradient of the input for a random upstream gradient."""
    activation = smooth_activation(student, reference)
    module, x, dout = activation.make(), away_from_zero(rng, (4, 3)), rng.normal(size=(4, 3))
    module.forward(x.copy())
    activation.assert_backward(module, x, dout, what="for dout of shape (4, 3)")


@check(
    question="s4.2b.i",
    points=0.25,
    visibility="hidden",
    hint="backward belongs to the latest forward of the same object, and may be called again.",
)
def test_backward_again(student, reference, rng):
    """The gradient when objects are used in turn and more than once, and for a batch of one."""
    activation = smooth_activation(student, reference)
    one, two = activation.make(), activation.make()
    x_one, x_two, dout = (away_from_zero(rng, (5, 2)) for _ in range(3))
    one.forward(away_from_zero(rng, (3, 2)))
    one.forward(x_one.copy())
    two.forward(x_two.copy())
    activation.assert_backward(one, x_one, dout, what="with another object in use")
    activation.assert_backward(two, x_two, dout, what="of that other object")
    x, dout = away_from_zero(rng, (1, 6)), rng.normal(size=(1, 6))
    one.forward(x.copy())
    activation.assert_backward(one, x, dout, what="a second time, for 1 row")


@check(
    question="s4.2b.i",
    points=0.5,
    visibility="hidden",
    hint="exp() overflows above about 709; NumPy has the function ready, safe for all inputs.",
)
def test_extreme(student, reference, rng):
    """Inputs as large as 1000 give finite outputs and gradients."""
    activation = smooth_activation(student, reference)
    x = np.array([[-1000.0, -40.0, -0.5], [0.7, 40.0, 1000.0]])
    module = activation.make()
    activation.assert_forward(module, x, what="for inputs up to 1000")
    activation.assert_backward(module, x, rng.normal(size=x.shape), what="for inputs up to 1000")


@check(
    question="s4.2b.i",
    points=0.25,
    visibility="hidden",
    hint="Work on a copy: the input belongs to the caller, often it is the output of the layer before.",
)
def test_inputs_unharmed(student, reference, rng):
    """forward does not write into the input that it is given."""
    activation = smooth_activation(student, reference)
    module, x, dout = activation.make(), away_from_zero(rng, (4, 3)), rng.normal(size=(4, 3))
    activation.assert_forward(module, x, what="for x of shape (4, 3)")
    assert_unharmed(student, "x", what=f"{activation.name}().forward(x)")
    activation.assert_backward(module, x, dout, what="for dout of shape (4, 3)")
    remark_harmed(student, "dout", what=f"{activation.name}().backward(dout)")
