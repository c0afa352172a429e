"""The hidden nodes of the two exams' graphs, from each other: for numbers worked out by hand.

A later number that is right given one's own earlier ones is right, unless those leave nothing to
compute: zeros, all the same, far too small or too large.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from named_answers import named, numbers_of

from grader.carried import right_or_carried
from grader.compare import assert_close, assert_true
from grader.student import Student

Nodes = Mapping[str, float]
Rule = Callable[[Nodes], float]

LAYERS = {
    "s2.0901.mid": (
        ("o", "u1", "u2", "u3", "v1", "v2", "v3"),
        ("u1", "u2", "u3", "v1", "v2", "v3"),
        ("o", "u1", "u2", "u3"),
    ),
    "s2.0616.mid": (
        ("o", "q1", "q2", "q3", "p1", "p2", "p3"),
        ("q1", "q2", "q3", "p1", "p2", "p3"),
        ("q1", "q2", "q3", "p1", "p2"),
    ),
}
"""What the list of an item may hold: all in the handout's order, or a part told by its length."""

RULES: Mapping[str, Mapping[str, Rule]] = {
    "s2.0901.mid": {
        "v1": lambda n: 3 * n["u1"],
        "v2": lambda n: n["u2"],
        "v3": lambda n: n["u2"] - n["u3"],
        "x1": lambda n: -2 * n["v1"] + 4 * n["v2"],
        "x2": lambda n: 3 * n["v1"] + 2 * n["v3"],
        "x3": lambda n: -3 * n["v3"],
    },
    "s2.0616.mid": {
        "p1": lambda n: 3 * n["q1"],
        "p2": lambda n: -2 * n["q1"] + n["q2"],
        "p3": lambda n: n["q2"] - n["q3"],
        "x1": lambda n: -2 * n["p1"] + 4 * n["p2"],
        "x2": lambda n: 3 * n["p1"] + 2 * n["p3"],
        "x3": lambda n: -3 * n["p3"],
    },
}
"""Every node by those it feeds, as the edges of the handout say."""


def hidden_nodes(student: Student, item: str) -> dict[str, Any]:
    """The student's numbers of an item's hidden nodes by name, still untrusted."""
    return named(student.answer(item), LAYERS[item], what=f"answers[{item!r}]")


def assert_nodes(
    student: Student,
    got: Nodes,
    expected: Nodes,
    *,
    item: str,
    earlier: tuple[str, ...],
    what: str,
) -> None:
    """Judges nodes by the truth, or by the student's own nodes of the layer before.

    Args:
        student: the submission.
        got: their numbers.
        expected: the truth, for the same names.
        item: the hidden nodes' item, whose rules hold.
        earlier: names of the nodes that these follow from.
        what: the answer, for the message.

    Raises:
        CheckFailed: wrong both ways.
    """
    values = np.array([got[name] for name in expected])
    truth = np.array([float(value) for value in expected.values()])

    def given_own() -> tuple[str, ...]:
        own = numbers_of(hidden_nodes(student, item), earlier, what=f"answers[{item!r}]")
        assert_usable(own, what=f"answers[{item!r}]")
        derived = np.array([RULES[item][name](own) for name in expected])
        assert_true(bool(np.all(derived != 0)), what=what, expected="something to compute", got="0")
        return assert_close(values, derived, what=what)

    right_or_carried(
        student,
        lambda: assert_close(values, truth, what=what, atol=1e-6),
        given_own,
        earlier=item,
        how=f"counted with your {', '.join(earlier)}",
    )


def assert_usable(own: Nodes, *, what: str) -> None:
    """Refuses numbers that make what follows trivial.

    Raises:
        CheckFailed: one is 0 or absurdly small or large, or all are the same.
    """
    sizes = [abs(value) for value in own.values()]
    assert_true(
        min(sizes) >= 1e-2 and max(sizes) <= 1e4 and len(set(own.values())) > 1,
        what=what,
        expected="different numbers of usual size, none of them 0",
        got=", ".join(f"{value:g}" for value in own.values()),
    )
