"""A wrong gradient shows the slope of the student's own function, in every homework that has one.

The oracle takes the inputs that the check handed over, runs the submission's own source here and
differentiates it by a plain central difference: nothing of the grader's measuring is in it.
"""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import verdicts

from grader.engine import End, ends
from grader.live import Live
from grader.load.from_text import load_text
from grader.material import load_misconceptions, load_solution

Requests = Sequence[dict[str, Any]]
Function = Callable[[np.ndarray], float]
STEP = 1e-5


def last(requests: Requests, name: str, op: str = "call") -> list[Any]:
    """What the last request of a name handed over."""
    found = [r for r in requests if r["op"] == op and r["target"]["path"][-1:] == [name]]
    return [found[-1]["value"]] if op == "set" else list(found[-1]["args"])


def network_loss(own: dict[str, Any], asked: Requests, argument: str) -> tuple[Function, Any]:
    """TwoLayerNet.loss of network_basics."""
    X, y, reg = last(asked, "loss")
    params = {name: last(asked, name, "set")[0] for name in ("W1", "b1", "W2", "b2")}

    def loss(moved: np.ndarray) -> float:
        (D, H), C = params["W1"].shape, params["W2"].shape[1]
        net = own["TwoLayerNet"](D, H, C)
        net.params = params | {argument: moved}
        return net.loss(X, y, reg)[0]

    return loss, params[argument]


def block_output(own: dict[str, Any], asked: Requests, argument: str) -> tuple[Function, Any]:
    """z of residual_block."""
    point = last(asked, "residual_block")
    place = ("x0", "w0", "b0", "w1", "b1").index(argument)

    def z(moved: np.ndarray) -> float:
        return own["residual_block"](*point[:place], float(moved), *point[place + 1 :])[2]

    return z, point[place]


def module_output(
    name: str, *sizes: int
) -> Callable[[dict[str, Any], Requests, str], tuple[Function, Any]]:
    """The sum of dout * forward(x) of one module of modules_and_mlp."""

    def output(own: dict[str, Any], asked: Requests, argument: str) -> tuple[Function, Any]:
        (x,), (dout,) = last(asked, "forward"), last(asked, "backward")
        module = own[name](*sizes)
        values = {"x": x}
        for parameter in ("weight", "bias") if sizes else ():
            values[parameter] = module.params[parameter] = last(asked, parameter, "set")[0]

        def total(moved: np.ndarray) -> float:
            if argument == "x":
                return float((module.forward(moved) * dout).sum())
            module.params[argument] = moved
            return float((module.forward(x) * dout).sum())

        return total, values[argument]

    return output


def cross_entropy(own: dict[str, Any], asked: Requests, argument: str) -> tuple[Function, Any]:
    """The loss module."""
    x, t = last(asked, "forward")
    return (lambda moved: own["CrossEntropyModule"]().forward(moved, t)), x


def mlp_output(own: dict[str, Any], asked: Requests, argument: str) -> tuple[Function, Any]:
    """The sum of dout * forward(x) of the MLP of modules_and_mlp; W2 is the weight of layer 2."""
    made = next(r for r in asked if r["op"] == "call" and r["target"]["path"] == ["MLP"])
    mlp = own["MLP"](*made["args"])
    handle = next(r["target"]["handle"] for r in asked if r["op"] == "walk")
    theirs = [r for r in asked if r["target"].get("handle") == handle]
    linear: dict[str, Any] = {}
    for r in theirs:
        if r["op"] == "set":
            linear[".".join(map(str, r["target"]["path"]))] = r["value"]
    # In the order of the layers: a weight, its bias, the next weight.
    stored = list(linear.values())
    layers = [m for m in vars(mlp)["layers"] if type(m).__name__ == "LinearModule"]
    for number, layer in enumerate(layers):
        layer.params["weight"], layer.params["bias"] = stored[2 * number : 2 * number + 2]
    (x,), (dout,) = last(theirs, "forward"), last(theirs, "backward")
    layer = layers[int(argument[1:]) - 1]
    name = {"W": "weight", "b": "bias"}[argument[0]]
    at = layer.params[name]

    def total(moved: np.ndarray) -> float:
        layer.params[name] = moved
        return float((mlp.forward(x) * dout).sum())

    return total, at


def loss_of(
    called: str, function: str, arguments: str, place: int, place_of_call: int = -1
) -> Callable[[dict[str, Any], Requests, str], tuple[Function, Any]]:
    """The loss out of what a function returns, by one of its arguments.

    Args:
        called: the function that the check asked for the gradient.
        function: the one that returns the loss.
        arguments: names of both functions' arguments.
        place: of the loss in what it returns.
        place_of_call: which of the check's calls is meant.
    """

    def output(own: dict[str, Any], asked: Requests, argument: str) -> tuple[Function, Any]:
        found = [r for r in asked if r["op"] == "call" and r["target"]["path"] == [called]]
        given = dict(zip(arguments.split(), found[place_of_call]["args"], strict=True))

        def loss(moved: np.ndarray) -> float:
            value = moved if np.ndim(moved) else float(moved)
            return own[function](**given | {argument: value})[place]

        return loss, given[argument]

    return output


