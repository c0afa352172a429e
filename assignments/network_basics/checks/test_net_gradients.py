"""TwoLayerNet.loss: the four gradients, against the reference and against the student's own loss.

Finite differences of their own loss carry an earlier error forward: a wrong loss that is
differentiated rightly costs the loss's points, and not all of these.
"""

from dataclasses import replace

import numpy as np
from penalties import FACTORS, nearest_gradient_factor, squares
from problems import draw_batch, draw_problem, draw_shifted, draw_spread, few_rows
from student_net import NAMES, StudentNet

from grader.checks import check
from grader.compare import assert_close, assert_true, number
from grader.gradients import directional_check

GRADIENTS = "s3.TwoLayerNet.gradients"
WEIGHT = "Input of the layer, transposed, times the gradient by the layer's output; 1/N comes from the mean."
BIAS = "Sum over the samples; the mean's 1/N is already in the gradient by the scores."
GATE = "The gradient passes the ReLU only where its input was positive."
FRESH = "Compute the gradients anew in every call; add to nothing that an earlier call left."


def truth(reference, problem, *, reg=0.0, factor=1.0):
    """The reference's gradients by name."""
    out = reference.two_layer_loss_and_gradients(
        problem.X, problem.y, **problem.params, reg=reg, reg_factor=factor
    )
    return {name: getattr(out, name) for name in NAMES}


def assert_gradients(student, reference, net, problem, names=NAMES, hint=""):
    """Compares some of the gradients of one batch, without regularisation."""
    expected = truth(reference, problem)
    got = net.gradients(problem.X, problem.y)
    for name in names:
        student.remark(got.assert_close(name, expected[name], hint=hint))


@check(question=GRADIENTS, points=0.75, visibility="public", hint=f"{WEIGHT} {GATE}")
def test_W1(student, reference, rng):
    """grads["W1"] is the gradient of the loss by the first weight."""
    problem = draw_problem(rng)
    assert_gradients(student, reference, StudentNet(student, problem.params), problem, ("W1",))


@check(question=GRADIENTS, points=0.5, visibility="public", hint=f"{BIAS} {GATE}")
def test_b1(student, reference, rng):
    """grads["b1"] is the gradient of the loss by the first bias."""
    problem = draw_problem(rng)
    assert_gradients(student, reference, StudentNet(student, problem.params), problem, ("b1",))


@check(question=GRADIENTS, points=0.75, visibility="public", hint=WEIGHT)
def test_W2(student, reference, rng):
    """grads["W2"] is the gradient of the loss by the second weight."""
    problem = draw_problem(rng)
    assert_gradients(student, reference, StudentNet(student, problem.params), problem, ("W2",))


@check(question=GRADIENTS, points=0.5, visibility="public", hint=BIAS)
def test_b2(student, reference, rng):
    """grads["b2"] is the gradient of the loss by the second bias."""
    problem = draw_problem(rng)
    assert_gradients(student, reference, StudentNet(student, problem.params), problem, ("b2",))


@check(question=GRADIENTS, points=0.25, visibility="hidden", hint="sum(axis=0); X.shape[0] samples")
def test_other_batches(student, reference, rng):
    """All four gradients are right for batches of one, of many and of two, other sizes too."""
    problem = draw_problem(rng, N=17, D=3, H=8, C=5)
    problem.y[0] = 2  # the batch of one lacks the last class
    net = StudentNet(student, problem.params)
    for n in (1, 17, 2):
        assert_gradients(student, reference, net, problem.rows(n))


@check(
    question=GRADIENTS,
    points=0.75,
    visibility="hidden",
    hint="The derivative of reg * sum W^2 is 2 reg W, of half of it reg W: as in your loss.",
)
def test_regularisation(student, reference, rng):
    """The regularisation's part of the gradients is the derivative of the loss's own penalty."""
    problem, reg = draw_problem(rng, N=6, D=4, H=3, C=5), 0.6
    net = StudentNet(student, problem.params)
    plain = net.gradients(problem.X, problem.y)
    whole = net.gradients(problem.X, problem.y, reg)
    terms = {
        name: whole.array(name, value.shape) - plain.array(name, value.shape)
        for name, value in problem.params.items()
    }
    factor = own_factor(net, problem, reg, terms["W1"])
    for name, value in problem.params.items():
        expected = 2.0 * factor * reg * value if name.startswith("W") else np.zeros_like(value)
        what = f"what reg={reg:g} adds to {name} in the gradients of {net.called}"
        student.remark(assert_close(terms[name], expected, what=what, rtol=2e-3))


