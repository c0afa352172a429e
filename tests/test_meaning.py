"""What the end of a check means; every end as a verdict stands in test_engine.py."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.compare.judged import Judged
from grader.errors import CheckFailed, HarnessFault, NotRecorded
from grader.meaning import culprit_of, given, meaning, printed
from grader.student import Student
from grader.types import Check, Mismatch, Run, Submission

CHECK = Check(id="a.b", question="s1.A", title="t", points=1, visibility="public")


def judged(what: str, got: float, **fields: Any) -> Judged:
    """A comparison with 1."""
    known: dict[str, Any] = {"kind": "values", "expected": np.array(1.0), "bound": 0.1}
    return Judged(what=what, got=np.array(got), **(known | fields))


def failed(what: str) -> CheckFailed:
    """The end of a check at a comparison."""
    return CheckFailed(Mismatch(what=what, expected="1", got="2"))


def test_the_culprit_is_the_last_wrong_comparison_of_that_name() -> None:
    """Right ones and others before it are innocent."""
    early, right, late = judged("f", 3.0), judged("f", 1.05), judged("f", 2.0)
    other = judged("g", 9.0)
    assert culprit_of(failed("f"), [early, right, other, late]) is late
    assert culprit_of(failed("f"), [early, right, other]) is early
    assert culprit_of(failed("h"), [early, other]) is None
    assert culprit_of(failed("f"), [right]) is None


def test_an_interval_is_left_at_its_border() -> None:
    """There the nearest accepted number is what was expected, so any distance is too far."""
    outside = judged("f", 1.05, kind="interval")
    assert culprit_of(failed("f"), [outside]) is outside
    assert culprit_of(failed("f"), [judged("f", 1.0, kind="interval")]) is None


@pytest.mark.parametrize("ended", [None, HarnessFault("ours"), AssertionError()])
def test_other_ends_have_no_culprit(ended: BaseException | None) -> None:
    """Only a wrong answer does."""
    assert culprit_of(ended, [judged("f", 3.0)]) is None


def test_what_was_printed_is_cut_and_counted() -> None:
    """Nothing for nothing."""
    assert printed([Run(outcome="returned")]) == {}
    runs = [Run(outcome="returned", output="x" * 3000, output_bytes=5000)] * 2
    found = printed(runs)
    assert (len(found["output"]), found["output_bytes"]) == (4000, 10000)


def test_a_person_gets_the_text_and_the_numbers_of_the_question() -> None:
    """Of the last dict that came back, cut and harmless; other questions' numbers are not theirs."""
    submission = Submission(
        student="s", assignment="a", kind="script", modules=(), files={}, texts={"s1.A": "Why not."}
    )
    first = Run(outcome="returned", value={"s1.A": 1})
    answers = {"S1.a.x ": 2.5, "s1.A": "\x1b[2J", "s1.AB": 3, "s1.A.none": None, 7: 1}
    found = given(CHECK, submission, [first, Run(outcome="returned", value=answers)])
    assert found["text"] == "Why not."
    assert found["numbers"] == {"S1.a.x": "2.5", "s1.A": "the string '\\x1b[2J'"}
    many = {f"s1.A.{n}": n for n in range(99)}
    assert len(given(CHECK, submission, [Run(outcome="returned", value=many)])["numbers"]) == 40
    assert (
        given(
            CHECK,
            Submission(student="s", assignment="a", kind="script", modules=(), files={}),
            [Run(outcome="died", value={"s1.A": 1})],
        )
        == {}
    )


def test_a_truth_that_is_not_in_the_handout_is_told_as_blocked() -> None:
    """Nobody is at fault: neither wrong nor broken, and said where it is judged."""
    work = Submission(student="a", assignment="b", kind="script", modules=(), files={})
    student = Student(work, lambda request: Run(outcome="returned"))
    ended = NotRecorded("reference.double")
    assert str(ended) == "reference.double is not recorded for these numbers."
    assert meaning(ended, student) == (
        "blocked",
        "This check goes on from numbers of yours that are not the expected ones, so it cannot be "
        "judged here. Look at the other checks of this question first; when graded, it is judged "
        "in full.",
        {},
    )
