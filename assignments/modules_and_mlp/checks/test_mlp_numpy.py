"""Question 3: the MLP made of the student's NumPy modules, under parameters chosen here.

Sizes all differ, so that a shape names its layer. An MLP may use another activation of the course
than ReLU; it is then judged with that one, and told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from elementwise import smooth_name
from loss_module import CrossEntropy
from mlp_truth import ACTIVATIONS, Layers, backward, random_layers
from numpy_network import NumpyNetwork, Stored
from own_modules import OwnModules

from grader.checks import check
from grader.compare import array, assert_close
from grader.errors import CheckFailed, StudentFault
from grader.gradients import directional_check
from grader.student import Student

_SOFTMAX_LAST = "forward ends with the softmax and returns probabilities, one row per sample."
Pairs = Sequence[tuple[np.ndarray, np.ndarray]]


class Backward(NamedTuple):
    """One backward pass: under which parameters, on what, and what it left in `grads`."""

    layers: Layers
    x: np.ndarray
    dout: np.ndarray
    activation: str
    left: Stored
    before: Stored | None = None
    """What stood there already, where gradients may add up."""


@check(
    question="s4.3.acc",
    points=0.25,
    visibility="public",
    hint="One LinearModule per step in width: n_inputs, the hidden widths in order, n_classes.",
)
def test_layers(student):
    """The weights and biases of the layers have the right sizes."""
    for sizes in ([7, 5, 3], [8, 6, 5, 4, 3]):
        NumpyNetwork.build(student, sizes).parameters()


@check(question="s4.3.acc", points=0.5, visibility="public", hint=_SOFTMAX_LAST)
def test_forward(student, reference, rng):
    """The probabilities of an MLP with one hidden layer under given weights."""
    _assert_forward(student, reference, rng, [6, 5, 3])


@check(
    question="s4.3.acc",
    points=0.5,
    visibility="hidden",
    hint="An activation after every hidden layer and none after the last; one row is a batch too.",
)
def test_forward_deep(student, reference, rng):
    """The probabilities with two and three hidden layers, and for a batch of one."""
    _assert_forward(student, reference, rng, [6, 5, 4, 3])
    _assert_forward(student, reference, rng, [8, 7, 5, 4, 3], rows=1)


@check(
    question="s4.3.acc",
    points=0.25,
    visibility="hidden",
    hint="n_hidden = [] asks for a single linear layer and the softmax.",
)
def test_no_hidden_layer(student, reference, rng):
    """The probabilities without a hidden layer."""
    _assert_forward(student, reference, rng, [6, 3])


@check(
    question="s4.3.acc",
    points=0.75,
    visibility="hidden",
    hint=(
        "backward runs through all modules in reverse order, the softmax included; each layer needs "
        "an activation object of its own, since it remembers its own input."
    ),
)
def test_backward(student, reference, rng):
    """The gradients of every layer after one forward and one backward."""
    for sizes in ([6, 5, 3], [7, 6, 5, 4]):
        _assert_backward(student, reference, rng, sizes)


@check(
    question="s4.3.acc",
    points=0.25,
    visibility="hidden",
    hint=(
        "backward leaves the network as it was; and a batch of one row is a batch too: what every "
        "module returns for it keeps both axes, since the module before takes it."
    ),
)
def test_backward_again(student, reference, rng):
    """The gradients of a second forward and backward, for a batch of one."""
    _assert_backward(student, reference, rng, [6, 5, 4, 3], again=True)


def _assert_forward(
    student: Student,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    sizes: list[int],
    *,
    rows: int = 5,
) -> None:
    network, layers = NumpyNetwork.build(student, sizes), random_layers(rng, sizes)
    network.choose(layers)
    x = rng.normal(size=(rows, sizes[0]))
    got = network.output(x)
    what = f"{network.name}.forward(x) for x of shape {x.shape}"
    try:
        student.remark(assert_close(got, reference.mlp_forward(x, layers), what=what))
        return
    except CheckFailed as wrong:
        if (name := _activation(reference, layers, x, got)) is not None:
            student.remark(f"{network.name} uses {name}, not ReLU; it is judged with that.")
            return
        own = OwnModules(network, smooth_name(student)).forward(x)
        if own is None or not _same(got, own):
            raise wrong
    student.remark(f"{network.name} applies your own modules as it should; they are judged in 2.")


def _assert_backward(
    student: Student,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    sizes: list[int],
    *,
    again: bool = False,
) -> None:
    network, layers = NumpyNetwork.build(student, sizes), random_layers(rng, sizes)
    network.choose(layers)
    before, rows = None, 5
    if again:
        network.probabilities(rng.normal(size=(rows, sizes[0])))
        network.remote.backward(rng.normal(size=(rows, sizes[-1])))
        before, rows = network.stored_gradients(), 1
    x, dout = rng.normal(size=(rows, sizes[0])), rng.normal(size=(rows, sizes[-1]))
    activation = _activation(reference, layers, x, network.probabilities(x)) or "relu"
    network.remote.backward(dout.copy())
    done = Backward(layers, x, dout, activation, network.stored_gradients(), before)
    try:
        _assert_gradients(student, reference, network, done)
        return
    except CheckFailed as wrong:
        if (remark := _right_by_another_way(student, reference, rng, network, done)) is None:
            raise wrong
    student.remark(remark)


def _right_by_another_way(
    student: Student,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    network: NumpyNetwork,
    done: Backward,
) -> str | None:
    """Why gradients that differ from the reference's are right all the same, if they are."""
    name, smooth = network.name, smooth_name(student)
    fresh = NumpyNetwork.build(student, network.sizes)
    fresh.choose(done.layers)
    own = OwnModules(fresh, smooth).backward(done.x, done.dout)
    if own is not None and _left_is(network, done, own):
        return f"{name}.backward applies your own modules as it should; they are judged in 2."
    if _loss_gradient_is_right(student, reference, rng, done.layers, done.x):
        return (
            f"{name}.backward is right together with your CrossEntropyModule.backward, "
            "which gives the gradient of the logits."
        )
    if _agrees_with_own_forward(fresh, rng, done, smooth):
        return f"{name}.backward is the gradient of your own forward; it is judged by that."
    return None


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
        activation = _activation(reference, layers, x, probabilities) or "relu"
        dout = array(loss.backward(probabilities, t), what="dout", shape=probabilities.shape)
        network.probabilities(x)
        network.remote.backward(dout)
        truth = reference.mlp_loss_and_gradients(x, t, layers, activation).gradients
        return _same_layers(network.gradients(), truth)
    except (CheckFailed, StudentFault):
        return False


