"""reports.student.byhand: marks by hand and checks that do not count."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from reports.student.byhand import decided, rubric

MARK = {"by": "MARKER", "at": "2026-03-12", "items": ["one"], "comment": "Because **so**."}


def marked(examples: ModuleType, earned: float | None, **mark: Any) -> dict[str, Any]:
    """A written answer of two points with a mark by hand."""
    evidence = {"rubric": ["one", "two"], "rubric_points": [1.5, 0.5]}
    return examples.verdict(
        "w", "q", "t", points=2.0, earned=earned, marked=MARK | mark, evidence=evidence
    )


@pytest.mark.parametrize(
    ("earned", "words"),
    [
        (2.0, "Marked by a person: all points"),
        (0.5, "Marked by a person: part of the points"),
        (0.0, "Marked by a person: no points"),
        (None, "Marked by a person"),
    ],
)
def test_a_mark_in_words(examples: ModuleType, earned: float | None, words: str) -> None:
    """`passed` would be too much for half the points."""
    found = decided(marked(examples, earned))
    assert found is not None
    assert found.words == words
    assert "<strong>so</strong>" in found.comment
    assert "MARKER" not in str(found)


def test_what_holds_of_the_rubric(examples: ModuleType) -> None:
    """Every line with its points, and whether it holds; before marking nobody knows."""
    lines = rubric(marked(examples, 1.5))
    assert [(str(line.text), line.worth, line.holds) for line in lines] == [
        ("one", "1.5", True),
        ("two", "0.5", False),
    ]
    waiting = marked(examples, None) | {"marked": None}
    assert [line.holds for line in rubric(waiting)] == [None, None]


def test_lines_that_the_rubric_no_longer_has(examples: ModuleType) -> None:
    """What was ticked before the rubric changed is told all the same, once."""
    lines = rubric(marked(examples, 1.0, items=["one", "old", "old"]))
    assert [(str(line.text), line.holds) for line in lines] == [
        ("one", True),
        ("two", False),
        ("old", True),
    ]


@pytest.mark.parametrize(("give", "nothing"), [("full", False), ("nothing", True)])
def test_voided_checks(examples: ModuleType, give: str, nothing: bool) -> None:
    """In words, with the reason; also where somebody had marked it before."""
    verdict = marked(examples, 1.0) | {"voided": {"reason": "Ambiguous.", "give": give}}
    found = decided(verdict)
    assert found is not None
    assert found.words == ("Not counted" if nothing else "Counted as right for everybody")
    assert (found.reason, found.nothing, found.comment) == ("Ambiguous.", nothing, "")


@pytest.mark.parametrize("odd", [None, 3, "x", []])
def test_without_a_decision(examples: ModuleType, odd: Any) -> None:
    """Nothing there, or something else: the verdict speaks for itself."""
    verdict = examples.verdict("w", "q", "t", voided=odd, marked=odd)
    assert decided(verdict) is None
    assert rubric(verdict | {"evidence": odd}) == ()


def test_odd_marks_cost_only_themselves(examples: ModuleType) -> None:
    """Items and points of other types, comments of spaces."""
    verdict = marked(examples, 1.0, items=3, comment="  ")
    verdict["evidence"]["rubric_points"] = ["x"]
    found = decided(verdict)
    assert found is not None
    assert found.comment == ""
    assert [(line.worth, line.holds) for line in rubric(verdict)] == [("", False), ("", False)]
