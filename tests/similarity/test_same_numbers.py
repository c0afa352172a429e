"""Equal wrong numbers: the rarer and the less explained, the more they say."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from grader.recording import Recording
from grader.similarity.same_numbers import EXPLAINED, WrongNumber, shared_numbers, wrong_numbers
from grader.types import Run, Submission


def number(check: str = "a.one", mark: str = "m", explained: str = "") -> WrongNumber:
    """A wrong number."""
    return WrongNumber(
        check=check,
        question=check.partition(".")[0],
        title="t",
        mark=mark,
        got="[1]",
        explained=explained,
    )


def verdict(**changes: Any) -> dict[str, Any]:
    """A failed verdict."""
    return {
        "check": "a.one",
        "question": "a",
        "title": "t",
        "status": "failed",
        "diagnosis": None,
        "evidence": {"wrong": "m", "got": "[1]", "worst": "[0]"},
    } | changes


def shared(marks: dict[int, str], judged: int, explained: str = "") -> Any:
    """What owners with these marks have in common in one check."""
    everybody = {o: {"a.one": number(mark=m, explained=explained)} for o, m in marks.items()}
    return shared_numbers(everybody, {"a.one": judged})


def test_the_rarer_the_heavier() -> None:
    """Two of 64 that gave it weigh six halvings, four of 64 less."""
    two = shared({0: "m", 1: "m", 2: "other"}, 64)
    assert list(two) == [(0, 1)]
    assert (two[0, 1][0].weight, two[0, 1][0].students, two[0, 1][0].of) == (6, 2, 64)
    four = shared({0: "m", 1: "m", 2: "m", 3: "m"}, 64)
    assert len(four) == 6
    assert four[1, 3][0].weight == math.log2(64 / 3)


def test_what_many_gave_says_nothing() -> None:
    """More than a tenth of the class, and more than four."""
    assert shared({n: "m" for n in range(5)}, 20) == {}
    assert len(shared({n: "m" for n in range(5)}, 50)) == 10


def test_what_a_known_mistake_explains_says_little() -> None:
    """A tenth of the weight, also when only one of the two was recognised."""
    known = shared({0: "m", 1: "m"}, 64, explained="The factor is missing.")
    assert known[0, 1][0].weight == 6 * EXPLAINED
    half = {0: {"a.one": number()}, 1: {"a.one": number(explained="The factor is missing.")}}
    assert shared_numbers(half, {"a.one": 64})[0, 1][0].number.explained


def test_a_question_weighs_once() -> None:
    """One mistake shows in several checks of a question; another question counts."""
    mine = {c: number(c) for c in ("a.one", "a.two", "b.one")}
    (found,) = shared_numbers({0: mine, 1: mine}, dict.fromkeys(mine, 8)).values()
    assert sorted(s.weight for s in found) == [0, 3, 3]


def test_only_failed_checks_with_a_fingerprint_count() -> None:
    """Neither right answers nor errors have wrong numbers."""
    verdicts = [
        verdict(),
        verdict(check="a.two", status="passed"),
        verdict(check="a.three", status="errored"),
        verdict(check="a.four", evidence={"got": "two values"}),
        verdict(check="a.five", diagnosis="known", evidence={"wrong": "x", "diagnoses": []}),
    ]
    found = wrong_numbers({"verdicts": verdicts}, None)
    assert list(found) == ["a.one", "a.five"]
    assert found["a.five"].explained == "known"


def played(*values: Any) -> Recording:
    """A recording in which the check's calls gave these values."""
    submission = Submission(student="s", assignment="hw", kind="script", modules=(), files={})
    runs = [("digest", Run(outcome="returned", value=v)) for v in values]
    return Recording(submission=submission, seed=1, calls={"a.one": runs})


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-9]), True),
        (np.array([1.0, 2.0]), np.array([1.0, 2.1]), False),
        ({"dw": 1.5, "db": [2.5]}, {"dw": 1.5, "db": [2.5]}, True),
        ((1.5, "text", None, True), (1.5, "other", None, False), True),
        (float("nan"), float("inf"), False),
    ],
)
def test_old_results_are_told_by_what_was_recorded(one: Any, other: Any, equal: bool) -> None:
    """Without a fingerprint the recorded answers stand for the numbers, to five digits."""
    old = {"verdicts": [verdict(evidence={"got": "[1]", "worst": "[0]"})]}
    a, b = (wrong_numbers(old, played(v))["a.one"].mark for v in (one, other))
    assert (a == b) is equal


def test_old_results_without_numbers_say_nothing() -> None:
    """Nothing recorded, nothing that is a number, or no comparison of numbers."""
    old = {"verdicts": [verdict(evidence={"got": "[1]", "worst": "[0]"})]}
    assert wrong_numbers(old, played()) == {}
    assert wrong_numbers(old, played("text", None)) == {}
    assert wrong_numbers({"verdicts": [verdict(evidence={"got": "x"})]}, played(1.5)) == {}
