"""Question 4a: the MLP in PyTorch, under parameters chosen here through its state dict."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
from mlp_truth import ACTIVATIONS, Layers, seeing_case
from torch_network import TorchNetwork
from trial import agrees

from grader.checks import check
from grader.compare import assert_close
from grader.errors import CheckFailed
from grader.student import Student
from grader.truth import recorded

_LOGITS = "forward returns logits; the softmax belongs to the loss."


@check(
    question="s4.4a.acc",
    points=0.5,
    visibility="public",
    hint="One nn.Linear with bias per step in width: n_inputs, the hidden widths in order, n_classes.",
)
def test_layers(student):
    """The weights and biases of the layers have the right sizes and are registered."""
    for sizes in ([7, 5, 3], [8, 6, 5, 4, 3]):
        TorchNetwork.build(student, sizes).parameters()


@check(question="s4.4a.acc", points=1, visibility="public", hint=_LOGITS)
def test_forward(student, reference, rng):
    """The logits of an MLP with one hidden layer under given weights."""
    _assert_forward(student, reference, rng, [6, 5, 3])


@check(
    question="s4.4a.acc",
    points=0.5,
    visibility="hidden",
    hint="An activation after every hidden layer and none after the last; one row is a batch too.",
)
def test_forward_deep(student, reference, rng):
    """The logits with two and three hidden layers, and for a batch of one."""
    _assert_forward(student, reference, rng, [6, 5, 4, 3])
    _assert_forward(student, reference, rng, [8, 7, 5, 4, 3], rows=1)


@check(
    question="s4.4a.acc",
    points=0.5,
    visibility="hidden",
    hint="n_hidden = [] asks for a single linear layer.",
)
def test_no_hidden_layer(student, reference, rng):
    """The logits without a hidden layer."""
    _assert_forward(student, reference, rng, [6, 3])


def _assert_forward(
    student: Student,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    sizes: list[int],
    *,
    rows: int = 5,
) -> None:
    network = TorchNetwork.build(student, sizes)
    layers, x = seeing_case(reference, rng, sizes, rows=rows)
    network.choose(layers)
    got = network.logits(x)
    what = f"{network.name}(x) for x of shape {x.shape}"
    known = _known_outputs(reference, x, layers)
    try:
        student.remark(assert_close(got, known["relu"].logits, what=what))
        return
    except CheckFailed as wrong:
        for name, right in known.items():
            if agrees(got, right.logits):
                student.remark(f"{network.name} uses {name}, not ReLU; it is judged with that.")
                return
            if agrees(got, right.log_probabilities):
                student.remark(
                    f"{network.name} returns logarithms of probabilities where logits were asked for; "
                    "a cross entropy of logits gives the same loss for both."
                )
                return
            if agrees(got, right.probabilities):
                hint = (
                    "These are the probabilities; nn.CrossEntropyLoss applies the softmax itself."
                )
                assert_close(got, right.logits, what=what, hint=hint)
        raise wrong


class _Outputs(NamedTuple):
    """What a network may return, (S, K) each."""

    logits: np.ndarray
    probabilities: np.ndarray
    log_probabilities: np.ndarray


@recorded
def _known_outputs(
    reference: SimpleNamespace, x: np.ndarray, layers: Layers
) -> dict[str, _Outputs]:
    """By activation: always of all, so that what a wrong answer is can be told."""
    logits = {name: reference.mlp_logits(x, layers, name) for name in ACTIVATIONS}
    return {
        name: _Outputs(z, reference.softmax(z), reference.log_softmax(z))
        for name, z in logits.items()
    }
