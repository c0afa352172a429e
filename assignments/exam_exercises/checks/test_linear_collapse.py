"""A deep linear network as one layer: the product of the weights, and the biases carried through.

Sizes differ from layer to layer, so that a wrong order shows; once they are all the same, so that
it shows in the values too. Weight and bias are judged apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.checks import check
from grader.compare import assert_close, results
from grader.student import Student

QUICK_S = 3.0
ORDER = "The first layer acts on x first: in W_2 (W_1 x) its matrix stands on the right."
BIAS = "Put one layer into the next: what happens to the bias that was added before?"
Layers = tuple[list[np.ndarray], list[np.ndarray]]

FIXED: Layers = (
    [
        np.array([[1.0, -2.0], [0.5, 3.0], [2.0, 1.5]]),
        np.array([[2.0, 1.0, -1.0], [-0.5, 1.5, 3.0]]),
        np.array([[1.5, -1.0], [2.0, 0.5], [-3.0, 1.0], [0.5, 2.5]]),
    ],
    [
        np.array([0.5, -1.0, 2.0]),
        np.array([1.5, -2.5]),
        np.array([3.0, -0.5, 1.0, 2.0]),
    ],
)
"""2 -> 3 -> 2 -> 4."""


def draw(rng: np.random.Generator, sizes: Sequence[int]) -> Layers:
    """Random layers of these sizes, the input's first."""
    Ws = [rng.normal(size=(n, m)) for m, n in itertools.pairwise(sizes)]
    return Ws, [rng.normal(size=n) for n in sizes[1:]]


def collapsed(student: Student, layers: Layers) -> tuple[str, Any, Any]:
    """The call in words, and their W and b."""
    sizes = [layers[0][0].shape[1], *(len(b) for b in layers[1])]
    what = f"collapse_linear of layers {' -> '.join(map(str, sizes))}"
    W, b = results(student.collapse_linear(*layers), "W", "b", what=what)
    return what, W, b


def assert_weight(student: Student, reference: Any, layers: Layers) -> None:
    """Judges W."""
    what, W, _ = collapsed(student, layers)
    expected = reference.collapse_linear(*layers).W
    student.remark(assert_close(W, expected, what=f"W from {what}"))


def assert_bias(student: Student, reference: Any, layers: Layers) -> None:
    """Judges b."""
    what, _, b = collapsed(student, layers)
    expected = reference.collapse_linear(*layers).b
    student.remark(assert_close(b, expected, what=f"b from {what}"))


@check(question="s2.0120.a", points=0.5, visibility="public", hint=ORDER, cpu_s=QUICK_S)
def test_weight(student, reference):
    """collapse_linear gives the weight of the single layer."""
    assert_weight(student, reference, FIXED)


@check(question="s2.0120.a", points=0.5, visibility="hidden", hint=ORDER, cpu_s=QUICK_S)
def test_weight_elsewhere(student, reference, rng):
    """collapse_linear gives the weight for any number of layers, and for layers of one size."""
    for sizes in ((3, 5), (4, 3, 2), (3, 3, 3, 3), (2, 4, 3, 5, 3, 6)):
        assert_weight(student, reference, draw(rng, sizes))


@check(question="s2.0120.a", points=0.5, visibility="public", hint=BIAS, cpu_s=QUICK_S)
def test_bias(student, reference):
    """collapse_linear gives the bias of the single layer."""
    assert_bias(student, reference, FIXED)


@check(question="s2.0120.a", points=0.5, visibility="hidden", hint=BIAS, cpu_s=QUICK_S)
def test_bias_elsewhere(student, reference, rng):
    """collapse_linear gives the bias for any number of layers, and for layers of one size."""
    for sizes in ((3, 5), (4, 3, 2), (3, 3, 3, 3), (2, 4, 3, 5, 3, 6)):
        assert_bias(student, reference, draw(rng, sizes))
