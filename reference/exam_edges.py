"""Backpropagation through a graph whose edges carry derivatives: sheet items s2.0901 and s2.0616.

Every edge (i, j, d) says that node j depends on node i directly, with derivative d. A node's
derivative is complete only when all nodes that it feeds are done; which of the nodes are
near the output says nothing of that. Imports nothing but the standard library.

Source: A. Griewank and A. Walther, Evaluating Derivatives (2008), section 3.2 (adjoints);
A. B. Kahn, Topological sorting of large networks, CACM 5 (1962).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

__all__ = [
    "EDGES_0616",
    "EDGES_0901",
    "adjoints",
    "edge_answers",
    "edge_derivatives",
]

Edge = tuple[str, str, float]
"""(from, to, derivative of to by from)."""

EDGES_0901: tuple[Edge, ...] = (
    ("x1", "v1", -2.0),
    ("x1", "v2", 4.0),
    ("x2", "v1", 3.0),
    ("x2", "v3", 2.0),
    ("x3", "v3", -3.0),
    ("v1", "u1", 3.0),
    ("v2", "u2", 1.0),
    ("v3", "u2", 1.0),
    ("v3", "u3", -1.0),
    ("u1", "o", -1.0),
    ("u2", "o", 1.0),
    ("u3", "o", 2.0),
)
"""The graph of 2022/09/01. The edge v2 -> u2 is not in the text that is left; with 1 it gives the
dL/dv2 = -10 that the sheet uses."""

EDGES_0616: tuple[Edge, ...] = (
    ("x1", "p1", -2.0),
    ("x1", "p2", 4.0),
    ("x2", "p1", 3.0),
    ("x2", "p3", 2.0),
    ("x3", "p3", -3.0),
    ("p1", "q1", 3.0),
    ("p2", "q1", -2.0),
    ("p2", "q2", 1.0),
    ("p3", "q2", 1.0),
    ("p3", "q3", -1.0),
    ("q1", "o", -1.0),
    ("q2", "o", 1.0),
    ("q3", "o", 2.0),
)
"""The graph of 2022/06/16. Its text breaks off: the edges from p3 and from the inputs are those of
2022/09/01."""


def edge_derivatives(
    edges: Sequence[Edge], out: str, o: float, inputs: Sequence[str]
) -> list[float]:
    """The derivatives of L = -ln(o) by some nodes of a graph without cycles.

    Args:
        edges: (from, to, derivative of to by from), in any order. Two edges between the same nodes
            add, as in o = x * x.
        out: the node whose value is o.
        o: its value, positive.
        inputs: the nodes asked for; one that no edge names, or from which no path leads to `out`,
            has derivative 0.

    Returns:
        dL/dx for each of `inputs`, in their order.

    Raises:
        ValueError: the edges form a cycle.

    Source: sheet items s2.0901.x1 to .x3, s2.0616.x.

    >>> edge_derivatives([("x", "h", 3.0), ("h", "o", 2.0), ("x", "o", 1.0)], "o", 0.5, ["x", "y"])
    [-14.0, 0.0]
    """
    by_node = adjoints(edges, out, o)
    return [by_node.get(name, 0.0) for name in inputs]


def adjoints(edges: Sequence[Edge], out: str, o: float) -> dict[str, float]:
    """dL/d(node) of every node that an edge names, and of `out`.

    Nodes are finished in reverse topological order: one is taken up when no node that it feeds is
    still waiting.

    Args:
        edges: as for `edge_derivatives`.
        out: the node whose value is o.
        o: its value, positive.

    Returns:
        Name -> derivative; 0 where no path leads to `out`.

    Raises:
        ValueError: the edges form a cycle.

    Source: sheet items s2.0901.mid, s2.0616.mid.

    >>> adjoints([("x", "h", 3.0), ("h", "o", 2.0)], "o", 0.5)
    {'x': -12.0, 'h': -4.0, 'o': -2.0}
    """
    nodes = dict.fromkeys(name for start, end, _ in edges for name in (start, end)) | {out: None}
    derivative = dict.fromkeys(nodes, 0.0)
    derivative[out] = -1.0 / o
    waiting = {name: sum(start == name for start, _, _ in edges) for name in nodes}
    ready = [name for name, count in waiting.items() if count == 0]
    for done in ready:  # grows while it is walked through
        for start, end, d in edges:
            if end == done:
                derivative[start] += d * derivative[done]
                waiting[start] -= 1
                if waiting[start] == 0:
                    ready.append(start)
    if len(ready) < len(nodes):
        stuck = ", ".join(name for name in nodes if name not in ready)
        raise ValueError(f"adjoints: the edges form a cycle through some of {stuck}")
    return derivative


def _sheet() -> dict[str, float | list[float]]:
    hidden_0901 = ("o", "u1", "u2", "u3", "v1", "v2", "v3")
    hidden_0616 = ("o", "q1", "q2", "q3", "p1", "p2", "p3")
    september, june = adjoints(EDGES_0901, "o", 0.1), adjoints(EDGES_0616, "o", 0.1)
    return {
        "s2.0901.mid": [september[name] for name in hidden_0901],
        "s2.0901.x1": september["x1"],
        "s2.0901.x2": september["x2"],
        "s2.0901.x3": september["x3"],
        "s2.0616.mid": [june[name] for name in hidden_0616],
        "s2.0616.x": [june[name] for name in ("x1", "x2", "x3")],
    }


edge_answers: Mapping[str, float | list[float]] = MappingProxyType(_sheet())
"""The numbers of the two sheets, by item: o, the three nodes before it, the three before those."""
