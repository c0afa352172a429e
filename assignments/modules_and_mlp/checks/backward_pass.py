"""The gradients that an MLP of NumPy modules left behind, judged.

By the reference, or by the network's own forward where it uses an activation that no reference
knows. Else by what follows from the student's own modules of question 2: applied one by one, or
with the loss where that takes over the softmax.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from elementwise import smooth_name
from loss_module import CrossEntropy
from mlp_truth import ACTIVATIONS, Layers, backward
from numpy_network import NumpyNetwork, Pairs, Stored
from own_modules import OwnModules
from trial import agrees

from grader.compare import OwnSlope, array, assert_close, fail
from grader.compare.judged import watching
from grader.errors import CheckFailed, StudentFault
from grader.gradients import directional_check
from grader.own_slope import own_slope
from grader.student import Student


@dataclass(frozen=True, slots=True, kw_only=True)
class BackwardPass:
    """One `backward`: under which parameters, on what, and what it left in `grads`."""

    layers: Layers
    x: np.ndarray
    dout: np.ndarray
    activation: str
    """The one that the network's forward uses, as far as it is known."""
    left: Stored
    before: Stored | None = None
    """What stood there already, since gradients may add up."""

    def assert_right(self, reference: SimpleNamespace, network: NumpyNetwork) -> list[str]:
        """Judges all layers by the reference, the last first: there backward begins.

        Raises:
            CheckFailed: a gradient is wrong.
        """
        expected = backward(reference, self.x, self.layers, self.dout, self.activation)
        got, *others = self._candidates(network)
        if any(_same_layers(other, expected) for other in others):
            return []
        remarks: list[str] = []
        for number in reversed(range(len(expected))):
            for name, mine, truth in zip(
                ("weight", "bias"), got[number], expected[number], strict=True
            ):
                what = (
                    f"{network.name}, grads[{name!r}] of linear layer {number + 1} after backward"
                )
                slope = self._slope(network, number, name)
                remarks += assert_close(mine, truth, what=what, slope=slope)
        return remarks

    def _slope(self, network: NumpyNetwork, number: int, name: str) -> OwnSlope:
        """The slope of the network's own forward by the weight or the bias of one layer."""
        weight, bias = self.layers[number]

        def forward_at(moved: np.ndarray) -> Any:
            pair = (moved, bias) if name == "weight" else (weight, moved)
            network.choose_layer(number, *pair)
            return network.output(self.x)

        value, letter = (weight, "W") if name == "weight" else (bias, "b")
        return own_slope(
            forward_at,
            value,
            argument=f"{letter}{number + 1}",
            of="your forward",
            weights=self.dout,
        )

    def is_that_of_its_forward(
        self, student: Student, rng: np.random.Generator, network: NumpyNetwork
    ) -> bool:
        """Whether the gradients are right for an activation of the student's own making."""
        fresh, smooth = self._fresh(student, network), smooth_name(student)
        if OwnModules(fresh, smooth).known:
            return False
        with watching():
            return self._agrees_with_forward(fresh, rng, smooth)

    def assert_right_by_own_modules(
        self,
        student: Student,
        reference: SimpleNamespace,
        rng: np.random.Generator,
        network: NumpyNetwork,
    ) -> list[str]:
        """Judges by what the student's own modules give, whether they are right or not.

        Returns:
            A remark where the loss takes over the derivative of the softmax.

        Raises:
            CheckFailed: The network does something else with its modules.
        """
        fresh = self._fresh(student, network)
        with watching():
            own = OwnModules(fresh, smooth_name(student)).gradients_left(self.x, self.dout)
            if own is not None and self._is(own, network):
                return []
            together = _loss_gradient_is_right(student, reference, rng, self.layers, self.x)
        if not together:
            fail(
                what=f"{network.name}, gradients after backward",
                expected="those of its modules",
                got="others",
            )
        return [
            f"{network.name}.backward is right together with your CrossEntropyModule.backward, "
            "which gives the gradient of the logits."
        ]

    def _fresh(self, student: Student, network: NumpyNetwork) -> NumpyNetwork:
        """Another network of the same sizes and parameters."""
        fresh = NumpyNetwork.build(student, network.sizes)
        fresh.choose(self.layers)
        return fresh

    def _candidates(self, network: NumpyNetwork) -> list[Pairs]:
        """The gradients as they stand; then without those of before.

        Raises:
            CheckFailed: they are not of the parameters' sizes.
        """
        left = network.standard(self.left, "grads")
        if self.before is None:
            return [left]
        before = network.standard(self.before, "grads")
        return [left, [(w - v, b - a) for (w, b), (v, a) in zip(left, before, strict=True)]]

    def _is(self, truth: Pairs, network: NumpyNetwork) -> bool:
        """Whether these were left, in whichever shapes the student's modules make."""
        if _same_layers(self.left, truth):
            return True
        with suppress(CheckFailed):
            standard = network.standard(list(truth), "grads")
            return any(_same_layers(mine, standard) for mine in self._candidates(network))
        return False

    def _agrees_with_forward(
        self, network: NumpyNetwork, rng: np.random.Generator, smooth: str
    ) -> bool:
        """Whether the gradients are those of the network's own forward, by finite differences.

        Only for an activation that no reference knows: the forward itself must be that of its
        modules.
        """
        composed = OwnModules(network, smooth).forward(self.x)
        if composed is None or not agrees(network.output(self.x), composed):
            return False

        def value(flat: np.ndarray) -> float:
            network.choose(_unflat(flat, self.layers))
            return float((network.probabilities(self.x) * self.dout).sum())

        with suppress(CheckFailed):
            for gradients in self._candidates(network):
                with suppress(CheckFailed):
                    directional_check(
                        value, _flat(self.layers), _flat(gradients), rng=rng, what=network.name
                    )
                    return True
        return False


