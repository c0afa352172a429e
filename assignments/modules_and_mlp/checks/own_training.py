"""A NumPy training loop judged by the student's own MLP and loss, where these differ from the truth.

A wrong gradient or a summed loss has cost its points in question 2; the loop around it, and the
curve that it draws, are judged on their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from loss_module import CrossEntropy
from mlp_truth import Layers
from numpy_network import NumpyNetwork, Pairs
from tasks import Pair, loss_by_chance

from grader.compare import array, number
from grader.errors import CheckFailed, StudentFault
from grader.student import Student

LossGradient = Callable[[np.ndarray, np.ndarray], Any]
"""Probabilities (S, K) and labels (S,) -> the gradient of the mean loss, (S, K)."""


def own_descent(
    student: Student,
    rng: np.random.Generator,
    batches: Sequence[Pair],
    layers: Layers,
    *,
    lr: float,
    loss_gradient: LossGradient | None = None,
) -> list[Pairs]:
    """The parameters after a step on each batch along the gradient that their own modules give.

    Args:
        loss_gradient: the truth, for a program that has a loss of its own; None for their module.

    Returns:
        For every step the layers after it; fewer, or none, when their modules do not work.
    """
    sizes = [layers[0][0].shape[1], *(len(bias) for _, bias in layers)]
    path: list[Pairs] = []
    current = [(weight.copy(), bias.copy()) for weight, bias in layers]
    try:
        loss = loss_gradient or CrossEntropy(student, rng).backward
        for x, t in batches:
            network = NumpyNetwork.build(student, sizes)  # fresh: no gradient adds up
            network.choose(current)
            probabilities = network.probabilities(x)
            dout = array(loss(probabilities, t), what="dout", shape=probabilities.shape)
            network.remote.backward(dout)
            current = [
                (weight - lr * dweight, bias - lr * dbias)
                for (weight, bias), (dweight, dbias) in zip(
                    current, network.gradients(), strict=True
                )
            ]
            path.append(current)
    except (CheckFailed, StudentFault):
        pass
    return path


def loss_scale(student: Student, rng: np.random.Generator, *, rows: int, classes: int) -> float:
    """Their loss of uniform probabilities as a multiple of the true one.

    1 for a right module and where there is none.
    """
    uniform, t = np.full((rows, classes), 1.0 / classes), np.arange(rows) % classes
    try:
        given = number(CrossEntropy(student, rng).forward(uniform, t), what="loss")
    except (CheckFailed, StudentFault):
        return 1.0
    scale = given / loss_by_chance(classes)
    return float(scale) if 1e-3 < scale < 1e3 and abs(scale - 1.0) > 1e-3 else 1.0