def _agrees_with_own_forward(
    network: NumpyNetwork, rng: np.random.Generator, done: Backward, smooth: str
) -> bool:
    """Whether the gradients are those of the network's own forward, by finite differences.

    Only for an activation that no reference knows: the forward itself must be that of its modules.
    """
    x, layers = done.x, done.layers
    composed = OwnModules(network, smooth).forward(x)
    if composed is None or not _same(network.output(x), composed):
        return False

    def value(flat: np.ndarray) -> float:
        network.choose(_unflat(flat, layers))
        return float((network.probabilities(x) * done.dout).sum())

    try:
        for gradients in _of_this_one(network, done):
            with suppress(CheckFailed):
                directional_check(
                    value, _flat(layers), _flat(gradients), rng=rng, what=network.name
                )
                return True
    except CheckFailed:
        pass
    return False


def _assert_gradients(
    student: Student, reference: SimpleNamespace, network: NumpyNetwork, done: Backward
) -> None:
    """All layers, the last first: there backward begins."""
    expected = backward(reference, done.x, done.layers, done.dout, done.activation)
    got, *others = _of_this_one(network, done)
    if any(_same_layers(other, expected) for other in others):
        return
    for number in reversed(range(len(expected))):
        for name, mine, truth in zip(
            ("weight", "bias"), got[number], expected[number], strict=True
        ):
            what = f"{network.name}, grads[{name!r}] of linear layer {number + 1} after backward"
            student.remark(assert_close(mine, truth, what=what))


def _of_this_one(network: NumpyNetwork, done: Backward) -> list[Pairs]:
    """The gradients as they stand; then without those of before, as they may add up.

    Raises:
        CheckFailed: they are not of the parameters' sizes.
    """
    left = network.standard(done.left, "grads")
    if done.before is None:
        return [left]
    before = network.standard(done.before, "grads")
    return [left, [(w - v, b - a) for (w, b), (v, a) in zip(left, before, strict=True)]]


def _left_is(network: NumpyNetwork, done: Backward, truth: Stored) -> bool:
    """Whether the network left these gradients, in whichever shapes its own modules make."""
    if _same_layers(done.left, truth):
        return True
    with suppress(CheckFailed):
        own = network.standard(truth, "grads")
        return any(_same_layers(mine, own) for mine in _of_this_one(network, done))
    return False


def _activation(
    reference: SimpleNamespace, layers: Layers, x: np.ndarray, got: object
) -> str | None:
    """The activation under which the network's output is what it should be."""
    known = (name for name in ACTIVATIONS if _same(got, reference.mlp_forward(x, layers, name)))
    return next(known, None)


def _same(got: object, expected: np.ndarray) -> bool:
    try:
        assert_close(got, expected, what="")
    except CheckFailed:
        return False
    return True


def _same_layers(got: Sequence[tuple[object, object]], expected: Sequence[tuple[Any, Any]]) -> bool:
    return all(
        _same(g, e)
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
