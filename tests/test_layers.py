"""Linear layers found in networks of many makes, by the worker's own walk and in torch state dicts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from grader.errors import CheckFailed, HarnessFault
from grader.layers import (
    LayerRef,
    Stored,
    assert_parameter_count,
    find_layers,
    layers_drawn,
    parameter_count_report,
    state_layers,
    stored_layers,
)
from grader.layers import arrange as arrange_stored
from grader.worker.objects import walk

SIZES = [6, 5, 4, 3]
STEPS = list(zip(SIZES[:-1], SIZES[1:], strict=True))


class Linear:
    """The public interface of the UvA assignment.

    Args:
        turned: Weights (in, out).
        bias: "flat", "row" or "column".
    """

    def __init__(self, n_in: int, n_out: int, *, turned: bool = False, bias: str = "flat") -> None:
        shape = {"flat": (n_out,), "row": (1, n_out), "column": (n_out, 1)}[bias]
        weight = np.zeros((n_in, n_out) if turned else (n_out, n_in))
        self.params: dict[str, Any] = {"weight": weight, "bias": np.zeros(shape)}
        self.grads = {"weight": np.zeros_like(weight), "bias": np.zeros(shape)}


class Activation:
    """Keeps its input, which has the shape of a weight by chance."""

    def __init__(self) -> None:
        self.x = np.zeros((6, 5))


class Anything:
    """A bag of attributes."""


def in_a_list(**arguments: Any) -> Any:
    """Linear and activation modules in one list."""
    net = Anything()
    net.layers = []
    for a, b in STEPS:
        net.layers += [Linear(a, b, **arguments), Activation()]
    return net


def in_a_dict() -> Any:
    """Modules by name."""
    net = Anything()
    net.modules = {f"fc{i}": Linear(a, b) for i, (a, b) in enumerate(STEPS)}
    return net


def in_attributes() -> Any:
    """fc1, fc2 and so on, the last one defined first, and a list of the same objects."""
    net = Anything()
    net.out = Linear(*STEPS[2])
    net.fc1, net.fc2 = Linear(*STEPS[0]), Linear(*STEPS[1])
    net.layers = [net.fc1, net.fc2, net.out]
    return net


def numbered_params() -> Any:
    """The public interface of CS231n: W1, b1, W2, b2 in one dict, weights (in, out)."""
    net = Anything()
    net.params = {}
    for i, (a, b) in enumerate(STEPS, start=1):
        net.params[f"W{i}"], net.params[f"b{i}"] = np.zeros((a, b)), np.zeros(b)
    net.grads = {name: np.zeros_like(value) for name, value in net.params.items()}
    return net


def lists_of_arrays() -> Any:
    """Attributes weights and biases."""
    net = Anything()
    net.weights = [np.zeros((b, a)) for a, b in STEPS]
    net.biases = [np.zeros((b, 1)) for _, b in STEPS]
    return net


def plain_attributes() -> Any:
    """Layer objects with W and b of their own."""
    net = Anything()
    net.stack = []
    for a, b in STEPS:
        layer = Anything()
        layer.W, layer.b, layer.dW = np.zeros((a, b)), np.zeros((1, b)), np.zeros((a, b))
        net.stack.append(layer)
    return net


def found(net: Any, sizes: list[int] = SIZES) -> list[LayerRef]:
    """Through the walk that the worker really does."""
    return find_layers(walk(net, lambda _: False), sizes, what="MLP(6, [5, 4], 3)")


MAKES = {
    "list": (in_a_list, False, (5,)),
    "list_turned": (lambda: in_a_list(turned=True), True, (5,)),
    "list_row": (lambda: in_a_list(bias="row"), False, (1, 5)),
    "list_column": (lambda: in_a_list(bias="column"), False, (5, 1)),
    "dict": (in_a_dict, False, (5,)),
    "attributes": (in_attributes, False, (5,)),
    "numbered": (numbered_params, True, (5,)),
    "lists_of_arrays": (lists_of_arrays, False, (5, 1)),
    "plain_attributes": (plain_attributes, True, (1, 5)),
}


@pytest.mark.parametrize("make", MAKES)
def test_layers_are_found_in_order_whatever_the_make(make: str) -> None:
    """Sizes, layout and bias shape of each; caches and gradients are not taken for layers."""
    build, turned, bias_shape = MAKES[make]
    layers = found(build())
    assert [(x.inputs, x.outputs) for x in layers] == STEPS
    assert {x.transposed for x in layers} == {turned}
    assert layers[0].bias_shape == bias_shape


@pytest.mark.parametrize("make", MAKES)
def test_the_paths_lead_to_the_arrays(make: str) -> None:
    """Following a path as the worker does gives an array of the stated shape."""
    net = MAKES[make][0]()
    for layer in found(net):
        for path, shape in (
            (
                layer.weight,
                layer.stored(np.ones((layer.outputs, layer.inputs)), np.ones(layer.outputs))[
                    0
                ].shape,
            ),
            (layer.bias, layer.bias_shape),
        ):
            value = net
            for step in path:
                named = isinstance(step, str) and hasattr(value, step)
                value = getattr(value, step) if named else value[step]
            assert value.shape == shape


@pytest.mark.parametrize("make", MAKES)
def test_what_is_stored_reads_back_as_it_was(make: str) -> None:
    """standard is the inverse of stored."""
    rng = np.random.default_rng(0)
    for layer in found(MAKES[make][0]()):
        weight, bias = (
            rng.normal(size=(layer.outputs, layer.inputs)),
            rng.normal(size=layer.outputs),
        )
        got = layer.standard(*layer.stored(weight, bias), what="layer")
        np.testing.assert_array_equal(got[0], weight)
        np.testing.assert_array_equal(got[1], bias)


def test_a_square_layer_has_the_layout_of_the_others() -> None:
    """Its shape does not tell; the other layers do."""
    net = Anything()
    net.layers = [Linear(6, 4, turned=True), Linear(4, 4, turned=True), Linear(4, 3, turned=True)]
    assert [x.transposed for x in found(net, [6, 4, 4, 3])] == [True, True, True]


def test_only_square_layers_are_the_authors_mistake() -> None:
    """No shape tells the layout, so nobody is judged."""
    net = Anything()
    net.layers = [Linear(4, 4), Linear(4, 4)]
    with pytest.raises(HarnessFault, match="sizes that differ"):
        found(net, [4, 4, 4])


def test_layers_of_the_same_shape_keep_their_order() -> None:
    """5 -> 4 -> 5 -> 4 has three layers with the same two sizes."""
    net = Anything()
    net.layers = [Linear(5, 4), Linear(4, 5), Linear(5, 4), Linear(4, 3)]
    layers = found(net, [5, 4, 5, 4, 3])
    assert [x.weight[1] for x in layers] == [0, 1, 2, 3]


def test_a_second_copy_is_a_second_place() -> None:
    """Initial weights kept beside the layers: both are known, the first found comes first."""
    net = in_a_list()
    net.initial = [Linear(a, b) for a, b in STEPS]
    layers = found(net)
    assert [len(x.places) for x in layers] == [2, 2, 2]
    assert layers[0].weight == ("layers", 0, "params", "weight")


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (Anything, "no weight matrix"),
        (lambda: in_a_list().layers[0], "the network (5, 6)"),
        (lambda: (net := in_a_list(), net.layers.append(Linear(3, 7)))[0], "layers.6 (7, 3)"),
    ],
)
def test_layers_that_do_not_fit_are_told(build: Any, told: str) -> None:
    """None, too few, one too many: the message lists what was found."""
    with pytest.raises(CheckFailed) as caught:
        found(build())
    assert told in caught.value.mismatch.got
    assert caught.value.mismatch.expected == "6 -> 5, 5 -> 4, 4 -> 3"


def test_a_missing_or_wrong_bias_is_told() -> None:
    """Which layer, and where."""
    net = in_a_list()
    del net.layers[2].params["bias"]
    with pytest.raises(CheckFailed, match="no bias beside it") as caught:
        found(net)
    assert caught.value.mismatch.what.endswith("layer 5 -> 4")
    net.layers[2].params["bias"] = np.zeros(5)
    with pytest.raises(CheckFailed, match=r"a bias of shape \(5,\) at layers\.2"):
        found(net)


def test_malformed_parts_are_passed_over() -> None:
    """Parts come from the student's process: anything may stand in them."""
    junk: list[Any] = [
        None,
        3,
        {},
        {"path": None, "shape": (2, 3)},
        {"path": [], "shape": [2, 3]},
        {"path": ["weight"], "shape": ["2", 3]},
        {"path": ["weight"], "shape": 5},
        {"path": [None, "weight"], "shape": [2, 3]},
        {"path": ["weight"], "shape": [True, 3]},
        {"path": [3], "shape": [2, 3]},
        {"path": ["x" * 10_000, "weight"], "shape": [2, 10**30]},
    ]
    (only,) = stored_layers(junk)
    assert len(only.name) <= 40
    with pytest.raises(CheckFailed):
        find_layers(junk, SIZES, what="MLP")


