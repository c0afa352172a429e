"""Question 6: the network for a batch, mean loss and mean gradients.

A batch of one cannot show a missing or double 1/S, nor a sum where a mean belongs.
"""

from __future__ import annotations

import numpy as np
from batch_checks import assert_gradients, assert_loss
from networks import Batch, draw_batch, shifted, spread
from outcomes import GRADIENTS
from unharmed import assert_unharmed

from grader.checks import check

QUICK_S = 3.0
SIZES = ((11, 3, 5, 4), (3, 6, 2, 7), (13, 4, 7, 2))
"""(S, D, H, K): more samples than classes, and fewer."""
MEAN = "A mean over the samples of the batch, of the natural logarithm of each one's own class."
SUMS = (
    "Every gradient is that of the mean loss: once divided by the number of samples of this batch."
)
SHIFT = "Every row has its own largest logit to subtract."
FLOAT32_AT_1000 = 1e-3
"""Logits near 1000 are known to 6e-5 in float32, so are losses; wrong ones are nan, or off by 0.1."""
K_OF = "The number of classes is that of V's columns; a batch need not hold every class."


@check(question="s1.Q6", points=0.5, visibility="public", hint=MEAN, cpu_s=QUICK_S)
def test_loss(student, reference, rng):
    """The mean loss that batch_network returns."""
    assert_loss(student, reference, draw_batch(rng), MEAN)


@check(question="s1.Q6", points=0.5, visibility="public", hint=SUMS, cpu_s=QUICK_S)
def test_gradients(student, reference, rng):
    """The gradients that batch_network returns."""
    assert_gradients(student, reference, draw_batch(rng), GRADIENTS, SUMS)


@check(question="s1.Q6", points=0.5, visibility="hidden", hint=MEAN, cpu_s=QUICK_S)
def test_loss_elsewhere(student, reference, rng):
    """The loss of batch_network is right for batches of other sizes."""
    for S, D, H, K in SIZES:
        assert_loss(student, reference, draw_batch(rng, S, D, H, K), MEAN)


@check(question="s1.Q6", points=0.5, visibility="hidden", hint=SUMS, cpu_s=QUICK_S)
def test_gradients_V_c(student, reference, rng):
    """dV and dc of batch_network are right for batches of other sizes."""
    for S, D, H, K in SIZES:
        assert_gradients(student, reference, draw_batch(rng, S, D, H, K), ("dV", "dc"), SUMS)


@check(question="s1.Q6", points=0.5, visibility="hidden", hint=SUMS, cpu_s=QUICK_S)
def test_gradients_W_b(student, reference, rng):
    """dW and db of batch_network are right for batches of other sizes."""
    for S, D, H, K in SIZES:
        assert_gradients(student, reference, draw_batch(rng, S, D, H, K), ("dW", "db"), SUMS)


@check(
    question="s1.Q6",
    points=0.25,
    visibility="hidden",
    hint="A batch of one sample is a batch: no axis may vanish.",
    cpu_s=QUICK_S,
    blind="a batch of one",
)
def test_batch_of_one(student, reference, rng):
    """batch_network is right for a batch of one sample."""
    for label in (0, 3):
        batch = draw_batch(rng, S=1)
        batch = Batch(batch.params, batch.X, np.array([label]))
        assert_loss(student, reference, batch, MEAN)
        assert_gradients(student, reference, batch, GRADIENTS, SUMS)


@check(question="s1.Q6", points=0.25, visibility="hidden", hint=K_OF, cpu_s=QUICK_S)
def test_absent_classes(student, reference, rng):
    """batch_network is right for batches in which some classes do not occur."""
    for labels in ([0, 1, 0, 1, 1], [3, 3, 1, 3, 1]):
        batch = draw_batch(rng, S=5, D=3, H=7, K=6)
        batch = Batch(batch.params, batch.X, np.array(labels))
        assert_loss(student, reference, batch, K_OF)
        assert_gradients(student, reference, batch, GRADIENTS, K_OF)


@check(question="s1.Q6", points=0.5, visibility="hidden", hint=SHIFT, cpu_s=QUICK_S)
def test_extreme(student, reference, rng):
    """batch_network is right where some rows have logits near +1000, and others near -1000."""
    for batch in (shifted(draw_batch(rng), 1000.0), spread(draw_batch(rng), 1000.0)):
        assert_loss(student, reference, batch, SHIFT, atol=FLOAT32_AT_1000)
        assert_gradients(student, reference, batch, GRADIENTS, SHIFT, floor=0.5)


@check(
    question="s1.Q6",
    points=0.5,
    visibility="hidden",
    hint="The parameters are the caller's too: no step is made here, and nothing is overwritten.",
    cpu_s=QUICK_S,
)
def test_inputs(student, reference, rng):
    """batch_network gives the right gradients and leaves its arguments as they were."""
    batch = draw_batch(rng, 9, 4, 7, 3)
    assert_gradients(student, reference, batch, GRADIENTS, SUMS)
    assert_unharmed(student, "X", "T", "W", "b", "V", "c", what="batch_network(X, T, W, b, V, c)")
