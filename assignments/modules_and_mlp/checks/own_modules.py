"""An MLP judged by its own modules: what comes out when they are applied one by one.

A mistake inside a module has already cost its points there and must not cost them again here. And
an MLP may use an activation of its own course, with constants that no reference knows.
"""

from __future__ import annotations

import numpy as np
from numpy_network import NumpyNetwork, Pairs

from grader.compare import array
from grader.errors import CheckFailed, StudentFault
from grader.layers import Path
from grader.student import Remote

_JUDGED_ELSEWHERE = {"LinearModule", "ReLUModule", "SoftMaxModule"}
"""Classes with checks of their own, beside the smooth activation that the student has; only the
gradients of these are taken as they are."""


class OwnModules:
    """The modules of an MLP in the order of the forward pass.

    Args:
        network: an MLP whose parameters are chosen. Its modules' caches are overwritten.
        activation: name of the student's smooth activation, which is judged on its own.
    """

    def __init__(self, network: NumpyNetwork, activation: str) -> None:
        self._network = network
        self._judged = _JUDGED_ELSEWHERE | {activation}
        self._sequence = _sequence(network)

    @property
    def known(self) -> bool:
        """Whether every module is of a class that has checks of its own."""
        return bool(self._sequence) and {kind for _, kind in self._sequence} <= self._judged

    def forward(self, x: np.ndarray) -> np.ndarray | None:
        """The output of the composition, or None when the modules cannot be composed."""
        if not self._sequence:
            return None
        try:
            return self._values(x)[-1]
        except (CheckFailed, StudentFault):
            return None

    def gradients_left(self, x: np.ndarray, dout: np.ndarray) -> Pairs | None:
        """The gradients that the composition leaves in its linear modules, in their shapes, or None.

        Each module runs forward again right before its backward pass, so that one activation object
        used for several layers gives here what separate ones would.
        """
        if not self.known:
            return None
        try:
            *inputs, _ = self._values(x)
            d = dout
            for (path, _), value in reversed(list(zip(self._sequence, inputs, strict=True))):
                module = _at(self._network.remote, path)
                module.forward(value.copy())
                d = array(module.backward(d.copy()), what="backward", shape=value.shape)
            left = self._network.stored_gradients()
            return [(array(w, what="grads"), array(b, what="grads")) for w, b in left]
        except (CheckFailed, StudentFault):
            return None

    def _values(self, x: np.ndarray) -> list[np.ndarray]:
        """The input of every module, and the output of the last."""
        values = [x]
        for path, _ in self._sequence:
            got = _at(self._network.remote, path).forward(values[-1].copy())
            values.append(array(got, what="forward"))
        return values


def _sequence(network: NumpyNetwork) -> list[tuple[Path, str]]:
    """Paths and class names: linear, activation, ..., linear, softmax; empty when they do not add up."""
    linear, others = network.linear_modules(), network.other_modules()
    ends = [entry for entry in others if "softmax" in entry[1].lower()]
    between = [entry for entry in others if entry not in ends and "entropy" not in entry[1].lower()]
    hidden = len(linear) - 1
    if not ends or (hidden and not between):
        return []
    if len(between) < hidden:  # shared by several layers
        between = [between[0]] * hidden
    sequence: list[tuple[Path, str]] = []
    for number, path in enumerate(linear):
        sequence.append((path, "LinearModule"))
        sequence.append(between[number] if number < hidden else ends[0])
    return sequence


def _at(remote: Remote, path: Path) -> Remote:
    for step in path:
        remote = remote[step]
    return remote
