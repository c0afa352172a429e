"""Judging: one verdict per check, whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.assignment import load_assignment
from grader.engine import Context, judge, refuse
from grader.pytest_plugin import collect
from grader.types import Check, Fault, Frame, Result, Run, Submission, Verdict

CHECKS = '''
import pytest
from grader.checks import check
from grader.compare import assert_close

from grader.errors import CheckFailed, HarnessFault
from grader.types import Mismatch


def public(**more):
    return check(**({"question": "q1", "points": 1, "visibility": "public"} | more))


@public(points=2, hint="think")
def test_right(student, rng):
    """It answers one."""
    if student.double(1) != 1:
        raise CheckFailed(Mismatch(what="double(1)", expected="1", got="other"), {"curves": {}})


@public(needs=["a.right"], visibility="hidden")
def test_needs(student):
    """It needs the first."""
    student.double(2)


@public()
def test_plain_assert(student):
    """It is positive."""
    assert student.double(3) > 0


@public()
def test_draws(student):
    """It draws what it got."""
    student.curve("loss", [student.double(9), 0.5])


@public()
def test_left(student):
    """It may be answered in words."""
    student.answer("q1", otherwise="Whoever marks the text decides.")


@public()
def test_compares(student):
    """It compares numbers."""
    assert_close(student.double(10), [1.0, 2.0], what="double(10)")


@public()
def test_silent(student):
    """It never asks."""


@public()
def test_typo(student):
    """It has a mistake of ours."""
    student.double(4)
    undefined_name


@public(needs=["a.typo"])
def test_after_typo(student):
    """It needs the broken one."""
    student.double(5)


@public()
def test_ours(student):
    """It says itself that it cannot judge."""
    student.double(6)
    raise HarnessFault("no room")


@public()
def test_skips(student):
    """It tries to skip."""
    student.double(7)
    pytest.skip("later")


@public()
def test_swallows(student):
    """It catches everything an author may catch."""
    try:
        student.double(8)
    except Exception:
        pass
'''


class Scripted:
    """Answers every call alike."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.seen: list[str] = []

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        self.seen.append(check.id)
        return self.run


@pytest.fixture
def context(homework: Callable[..., Path]) -> Iterator[Context]:
    """The checks above, collected."""
    assignment = load_assignment(homework(**{"test_a.py": CHECKS}))
    suite = collect(assignment)
    yield Context(assignment=assignment, suite=suite, seed=3, made_with={"seed": 3})
    suite.close()


def judged(context: Context, made: Submission, run: Run) -> dict[str, Verdict]:
    """Verdicts by the check's short name."""
    result = judge(context, made, Scripted(run))
    return {v.check.removeprefix("a."): v for v in result.verdicts}


def test_a_right_answer_earns_its_points(context: Context, submission: Callable) -> None:
    """And what needs it runs."""
    verdicts = judged(context, submission(), Run(outcome="returned", value=1, wall_s=0.25))
    right = verdicts["right"]
    assert (right.status, right.earned, right.message, right.hint) == ("passed", 2, "", "think")
    assert right.seconds == 0.25
    assert verdicts["needs"].status == "passed"
    assert verdicts["plain_assert"].status == "passed"


def test_a_wrong_answer_earns_nothing_and_blocks(context: Context, submission: Callable) -> None:
    """With the mismatch as text and as data."""
    verdicts = judged(context, submission(), Run(outcome="returned", value=-1))
    right = verdicts["right"]
    assert (right.status, right.earned) == ("failed", 0)
    assert "expected  1" in right.message
    assert right.evidence["expected"] == "1"
    assert right.evidence["curves"] == {}
    needs = verdicts["needs"]
    assert (needs.status, needs.earned) == ("blocked", 0)
    assert "It answers one" in needs.message
    assert verdicts["plain_assert"].status == "failed"
    assert "assert -1 > 0" in verdicts["plain_assert"].message


