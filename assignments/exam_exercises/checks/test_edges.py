"""Edge derivatives: `edge_derivatives` on graphs of every kind.

Each item has its own kind of graph: one path and the loss (s2.0901.mid), several paths (.x1),
edges in any order (.x2), dead ends (.x3), edges that skip layers (s2.0616.mid), all together
(s2.0616.x). A wrong dL/do costs the points of s2.0901.mid only; elsewhere it is carried forward.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import edge_graphs as graphs
import numpy as np
from edge_graphs import Graph

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import assert_close, assert_true, number, results
from grader.student import Student
from grader.truth import recorded

QUICK_S = 3.0
LOSS = "L = -ln(o), the natural logarithm: what is dL/do at this o?"
SUM = "A node that feeds several others gets one term from each; the terms add."
ORDER = "The edges may stand in any order, and the results follow the order of `inputs`."
DEAD = "Where no path leads to the output, the loss does not depend on the node."
SKIP = "A node's derivative is complete only when all nodes that it feeds are complete."
PARALLEL = "Every edge is a term of its own, also a second one between the same two nodes."


def derivatives(student: Student, graph: Graph) -> tuple[str, Any]:
    """The call in words and what came back, as one list."""
    what = f"edge_derivatives on {graph.about} with o = {graph.o:.3g}"
    value = student.edge_derivatives(list(graph.edges), graph.out, graph.o, list(graph.inputs))
    if isinstance(value, Mapping):
        value = list(results(value, *graph.inputs, what=what))
    return what, value


def assert_edges(student: Student, reference: Any, graph: Graph) -> None:
    """Judges one call.

    Raises:
        CheckFailed: a derivative is wrong.
    """
    what, got = derivatives(student, graph)
    expected = reference.edge_derivatives(graph.edges, graph.out, graph.o, graph.inputs)
    student.remark(assert_close(got, expected, what=what))


def assert_edges_carried(student: Student, reference: Any, graph: Graph) -> None:
    """Judges one call; a wrong dL/do is no mistake here.

    Raises:
        CheckFailed: a derivative is wrong, also up to the factor that their own dL/do makes.
    """
    what, got = derivatives(student, graph)
    expected = np.array(reference.edge_derivatives(graph.edges, graph.out, graph.o, graph.inputs))

    def given_own() -> tuple[str, ...]:
        derived = from_own(expected, own_loss_derivative(student, graph), graph.o)
        return assert_close(got, derived, what=what)

    right_or_carried(
        student,
        lambda: assert_close(got, expected, what=what),
        given_own,
        earlier="s2.0901.mid",
        how="counted with your dL/do",
    )


@recorded
def from_own(expected: np.ndarray, own: float, o: float) -> np.ndarray:
    """The derivatives, given their dL/do."""
    return (own * -o) * expected


def own_loss_derivative(student: Student, graph: Graph) -> float:
    """Their dL/do: what they give for an input with one edge of 1 to the output.

    Raises:
        CheckFailed: it is none, or one that makes everything behind it trivial.
    """
    single = Graph(
        about="one edge", edges=(("x1", graph.out, 1.0),), o=graph.o, out=graph.out, inputs=("x1",)
    )
    what, value = derivatives(student, single)
    (entry,) = results(value, "x1", what=what)
    own = number(entry, what=what)
    assert_true(1e-2 <= abs(own) <= 1e3, what=what, expected="a usual number", got=f"{own:g}")
    return own


@check(question="s2.0901.mid", points=0.5, visibility="public", hint=LOSS, cpu_s=QUICK_S)
def test_one_path(student, reference):
    """edge_derivatives starts with dL/do and multiplies along a path."""
    assert_edges(student, reference, graphs.ONE_PATH)


@check(question="s2.0901.mid", points=0.5, visibility="hidden", hint=LOSS, cpu_s=QUICK_S)
def test_output_value(student, reference):
    """edge_derivatives is right for any value of the output and any name of its node."""
    for o in (0.1, 0.7, 2.5):
        edges = (("x1", "h", -2.0), ("h", "y", 1.5), ("x2", "y", -0.8))
        about = "a graph with the output y"
        graph = Graph(about=about, edges=edges, o=o, inputs=("x1", "x2"), out="y")
        assert_edges(student, reference, graph)


@check(question="s2.0901.x1", points=0.5, visibility="public", hint=SUM, cpu_s=QUICK_S)
def test_two_paths(student, reference):
    """edge_derivatives adds over all paths from an input to the output."""
    assert_edges_carried(student, reference, graphs.TWO_PATHS)


@check(question="s2.0901.x1", points=0.5, visibility="hidden", hint=SUM, cpu_s=QUICK_S)
def test_layered(student, reference, rng):
    """edge_derivatives is right on graphs in layers of any number and width."""
    for widths in ((3,), (2, 4), (3, 3, 2)):
        assert_edges_carried(student, reference, graphs.layered(rng, widths))


@check(question="s2.0901.x2", points=0.5, visibility="public", hint=ORDER, cpu_s=QUICK_S)
def test_any_order(student, reference):
    """edge_derivatives takes the edges, and gives the results, in the order asked for."""
    assert_edges_carried(student, reference, graphs.ANY_ORDER)


@check(question="s2.0901.x2", points=0.5, visibility="hidden", hint=ORDER, cpu_s=QUICK_S)
def test_any_order_elsewhere(student, reference, rng):
    """edge_derivatives is right on other graphs whose edges stand in no order."""
    for widths in ((4,), (3, 2), (2, 3, 3)):
        graph = graphs.shuffled(rng, graphs.layered(rng, widths))
        assert_edges_carried(student, reference, graph)


@check(question="s2.0901.x3", points=0.5, visibility="public", hint=DEAD, cpu_s=QUICK_S)
def test_no_path(student, reference):
    """edge_derivatives gives 0 for an input that does not reach the output."""
    assert_edges_carried(student, reference, graphs.NO_PATH)


@check(question="s2.0901.x3", points=0.5, visibility="hidden", hint=DEAD, cpu_s=QUICK_S)
def test_no_path_elsewhere(student, reference, rng):
    """edge_derivatives is right on other graphs with ends that do not reach the output."""
    for widths in ((2,), (3, 2)):
        graph = graphs.with_dead_ends(rng, graphs.layered(rng, widths))
        assert_edges_carried(student, reference, graph)


@check(question="s2.0616.mid", points=0.5, visibility="public", hint=SKIP, cpu_s=QUICK_S)
def test_skip(student, reference):
    """edge_derivatives is right on a graph with edges that skip a layer."""
    for graph in graphs.SKIPS:
        assert_edges_carried(student, reference, graph)


@check(question="s2.0616.mid", points=0.5, visibility="hidden", hint=SKIP, cpu_s=QUICK_S)
def test_skip_elsewhere(student, reference, rng):
    """edge_derivatives is right on other graphs with edges that skip layers."""
    for widths in ((2, 2, 2), (3, 2, 3)):
        assert_edges_carried(student, reference, graphs.layered(rng, widths, skips=True))


@check(question="s2.0616.x", points=0.5, visibility="public", hint=PARALLEL, cpu_s=QUICK_S)
def test_parallel(student, reference):
    """edge_derivatives adds two edges between the same nodes."""
    assert_edges_carried(student, reference, graphs.PARALLEL)


@check(question="s2.0616.x", points=0.5, visibility="hidden", hint=f"{ORDER} {SKIP}", cpu_s=QUICK_S)
def test_deep(student, reference, rng):
    """edge_derivatives is right on deep graphs with everything at once."""
    for widths in ((2, 3, 2, 2), (2, 2, 2, 3, 2)):
        graph = graphs.layered(rng, widths, skips=True)
        assert_edges_carried(student, reference, graphs.shuffled(rng, graph))
