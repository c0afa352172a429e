"""Errors carried forward: an early mistake costs its own points, and no silly answer earns others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.assignment import load_assignment
from grader.carried import right_or_carried
from grader.compare import assert_close, assert_number, fail
from grader.compare.judged import watching
from grader.engine import Context, judge
from grader.errors import CheckFailed, HarnessFault, NotRecorded
from grader.pytest_plugin import collect
from grader.student import Student
from grader.types import Check, Run, Verdict

HIDDEN = 3.0
"""The right first answer; the second is its square."""

CHECKS = '''
from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import assert_number, fail, number


@check(question="q1", points=2, visibility="public")
def test_square(student):
    """The second answer is the square of the first."""

    def from_their_own():
        first = number(student.answer("first"), what="answers['first']")
        if first in (0, 1):
            fail(what="answers['first']", expected="a number whose square differs", got=str(first))
        return assert_number(student.answer("second"), first**2, what="answers['second']")

    right_or_carried(
        student,
        lambda: assert_number(student.answer("second"), 9.0, what="answers['second']"),
        from_their_own,
        earlier="first",
        how="squared",
    )
'''


@pytest.fixture
def context(homework: Callable[..., Path]) -> Iterator[Context]:
    """The check above, collected."""
    assignment = load_assignment(homework(**{"test_a.py": CHECKS}))
    suite = collect(assignment)
    yield Context(assignment=assignment, suite=suite, seed=3, made_with={})
    suite.close()


class Answers:
    """A submission whose dict `answers` is this one."""

    def __init__(self, answers: Any) -> None:
        self.answers = answers

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        return Run(outcome="returned", value=self.answers)


@pytest.fixture
def verdict(context: Context, submission: Callable) -> Callable[[Any], Verdict]:
    """The verdict on a dict of answers."""

    def judged(answers: Any) -> Verdict:
        made = submission(source="answers = {}\n", names=("answers",))
        (first, *_) = judge(context, made, Answers(answers)).verdicts
        return first

    return judged


def test_a_right_answer_passes_without_a_word(verdict: Callable) -> None:
    """Whatever the earlier answer was."""
    for first in (3.0, 5.0, None):
        told = verdict({"first": first, "second": 9})
        assert (told.status, told.earned, told.remarks) == ("passed", 2, ())
        assert "carried" not in told.evidence


def test_right_given_the_own_earlier_answer_passes_and_says_so(verdict: Callable) -> None:
    """The mark is kept as evidence, too."""
    told = verdict({"first": 5, "second": 25})
    assert (told.status, told.earned) == ("passed", 2)
    assert told.evidence["carried"] == ["first"]
    assert told.remarks == (
        "Right given your own answer to first, which is wrong: squared. "
        "The mistake costs its own points only.",
    )


def test_wrong_both_ways_fails_with_the_comparison_with_the_truth(verdict: Callable) -> None:
    """What follows from a wrong answer is nobody's aim."""
    told = verdict({"first": 5, "second": 24})
    assert (told.status, told.earned) == ("failed", 0)
    assert told.evidence["expected"] == "9"
    assert "carried" not in told.evidence
    assert told.remarks == ()


@pytest.mark.parametrize("first", [0, 1, 1.0, True])
def test_an_earlier_answer_that_makes_the_rest_trivial_earns_nothing(
    first: Any, verdict: Callable
) -> None:
    """Nothing would be left to compute."""
    told = verdict({"first": first, "second": first})
    assert told.status == "failed"
    assert told.evidence["expected"] == "9"


@pytest.mark.parametrize("answers", [{"second": 25}, {"first": None, "second": 25}, {"second": ""}])
def test_without_a_usable_earlier_answer_the_truth_decides(
    answers: dict, verdict: Callable
) -> None:
    """A missing one is no excuse, and no error either."""
    told = verdict(answers)
    assert told.status == "failed"
    assert told.evidence["expected"] == "9"


def test_no_answers_at_all_is_said_as_such(verdict: Callable) -> None:
    """The student's fault is not turned into a wrong number."""
    told = verdict({"first": 5})
    assert (told.status, told.earned) == ("failed", 0)
    assert "answers has no entry 'second'" in told.message