def test_a_gradient_of_another_bias_shape_is_read_in_order() -> None:
    """Right in 5 of 32 public networks; a wrong size is told."""
    layer = found(in_a_list())[0]
    weight = np.zeros((5, 6))
    assert layer.standard(weight, np.zeros((1, 5)), what="grads")[1].shape == (5,)
    with pytest.raises(CheckFailed, match="5 numbers"):
        layer.standard(weight, np.zeros(6), what="grads")
    with pytest.raises(CheckFailed, match=r"shape \(5, 6\)"):
        layer.standard(weight.T, np.zeros(5), what="grads")


def test_linear_layers_of_torch_are_found_among_others() -> None:
    """Batch normalisation, convolutions and buffers are listed apart."""
    model = torch.nn.Sequential(
        torch.nn.Conv1d(2, 3, 1),
        torch.nn.Linear(6, 5),
        torch.nn.BatchNorm1d(5),
        torch.nn.ReLU(),
        torch.nn.Linear(5, 4),
        torch.nn.Linear(4, 3, bias=False),
    )
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    layers, others = state_layers(state)
    assert [(x.name, x.weight_shape, x.bias_shape) for x in layers] == [
        ("1", (5, 6), (5,)),
        ("4", (4, 5), (4,)),
        ("5", (3, 4), None),
    ]
    assert [x.weight for x in layers] == [("1.weight",), ("4.weight",), ("5.weight",)]
    assert set(others) == {n for n in state if n.startswith(("0.", "2."))}


