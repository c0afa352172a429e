"""TwoLayerNet.loss: parameters, scores and the value of the loss, under parameters the grader chose.

Right for both usual regularisation terms (see penalties.py). A loss that is right without its
gradients earns its points here.
"""

import numpy as np
from penalties import accepted, nearest_factor
from problems import (
    draw_batch,
    draw_params,
    draw_problem,
    draw_shifted,
    draw_spread,
    few_rows,
)
from student_net import NAMES, StudentNet, new_net, params_of
from unharmed import assert_unharmed

from grader.checks import check
from grader.compare import (
    array,
    assert_close,
    assert_number,
    assert_shape,
    assert_true,
    number,
)

LOSS = "s3.TwoLayerNet.loss"
MEAN = "Average -log P(true class) over the samples of the batch."
FRESH = "Everything `loss` needs comes from its arguments and from self.params of this one object."


def assert_loss(student, reference, net, problem, *, reg=0.0, factor=1.0):
    """Compares the loss of one batch with the reference's."""
    expected = reference.two_layer_loss_and_gradients(
        problem.X, problem.y, **problem.params, reg=reg, reg_factor=factor
    ).loss
    what = f"the loss of {net.called} for X {problem.X.shape}, reg={reg:g}"
    student.remark(assert_number(net.loss(problem.X, problem.y, reg), expected, what=what))


def assert_scores(student, reference, net, problem):
    """Compares the scores of one batch with the reference's."""
    expected = reference.two_layer_scores(problem.X, **problem.params)
    what = f"{net.called}.loss(X {problem.X.shape})"
    student.remark(assert_close(net.scores(problem.X), expected, what=what))


@check(
    question=LOSS,
    points=0.5,
    visibility="public",
    hint="W1 (D, H), b1 (H,), W2 (H, C), b2 (C,) in the dict self.params",
)
def test_parameters(student, rng):
    """TwoLayerNet(D, H, C).params holds W1, b1, W2 and b2 in their shapes, and can be written to."""
    theirs = params_of(new_net(student, 5, 7, 4), what="TwoLayerNet(5, 7, 4).params")
    for name, shape in zip(NAMES, ((5, 7), (7,), (7, 4), (4,)), strict=True):
        what = f"TwoLayerNet(5, 7, 4).params[{name!r}]"
        student.remark(assert_shape(theirs[name], shape, what=what, squeeze=True))
    StudentNet(student, draw_params(rng, 5, 7, 4))


@check(
    question=LOSS,
    points=0.25,
    visibility="hidden",
    hint="Random numbers of both signs for the weights: equal ones stay equal. Zeros for the biases.",
)
def test_initial_weights(student):
    """The initial weights are small random numbers around 0 whose size follows std; the biases are 0."""
    for std in (0.01, 0.3):
        call = f"TwoLayerNet(40, 30, 20, {std:g})"
        theirs = params_of(new_net(student, 40, 30, 20, std), what=f"{call}.params")
        for name in ("b1", "b2"):
            bias = array(theirs[name], what=f"{name} of {call}").ravel()
            # As small random numbers as the weights do no harm either.
            what = f"largest entry of {name} of {call}"
            largest = float(np.max(np.abs(bias), initial=0.0))
            assert_number(largest, 0.0, what=what, low=0.0, high=5 * std)
        for name, shape in (("W1", (40, 30)), ("W2", (30, 20))):
            what = f"standard deviation of {name} of {call}"
            value = array(theirs[name], what=f"{name} of {call}")
            assert_true(
                value.size == shape[0] * shape[1],
                what=what,
                expected=f"{shape}",
                got=f"{value.shape}",
            )
            # Uniform numbers from -std to std are fine too: their deviation is 0.58 std.
            assert_number(float(np.std(value)), std, what=what, low=0.4 * std, high=2.0 * std)
            what = f"mean of {name} of {call}"  # its own deviation is below std / 24
            assert_number(float(np.mean(value)), 0.0, what=what, low=-0.3 * std, high=0.3 * std)


@check(question=LOSS, points=1, visibility="public", hint="ReLU(X W1 + b1) W2 + b2")
def test_scores(student, reference, rng):
    """loss(X) without labels returns the scores (N, C)."""
    problem = draw_problem(rng)
    assert_scores(student, reference, StudentNet(student, problem.params), problem)


@check(
    question=LOSS,
    points=0.25,
    visibility="hidden",
    hint="Keep the arrays two-dimensional; take the batch's size from X.shape.",
)
def test_scores_other_batches(student, reference, rng):
    """loss(X) is right for batches of one, of two and of many, one after another."""
    problem = draw_problem(rng, N=17, D=3, H=8, C=5)
    net = StudentNet(student, problem.params)
    for n in (1, 17, 2):
        assert_scores(student, reference, net, problem.rows(n))


@check(question=LOSS, points=1, visibility="public", hint=MEAN)
def test_value(student, reference, rng):
    """loss(X, y) returns the mean cross entropy."""
    problem = draw_problem(rng)
    net = StudentNet(student, problem.params)
    for batch in (problem, few_rows(problem)):  # one number alone may be right by chance
        assert_loss(student, reference, net, batch)