def _loss_gradient_is_right(
    student: Student,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    layers: Layers,
    x: np.ndarray,
) -> bool:
    """Whether loss and network together give the right gradients, wherever the softmax's is put."""
    sizes = [layers[0][0].shape[1], *(len(bias) for _, bias in layers)]
    t = np.arange(len(x)) % sizes[-1]
    try:
        network, loss = NumpyNetwork.build(student, sizes), CrossEntropy(student, rng)
        network.choose(layers)
        probabilities = network.probabilities(x)
        activation = activation_of(reference, layers, x, probabilities) or "relu"
        dout = array(loss.backward(probabilities, t), what="dout", shape=probabilities.shape)
        network.probabilities(x)
        network.remote.backward(dout)
        truth = reference.mlp_loss_and_gradients(x, t, layers, activation).gradients
        return _same_layers(network.gradients(), truth)
    except (CheckFailed, StudentFault):
        return False


def activation_of(
    reference: SimpleNamespace, layers: Layers, x: np.ndarray, got: object
) -> str | None:
    """The activation under which the network's output is what it should be.

    Of several that fit the nearest: a leaky slope of 0.01 may lie within the tolerance of a ReLU.
    """
    made = {name: reference.mlp_forward(x, layers, name) for name in ACTIVATIONS}
    fitting = [name for name, truth in made.items() if agrees(got, truth)]
    values = array(got, what="").ravel() if fitting else None
    return min(fitting, key=lambda name: np.abs(values - made[name].ravel()).max(), default=None)


def _same_layers(got: Sequence[tuple[object, object]], expected: Sequence[tuple[Any, Any]]) -> bool:
    return all(
        agrees(g, e)
        for pair, truth in zip(got, expected, strict=True)
        for g, e in zip(pair, truth, strict=True)
    )


def _flat(layers: Pairs) -> np.ndarray:
    return np.concatenate([part.ravel() for layer in layers for part in layer])


def _unflat(flat: np.ndarray, like: Layers) -> list[tuple[np.ndarray, np.ndarray]]:
    layers, place = [], 0
    for weight, bias in like:
        middle, end = place + weight.size, place + weight.size + bias.size
        layers.append((flat[place:middle].reshape(weight.shape), flat[middle:end]))
        place = end
    return layers
