"""Forward and backward of the modules, against the reference under the same weights."""

from __future__ import annotations

from grader.checks import check
from grader.compare import assert_close


def linear(student, rng):
    """A student's linear module under weights of ours, with inputs for it."""
    module = student.LinearModule(5, 4)
    weight, bias = rng.normal(size=(4, 5)), rng.normal(size=4)
    module.set(weight, "W")
    module.set(bias, "b")
    return module, rng.normal(size=(6, 5)), rng.normal(size=(6, 4)), weight, bias


@check(question="linear", points=1, visibility="public")
def test_linear_forward(student, reference, rng):
    """The linear module computes x W^T + b."""
    module, x, _, weight, bias = linear(student, rng)
    assert_close(module.forward(x), reference.linear_forward(x, weight, bias), what="forward")


@check(question="linear", points=1, visibility="public")
def test_linear_backward(student, reference, rng):
    """The gradients of the linear module."""
    module, x, dout, weight, _ = linear(student, rng)
    module.forward(x)
    dx, dweight, dbias = reference.linear_backward(dout, x, weight)
    assert_close(module.backward(dout), dx, what="backward(dout)")
    assert_close(module.get("dW"), dweight, what="dW")
    assert_close(module.get("db"), dbias, what="db")


@check(question="relu", points=1, visibility="public")
def test_relu_forward(student, reference, rng):
    """The ReLU module keeps what is positive."""
    x = rng.normal(size=(6, 5))
    assert_close(student.ReLUModule().forward(x), reference.relu(x), what="forward")


@check(question="relu", points=1, visibility="public")
def test_relu_backward(student, reference, rng):
    """The gradient of the ReLU module."""
    x, dout = rng.normal(size=(6, 5)), rng.normal(size=(6, 5))
    module = student.ReLUModule()
    module.forward(x)
    assert_close(module.backward(dout), dout * (x > 0), what="backward(dout)")


@check(question="softmax", points=1, visibility="public")
def test_softmax_forward(student, reference, rng):
    """The softmax module, for large inputs too."""
    x = rng.normal(size=(6, 5))
    module = student.SoftMaxModule()
    assert_close(module.forward(x), reference.softmax(x), what="forward")
    large = 10 * x + 1000
    assert_close(module.forward(large), reference.softmax(large), what="forward, large inputs")


@check(question="softmax", points=1, visibility="public")
def test_softmax_backward(student, reference, rng):
    """The gradient of the softmax module."""
    x, dout = rng.normal(size=(6, 5)), rng.normal(size=(6, 5))
    module = student.SoftMaxModule()
    module.forward(x)
    truth = reference.softmax_backward(reference.softmax(x), dout)
    assert_close(module.backward(dout), truth, what="backward(dout)")


@check(question="entropy", points=1, visibility="public")
def test_entropy_forward(student, reference, rng):
    """The mean cross entropy."""
    p, t = reference.softmax(rng.normal(size=(6, 5))), rng.integers(0, 5, 6)
    loss = student.CrossEntropyModule().forward(p, t)
    assert_close(loss, reference.cross_entropy(p, t), what="forward")


@check(question="entropy", points=1, visibility="public")
def test_entropy_backward(student, reference, rng):
    """The gradient of the mean cross entropy."""
    p, t = reference.softmax(rng.normal(size=(6, 5))), rng.integers(0, 5, 6)
    gradient = student.CrossEntropyModule().backward(p, t)
    assert_close(gradient, reference.cross_entropy_backward(p, t), what="backward")
