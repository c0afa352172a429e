"""Question 2b ii: the ReLU module. No input is exactly 0, where any slope from 0 to 1 is right."""

from __future__ import annotations

import numpy as np
import pytest
from elementwise import Activation
from inputs import away_from_zero
from unharmed import assert_unharmed, remark_harmed

from grader.checks import check


@pytest.fixture
def relu(student, reference):
    """The module, ready to be judged."""
    return Activation(student, reference, "ReLUModule")


@check(
    question="s4.2b.ii", points=0.5, visibility="public", hint="Y = max(0, X), element by element."
)
def test_forward(student, relu, rng):
    """The output of the ReLU module for inputs of both signs."""
    for shape in ((4, 3), (1, 5)):
        relu.assert_forward(relu.make(), away_from_zero(rng, shape), what=f"for x of shape {shape}")


@check(
    question="s4.2b.ii",
    points=0.5,
    visibility="public",
    hint="Which entries of the upstream gradient get through: where the input was above or below 0?",
)
def test_backward(student, relu, rng):
    """The gradient of the input for a random upstream gradient."""
    module, x, dout = relu.make(), away_from_zero(rng, (4, 3)), rng.normal(size=(4, 3))
    module.forward(x.copy())
    relu.assert_backward(module, x, dout, what="for dout of shape (4, 3)")


@check(
    question="s4.2b.ii",
    points=0.25,
    visibility="hidden",
    hint="backward belongs to the latest forward of the same object, and may be called again.",
)
def test_backward_again(student, relu, rng):
    """The gradient when objects are used in turn and more than once, and for a batch of one."""
    one, two = relu.make(), relu.make()
    x_one, dout = away_from_zero(rng, (5, 2)), rng.normal(size=(5, 2))
    x_two = -away_from_zero(rng, (5, 2))  # the opposite signs: nothing of one fits the other
    one.forward(-x_one)
    one.forward(x_one.copy())
    two.forward(x_two.copy())
    relu.assert_backward(one, x_one, dout, what="with another object in use")
    relu.assert_backward(two, x_two, dout, what="of that other object")
    x, dout = away_from_zero(rng, (1, 6)), rng.normal(size=(1, 6))
    one.forward(x.copy())
    relu.assert_backward(one, x, dout, what="a second time, for 1 row")


@check(
    question="s4.2b.ii",
    points=0.5,
    visibility="hidden",
    hint="The slope is 1 for every positive input, however small or large, and 0 for every negative one.",
)
def test_extreme(student, relu, rng):
    """Very small and very large inputs."""
    x = np.array(
        [[-1000.0, -1e-3, 2e-3, 0.5], [1e-3, 30.0, 1000.0, -0.5], [4.0, -7.0, -30.0, 3e-3]]
    )
    module = relu.make()
    relu.assert_forward(module, x, what="for inputs up to 1000")
    relu.assert_backward(module, x, 1.0 + rng.random(x.shape), what="for inputs up to 1000")


@check(
    question="s4.2b.ii",
    points=0.25,
    visibility="hidden",
    hint="Work on a copy: the input belongs to the caller, often it is the output of the layer before.",
)
def test_inputs_unharmed(student, relu, rng):
    """forward does not write into the input that it is given."""
    module, x, dout = relu.make(), away_from_zero(rng, (4, 3)), rng.normal(size=(4, 3))
    relu.assert_forward(module, x, what="for x of shape (4, 3)")
    assert_unharmed(student, "x", what=f"{relu.name}().forward(x)")
    relu.assert_backward(module, x, dout, what="for dout of shape (4, 3)")
    remark_harmed(student, "dout", what=f"{relu.name}().backward(dout)")
