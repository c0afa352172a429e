"""The second moment behind a ReLU, symbolically, and weights of the spread it asks for."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from reference.initialisation import kaiming_normal, relu_second_moment

F = sympy.Symbol("f", real=True)
S = sympy.Symbol("s", positive=True)
# Densities with mean 0 and standard deviation s, and where they live.
DENSITIES = {
    "gaussian": (sympy.exp(-(F**2) / (2 * S**2)) / (S * sympy.sqrt(2 * sympy.pi)), sympy.oo),
    "uniform": (1 / (2 * sympy.sqrt(3) * S), sympy.sqrt(3) * S),
    "laplace": (sympy.exp(-sympy.sqrt(2) * sympy.Abs(F) / S) / (sympy.sqrt(2) * S), sympy.oo),
}


@pytest.mark.parametrize("name", sorted(DENSITIES))
def test_against_sympy(name):
    """s4.5: the integral of max(0, f)^2 p(f) is what the function gives, for symmetric densities."""
    density, end = DENSITIES[name]
    variance = sympy.simplify(2 * sympy.integrate(F**2 * density, (F, 0, end)))
    moment = sympy.integrate(F**2 * density, (F, 0, end))
    assert variance == S**2
    for sigma in (0.1, 1.0, 2.5):
        exact = float(moment.subs(S, sympy.Rational(str(sigma))))
        assert relu_second_moment(sigma) == pytest.approx(exact, rel=1e-12)


def test_needs_symmetry():
    """s4.5: f = 2 (1/3) or -1 (2/3) has mean 0 and variance 2, but E[ReLU(f)^2] is 4/3, not 1."""
    f, p = np.array([2.0, -1.0]), np.array([1 / 3, 2 / 3])
    assert f @ p == pytest.approx(0.0)
    assert f**2 @ p == pytest.approx(2.0)
    assert np.maximum(f, 0) ** 2 @ p == pytest.approx(4 / 3)
    assert relu_second_moment(np.sqrt(2.0)) == pytest.approx(1.0)


def test_gaussian_sample():
    """A million draws agree to within five standard errors."""
    sigma = 1.7
    b2 = np.maximum(np.random.default_rng(0).normal(0, sigma, 10**6), 0) ** 2
    assert abs(b2.mean() - relu_second_moment(sigma)) < 5 * b2.std() / 1000


def test_arrays():
    """An array of standard deviations gives an array, a number gives a number."""
    np.testing.assert_allclose(relu_second_moment(np.array([[1.0], [4.0]])), [[0.5], [8.0]])
    assert type(relu_second_moment(2)) is float


@pytest.mark.parametrize(("input_layer", "variance"), [(False, 2 / 300), (True, 1 / 300)])
def test_kaiming_spread(input_layer, variance):
    """The weights have mean 0 and the variance that keeps the signal's size."""
    weight = kaiming_normal(400, 300, np.random.default_rng(1), input_layer=input_layer)
    assert weight.shape == (400, 300)
    assert weight.var() == pytest.approx(variance, rel=0.02)
    assert abs(weight.mean()) < 5 * np.sqrt(variance / weight.size)


def test_kaiming_keeps_the_second_moment():
    """One layer behind a ReLU: the variance of its output is the variance before the ReLU."""
    rng = np.random.default_rng(2)
    f = rng.normal(0, 1.3, (500, 400))
    out = np.maximum(f, 0) @ kaiming_normal(400, 400, rng).T
    assert np.mean(out**2) == pytest.approx(1.3**2, rel=0.05)
