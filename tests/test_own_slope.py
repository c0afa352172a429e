"""grader.own_slope: slopes against autograd and sympy; what cannot be measured says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from grader.compare import fail
from grader.own_slope import own_slope

torch = pytest.importorskip("torch")

MOST_CALLS = 8


def slope_of(
    f: Callable[[np.ndarray], Any],
    x: Any,
    index: tuple[int, ...],
    *,
    within: float,
    weights: Any = None,
) -> tuple[float, float] | None:
    """The measured slope and its error; never with more calls than are promised."""
    calls = []

    def counted(moved: np.ndarray) -> Any:
        calls.append(moved)
        return f(moved)

    slope = own_slope(counted, x, argument="x", of="f", weights=weights)
    assert not calls
    found = slope.measure(index, within)
    assert 1 <= len(calls) <= MOST_CALLS
    return found


def network(
    x: np.ndarray, dtype: torch.dtype, kind: str = "tanh"
) -> tuple[Callable[[np.ndarray], float], np.ndarray]:
    """The loss of a two-layer network by its first weight (5, 7), and its gradient at x by autograd."""
    rng = np.random.default_rng(3)
    X, W2 = rng.normal(size=(9, 5)), rng.normal(size=(7, 4))
    y = torch.tensor(rng.integers(0, 4, 9))
    activation = {"tanh": torch.tanh, "relu": torch.relu}[kind]

    def loss(weight: torch.Tensor, at: torch.dtype) -> torch.Tensor:
        hidden = activation(torch.tensor(X, dtype=at) @ weight)
        return torch.nn.functional.cross_entropy(hidden @ torch.tensor(W2, dtype=at), y)

    weight = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    loss(weight, torch.float64).backward()

    def f(moved: np.ndarray) -> float:
        return loss(torch.tensor(moved, dtype=dtype), dtype).item()

    return f, weight.grad.numpy()


@pytest.mark.parametrize("kind", ["tanh", "relu"])
def test_every_entry_of_a_network_in_float64(kind: str) -> None:
    """As autograd has it, to a hundred thousandth, and within the error that it states."""
    x = np.random.default_rng(4).normal(size=(5, 7))
    f, gradient = network(x, torch.float64, kind)
    for index in np.ndindex(5, 7):
        found = slope_of(f, x, index, within=1e-4)
        assert found is not None, index
        assert abs(found[0] - gradient[index]) <= min(1e-5, found[1] + 1e-12)


@pytest.mark.parametrize("kind", ["tanh", "relu"])
def test_every_entry_of_a_network_in_float32(kind: str) -> None:
    """What is told lies within its error; of smooth functions nearly everything is told."""
    x = np.random.default_rng(4).normal(size=(5, 7))
    f, gradient = network(x, torch.float32, kind)
    told = 0
    for index in np.ndindex(5, 7):
        found = slope_of(f, x, index, within=2e-3)
        if found is not None:
            told += 1
            assert abs(found[0] - gradient[index]) <= found[1] <= 2e-3
    assert told >= (33 if kind == "tanh" else 20)


@pytest.mark.parametrize(
    "text", ["sin(x)*exp(x/2)", "1/(1+x**2)", "log(x)", "x**3 - 2*x", "tanh(x)"]
)
@pytest.mark.parametrize("place", [0.3, 1.0, 2.75])
def test_numbers_against_sympy(text: str, place: float) -> None:
    """A single number is an argument without axes."""
    symbol = sympy.Symbol("x")
    formula = sympy.sympify(text)
    truth = float(formula.diff(symbol).subs(symbol, place))
    call = sympy.lambdify(symbol, formula, "math")
    found = slope_of(lambda moved: call(float(moved)), place, (), within=1e-6)
    assert found is not None
    assert found[0] == pytest.approx(truth, rel=1e-8, abs=1e-8)


@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.sampled_from([1e-6, 1e-3, 1.0, 1e3, 1e6]),
)
def test_the_stated_error_holds(seed: int, size: float) -> None:
    """Of a smooth function of arguments of any size, whatever error is asked for."""
    rng = np.random.default_rng(seed)
    x, a, b = rng.normal(size=(3, 6))
    index = (int(rng.integers(6)),)

    def f(moved: np.ndarray) -> float:
        return float(np.sin(moved / size @ a) + (b * (moved / size) ** 2).sum())

    truth = (np.cos(x @ a) * a + 2 * b * x)[index] / size
    found = slope_of(f, x * size, index, within=1e-3 / size)
    assert found is not None
    assert abs(found[0] - truth) <= found[1] <= 1e-3 / size


def test_an_upstream_gradient_weighs_the_outputs() -> None:
    """The slope of a module is that of the sum of its outputs times dout."""
    rng = np.random.default_rng(5)
    x, dout = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    at = torch.tensor(x, requires_grad=True)
    (torch.softmax(at, dim=1) * torch.tensor(dout)).sum().backward()

    def forward(moved: np.ndarray) -> np.ndarray:
        e = np.exp(moved)
        return e / e.sum(axis=1, keepdims=True)

    for index in np.ndindex(4, 3):
        found = slope_of(forward, x, index, within=1e-5, weights=dout)
        assert found is not None
        assert found[0] == pytest.approx(at.grad[index].item(), abs=1e-8)


@pytest.mark.parametrize("kind", [float, np.float32, lambda v: [v], lambda v: np.array([[v]])])
def test_a_number_may_come_in_any_form(kind: Callable[[float], Any]) -> None:
    """Whatever `compare.array` reads."""
    found = slope_of(lambda v: kind(3.0 * v[0] * v[1]), [2.0, 5.0], (0,), within=0.01)
    assert found is not None
    assert found[0] == pytest.approx(15.0, abs=0.01)


def test_the_argument_is_left_alone() -> None:
    """Every call gets an array of its own, in C order, and the caller's is not written into."""
    x = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    kept, seen = x.copy(), []

    def f(moved: np.ndarray) -> float:
        assert moved.flags.c_contiguous
        seen.append(moved.copy())
        value = float((moved**2).sum())
        moved[:] = np.nan
        return value

    found = slope_of(f, x, (1, 2), within=1e-6)
    assert found is not None
    assert found[0] == pytest.approx(10.0)
    assert np.array_equal(x, kept)
    assert all(np.array_equal(np.delete(s, 5), np.delete(kept, 5)) for s in seen)


