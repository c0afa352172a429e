"""Edge derivatives: the numbers of the two exams' graphs, worked out by hand, layer by layer.

What follows from one's own numbers of the layer before is right, so that one slip costs one layer.
"""

from __future__ import annotations

from typing import Any

from named_answers import named, numbers_of
from sheet_graphs import assert_nodes, hidden_nodes

from grader.checks import check
from grader.compare import assert_close, number
from grader.student import Student

QUICK_S = 3.0
START = "Begin with dL/do for L = -ln(o), and multiply it with the edge of each node before o."
LAYER = "Go back one layer: for each edge that leaves the node, edge times derivative of its end."
SEPTEMBER, JUNE = "s2.0901.mid", "s2.0616.mid"


def assert_before_output(
    student: Student, reference: Any, item: str, names: tuple[str, ...]
) -> None:
    """Judges dL/do, if it is among the names, and the three nodes that feed o."""
    what = f"dL/d({', '.join(names)}) in answers[{item!r}]"
    own = numbers_of(hidden_nodes(student, item), names, what=what)
    expected = reference.edge_answers[item][4 - len(names) : 4]
    student.remark(assert_close(list(own.values()), expected, what=what, atol=1e-6))


def assert_further_back(
    student: Student, reference: Any, item: str, names: tuple[str, ...], earlier: tuple[str, ...]
) -> None:
    """Judges the nodes before those, by the truth or by the student's own numbers for them."""
    what = f"dL/d({', '.join(names)}) in answers[{item!r}]"
    own = numbers_of(hidden_nodes(student, item), names, what=what)
    truth = dict(zip(names, reference.edge_answers[item][4:], strict=False))
    assert_nodes(student, own, truth, item=item, earlier=earlier, what=what)


def assert_input(student: Student, reference: Any, name: str) -> None:
    """Judges one input of 2022/09/01, by the truth or by their own v1, v2, v3."""
    item = f"s2.0901.{name}"
    what = f"answers[{item!r}]"
    own = {name: number(student.answer(item), what=what)}
    truth = {name: reference.edge_answers[item]}
    assert_nodes(student, own, truth, item=SEPTEMBER, earlier=("v1", "v2", "v3"), what=what)


@check(question=SEPTEMBER, points=0.5, visibility="hidden", hint=START, cpu_s=QUICK_S)
def test_u(student, reference):
    """The numbers of 2022/09/01 for dL/do and for u1, u2, u3."""
    assert_before_output(student, reference, SEPTEMBER, ("o", "u1", "u2", "u3"))


@check(question=SEPTEMBER, points=0.5, visibility="hidden", hint=LAYER, cpu_s=QUICK_S)
def test_v(student, reference):
    """The numbers of 2022/09/01 for v1, v2, v3."""
    assert_further_back(student, reference, SEPTEMBER, ("v1", "v2", "v3"), ("u1", "u2", "u3"))


@check(question="s2.0901.x1", points=1, visibility="hidden", hint=LAYER, cpu_s=QUICK_S)
def test_x1(student, reference):
    """The number for dL/dx1 of 2022/09/01."""
    assert_input(student, reference, "x1")


@check(question="s2.0901.x2", points=1, visibility="hidden", hint=LAYER, cpu_s=QUICK_S)
def test_x2(student, reference):
    """The number for dL/dx2 of 2022/09/01."""
    assert_input(student, reference, "x2")


@check(question="s2.0901.x3", points=1, visibility="hidden", hint=LAYER, cpu_s=QUICK_S)
def test_x3(student, reference):
    """The number for dL/dx3 of 2022/09/01."""
    assert_input(student, reference, "x3")


@check(question=JUNE, points=0.5, visibility="hidden", hint=START, cpu_s=QUICK_S)
def test_q(student, reference):
    """The numbers of 2022/06/16 for q1, q2, q3, and for dL/do where it is given."""
    start = ("o",) if "o" in hidden_nodes(student, JUNE) else ()
    assert_before_output(student, reference, JUNE, (*start, "q1", "q2", "q3"))


@check(question=JUNE, points=0.5, visibility="hidden", hint=LAYER, cpu_s=QUICK_S)
def test_p(student, reference):
    """The numbers of 2022/06/16 for p1, p2, p3."""
    names = ("p1", "p2", "p3") if "p3" in hidden_nodes(student, JUNE) else ("p1", "p2")
    assert_further_back(student, reference, JUNE, names, ("q1", "q2", "q3"))


@check(question="s2.0616.x", points=1.5, visibility="hidden", hint=LAYER, cpu_s=QUICK_S)
def test_x(student, reference):
    """The numbers of 2022/06/16 for dL/dx1, dL/dx2, dL/dx3."""
    names, item = ("x1", "x2", "x3"), "s2.0616.x"
    what = f"answers[{item!r}]"
    own = numbers_of(named(student.answer(item), [names], what=what), names, what=what)
    truth = dict(zip(names, reference.edge_answers[item], strict=True))
    assert_nodes(student, own, truth, item=JUNE, earlier=("p1", "p2", "p3"), what=what)