@check(question=LOSS, points=0.5, visibility="hidden", hint=MEAN)
def test_value_other_batches(student, reference, rng):
    """loss(X, y) is right for batches of one, of two and of many, one after another."""
    problem = draw_problem(rng, N=17, D=3, H=8, C=5)
    problem.y[0] = 2  # the batch of one lacks the last class
    net = StudentNet(student, problem.params)
    for n in (1, 17, 2):
        assert_loss(student, reference, net, problem.rows(n))


@check(
    question=LOSS,
    points=0.25,
    visibility="hidden",
    hint="The number of classes is W2.shape[1]; it does not depend on the labels.",
)
def test_value_few_labels(student, reference, rng):
    """loss(X, y) is right when the batch holds few of the classes."""
    problem = draw_problem(rng, N=6, D=4, H=9, C=5)
    net = StudentNet(student, problem.params)
    for label in (0, 2):
        problem.y[:] = (label, label, 1, 1, label, 1)
        assert_loss(student, reference, net, problem)


@check(
    question=LOSS,
    points=0.5,
    visibility="public",
    hint="reg * (sum W1^2 + sum W2^2), or half of it; added once, not averaged",
)
def test_regularised(student, reference, rng):
    """loss(X, y, reg) adds the L2 penalty of both weights."""
    for sizes in ({}, {"N": 6, "D": 4, "H": 8, "C": 3}):
        assert_penalty(student, draw_problem(rng, **sizes), (0.1,))


@check(
    question=LOSS,
    points=0.5,
    visibility="hidden",
    hint="Both weights, no biases, whatever the size of the batch.",
)
def test_regularised_elsewhere(student, reference, rng):
    """The L2 penalty is right for weak and strong regularisation, other sizes and a batch of one."""
    assert_penalty(student, draw_problem(rng, N=6, D=4, H=3, C=5), (0.05, 1.0))
    assert_penalty(student, few_rows(draw_problem(rng, N=9, D=6, H=8, C=3), 1), (0.7,))


def assert_penalty(student, problem, regs):
    """Judges what `reg` adds to their own loss, so that an error elsewhere in the loss does not matter."""
    net = StudentNet(student, problem.params)
    what = f"the loss of {net.called} for X {problem.X.shape}"
    plain = number(net.loss(problem.X, problem.y), what=f"{what}, reg=0")
    penalties = []
    for reg in regs:
        whole = number(net.loss(problem.X, problem.y, reg), what=f"{what}, reg={reg:g}")
        penalties.append(whole - plain)
    factor = nearest_factor(penalties[-1], regs[-1], problem.params)
    for reg, penalty in zip(regs, penalties, strict=True):
        expected = accepted(reg, problem.params)[factor]
        said = f"what reg={reg:g} adds to {what}"
        student.remark(assert_number(penalty, expected, what=said, rtol=2e-3))


@check(question=LOSS, points=0.5, visibility="hidden", hint=FRESH)
def test_second_call(student, reference, rng):
    """A second call, on other data, and the first one again give what they should; the parameters stay."""
    first = draw_problem(rng, N=9, D=5, H=7, C=4)
    second = draw_batch(rng, first.params, rng.normal(size=(9, 5)))
    net = StudentNet(student, first.params)
    for problem in (first, second, few_rows(first)):
        net.loss(problem.X, problem.y, 0.3)
        assert_loss(student, reference, net, problem)
    for name, value in net.params().items():
        what = f"params[{name!r}] after calls of loss"
        student.remark(
            assert_close(value, first.params[name], what=what, hint="loss changes nothing")
        )


@check(question=LOSS, points=0.25, visibility="hidden", hint=FRESH)
def test_two_networks(student, reference, rng):
    """Two networks used in turn do not share parameters."""
    a, b = draw_problem(rng, N=6, D=5, H=7, C=4), draw_problem(rng, N=9, D=5, H=7, C=4)
    net_a, net_b = StudentNet(student, a.params), StudentNet(student, b.params)
    for net, problem in ((net_a, a), (net_b, b), (net_a, a)):
        assert_scores(student, reference, net, problem)
        assert_loss(student, reference, net, problem)


@check(
    question=LOSS,
    points=0.25,
    visibility="hidden",
    hint="Subtract each row's own largest score before exp: softmax does not change.",
)
def test_extreme_scores(student, reference, rng):
    """The loss is right for scores near +1000 and -1000, and near +-10000."""
    for near in (draw_shifted(rng, 1e3), draw_spread(rng, 1e3)):
        assert_loss(student, reference, StudentNet(student, near.params), near)
    far = draw_shifted(rng, 1e4)
    expected = reference.two_layer_loss_and_gradients(far.X, far.y, **far.params).loss
    net = StudentNet(student, far.params)
    # float32 resolves 1e4 to 0.001 only.
    what = f"the loss of {net.called} with scores near +-10000"
    student.remark(assert_number(net.loss(far.X, far.y), expected, what=what, atol=0.02))


@check(question=LOSS, points=0.25, visibility="hidden", hint="Work on copies of X and y.")
def test_inputs(student, reference, rng):
    """loss(X, y, reg) is right and leaves X and y as they were."""
    problem = draw_problem(rng, N=11, D=4, H=6, C=3)
    net = StudentNet(student, problem.params)
    assert_loss(student, reference, net, few_rows(problem))
    assert_loss(student, reference, net, problem)
    assert_unharmed(student, "X", "y", what=f"{net.called}.loss(X, y, reg)")