def own_factor(net, problem, reg, term):
    """The factor of their penalty, if their loss has a right one; else the one their gradient has.

    A penalty that is missing in the loss, or no sum of squares, costs the loss's points; the gradient
    is then judged by itself.
    """
    measured = loss_factor(net, problem, reg)
    for name, value in problem.params.items():
        net.put(name, 1.5 * value)
    larger = replace(problem, params={name: 1.5 * v for name, v in problem.params.items()})
    if abs(loss_factor(net, larger, reg) - measured) > 0.02:
        return nearest_gradient_factor(term, reg, problem.params["W1"])
    for factor in FACTORS:
        if abs(measured - factor) < 0.02:
            return factor
    if measured > 0.02:  # an unusual factor: consistent is enough here
        from_gradient = float(np.sum(term * problem.params["W1"])) / (
            2.0 * reg * float(np.sum(problem.params["W1"] ** 2))
        )
        if abs(from_gradient - measured) < 0.002 * measured:
            return measured
    return nearest_gradient_factor(term, reg, problem.params["W1"])


def loss_factor(net, problem, reg):
    """What stands before reg * (sum W1^2 + sum W2^2) in their loss."""
    what = f"the loss of {net.called}"
    plain = number(net.loss(problem.X, problem.y), what=what)
    whole = number(net.loss(problem.X, problem.y, reg), what=what)
    return (whole - plain) / (reg * squares(problem.params))


@check(
    question=GRADIENTS,
    points=0.5,
    visibility="hidden",
    hint="Nudge one weight by 1e-5, look how the loss changes, and compare with the gradient's entry.",
)
def test_slopes_of_own_loss(student, reference, rng):
    """The gradients are the slopes of the loss: of the right one, or else of the student's own."""
    problem = draw_problem(rng, N=6, D=4, H=3, C=5)
    net = StudentNet(student, problem.params)
    claimed = net.gradients(problem.X, problem.y)
    grads = {name: claimed.array(name, value.shape) for name, value in problem.params.items()}
    if all(
        np.allclose(grads[n], g, rtol=1e-3, atol=1e-5) for n, g in truth(reference, problem).items()
    ):
        return
    assert_true(
        all(float(np.max(np.abs(grad))) > 1e-6 for grad in grads.values()),
        what=f"the gradients of {net.called}",
        expected="gradients of a loss that depends on every parameter",
        got="only zeros for at least one parameter",
    )
    for name, value in problem.params.items():

        def loss_at(moved, name=name):
            net.put(name, moved)
            return net.loss(problem.X, problem.y)

        student.remark(
            directional_check(
                loss_at,
                value,
                grads[name],
                rng=rng,
                directions=2,
                rtol=5e-3,
                what=f"{name} in the gradients of {net.called}, against its own loss",
            )
        )
        net.put(name, value)


@check(question=GRADIENTS, points=0.5, visibility="hidden", hint=FRESH)
def test_second_call(student, reference, rng):
    """Gradients do not accumulate: those of a second and a third call, on other data, are right."""
    first = draw_problem(rng, N=9, D=5, H=7, C=4)
    second = draw_batch(rng, first.params, rng.normal(size=(9, 5)))
    net = StudentNet(student, first.params)
    for problem in (first, second, few_rows(first)):
        assert_gradients(student, reference, net, problem)


@check(question=GRADIENTS, points=0.25, visibility="hidden", hint=FRESH)
def test_two_networks(student, reference, rng):
    """Two networks used in turn have their own gradients."""
    a, b = draw_problem(rng, N=6, D=5, H=7, C=4), draw_problem(rng, N=9, D=5, H=7, C=4)
    net_a, net_b = StudentNet(student, a.params), StudentNet(student, b.params)
    for net, problem in ((net_a, a), (net_b, b), (net_a, a)):
        assert_gradients(student, reference, net, problem)


@check(
    question=GRADIENTS,
    points=0.25,
    visibility="hidden",
    hint="Subtract each row's own largest score before exp: softmax does not change.",
)
def test_extreme_scores(student, reference, rng):
    """The gradients are right for scores near +1000 and -1000."""
    for problem in (draw_shifted(rng, 1e3), draw_spread(rng, 1e3)):
        assert_gradients(student, reference, StudentNet(student, problem.params), problem)