def test_a_torch_model_that_registers_its_last_layer_first_is_put_in_order() -> None:
    """The state dict is in order of registration, the layers in order of sizes."""
    model = torch.nn.Module()
    model.last = torch.nn.Linear(4, 3)
    model.first = torch.nn.Linear(6, 5)
    model.middle = torch.nn.Linear(5, 4)
    layers, _ = state_layers({k: v.numpy() for k, v in model.state_dict().items()})
    arranged = arrange_stored(layers, SIZES, what="MLP")
    assert [x.weight[0] for x in arranged] == ["first.weight", "middle.weight", "last.weight"]
    assert [x.bias[0] for x in arranged] == ["first.bias", "middle.bias", "last.bias"]


def test_parameters_are_counted_per_layer() -> None:
    """Item s3.T3: 30 -> 1024 -> 512 -> 1 has 557057; torch agrees."""
    sizes = [30, 1024, 512, 1]
    model = torch.nn.Sequential(
        *[torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:], strict=False)]
    )
    layers, _ = state_layers({k: v.numpy() for k, v in model.state_dict().items()})
    assert sum(x.count for x in layers) == 557057 == sum(p.numel() for p in model.parameters())
    assert assert_parameter_count(layers, sizes, what="MLP") == ()


def test_a_wrong_count_is_told_layer_by_layer() -> None:
    """A missing bias, another width, a missing layer, one too many."""

    def stored(*shapes: tuple[Any, Any]) -> list[Stored]:
        return [
            Stored(name=f"fc{n}", weight=("w",), weight_shape=w, bias_shape=b)
            for n, (w, b) in enumerate(shapes, start=1)
        ]

    assert parameter_count_report(stored(((5, 6), None), ((3, 5), (4,))), [6, 5, 3]) == [
        "layer 1 (6 -> 5): expected 30 + 5, got 30 (no bias)",
        "layer 2 (5 -> 3): expected 15 + 3, got 15 + 4",
    ]
    assert parameter_count_report(stored(((6, 5), (1, 5))), [6, 5, 3]) == [
        "layer 2 (5 -> 3): expected 15 + 3, got none"
    ]
    assert parameter_count_report(stored(((6, 5), (5,)), ((3, 5), (3,))), [6, 5]) == [
        "fc2: 18 values more than expected"
    ]
    with pytest.raises(CheckFailed) as caught:
        assert_parameter_count(stored(((5, 6), None)), [6, 5], what="MLP")
    assert caught.value.mismatch.expected == "35 in 1 layer"
    assert caught.value.mismatch.worst.startswith("layer 1 (6 -> 5)")


