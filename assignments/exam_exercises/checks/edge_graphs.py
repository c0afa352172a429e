"""Graphs for `edge_derivatives`, by what they can show. Knows nothing of students.

Layered graphs cannot tell a breadth-first visit from a right order; graphs with o = 1 cannot tell
-o from -1/o. A weight is never near 0 or 1, and no derivative is lost beside a much larger one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

Edge = tuple[str, str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The arguments of one call."""

    about: str
    """For the message."""
    edges: tuple[Edge, ...]
    """Those next to the inputs first, unless `shuffled`."""
    o: float
    inputs: tuple[str, ...] = ("x1", "x2", "x3")
    out: str = "o"


ONE_PATH = Graph(
    about="a graph with one path from each input",
    edges=(
        ("x1", "a", 2.0),
        ("x2", "b", -1.5),
        ("x3", "b", 3.0),
        ("a", "c", -0.5),
        ("b", "o", -4.0),
        ("c", "o", 2.5),
    ),
    o=0.4,
)
TWO_PATHS = Graph(
    about="a graph in layers with several paths",
    edges=(
        ("x1", "a", 2.0),
        ("x1", "b", -3.0),
        ("x2", "b", 1.5),
        ("x2", "c", 4.0),
        ("x3", "c", -2.0),
        ("a", "d", -1.5),
        ("b", "d", 2.0),
        ("b", "e", 0.5),
        ("c", "e", -3.0),
        ("d", "o", 2.5),
        ("e", "o", -2.0),
    ),
    o=0.25,
)
ANY_ORDER = replace(
    TWO_PATHS,
    about="a graph whose edges stand in no order",
    edges=tuple(TWO_PATHS.edges[i] for i in (9, 2, 6, 0, 8, 3, 10, 5, 1, 7, 4)),
    inputs=("x3", "x1", "x2"),
    o=0.2,
)
NO_PATH = Graph(
    about="a graph with ends that do not reach the output",
    edges=(
        ("x1", "a", -2.0),
        ("x2", "dead", 3.0),
        ("x3", "b", 1.5),
        ("a", "c", 3.0),
        ("b", "c", -2.5),
        ("b", "end", 5.0),
        ("c", "o", 0.5),
    ),
    o=0.2,
)
"""x2 does not reach o; b does, although it also feeds a node that does not."""
SKIPS = (
    Graph(
        about="a graph with an edge that skips two layers",
        edges=(
            ("x1", "a", 2.0),
            ("x2", "a", -1.5),
            ("x3", "b", 0.5),
            ("a", "b", 3.0),
            ("b", "c", -2.0),
            ("a", "o", 4.0),
            ("c", "o", 1.5),
        ),
        o=0.25,
    ),
    Graph(
        about="a graph with an edge that skips one layer",
        edges=(
            ("x1", "a", -3.0),
            ("x2", "a", 1.5),
            ("x3", "b", 2.0),
            ("a", "o", 2.5),
            ("a", "b", 2.0),
            ("b", "o", -4.0),
        ),
        o=0.5,
    ),
)
PARALLEL = Graph(
    about="a graph with two edges between the same nodes",
    edges=(
        ("x1", "a", 2.0),
        ("x1", "a", 3.0),
        ("x2", "a", -1.5),
        ("x3", "b", 4.0),
        ("a", "b", -2.0),
        ("b", "o", 0.5),
        ("b", "o", 2.0),
    ),
    o=0.4,
)


def layered(rng: np.random.Generator, widths: Sequence[int], *, skips: bool = False) -> Graph:
    """A random graph in layers: three inputs, hidden layers, the output.

    Every node feeds two or more of the next layer. With `skips` the first hidden layer feeds the
    output directly too, so that visiting what is near the output first goes wrong.

    Args:
        rng: where it is drawn from.
        widths: nodes of each hidden layer, the first at least 2.
        skips: whether some edges leave layers out.
    """
    while True:
        layers = [[f"x{i}" for i in (1, 2, 3)]]
        layers += [[f"{'abcdefg'[n]}{i}" for i in range(width)] for n, width in enumerate(widths)]
        layers.append(["o"])
        edges = [edge for here, there in pairwise(layers) for edge in _between(rng, here, there)]
        if skips:
            edges += [(node, "o", _weight(rng)) for node in layers[1]]
        about = f"a random graph with hidden layers of {' and '.join(map(str, widths))} nodes"
        graph = Graph(
            about=about + (" and edges that skip layers" if skips else ""),
            edges=tuple(edges),
            o=float(rng.uniform(0.1, 0.6)),
        )
        if _balanced(graph):
            return graph


def shuffled(rng: np.random.Generator, graph: Graph) -> Graph:
    """The same graph; its edges in random order, and another order of inputs asked for."""
    turned = (*graph.inputs[-1:], *graph.inputs[:-1])
    about = f"{graph.about}, edges in no order"
    while True:
        edges = tuple(graph.edges[i] for i in rng.permutation(len(graph.edges)))
        named = dict.fromkeys(start for start, _, _ in edges if start in turned)
        if tuple(named) != turned:
            return replace(graph, edges=edges, inputs=turned, about=about)


def with_dead_ends(rng: np.random.Generator, graph: Graph) -> Graph:
    """The same graph and a dead end: a fourth input leads only there, a hidden node there too."""
    extra = (("x4", "dead", _weight(rng)), ("a0", "dead", _weight(rng)))
    inputs = (*graph.inputs, "x4")
    about = f"{graph.about} and a dead end"
    return replace(graph, edges=graph.edges + extra, inputs=inputs, about=about)


def _between(rng: np.random.Generator, here: list[str], there: list[str]) -> list[Edge]:
    least = min(len(there), 2)
    chosen = [rng.permutation(len(there))[: rng.integers(least, len(there) + 1)] for _ in here]
    return [
        (start, there[i], _weight(rng))
        for start, ends in zip(here, chosen, strict=True)
        for i in sorted(ends)
    ]


def _weight(rng: np.random.Generator) -> float:
    """Positive or negative, from 0.5 to 2.5 in size and not near 1."""
    size = rng.choice([rng.uniform(0.5, 0.8), rng.uniform(1.25, 2.5)])
    return float(np.round(size * rng.choice([-1, 1]), 2))


def _balanced(graph: Graph) -> bool:
    """Whether the inputs' path sums are of similar size and clearly apart."""
    sums = sorted(_path_sum(graph.edges, name, graph.out) for name in graph.inputs)
    sizes = [abs(value) for value in sums]
    return min(sizes) > 0.2 * max(sizes) and min(np.diff(sums)) > 0.05 * max(sizes)


def _path_sum(edges: tuple[Edge, ...], start: str, out: str) -> float:
    if start == out:
        return 1.0
    return sum(d * _path_sum(edges, end, out) for begin, end, d in edges if begin == start)