def test_our_own_faults_are_broken_and_earn_no_mark(context: Context, submission: Callable) -> None:
    """Neither zero nor full: a mistake in a check, a check that never asks, skips or gives up."""
    verdicts = judged(context, submission(), Run(outcome="returned", value=1))
    for name, says in {
        "typo": "NameError",
        "silent": "never asked",
        "ours": "no room",
        "skips": "Skipped",
        "after_typo": "needs a.typo, which broke on our side",
    }.items():
        assert (verdicts[name].status, verdicts[name].earned) == ("broken", None), name
        assert says in verdicts[name].message


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("raised", "errored"),
        ("died", "errored"),
        ("bad_reply", "errored"),
        ("timed_out", "timed_out"),
        ("out_of_memory", "timed_out"),
        ("missing", "failed"),
    ],
)
def test_every_end_of_a_call_has_its_status(
    context: Context, submission: Callable, outcome: Any, status: str
) -> None:
    """Nothing an author catches swallows it, and it never earns."""
    frame = Frame(where="work.py, line 2", function="double", code="return 1/0")
    fault = Fault(type="ZeroDivisionError", message="division by zero", frames=(frame,))
    verdicts = judged(context, submission(), Run(outcome=outcome, fault=fault, detail="why"))
    for name in ("right", "plain_assert", "typo", "swallows", "skips"):
        assert (verdicts[name].status, verdicts[name].earned) == (status, 0), name
    assert verdicts["right"].evidence["frames"][0]["code"] == "return 1/0"


def test_a_name_lost_by_a_broken_file_is_an_error_not_a_wrong_answer(
    context: Context, submission: Callable
) -> None:
    """It may well have been there, had the file run."""
    run = Run(outcome="missing", detail="gone", notes=("work.py, line 1: ImportError: no x",))
    result = judge(context, submission(), Scripted(run))
    assert result.verdicts[0].status == "errored"
    assert "work.py, line 1: ImportError: no x" in result.notes


def test_written_answers_wait_for_a_person(context: Context, submission: Callable) -> None:
    """With their text when there is one; without a mark either way."""
    run = Run(outcome="returned", value=1)
    without = judged(context, submission(), run)["written.q2"]
    assert (without.status, without.earned) == ("manual", None)
    assert "No text was found" in without.message
    with_text = judged(context, submission(texts={"q2": "because"}), run)["written.q2"]
    assert with_text.evidence == {
        "rubric": ["because"],
        "rubric_points": [1.0],
        "text": "because",
    }


def test_what_may_be_said_in_words_waits_for_a_person(
    context: Context, submission: Callable
) -> None:
    """Where `answers` lacks the entry, or has None, code cannot tell; with a number it can."""
    answers = submission(names=("double", "answers"))
    for value, status, earned in (
        ({}, "manual", None),
        ({"q1": None}, "manual", None),
        ({"q1": 3}, "passed", 1),
    ):
        left = judged(context, answers, Run(outcome="returned", value=value))["left"]
        assert (left.status, left.earned) == (status, earned)
    without = judged(context, submission(), Run(outcome="returned", value=1))["left"]
    assert (without.status, without.message) == ("manual", "Whoever marks the text decides.")
    told = submission(names=("double", "answers"), texts={"q1": "It is obvious."})
    run = Run(outcome="returned", value={"q1": None, "Q1.b": 3.25, "q12": 7, 4: 1})
    assert judged(context, told, run)["left"].evidence == {
        "text": "It is obvious.",
        "numbers": {"Q1.b": "3.25"},  # of this question, as far as they were given
    }
    died = judged(context, answers, Run(outcome="died"))["left"]
    assert died.status == "errored"


def void(context: Context, give: str, *checks: str) -> Context:
    """The same homework with checks that count no more."""
    from dataclasses import replace

    text = "".join(
        f'\n[[void]]\ncheck = "{c}"\nreason = "It was unfair."\ngive = "{give}"\n' for c in checks
    )
    toml = context.assignment.folder / "assignment.toml"
    toml.write_text(toml.read_text() + text)
    assignment = load_assignment(context.assignment.folder)
    context.suite.close()
    return replace(context, assignment=assignment, suite=collect(assignment))


def test_a_voided_check_gives_everybody_its_points_and_blocks_nobody(
    context: Context, submission: Callable
) -> None:
    """What it said of the answer stays, for an appeal."""
    voided = void(context, "full", "a.right", "a.typo", "written.q2")
    wrong = submission(names=("double", "answers"))
    verdicts = judged(voided, wrong, Run(outcome="returned", value=-1))
    right = verdicts["right"]
    assert (right.status, right.earned, right.points, right.message) == ("passed", 2, 2, "")
    assert right.voided == {"reason": "It was unfair.", "give": "full"}
    assert right.evidence["judged"]["status"] == "failed"
    assert "expected  1" in right.evidence["judged"]["message"]
    assert verdicts["needs"].status == "passed"
    assert verdicts["typo"].earned == verdicts["written.q2"].earned == 1
    assert verdicts["after_typo"].status == "passed"
    assert verdicts["plain_assert"].voided is None
    refused = refuse(voided, student="bob", sentence="It is a link.")
    assert {v.check: v.earned for v in refused.verdicts}["a.right"] == 2
    voided.suite.close()