def test_the_page_gets_every_layer_beside_the_reference() -> None:
    """Right and wrong counts, None where a layer is missing, 0 where none was asked for."""

    def counted(*shapes: tuple[int, int]) -> list[Stored]:
        return [
            Stored(name=f"fc{n}", weight=("w",), weight_shape=shape, bias_shape=(shape[0],))
            for n, shape in enumerate(shapes, start=1)
        ]

    with pytest.raises(CheckFailed) as caught:
        assert_parameter_count(counted((5, 6), (4, 5)), [6, 5, 3, 2], what="MLP")
    assert caught.value.evidence["layers"] == [
        {"name": "layer 1 (6 -> 5)", "expected": 35, "got": 35},
        {"name": "layer 2 (5 -> 3)", "expected": 18, "got": 24},
        {"name": "layer 3 (3 -> 2)", "expected": 8, "got": None},
    ]
    extra = layers_drawn(counted((5, 6), (2, 5), (9, 2)), [6, 5, 2])["layers"]
    assert extra[-1] == {"name": "fc3", "expected": 0, "got": 27}


def test_the_page_gets_no_endless_network() -> None:
    """Shapes are a student's: of absurd ones and of thousands the page hears nothing."""
    absurd = Stored(name="fc", weight=("w",), weight_shape=(10**9, 10**9))
    assert layers_drawn([absurd], [6, 5])["layers"] == []
    many = [Stored(name=f"l{n}", weight=("w",), weight_shape=(1, 1)) for n in range(9999)]
    assert len(layers_drawn(many, [6, 5])["layers"]) == 40


def test_layers_that_do_not_fit_are_drawn() -> None:
    """A network of another architecture is told apart layer by layer."""
    found = [Stored(name="fc", weight=("w",), weight_shape=(7, 6), bias_shape=(7,))]
    with pytest.raises(CheckFailed) as caught:
        arrange_stored(found, [6, 5, 3], what="MLP")
    assert [row["got"] for row in caught.value.evidence["layers"]] == [49, None]


def test_two_errors_that_cancel_in_the_sum_are_seen() -> None:
    """Layer by layer, because a total may be right by accident."""
    wrong = [
        Stored(name="fc1", weight=("w",), weight_shape=(5, 6), bias_shape=(6,)),
        Stored(name="fc2", weight=("w",), weight_shape=(3, 5), bias_shape=(2,)),
    ]
    assert sum(x.count for x in wrong) == 6 * 5 + 5 + 5 * 3 + 3
    with pytest.raises(CheckFailed):
        assert_parameter_count(wrong, [6, 5, 3], what="MLP")
