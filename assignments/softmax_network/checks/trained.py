"""What the student's `train_network` returned, read once. Judges nothing but that the parts are there.

Accepts the dict, or a tuple or list in the order W, b, V, c, losses; biases as rows or columns, and
weights stored transposed, which the sizes tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from networks import Parameters
from tasks import Setting

from grader.compare import array, assert_true, results, series
from grader.student import Student
from grader.training import Measured, Weights, loss_and_accuracy

NAMES = ("W", "b", "V", "c", "losses")


@dataclass(frozen=True, slots=True)
class Trained:
    """One run."""

    params: Parameters
    """Finite or not."""
    losses: Any
    """Untrusted."""
    what: str
    """The call, for messages."""

    def layers(self) -> Weights:
        """As `grader.training` takes them: weights (out, in)."""
        return layers_of(self.params)

    def measured(self, x: np.ndarray, t: np.ndarray) -> Measured:
        """Loss and accuracy, found by us."""
        return loss_and_accuracy(self.layers(), x, t, "sigmoid")

    def curve(self) -> np.ndarray:
        """The losses as they were reported, finite or not."""
        return series(self.losses, what=f"the losses of {self.what}")


def layers_of(params: Parameters) -> Weights:
    """Weights (out, in) and biases of both layers."""
    return [(params.W.T, params.b), (params.V.T, params.c)]


def train(
    student: Student, x: np.ndarray, t: np.ndarray, setting: Setting, *, seed: int = 1
) -> Trained:
    """Calls `train_network` with copies.

    Raises:
        StudentFault: it raised, or took too long.
        CheckFailed: a parameter is missing or has another size.
    """
    s = setting
    settings = (s.hidden, s.lr, s.batch_size, s.epochs, seed)
    what = f"train_network(X {x.shape}, T, {', '.join(f'{v:g}' for v in settings)})"
    returned = student.train_network(x.copy(), t.copy(), *settings)
    W, b, V, c, losses = results(returned, *NAMES, what=what)
    D, H, K = x.shape[1], s.hidden, int(t.max()) + 1
    params = Parameters(
        W=_weight(W, (D, H), what=f"W of {what}"),
        b=_bias(b, H, what=f"b of {what}"),
        V=_weight(V, (H, K), what=f"V of {what}"),
        c=_bias(c, K, what=f"c of {what}"),
    )
    return Trained(params, losses, what)


def _weight(value: Any, shape: tuple[int, int], *, what: str) -> np.ndarray:
    given = array(value, what=what, finite=False)
    if given.shape == shape[::-1] and shape[0] != shape[1]:
        given = given.T
    assert_true(
        given.shape == shape,
        what=what,
        expected=f"an array of shape {shape}",
        got=f"one of shape {given.shape}",
    )
    return given


def _bias(value: Any, n: int, *, what: str) -> np.ndarray:
    given = array(value, what=what, finite=False)
    assert_true(
        given.size == n,
        what=what,
        expected=f"{n} numbers",
        got=f"an array of shape {given.shape}",
    )
    return given.reshape(n)