def test_a_check_voided_for_nothing_leaves_the_total(
    context: Context, submission: Callable
) -> None:
    """How it ended stays said, and it has a mark, so that the result may be complete."""
    voided = void(context, "nothing", "a.right", "a.typo", "written.q2")
    result = judge(voided, submission(), Scripted(Run(outcome="returned", value=-1)))
    verdicts = {v.check: v for v in result.verdicts}
    right = verdicts["a.right"]
    assert (right.status, right.earned, right.points) == ("failed", 0, 0)
    assert verdicts["a.typo"].status == "broken"
    assert verdicts["a.typo"].earned == 0
    assert verdicts["written.q2"].status == "manual"
    assert verdicts["written.q2"].earned == 0
    assert verdicts["a.needs"].status == verdicts["a.after_typo"].status == "passed"
    assert result.possible == sum(c.points for c in voided.suite.checks) - 4
    voided.suite.close()


def test_wrong_numbers_have_a_fingerprint_and_right_ones_none(
    context: Context, submission: Callable
) -> None:
    """The same for the same numbers, whoever gave them."""

    def wrong(value: Any) -> str | None:
        verdict = judged(context, submission(), Run(outcome="returned", value=value))["compares"]
        return verdict.evidence.get("wrong")

    assert wrong(np.array([1.0, 2.0])) is None
    assert wrong([1.0, 3.0]) == wrong(np.array([1.0, 3.000001])) != wrong([1.0, 4.0])
    assert len(wrong([1.0, 3.0]) or "") == 16
    assert wrong("a text") is None


def test_as_many_verdicts_as_checks(context: Context, submission: Callable) -> None:
    """In the order of the checks, for any submission."""
    for run in (Run(outcome="returned", value=1), Run(outcome="died")):
        result = judge(context, submission(), Scripted(run))
        assert [v.check for v in result.verdicts] == [c.id for c in context.suite.checks]
        assert 0 <= result.earned <= result.possible


def test_what_was_printed_is_kept_cut(context: Context, submission: Callable) -> None:
    """With how much it was in all."""
    run = Run(outcome="returned", value=-1, output="x" * 9000, output_bytes=123456)
    right = judged(context, submission(), run)["right"]
    assert len(right.evidence["output"]) == 4000
    assert right.evidence["output_bytes"] == 123456


def test_curves_are_evidence_of_a_passed_check_too(context: Context, submission: Callable) -> None:
    """The page draws them."""
    verdicts = judged(context, submission(), Run(outcome="returned", value=2))
    assert verdicts["draws"].status == "passed"
    assert verdicts["draws"].evidence["curves"] == {"loss": [2.0, 0.5]}


def test_inputs_depend_on_seed_and_check_only(context: Context, submission: Callable) -> None:
    """The same for every student of a batch, other ones with another seed."""

    class Keeps(Scripted):
        inputs: list[float]

        def ask(self, check: Check, request: dict[str, Any]) -> Run:
            self.seen.append(repr(request["args"]))
            return self.run

    def asked(seed: int) -> list[str]:
        source = Keeps(Run(outcome="returned", value=1))
        from dataclasses import replace

        judge(replace(context, seed=seed), submission(), source)
        return source.seen

    assert asked(3) == asked(3)


def test_only_some_checks_bring_what_they_need(context: Context, submission: Callable) -> None:
    """By check or by question; hidden ones left out where asked for."""
    from dataclasses import replace

    def ids(**more: Any) -> list[str]:
        return [c.id for c in replace(context, **more).checks()]

    assert ids(only=frozenset({"a.needs"})) == ["a.right", "a.needs"]
    assert ids(only=frozenset({"q2"})) == ["written.q2"]
    assert "a.needs" not in ids(public_only=True)


@pytest.mark.parametrize(
    ("broken", "status", "earned"), [(False, "errored", 0), (True, "broken", None)]
)
def test_a_submission_that_cannot_be_read_gets_a_verdict_for_every_check(
    context: Context, broken: bool, status: str, earned: float | None
) -> None:
    """With the loader's sentence; our own trouble gives nobody a zero."""
    result: Result = refuse(context, student="bob", sentence="It is a link.", broken=broken)
    assert len(result.verdicts) == len(context.suite.checks)
    *by_code, written = result.verdicts
    assert {(v.status, v.earned, v.message) for v in by_code} == {(status, earned, "It is a link.")}
    # What a person has to judge is unknown either way.
    assert (written.status, written.earned) == ("broken" if broken else "manual", None)