REGRESSION = loss_of("gradients_regression", "forward_regression", "x y W1 b1 W2 b2", 4)
SQUARED = loss_of(*["classification_squared_error"] * 2, "x y W1 b1 W2 b2", 2)
BCE = loss_of(*["classification_bce"] * 2, "x y W1 b1 W2 b2", 0)
SMALL = loss_of("small_network", "small_network", "x t W b V c", 0, 0)  # others: is it a loss?
BATCH = loss_of("batch_network", "batch_network", "X T W b V c", 0)
GRAPH = loss_of("sin_cos_graph", "sin_cos_graph", "x", 0)
LINEAR = module_output("LinearModule", 4, 3)

CASES = [
    ("network_basics/relu_mask_missing", "net_gradients.W1", "neural_net", network_loss),
    ("network_basics/gradient_not_averaged", "net_gradients.W2", "neural_net", network_loss),
    ("network_basics/bias_gradients_averaged", "net_gradients.b1", "neural_net", network_loss),
    ("network_basics/bias_gradients_averaged", "net_gradients.b2", "neural_net", network_loss),
    ("network_basics/no_relu_in_the_net", "net_gradients.W1", "neural_net", network_loss),
    ("network_basics/dw0_without_x0", "residual.dw0_open", "basics", block_output),
    ("network_basics/dw1_from_x0", "residual.dw1_open", "basics", block_output),
    ("modules_and_mlp/dw_averaged", "linear.weight_gradient", "modules", LINEAR),
    ("modules_and_mlp/db_averaged", "linear.bias_gradient", "modules", LINEAR),
    ("modules_and_mlp/dx_averaged", "linear.input_gradient", "modules", LINEAR),
    ("modules_and_mlp/relu_mask_alone", "relu.backward", "modules", module_output("ReLUModule")),
    ("modules_and_mlp/relu_leaky", "relu.backward", "modules", module_output("ReLUModule")),
    ("modules_and_mlp/tanh_square_forgotten", "tanh.backward", "modules",
     module_output("TanhModule")),
    ("modules_and_mlp/softmax_second_term_forgotten", "softmax.backward", "modules",
     module_output("SoftMaxModule")),
    ("modules_and_mlp/loss_gradient_summed", "cross_entropy.backward", "modules", cross_entropy),
    ("modules_and_mlp/mlp_backward_skips_activations", "mlp_numpy.backward", "mlp_numpy",
     mlp_output),
    ("modules_and_mlp/mlp_no_softmax", "mlp_numpy.backward", "mlp_numpy", mlp_output),
    ("two_layer_network/backward_without_gate", "gradients.db1", "two_layer", REGRESSION),
    ("two_layer_network/dW1_without_the_input", "gradients.dW1", "two_layer", REGRESSION),
    ("two_layer_network/dW2_without_five", "gradients.dW2", "two_layer", REGRESSION),
    ("two_layer_network/tanh_slope_left_out", "squared_error.tanh_derivative", "two_layer", SQUARED),
    ("two_layer_network/bce_tanh_slope_left_out", "bce.db1", "two_layer", BCE),
    ("two_layer_network/bce_ds2_without_mean", "bce.ds2", "two_layer", BCE),
    ("softmax_network/small_db_is_dh", "small.db", "softmax_network", SMALL),
    ("softmax_network/small_dV_from_k", "small.dV", "softmax_network", SMALL),
    ("softmax_network/small_dc_sign", "small.dc", "softmax_network", SMALL),
    ("softmax_network/batch_gradients_summed", "batch.gradients", "softmax_network", BATCH),
    ("softmax_network/batch_bias_b_forgotten", "batch.gradients", "softmax_network", BATCH),
    ("exam_exercises/slope_of_cosine_without_minus", "sin_cos.slope", "exam", GRAPH),
    ("exam_exercises/graph_sum_at_the_end", "sin_cos.slope", "exam", GRAPH),
]  # fmt: skip


def judged(homework: str, files: dict[str, str], check: str) -> End:
    """The end of one check, with what it asked."""
    context = verdicts.context(homework)
    work = load_text(files, name="work", assignment=homework)
    sandbox = verdicts._sandbox(context.assignment.preload)
    live = Live(sandbox, work, context.assignment, seed=context.seed)
    try:
        (end,) = ends(context, [c for c in context.checks() if c.id == check], work, live)
    finally:
        live.close()
    return end