def relu(x: np.ndarray) -> np.ndarray:
    """max(0, x)."""
    return np.maximum(x, 0.0)


@pytest.mark.parametrize("upstream", [1.0, -3.0])
def test_a_kink_at_the_place_itself_is_not_told(upstream: float) -> None:
    """There any slope between those of the two sides is right."""
    x, dout = np.array([0.7, 0.0, -0.4]), np.array([0.3, upstream, 0.6])
    assert slope_of(relu, x, (1,), within=abs(upstream) / 3, weights=dout) is None
    assert slope_of(relu, x, (0,), within=0.1, weights=dout) is not None


@pytest.mark.parametrize("far", [1e-1, 1e-2, 1e-3, 1e-4, 1e-5])
def test_a_kink_nearby_does_not_spoil_it(far: float) -> None:
    """On either side of it, at any distance that leaves a step."""
    dout = np.array([0.31, 1.7, 0.83])
    for sign in (1.0, -1.0):
        x = np.array([np.sqrt(1.5), sign * far, -0.77])
        found = slope_of(relu, x, (1,), within=0.05, weights=dout)
        assert found is not None, (far, sign)
        assert found[0] == pytest.approx(1.7 if sign > 0 else 0.0, abs=1e-6)


def test_entries_of_very_different_size() -> None:
    """A step that fits the largest entry is far too large for the smallest."""
    x = np.array([1000.0 / 3.0, 3e-3, -500.0, -2e-3])
    dout = np.array([1.1, 1.3, 1.7, 1.9])
    told = [slope_of(relu, x, (i,), within=0.1, weights=dout) for i in range(4)]
    assert [t and round(t[0], 3) for t in told] == [1.1, 1.3, 0.0, 0.0]


def test_a_pole_nearby_does_not_spoil_it() -> None:
    """-log of a small probability: wide steps leave its domain."""
    x = np.array([0.02, 0.98 - 1e-5, 1e-5])
    found = slope_of(lambda v: -np.log(v[2]), x, (2,), within=1e3)
    assert found is not None
    assert found[0] == pytest.approx(-1e5, rel=1e-3)


@pytest.mark.parametrize("decimals", [1, 2, 3, 4])
@pytest.mark.parametrize("index", [(0, 0), (1, 2), (3, 1)])
def test_rounded_values_have_no_slope(decimals: int, index: tuple[int, int]) -> None:
    """Values that do not move because they are rounded are no slope of 0."""
    rng = np.random.default_rng(6)
    x, dout = rng.normal(0.0, 1.5, (4, 3)), rng.normal(size=(4, 3))

    def forward(moved: np.ndarray) -> np.ndarray:
        e = np.exp(moved)
        return np.round(e / e.sum(axis=1, keepdims=True), decimals)

    assert slope_of(forward, x, index, within=1e-3, weights=dout) is None


def test_a_slope_of_0_is_told() -> None:
    """What does not depend on an entry, or is closed there; short values too."""
    x = np.array([0.5, -0.25, 1.5])
    assert slope_of(lambda v: float(v[0] * 2.25), x, (1,), within=1e-3) == (0.0, 0.0)
    assert slope_of(lambda v: float(relu(v)[1]), x, (1,), within=1e-3) == (0.0, 0.0)
    assert slope_of(lambda v: np.sin(v[0]), x, (2,), within=1e-3) == (0.0, 0.0)


@pytest.mark.parametrize("value", [np.nan, np.inf, None, "0.5", [1.0, 2.0], object(), {}])
def test_what_is_no_number_is_not_told(value: Any) -> None:
    """And is no failure either."""
    slope = own_slope(lambda moved: value, np.ones(3), argument="x", of="f")
    assert slope.measure((0,), 1.0) is None


def test_a_failure_inside_is_not_told() -> None:
    """The function may judge what came back on its way."""

    def f(moved: np.ndarray) -> float:
        fail(what="loss(X, y)", expected="a loss", got="nothing")

    assert own_slope(f, np.ones(3), argument="x", of="f").measure((0,), 1.0) is None


def test_noise_is_not_told() -> None:
    """A function that draws has no slope, unless the noise is below what is asked for."""
    rng = np.random.default_rng(7)

    def noisy(size: float) -> Callable[[np.ndarray], float]:
        return lambda v: float((v**2).sum() + size * rng.normal())

    assert slope_of(noisy(0.1), np.ones(3), (0,), within=0.05) is None
    quiet = slope_of(noisy(1e-9), np.ones(3), (0,), within=0.05)
    assert quiet is not None
    assert quiet[0] == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize("place", [-0.8, -0.8 / 3.0, -1e-3])
def test_a_closed_gate_at_short_numbers_is_a_slope_of_0(place: float) -> None:
    """As of the sheet's own numbers: the values have few digits and do not move, yet nothing is rounded."""
    x = np.array([1.5, place, 0.25])
    assert slope_of(lambda v: 0.9 + 2.0 * float(relu(v)[1]), x, (1,), within=0.1) == (0.0, 0.0)
    told = slope_of(relu, x, (1,), within=0.1, weights=[0.5, 2.0, 1.0])
    assert told is not None
    assert told[0] == 0.0
