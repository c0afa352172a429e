"""Question 3 as a function: loss and gradients of one sample, at weights that show everything."""

from __future__ import annotations

from networks import draw_batch, draw_small, shifted, spread
from small_checks import assert_gradient, assert_loss
from unharmed import assert_unharmed

from grader.checks import check

QUICK_S = 3.0
SIZES = ((4, 3, 5), (2, 6, 3), (7, 5, 2))
FLOAT32_AT_1000 = 1e-3
"""Logits near 1000 are known to 6e-5 in float32, so are losses; wrong ones are nan, or off by 0.1."""
LOSS = "l = -log o_c with the natural logarithm; both biases are added."
SHIFT = "softmax does not change when one number is subtracted from all logits: which one?"
SIGMOID = "From dl/dh to dl/dk: the derivative of the sigmoid at k, written with h."
WEIGHTS = "The gradient by a weight is what came in on its left times what comes back on its right."
LOGITS = "dl/ds is the result of question 2, and c enters s as it is."


def assert_elsewhere(student, reference, rng, name, hint):
    """Judges one gradient at several sizes, for the first and the last class."""
    for D, H, K in SIZES:
        for label in (0, K - 1):
            args = draw_small(rng, D, H, K, label)
            assert_gradient(student, reference, rng, args, name, hint)


@check(question="s1.Q3.loss", points=0.5, visibility="public", hint=LOSS, cpu_s=QUICK_S)
def test_loss(student, reference, rng):
    """The loss that small_network returns."""
    assert_loss(student, reference, draw_small(rng, 2, 3, 4, 1), LOSS)


@check(question="s1.Q3.loss", points=0.25, visibility="hidden", hint=LOSS, cpu_s=QUICK_S)
def test_loss_elsewhere(student, reference, rng):
    """The loss of small_network is right for other sizes and classes."""
    for D, H, K in SIZES:
        for label in (0, K - 1):
            assert_loss(student, reference, draw_small(rng, D, H, K, label), LOSS)


@check(question="s1.Q3.loss", points=0.25, visibility="hidden", hint=SHIFT, cpu_s=QUICK_S)
def test_loss_extreme(student, reference, rng):
    """The loss of small_network is right for logits near +1000 and -1000."""
    for batch in (shifted(draw_batch(rng), 1000.0), spread(draw_batch(rng), 1000.0)):
        for row in (0, 1):
            assert_loss(student, reference, batch.sample(row), SHIFT, atol=FLOAT32_AT_1000)


@check(question="s1.Q3.dW", points=0.5, visibility="public", hint=SIGMOID, cpu_s=QUICK_S)
def test_dW(student, reference, rng):
    """dW of small_network."""
    assert_gradient(student, reference, rng, draw_small(rng, 2, 3, 4, 1), "dW", SIGMOID)


@check(question="s1.Q3.dW", points=0.75, visibility="hidden", hint=SIGMOID, cpu_s=QUICK_S)
def test_dW_elsewhere(student, reference, rng):
    """dW of small_network is right for other sizes and classes."""
    assert_elsewhere(student, reference, rng, "dW", SIGMOID)


@check(
    question="s1.Q3.dW",
    points=0.25,
    visibility="hidden",
    hint="No -=, *= or /= on an argument, and on nothing that is one under another name.",
    cpu_s=QUICK_S,
)
def test_inputs(student, reference, rng):
    """small_network gives the right dW and leaves its arguments as they were."""
    args = draw_small(rng, 4, 3, 5, 2)
    assert_gradient(student, reference, rng, args, "dW", SIGMOID)
    student.small_network(*args)
    assert_unharmed(student, "x", "t", "W", "b", "V", "c", what="small_network(x, t, W, b, V, c)")


@check(question="s1.Q3.db", points=0.5, visibility="public", hint=SIGMOID, cpu_s=QUICK_S)
def test_db(student, reference, rng):
    """db of small_network."""
    assert_gradient(student, reference, rng, draw_small(rng, 2, 3, 4, 1), "db", SIGMOID)


@check(question="s1.Q3.db", points=1, visibility="hidden", hint=SIGMOID, cpu_s=QUICK_S)
def test_db_elsewhere(student, reference, rng):
    """db of small_network is right for other sizes and classes."""
    assert_elsewhere(student, reference, rng, "db", SIGMOID)


@check(question="s1.Q3.dV", points=0.5, visibility="public", hint=WEIGHTS, cpu_s=QUICK_S)
def test_dV(student, reference, rng):
    """dV of small_network."""
    assert_gradient(student, reference, rng, draw_small(rng, 2, 3, 4, 1), "dV", WEIGHTS)


@check(question="s1.Q3.dV", points=1, visibility="hidden", hint=WEIGHTS, cpu_s=QUICK_S)
def test_dV_elsewhere(student, reference, rng):
    """dV of small_network is right for other sizes and classes."""
    assert_elsewhere(student, reference, rng, "dV", WEIGHTS)


@check(question="s1.Q3.dc", points=0.5, visibility="public", hint=LOGITS, cpu_s=QUICK_S)
def test_dc(student, reference, rng):
    """dc of small_network."""
    assert_gradient(student, reference, rng, draw_small(rng, 2, 3, 4, 1), "dc", LOGITS)


@check(question="s1.Q3.dc", points=0.75, visibility="hidden", hint=LOGITS, cpu_s=QUICK_S)
def test_dc_elsewhere(student, reference, rng):
    """dc of small_network is right for other sizes and classes."""
    assert_elsewhere(student, reference, rng, "dc", LOGITS)


@check(question="s1.Q3.dc", points=0.25, visibility="hidden", hint=SHIFT, cpu_s=QUICK_S)
def test_dc_extreme(student, reference, rng):
    """dc of small_network is right for logits near +1000 and -1000."""
    for batch in (shifted(draw_batch(rng), 1000.0), spread(draw_batch(rng), 1000.0)):
        for row in (0, 1):
            assert_gradient(student, reference, rng, batch.sample(row), "dc", SHIFT, floor=0.5)