def made(submission: Callable) -> Student:
    """A student object that nothing is asked of."""
    return Student(submission(), lambda request: Run(outcome="returned", value=None))


def wrong() -> tuple[str, ...]:
    """A comparison that fails."""
    return assert_number(1.0, 9.0, what="z")


def test_remarks_of_the_reading_that_counts_are_kept(submission: Callable) -> None:
    """Those of the truth when it passes; those of the carried reading when it does not."""
    student = made(submission)
    right_or_carried(student, lambda: ["plain"], lambda: ["carried"], earlier="q1")
    assert student._remarks == ["plain"]
    student = made(submission)
    right_or_carried(student, wrong, lambda: ["carried"], earlier="q1")
    assert student._remarks[0] == "carried"
    assert student._remarks[1].startswith("Right given your own answer to q1, which is wrong. ")


def test_judges_may_return_nothing(submission: Callable) -> None:
    """A judge that has no remarks need not say so."""
    student = made(submission)
    right_or_carried(student, lambda: None, lambda: None, earlier="q1")
    right_or_carried(student, wrong, lambda: None, earlier="q1")
    assert student._carried == {"q1": ""}


def test_our_own_fault_is_not_swallowed(submission: Callable) -> None:
    """A check that is wrong itself must end as broken, in either reading."""

    def ours() -> None:
        raise HarnessFault("no truth")

    for truth, given_earlier in ((ours, lambda: None), (wrong, ours)):
        with pytest.raises(HarnessFault):
            right_or_carried(made(submission), truth, given_earlier, earlier="q1")


def test_comparisons_of_the_reading_that_counts_are_told(submission: Callable) -> None:
    """Tolerances are measured by them: the failed truth of a carried answer would spoil that."""
    x = np.array([1.0, 2.0])

    def compared(got: np.ndarray) -> list[tuple[str, bool]]:
        with watching() as judged:
            try:
                right_or_carried(
                    made(submission),
                    lambda: assert_close(got, x, what="truth"),
                    lambda: assert_close(got, 2 * x, what="own"),
                    earlier="q1",
                )
            except CheckFailed:
                pass
        return [(j.what, j.share <= 1) for j in judged]

    assert compared(x) == [("truth", True)]
    assert compared(2 * x) == [("own", True)]
    assert compared(5 * x)[-1] == ("truth", False)


def test_the_failure_keeps_its_evidence(submission: Callable) -> None:
    """A page draws what the comparison with the truth found."""

    def truth() -> None:
        fail(what="curve", expected="falling", got="rising", evidence={"curves": {"loss": [1.0]}})

    with pytest.raises(CheckFailed) as failed:
        right_or_carried(made(submission), truth, wrong, earlier="q1")
    assert failed.value.mismatch.what == "curve"
    assert failed.value.evidence["curves"] == {"loss": [1.0]}


def not_recorded() -> None:
    """A handout does not know what follows from numbers of one's own."""
    raise NotRecorded("reference.square")


def test_a_handout_that_cannot_tell_what_follows_says_so(submission: Callable) -> None:
    """The comparison with the truth stands; that grading also looks at the rest is told."""
    student = made(submission)
    with pytest.raises(CheckFailed) as failed:
        right_or_carried(student, wrong, not_recorded, earlier="s1.a", how="squared")
    assert failed.value.mismatch.what == "z"
    assert student._remarks == [
        "When this is graded, it also counts if it follows from your own answer to s1.a; "
        "that cannot be told here."
    ]
    assert student._carried == {}


def test_a_truth_that_a_handout_does_not_know_is_nobodys_failure(submission: Callable) -> None:
    """It goes on as it is: the check cannot be judged there."""
    student = made(submission)
    with pytest.raises(NotRecorded):
        right_or_carried(student, not_recorded, lambda: None, earlier="s1.a")
    assert student._remarks == []


def test_a_right_answer_asks_nothing_of_the_earlier_one(submission: Callable) -> None:
    """So that a handout need not know it."""
    student = made(submission)
    right_or_carried(student, lambda: ("fine",), not_recorded, earlier="s1.a")
    assert student._remarks == ["fine"]
