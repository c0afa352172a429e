"""Gradient checks: right gradients pass near kinks and in float32, wrong ones fail. Torch is the oracle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from grader.errors import CheckFailed
from grader.gradients import Parameter, directional_check, entrywise_check, module_gradcheck

torch.set_num_threads(1)


def rng(seed: int = 0) -> np.random.Generator:
    """A fresh generator."""
    return np.random.default_rng(seed)


class Network:
    """A ReLU network in torch as a function of its flat parameters, and its gradient by autograd.

    Args:
        sizes: Widths.
        scale: Standard deviation of the weights.
        dtype: Precision of everything inside.
    """

    def __init__(
        self, sizes: Sequence[int], seed: int, *, scale: float = 0.3, dtype: Any = torch.float64
    ) -> None:
        draw = rng(seed)
        self.shapes = [s for a, b in zip(sizes, sizes[1:], strict=False) for s in ((b, a), (b,))]
        self.x = torch.tensor(draw.normal(size=(16, sizes[0])), dtype=dtype)
        self.t = torch.tensor(draw.integers(0, sizes[-1], 16))
        self.flat = draw.normal(0, scale, sum(int(np.prod(s)) for s in self.shapes))
        self.dtype = dtype
        self.calls = 0

    def loss(self, flat: torch.Tensor) -> torch.Tensor:
        """Mean cross entropy."""
        h, start = self.x, 0
        for layer in range(0, len(self.shapes), 2):
            parts = []
            for shape in self.shapes[layer : layer + 2]:
                size = int(np.prod(shape))
                parts.append(flat[start : start + size].reshape(shape))
                start += size
            h = h @ parts[0].T + parts[1]
            h = torch.relu(h) if layer + 2 < len(self.shapes) else h
        return torch.nn.functional.cross_entropy(h, self.t)

    def __call__(self, flat: np.ndarray) -> float:
        self.calls += 1
        with torch.no_grad():
            return float(self.loss(torch.tensor(flat, dtype=self.dtype)))

    def gradient(self) -> np.ndarray:
        """By autograd, at `flat`."""
        at = torch.tensor(self.flat, dtype=self.dtype, requires_grad=True)
        self.loss(at).backward()
        return at.grad.numpy()


NETWORKS: dict[str, dict[str, Any]] = {
    "small": {"sizes": (5, 7, 3)},
    "many_kinks": {"sizes": (20, 60, 40, 10)},
    "float32": {"sizes": (20, 60, 10), "dtype": torch.float32},
    "float32_many_kinks": {"sizes": (20, 60, 40, 10), "dtype": torch.float32},
    "tiny_weights": {"sizes": (20, 60, 10), "scale": 1e-4},
    "large_weights": {"sizes": (10, 20, 5), "scale": 5.0},
}


@pytest.mark.parametrize("kind", NETWORKS)
def test_right_gradients_of_networks_pass(kind: str) -> None:
    """No false alarm in 25 random networks of each kind, hundreds of kinks, float32 included."""
    for seed in range(25):
        network = Network(seed=seed, **NETWORKS[kind])
        grad = network.gradient()
        assert directional_check(network, network.flat, grad, rng=rng(seed), what="loss") == ()


WRONG: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "zero": lambda g: 0 * g,
    "doubled": lambda g: 2 * g,
    "negated": lambda g: -g,
    "one_percent_too_large": lambda g: 1.01 * g,
    "one_entry_missing": lambda g: np.where(np.abs(g) == np.abs(g).max(), 0.0, g),
    "in_another_order": lambda g: g[::-1],
    "last_fifth_zero": lambda g: np.where(np.arange(g.size) < 0.8 * g.size, g, 0.0),
    "enormous": lambda g: np.full_like(g, 1e307),
}


@pytest.mark.parametrize("mistake", WRONG)
@pytest.mark.parametrize("kind", ["small", "many_kinks", "tiny_weights", "large_weights"])
def test_wrong_gradients_of_networks_fail(kind: str, mistake: str) -> None:
    """Every mistake is seen in every one of six networks."""
    for seed in range(6):
        network = Network(seed=seed, **NETWORKS[kind])
        wrong = WRONG[mistake](network.gradient().astype(np.float64))
        with pytest.raises(CheckFailed):
            directional_check(network, network.flat, wrong, rng=rng(seed), what="loss")


@pytest.mark.parametrize("mistake", ["zero", "doubled", "negated", "one_entry_missing"])
def test_wrong_gradients_in_float32_fail(mistake: str) -> None:
    """Coarse values widen the tolerance, not as far as these mistakes."""
    for seed in range(6):
        network = Network(seed=seed, **NETWORKS["float32"])
        wrong = WRONG[mistake](network.gradient().astype(np.float64))
        with pytest.raises(CheckFailed):
            directional_check(network, network.flat, wrong, rng=rng(seed), what="loss")


def test_a_smooth_function_costs_seven_calls_and_four_per_direction() -> None:
    """Each call may cross a process border."""
    network = Network((5, 7, 3), seed=1)
    directional_check(network, network.flat, network.gradient(), rng=rng(), what="loss")
    assert network.calls == 7 + 4 * 4


def test_many_arguments_can_travel_at_once() -> None:
    """With `many` the function itself is never called, and one call holds all directions."""
    sizes = []

    def many(points: Sequence[np.ndarray]) -> list[float]:
        sizes.append(len(points))
        return [float((p**3).sum()) for p in points]

    def never(_: np.ndarray) -> float:
        raise AssertionError("called one by one")

    x = rng().normal(size=(3, 4))
    directional_check(never, x, 3 * x**2, rng=rng(), what="f", many=many)
    assert sizes == [2, 5, 16]


@pytest.mark.parametrize("at_zero", [0.0, 0.5, 1.0])
def test_any_slope_is_right_exactly_at_a_kink(at_zero: float) -> None:
    """ReLU at 0: a claim for the entries at the kink decides nothing."""
    x = np.array([-1.0, 2.0, 0.0, 3.0, -0.5])
    claim = np.array([0.0, 1.0, at_zero, 1.0, 0.0])

    def relu_sum(v: np.ndarray) -> float:
        return float(np.maximum(v, 0).sum())

    assert directional_check(relu_sum, x, claim, rng=rng(), what="f") == ()
    with pytest.raises(CheckFailed) as caught:
        directional_check(relu_sum, x, claim + [0, 0, 0, -1, 0], rng=rng(), what="f")
    assert caught.value.mismatch.worst.startswith("[3]: expected 1, got 0")


@pytest.mark.parametrize("distance", [1e-9, 1e-6, 1e-4, 3e-3, 1e-2])
def test_kinks_near_by_are_stepped_over_or_around(distance: float) -> None:
    """The right gradient passes and the mask left out fails, however near the kink."""
    x = np.array([distance, -distance, 1.0, -1.0, 2 * distance, -0.5 * distance])

    def f(v: np.ndarray) -> float:
        return float((np.maximum(v, 0) * np.arange(1.0, 7.0)).sum())

    right = np.arange(1.0, 7.0) * (x > 0)
    assert directional_check(f, x, right, rng=rng(), what="f") == ()
    with pytest.raises(CheckFailed):
        directional_check(f, x, np.arange(1.0, 7.0), rng=rng(), what="f")


def test_a_small_wrong_gradient_is_told_entry_by_entry() -> None:
    """The message names the worst entry; the page gets both gradients."""
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    wrong = np.array([[2.0, 4.0], [0.0, 8.0]])
    with pytest.raises(CheckFailed) as caught:
        directional_check(lambda v: (v**2).sum(), x, wrong, rng=rng(), what="f(x), gradient of x")
    assert caught.value.mismatch.worst.startswith("[1, 0]: expected 6, got 0")
    assert "1 of 4 entries measured differ" in caught.value.mismatch.got
    measured = np.array(caught.value.evidence["expected_values"], dtype=float)
    np.testing.assert_allclose(measured, 2 * x, rtol=1e-5)
    assert caught.value.evidence["got_values"] == wrong.tolist()


def test_a_large_wrong_gradient_is_told_by_its_slope() -> None:
    """Beyond 64 entries the slope along a direction is shown."""
    x = rng().normal(size=100)
    with pytest.raises(CheckFailed, match="along a random direction"):
        directional_check(lambda v: (v**2).sum(), x, x, rng=rng(), what="f(x)")


def test_entries_of_a_large_array_are_sampled() -> None:
    """16 entries, 4 calls each."""
    calls = []

    def f(v: np.ndarray) -> float:
        calls.append(1)
        return float((v**2).sum())

    x = rng().normal(size=100)
    entrywise_check(f, x, 2 * x, rng=rng(), what="f(x)")
    assert len(calls) == 7 + 16 * 4
    with pytest.raises(CheckFailed, match="16 of 16 entries measured differ"):
        entrywise_check(f, x, 3 * x, rng=rng(), what="f(x)")


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda v: np.nan, "nan"),
        (lambda v: None, "None"),
        (lambda v: "1.0", "the string '1.0'"),
        (lambda v: v, "(3,) float64"),
    ],
)
def test_a_function_that_gives_no_number_fails(f: Callable[[Any], Any], words: str) -> None:
    """The values are untrusted too."""
    with pytest.raises(CheckFailed) as caught:
        directional_check(f, np.ones(3), np.ones(3), rng=rng(), what="f(x)")
    assert words in caught.value.mismatch.got


def test_two_values_for_one_argument_fail() -> None:
    """A function that draws random numbers has no derivative; nor has one that counts its calls."""
    noise = rng(5)
    with pytest.raises(CheckFailed, match="the second time"):
        directional_check(
            lambda v: v.sum() + noise.normal(), np.ones(3), np.ones(3), rng=rng(), what="f(x)"
        )


def test_a_step_function_has_slope_zero() -> None:
    """A cast to integers on the way is seen by any gradient but 0."""
    x = np.array([1.3, 2.6, -0.4])
    with pytest.raises(CheckFailed):
        directional_check(
            lambda v: float(v.astype(int).sum()), x, np.ones(3), rng=rng(), what="f(x)"
        )


def test_float16_is_never_called_wrong() -> None:
    """Where its values are too coarse the message says so, instead of blaming the gradient."""
    coarse = 0
    for seed in range(10):
        network = Network((5, 7, 3), seed, dtype=torch.float16)
        try:
            directional_check(network, network.flat, network.gradient(), rng=rng(), what="loss")
        except CheckFailed as failure:
            assert failure.mismatch.expected.startswith("values that change smoothly")
            coarse += 1
    assert coarse


@pytest.mark.parametrize("level", [0.0, 2.3])
def test_a_constant_function_has_the_gradient_zero(level: float) -> None:
    """Values that never change are exact, not coarse."""

    def f(v: np.ndarray) -> float:
        return level + float(np.maximum(v - 10, 0).sum())

    x = rng(4).normal(size=6)
    assert directional_check(f, x, np.zeros(6), rng=rng(), what="f") == ()
    with pytest.raises(CheckFailed):
        directional_check(f, x, [0, 0, 1e-3, 0, 0, 0], rng=rng(), what="f")


def test_values_too_coarse_for_any_slope_are_told_as_such() -> None:
    """Values rounded to 0.1 jump: no claim can be judged, and the message says what to change."""
    x = rng(3).normal(size=5)

    def rough(v: np.ndarray) -> float:
        return float(np.sin(1e9 * v).sum())

    with pytest.raises(CheckFailed, match="change smoothly") as caught:
        directional_check(rough, x, np.ones(5), rng=rng(), what="f(x)")
    assert "float64" in caught.value.mismatch.hint


@pytest.mark.parametrize("claim", [None, "1", np.ones(4), [1.0, np.nan, 1.0], {"x": 1}])
def test_a_claim_that_is_no_gradient_fails(claim: Any) -> None:
    """Wrong size, nan, or no numbers at all."""
    with pytest.raises(CheckFailed):
        directional_check(lambda v: v.sum(), np.ones(3), claim, rng=rng(), what="f(x)")


def test_a_claim_of_another_shape_is_read_in_order() -> None:
    """(1, 3) for (3,) costs nothing."""
    x = rng().normal(size=3)
    assert directional_check(lambda v: (v**2).sum(), x, 2 * x[None], rng=rng(), what="f") == ()


class Linear:
    """A small module with the interface that students write."""

    def __init__(self, fault: str = "") -> None:
        draw = rng(7)
        self.weight, self.bias = draw.normal(size=(3, 4)), draw.normal(size=3)
        self.fault = fault

    def forward(self, x: np.ndarray) -> np.ndarray:
        """x W^T + b."""
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, dout: np.ndarray) -> np.ndarray:
        """Gradients of x, and of the parameters into grads."""
        scale = 1 / len(dout) if self.fault == "averaged" else 1.0
        self.grad_weight = dout.T @ self.x
        self.grad_bias = dout.sum(axis=0) * scale
        return dout @ (2 * self.weight if self.fault == "dx" else self.weight)

    def parameters(self) -> list[Parameter]:
        """As a check hands them over."""
        return [
            Parameter(
                name=name,
                value=getattr(self, name).copy(),
                put=lambda a, name=name: setattr(self, name, a),
                gradient=lambda name=name: getattr(self, f"grad_{name}"),
            )
            for name in ("weight", "bias")
        ]


def gradcheck(module: Linear, **arguments: Any) -> tuple[str, ...]:
    """With a batch of 5 and a random upstream gradient."""
    draw = rng(9)
    return module_gradcheck(
        module.forward,
        module.backward,
        draw.normal(size=(5, 4)),
        draw.normal(size=(5, 3)),
        rng=rng(),
        what="Linear(4, 3)",
        parameters=module.parameters(),
        **arguments,
    )


@pytest.mark.parametrize("rows_independent", [False, True])
def test_a_right_module_passes_and_gets_its_parameters_back(rows_independent: bool) -> None:
    """x, weight and bias are judged; nothing stays perturbed."""
    module = Linear()
    before = module.weight.copy(), module.bias.copy()
    assert gradcheck(module, rows_independent=rows_independent) == ()
    np.testing.assert_array_equal(module.weight, before[0])
    np.testing.assert_array_equal(module.bias, before[1])


@pytest.mark.parametrize("rows_independent", [False, True])
@pytest.mark.parametrize(("fault", "name"), [("averaged", "bias"), ("dx", "x")])
def test_a_wrong_module_fails_by_name(fault: str, name: str, rows_independent: bool) -> None:
    """The message says which gradient is wrong."""
    with pytest.raises(CheckFailed) as caught:
        gradcheck(Linear(fault), rows_independent=rows_independent)
    assert caught.value.mismatch.what == f"Linear(4, 3), gradient of {name}"


def test_independent_rows_save_calls() -> None:
    """All perturbed copies of x travel in one call."""
    calls = []
    module = Linear()
    draw = rng(9)

    def forward(x: np.ndarray) -> np.ndarray:
        calls.append(len(x))
        return module.forward(x)

    module_gradcheck(
        forward,
        module.backward,
        draw.normal(size=(5, 4)),
        draw.normal(size=(5, 3)),
        rng=rng(),
        what="Linear(4, 3)",
        rows_independent=True,
    )
    assert calls == [5, 10, 25, 80]


def test_a_forward_of_the_wrong_shape_is_told_first() -> None:
    """Before any gradient is looked at."""
    with pytest.raises(CheckFailed, match="forward"):
        module_gradcheck(
            lambda x: x[:, :2],
            lambda d: d,
            np.ones((5, 4)),
            np.ones((5, 3)),
            rng=rng(),
            what="Linear(4, 3)",
        )


@pytest.mark.parametrize("name", ["tanh", "softmax", "elu", "log_softmax", "gelu"])
def test_torch_activations_pass(name: str) -> None:
    """Autograd's backward of well-known functions against their own forward."""
    function = getattr(torch.nn.functional, name, None) or getattr(torch, name)
    extra = {"dim": 1} if "softmax" in name else {}
    state: dict[str, torch.Tensor] = {}

    def forward(x: np.ndarray) -> np.ndarray:
        state["x"] = torch.tensor(x, requires_grad=True)
        state["y"] = function(state["x"], **extra)
        return state["y"].detach().numpy()

    def backward(dout: np.ndarray) -> np.ndarray:
        state["y"].backward(torch.tensor(dout))
        return state["x"].grad.numpy()

    draw = rng(11)
    x, dout = draw.normal(size=(6, 5)), draw.normal(size=(6, 5))
    assert module_gradcheck(forward, backward, x, dout, rng=rng(), what=name) == ()
