"""Question 3: the MLP made of the student's NumPy modules, under parameters chosen here.

Sizes all differ, so that a shape names its layer. An MLP may use another activation of the course
than ReLU; it is then judged with that one, and told so. Where a module is wrong, what follows from
it is right here (errors carried forward).
"""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace

import numpy as np
from backward_pass import BackwardPass, activation_of
from elementwise import smooth_name
from mlp_truth import seeing_case
from numpy_network import NumpyNetwork
from own_modules import OwnModules

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import assert_close, fail
from grader.errors import CheckFailed
from grader.student import Student

MODULES = "2a to 2c"
"""What a network is made of, as the remark names it."""
_SOFTMAX_LAST = "forward ends with the softmax and returns probabilities, one row per sample."


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
    network = NumpyNetwork.build(student, sizes)
    layers, x = seeing_case(reference, rng, sizes, rows=rows)
    network.choose(layers)
    got = network.output(x)
    what = f"{network.name}.forward(x) for x of shape {x.shape}"

    modules = OwnModules(network, smooth_name(student))

    def given_modules() -> tuple[str, ...]:
        own = modules.forward(x)
        if own is None:
            fail(what=what, expected="modules that can be applied one by one", got="others")
        return assert_close(got, own, what=what)

    def truth() -> tuple[str, ...]:
        name = activation_of(reference, layers, x, got)
        if name is None and not modules.known:
            with suppress(CheckFailed):
                return (*given_modules(), f"{network.name} is judged with its own activation.")
        remarks = assert_close(got, reference.mlp_forward(x, layers, name or "relu"), what=what)
        if name not in (None, "relu"):
            remarks += (f"{network.name} uses {name}, not ReLU; it is judged with that.",)
        return remarks

    right_or_carried(student, truth, given_modules, earlier=MODULES, how="applied one by one")


def _assert_backward(
    student: Student,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    sizes: list[int],
    *,
    again: bool = False,
) -> None:
    network, rows, before = NumpyNetwork.build(student, sizes), 1 if again else 5, None
    layers, x = seeing_case(reference, rng, sizes, rows=rows)
    network.choose(layers)
    if again:
        network.probabilities(rng.normal(size=(5, sizes[0])))
        network.remote.backward(rng.normal(size=(5, sizes[-1])))
        before = network.stored_gradients()
    dout = rng.normal(size=(rows, sizes[-1]))
    probabilities = network.probabilities(x)
    network.remote.backward(dout.copy())
    done = BackwardPass(
        layers=layers,
        x=x,
        dout=dout,
        activation=activation_of(reference, layers, x, probabilities) or "relu",
        left=network.stored_gradients(),
        before=before,
    )

    def truth() -> list[str]:
        try:
            return done.assert_right(reference, network)
        except CheckFailed:
            if not done.is_that_of_its_forward(student, rng, network):
                raise
        return [f"{network.name}.backward is the gradient of your own forward; judged by that."]

    right_or_carried(
        student,
        truth,
        lambda: done.assert_right_by_own_modules(student, reference, rng, network),
        earlier=MODULES,
        how="applied one by one",
    )
