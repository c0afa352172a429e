"""Question 5: the network of size 784-300-10, on one sample: means over a batch are question 6.

The parameters are counted exactly, by the gradients that come back: 784 * 300 + 300 + 300 * 10 + 10.
"""

from __future__ import annotations

import numpy as np
from batch_checks import assert_gradients, assert_loss
from networks import Batch, draw_batch
from outcomes import GRADIENTS, part

from grader.checks import check
from grader.compare import array, assert_count

SIZES = {"D": 784, "H": 300, "K": 10}
LAYERS = "Two linear layers, each with a bias, the sigmoid between them and the softmax at the end."
SHAPES = "A gradient has one entry for each entry of its parameter, the biases' included."
ONE = "one sample; batches are question 6"


def draw(rng: np.random.Generator, label: int) -> Batch:
    """The network of the sheet, and one image-like sample for it."""
    batch = draw_batch(rng, S=1, **SIZES)
    return Batch(batch.params, rng.uniform(0.0, 1.0, batch.X.shape), np.array([label]))


@check(question="s1.Q5", points=1, visibility="public", hint=SHAPES, blind=ONE)
def test_parameters(student, rng):
    """The network of size 784-300-10 has 238510 parameters, and as many gradients."""
    batch = draw(rng, 4)
    value = student.batch_network(*batch.args)
    total = 0
    for name, parameter in zip(GRADIENTS, batch.params, strict=True):
        got = array(part(value, name, what="batch_network"), what=name, finite=False)
        student.remark(assert_count(got.size, parameter.size, what=f"entries of {name}"))
        total += got.size
    assert_count(total, 238510, what="gradients of all parameters")


@check(question="s1.Q5", points=0.5, visibility="public", hint=LAYERS, blind=ONE)
def test_loss(student, reference, rng):
    """The loss of the network of size 784-300-10 for one sample."""
    assert_loss(student, reference, draw(rng, 7), LAYERS)


@check(question="s1.Q5", points=1.5, visibility="hidden", hint=LAYERS, blind=ONE)
def test_gradients(student, reference, rng):
    """The gradients of the network of size 784-300-10 for one sample, first and last class."""
    for label in (0, 9):
        assert_gradients(student, reference, draw(rng, label), GRADIENTS, LAYERS)