@pytest.fixture
def executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """The names that a file of a submission of ours defines, executed here."""

    def names(files: dict[str, str], file: str) -> dict[str, Any]:
        for path, text in files.items():
            (tmp_path / path).write_text(text, "utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        before = set(sys.modules)
        try:
            return runpy.run_path(str(tmp_path / f"{file}.py"))
        finally:
            for name in set(sys.modules) - before:
                if getattr(sys.modules[name], "__file__", "") == str(tmp_path / f"{name}.py"):
                    del sys.modules[name]

    return names


def central_difference(f: Function, x: Any, index: tuple[int, ...]) -> float:
    """(f(x + h) - f(x - h)) / 2h along one entry."""
    moved = []
    for sign in (1.0, -1.0):
        at = np.array(x, dtype=np.float64)
        at[index] += sign * STEP
        moved.append(f(at))
    return (moved[0] - moved[1]) / (2 * STEP)


@pytest.mark.parametrize(("mistake", "check", "file", "oracle"), CASES, ids=[c[0] for c in CASES])
def test_the_slope_is_that_of_the_submission(
    mistake: str,
    check: str,
    file: str,
    oracle: Callable[[dict[str, Any], Requests, str], tuple[Function, Any]],
    executed: Callable[..., dict[str, Any]],
) -> None:
    """Of the argument and at the entry that the message names, on the inputs of the check."""
    homework, id = mistake.split("/")
    solution = load_solution(verdicts.ROOT / homework)
    (wrong,) = [m for m in load_misconceptions(verdicts.ROOT / homework, solution) if m.id == id]
    end = judged(homework, dict(wrong.files), check)
    assert end.verdict.status == "failed"
    told = end.verdict.evidence["finite_difference"]
    index = tuple(told["index"])
    shown = f"{told['argument']}[{', '.join(map(str, index))}]" if index else told["argument"]

    f, x = oracle(executed(dict(wrong.files), file), end.requests, told["argument"])
    truth = central_difference(f, x, index)
    assert told["value"] == pytest.approx(truth, rel=1e-6, abs=1e-8)

    row = re.search(
        r"^  slope +(\S+) at (\S.*) by finite differences of your", end.verdict.message, re.M
    )
    assert row is not None
    assert float(row[1]) == pytest.approx(truth, rel=1e-4, abs=1e-8)
    assert row[2] == shown
    if index:
        assert end.verdict.evidence["worst"].startswith(shown.removeprefix(told["argument"]))
    assert len(end.verdict.message.splitlines()) <= 8
    assert not any(line.endswith("...") for line in end.verdict.message.splitlines())

    expected, got = values_at_the_worst(end)
    agrees = min(("expected", expected), ("got", got), key=lambda pair: abs(pair[1] - truth))
    if abs(agrees[1] - truth) <= 1e-5 * max(1.0, abs(truth)):
        assert told["agrees"] == agrees[0]
    else:
        assert told["agrees"] == "neither"


def values_at_the_worst(end: End) -> tuple[float, float]:
    """What was expected and what came back at the entry, from the comparison itself."""
    assert end.culprit is not None
    away = np.abs(end.culprit.got - end.culprit.expected)
    place = np.unravel_index(int(away.argmax()), away.shape)
    return float(end.culprit.expected[place]), float(end.culprit.got[place])


def test_the_cases_cover_every_homework() -> None:
    """Each has a gradient whose function can be asked; both readings of a slope occur."""
    assert {c[0].split("/")[0] for c in CASES} == {
        p.name for p in verdicts.ROOT.iterdir() if (p / "checks").is_dir() and p.name != "_template"
    }


@pytest.mark.parametrize(
    ("homework", "id", "check", "agrees"),
    [
        ("network_basics", "relu_mask_missing", "net_gradients.W1", "expected"),
        ("network_basics", "first_bias_unused", "net_gradients.b1", "neither"),
        ("modules_and_mlp", "relu_leaky", "relu.backward", "got"),
        ("modules_and_mlp", "mlp_no_softmax", "mlp_numpy.backward", "got"),
        ("softmax_network", "batch_bias_b_forgotten", "batch.gradients", "got"),
        ("exam_exercises", "graph_sum_at_the_end", "sin_cos.slope", "got"),
        ("exam_exercises", "slope_by_the_upper_path", "sin_cos.slope", "expected"),
    ],
)
def test_it_says_where_the_mistake_is(homework: str, id: str, check: str, agrees: str) -> None:
    """In the gradient, in the function, or in both, as the misconception has it."""
    solution = load_solution(verdicts.ROOT / homework)
    (wrong,) = [m for m in load_misconceptions(verdicts.ROOT / homework, solution) if m.id == id]
    told = judged(homework, dict(wrong.files), check).verdict.evidence["finite_difference"]
    assert told["agrees"] == agrees


def test_a_transposed_weight_is_named_in_the_student_s_layout() -> None:
    """A linear module that keeps (in, out): the place is one of its own array."""
    solution = load_solution(verdicts.ROOT / "modules_and_mlp")
    source = solution["modules.py"]
    for old, new in (
        ("(out_features, in_features)", "(in_features, out_features)"),
        ('self.params["weight"].T', 'self.params["weight"]'),
        ('@ self.params["weight"]\n', '@ self.params["weight"].T\n'),
        ("dout.T @ self.x", "self.x.T @ dout / len(dout)"),
    ):
        if old in source:
            source = source.replace(old, new)
    end = judged("modules_and_mlp", {**solution, "modules.py": source}, "linear.weight_gradient")
    told = end.verdict.evidence["finite_difference"]
    assert end.culprit is not None
    assert end.culprit.expected.shape == (4, 3)
    assert told["agrees"] == "expected"
    assert told["value"] == pytest.approx(end.culprit.expected[tuple(told["index"])], rel=1e-6)
