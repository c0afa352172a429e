"""Graphs with edge derivatives against autograd and sums over paths, and the sheets' numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.exam_edges import (
    EDGES_0616,
    EDGES_0901,
    adjoints,
    edge_answers,
    edge_derivatives,
)

OUTPUT = st.floats(0.05, 5)
SEED = st.integers(0, 2**32 - 1)


def random_graph(seed, nodes=7):
    """Edges between nodes n0 to n6, each from an earlier to a later one, in random order.

    Skip edges, nodes without a way to the output, and two edges between the same nodes all occur.
    """
    rng = np.random.default_rng(seed)
    edges = []
    for start in range(nodes):
        for end in range(start + 1, nodes):
            for _ in range(rng.choice([0, 1, 2], p=[0.5, 0.4, 0.1])):
                edges.append((f"n{start}", f"n{end}", float(rng.normal())))
    return [edges[i] for i in rng.permutation(len(edges))]


def by_autograd(edges, out, o, inputs, nodes=7):
    """dL/dx from torch: each node is a leaf plus what its edges bring; the output is set to o."""
    leaves = {
        f"n{i}": torch.zeros((), dtype=torch.float64, requires_grad=True) for i in range(nodes)
    }
    values = {}
    for name in sorted(leaves):
        arriving = [d * values[start] for start, end, d in edges if end == name]
        values[name] = leaves[name] + sum(arriving)
    loss = -torch.log(values[out] + o)  # all values are 0 here, so that the output is o
    loss.backward()
    return [0.0 if leaves[n].grad is None else float(leaves[n].grad) for n in inputs]


def path_sum(edges, start, out):
    """The sum over all paths of the product of their derivatives, by its definition."""
    if start == out:
        return 1.0
    return math.fsum(d * path_sum(edges, end, out) for begin, end, d in edges if begin == start)


@given(seed=SEED, o=OUTPUT)
def test_against_autograd(seed, o):
    """Random graphs in random order agree with autograd, at every node."""
    edges = random_graph(seed)
    inputs = [f"n{i}" for i in range(7)]
    expected = by_autograd(edges, "n6", o, inputs)
    got = edge_derivatives(edges, "n6", o, inputs)
    np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-10)


@given(seed=SEED, o=OUTPUT)
def test_against_paths(seed, o):
    """A derivative is -1/o times the sum over all paths."""
    edges = random_graph(seed)
    for name, derivative in adjoints(edges, "n6", o).items():
        assert derivative == pytest.approx(-path_sum(edges, name, "n6") / o, rel=1e-9, abs=1e-9)


@given(seed=SEED)
def test_order_of_edges(seed):
    """The order in which the edges are given does not matter."""
    edges = random_graph(seed)
    inputs = ["n3", "n0"]
    expected = edge_derivatives(sorted(edges), "n6", 0.3, inputs)
    for given_edges in (edges, edges[::-1]):
        got = edge_derivatives(given_edges, "n6", 0.3, inputs)
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


def test_output_that_feeds_a_node():
    """Nodes after the output, and nodes without a way to it, change nothing."""
    edges = [("x", "o", 3.0), ("o", "after", 5.0), ("x", "dead", 7.0)]
    assert edge_derivatives(edges, "o", 0.5, ["x", "dead", "after", "o", "unknown"]) == [
        -6.0,
        0.0,
        0.0,
        -2.0,
        0.0,
    ]


def test_numbers_of_the_sheets():
    """Items s2.0901 and s2.0616, with the edges that stand in the homework."""
    sheet = {
        "s2.0901.mid": [-10, 10, -10, -20, 30, -10, 10],
        "s2.0901.x1": -100,
        "s2.0901.x2": 110,
        "s2.0901.x3": -30,
        "s2.0616.mid": [-10, 10, -10, -20, 30, -30, 10],
        "s2.0616.x": [-180, 110, -30],
    }
    assert set(edge_answers) == set(sheet)
    for item, expected in sheet.items():
        assert edge_answers[item] == pytest.approx(expected, rel=1e-14)


def test_sheets_by_paths():
    """The same numbers by the sum over paths, which knows nothing of visiting orders."""
    for edges, expected in ((EDGES_0901, [-100, 110, -30]), (EDGES_0616, [-180, 110, -30])):
        got = [-path_sum(edges, name, "o") / 0.1 for name in ("x1", "x2", "x3")]
        assert got == pytest.approx(expected, rel=1e-14)


def test_cycle():
    """A cycle is refused, and the nodes in question are named."""
    edges = [("x", "a", 1.0), ("a", "b", 1.0), ("b", "a", 1.0), ("b", "o", 1.0)]
    with pytest.raises(ValueError, match="cycle through some of x, a, b"):
        edge_derivatives(edges, "o", 0.5, ["x"])


def test_answers_cannot_be_changed():
    """The table is read-only."""
    with pytest.raises(TypeError):
        edge_answers["s2.0901.x1"] = 0.0
