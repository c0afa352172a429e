"""The engine asks for the slope beside a wrong gradient, last and aside: nothing else depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.assignment import load_assignment
from grader.engine import Context, End, ends, judge
from grader.pytest_plugin import collect
from grader.recording import Recorder, Recording, Replay
from grader.types import ASIDE, Check, Fault, Run, Submission, Verdict

CHECKS = '''
import numpy as np

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import assert_close
from grader.own_slope import own_slope

W = np.array([0.5, -1.25, 2.0])


def slope(student, of=None):
    def loss_at(moved):
        student.remark("asked once more")
        return (of or student.loss)(moved)

    return own_slope(loss_at, W, argument="W", of="your own loss")


def public(**more):
    return check(**({"question": "q1", "points": 1, "visibility": "public"} | more))


@public()
def test_gradient(student):
    """The gradient of sum W^2."""
    assert_close(student.gradient(W), 2 * W, what="gradient(W)", slope=slope(student))


@public()
def test_caught(student):
    """A failure that the check gets over."""
    try:
        assert_close(student.gradient(W), 2 * W, what="gradient(W)", slope=slope(student))
    except BaseException:
        student.loss(W)


@public()
def test_carried(student):
    """Right given the student's own factor."""
    got = student.gradient(W)
    right_or_carried(
        student,
        lambda: assert_close(got, 2 * W, what="gradient(W)", slope=slope(student)),
        lambda: assert_close(got, student.factor(0) * W, what="gradient(W)"),
        earlier="factor",
    )


@public(visibility="hidden")
def test_object(student):
    """An object of the student's is there until the last question."""
    net = student.Net()
    assert_close(net.gradient(W), 2 * W, what="gradient(W)", slope=slope(student, net.loss))
'''

RIGHT: Mapping[str, Callable[..., Any]] = {
    "loss": lambda w: float((w**2).sum()),
    "gradient": lambda w: 2.0 * w,
    "factor": lambda _: 2.0,
}
WRONG = {**RIGHT, "gradient": lambda w: 1.5 * w}


class Functions:
    """Answers calls with plain functions, by name, and remembers the requests."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]], **told: Any) -> None:
        self.functions = functions
        self.told = told
        self.requests: list[dict[str, Any]] = []

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        self.requests.append(request)
        value = self.functions[request["target"]["path"][-1]](*request["args"])
        return (
            value if isinstance(value, Run) else Run(outcome="returned", value=value, **self.told)
        )

    @property
    def aside(self) -> list[bool]:
        """Which of the requests did not matter."""
        return [ASIDE in request for request in self.requests]


@pytest.fixture
def context(homework: Callable[..., Path]) -> Iterator[Context]:
    """The checks above, collected."""
    assignment = load_assignment(homework(**{"test_a.py": CHECKS}))
    suite = collect(assignment)
    yield Context(assignment=assignment, suite=suite, seed=3, made_with={})
    suite.close()


@pytest.fixture
def work(submission: Callable[..., Submission]) -> Submission:
    """A submission that defines what the checks ask for."""
    return submission(source="", names=("loss", "gradient", "factor", "Net"))


def ended(context: Context, work: Submission, source: Any, name: str) -> End:
    """The end of one check."""
    chosen = [c for c in context.checks() if c.id == f"a.{name}"]
    (end,) = ends(context, chosen, work, source)
    return end


def without_slope(verdict: Verdict) -> Verdict:
    """The verdict as it would be had nobody asked."""
    evidence = dict(verdict.evidence)
    for name in ("slope", "meaning", "finite_difference"):
        evidence.pop(name, None)
    rows = verdict.message.splitlines()
    kept = [r for r in rows if not r.startswith(("  slope ", "  meaning "))]
    return replace(verdict, evidence=evidence, message="\n".join(kept))


def test_a_wrong_gradient_gets_its_lines(context: Context, work: Submission) -> None:
    """Beside expected, got and worst, in the message and as data."""
    verdict = ended(context, work, Functions(WRONG), "gradient").verdict
    assert verdict.status == "failed"
    assert verdict.message.splitlines() == [
        "gradient(W)",
        "  expected  (3,) [1, -2.5, 4]",
        "  got       (3,) float64 [0.75, -1.875, 3], 3 of 3 differ",
        "  worst at  [2]: expected 4, got 3 (error 1)",
        "  allowed   an error of at most 0.004 (0.001 of the largest 4)",
        "  slope     4 at W[2] by finite differences of your own loss",
        "  meaning   your own loss is right there: the mistake is in the gradient",
    ]
    assert verdict.evidence["slope"] == "4 at W[2] by finite differences of your own loss"
    assert verdict.evidence["meaning"].endswith("the mistake is in the gradient")
    measured = verdict.evidence["finite_difference"]
    assert measured.pop("value") == pytest.approx(4.0, abs=1e-6)
    assert measured == {
        "index": [2], "argument": "W", "of": "your own loss", "agrees": "expected",
    }  # fmt: skip


def test_a_right_gradient_asks_nothing_more(context: Context, work: Submission) -> None:
    """One call, as before."""
    source = Functions(RIGHT)
    assert ended(context, work, source, "gradient").verdict.status == "passed"
    assert source.aside == [False]


def test_the_questions_are_aside_and_few(context: Context, work: Submission) -> None:
    """They come last, at most 8, and are no part of what the check asked, printed or took."""
    source = Functions(WRONG, output="hello\n", output_bytes=6, wall_s=1.0, cpu_s=2.0)
    end = ended(context, work, source, "gradient")
    assert source.aside[0] is False
    assert all(source.aside[1:])
    assert 1 <= len(source.aside[1:]) <= 8
    assert [r["target"]["path"] for r in end.requests] == [["gradient"]]
    assert (end.verdict.seconds, end.cpu_s) == (1.0, 2.0)
    assert end.verdict.evidence["output"] == "hello\n"
    assert end.verdict.remarks == ()
    assert end.culprit is not None
    assert end.culprit.what == "gradient(W)"


@pytest.mark.parametrize("name", ["caught", "carried"])
def test_whoever_gets_over_a_failure_is_not_disturbed(
    context: Context, work: Submission, name: str
) -> None:
    """Nothing is asked for a failure that does not end the check."""
    source = Functions({**WRONG, "factor": lambda _: 1.5})
    assert ended(context, work, source, name).verdict.status == "passed"
    assert not any(source.aside)


def test_what_is_not_carried_gets_its_lines(context: Context, work: Submission) -> None:
    """The failure is that of the truth, and the slope is asked after everything else."""
    source = Functions(WRONG)
    verdict = ended(context, work, source, "carried").verdict
    assert verdict.evidence["finite_difference"]["agrees"] == "expected"
    assert source.aside[:2] == [False, False]
    assert all(source.aside[2:])


@pytest.mark.parametrize(
    "run",
    [
        Run(outcome="raised", fault=Fault(type="ValueError", message="no")),
        Run(outcome="timed_out", detail="5 s"),
        Run(outcome="died", detail="signal 9"),
        Run(outcome="out_of_memory", detail="too much"),
        Run(outcome="bad_reply", detail="junk"),
        Run(outcome="missing", detail="no loss"),
        None,
        "4",
        float("nan"),
        {"loss": 4.0},
        [1.0, 2.0],
    ],
    ids=str,
)
def test_whatever_comes_back_the_failure_stands(
    context: Context, work: Submission, run: Any
) -> None:
    """A fault or junk inside the question leaves the lines out, and nothing else changes."""
    right = ended(context, work, Functions(WRONG), "gradient").verdict
    odd = ended(context, work, Functions({**WRONG, "loss": lambda w: run}), "gradient").verdict
    assert odd == without_slope(right)


def test_a_name_that_is_missing_leaves_the_lines_out(
    context: Context, submission: Callable[..., Submission]
) -> None:
    """The loss was not handed in."""
    work = submission(source="", names=("gradient",))
    verdict = ended(context, work, Functions(WRONG), "gradient").verdict
    assert verdict.status == "failed"
    assert "finite_difference" not in verdict.evidence


def recorded(context: Context, work: Submission, functions: Mapping[str, Any]) -> Recording:
    """A recording of all checks."""
    recorder = Recorder(Functions({**functions, "Net": lambda: None}), None)
    judge(context, work, recorder)
    return recorder.recording(work, seed=3)


def test_a_recording_plays_back_the_same_verdict(context: Context, work: Submission) -> None:
    """Slope included, and nothing is missing."""
    kept = recorded(context, work, WRONG)
    live = ended(context, work, Functions(WRONG), "gradient").verdict
    replay = Replay(kept)
    assert ended(context, work, replay, "gradient").verdict == live
    assert replay.missing == set()
    assert "finite_difference" in live.evidence


def forgetful(kept: Recording, keep: int) -> Recording:
    """The recording with only the first calls of the check."""
    calls = {check: list(runs)[:keep] for check, runs in kept.calls.items()}
    return replace(kept, calls=calls)


@pytest.mark.parametrize("keep", [1, 2, 4])
def test_a_recording_without_the_slope_is_good_enough(
    context: Context, work: Submission, keep: int
) -> None:
    """As one that was made before, or of a check that passed then: nothing has to be run again."""
    kept = forgetful(recorded(context, work, WRONG), keep)
    replay = Replay(kept)
    verdict = ended(context, work, replay, "gradient").verdict
    assert verdict == without_slope(ended(context, work, Functions(WRONG), "gradient").verdict)
    assert replay.missing == set()


def test_a_tolerance_that_became_tighter_needs_no_run(
    homework: Callable[..., Path], work: Submission
) -> None:
    """A check that passed fails now, from the recording; the slope that nobody asked is left out."""
    nearly = {**RIGHT, "gradient": lambda w: 2.01 * w}

    def judged(checks: str, source: Any) -> Verdict:
        assignment = load_assignment(homework(**{"test_a.py": checks}))
        suite = collect(assignment)
        try:
            context = Context(assignment=assignment, suite=suite, seed=3, made_with={})
            return ended(context, work, source, "gradient").verdict
        finally:
            suite.close()

    recorder = Recorder(Functions(nearly), None)
    wide = CHECKS.replace('what="gradient(W)"', 'what="gradient(W)", rtol=0.1')
    assert judged(wide, recorder).status == "passed"
    replay = Replay(recorder.recording(work, seed=3))
    verdict = judged(CHECKS, replay)
    assert verdict.status == "failed"
    assert verdict.evidence["worst"].startswith("[2]: expected 4")
    assert "finite_difference" not in verdict.evidence
    assert replay.missing == set()


def test_a_question_of_the_verdict_is_still_missed(context: Context, work: Submission) -> None:
    """Only what is aside may be left out: a check that asks on where it had failed runs again."""
    kept = recorded(context, work, WRONG)
    carried = [call for call in kept.calls["a.carried"]]
    replay = Replay(replace(kept, calls={"a.carried": [carried[0], *carried[2:]]}))
    assert ended(context, work, replay, "carried").verdict.status == "broken"
    assert replay.missing == {"a.carried"}


def test_a_limit_in_an_answer_aside_is_not_tried_again(context: Context, work: Submission) -> None:
    """A slope that took too long is not worth a run when the limit is wider."""
    slow = {**WRONG, "loss": lambda w: Run(outcome="timed_out", detail="5 s")}
    kept = recorded(context, work, slow)
    tight = {check: {name: 1e-3 for name in limits} for check, limits in kept.limits.items()}
    replay = Replay(replace(kept, limits=tight))
    assert ended(context, work, replay, "gradient").verdict.status == "failed"
    assert replay.missing == set()


def test_an_object_of_the_student_s_can_be_asked(
    homework: Callable[..., Path], tmp_path: Path
) -> None:
    """In a real worker: handles are there until the next check begins, and the object may remember."""
    from grader.live import Live
    from grader.load import load_submission
    from grader.sandbox import open_sandbox

    source = """
    class Net:
        def __init__(self):
            self.calls = 0

        def loss(self, w):
            self.calls += 1
            return (w**2).sum()

        def gradient(self, w):
            return w * 3

    def gradient(w):
        return w * 2

    loss = factor = gradient
    """
    assignment = load_assignment(homework(**{"test_a.py": CHECKS}))
    folder = tmp_path / "work"
    folder.mkdir()
    lines = [line[4:] for line in source.splitlines()]
    (folder / "work.py").write_text("\n".join(lines), "utf-8")
    work = load_submission(folder, student="ann", assignment="tiny")
    suite = collect(assignment)
    context = Context(assignment=assignment, suite=suite, seed=3, made_with={})
    with open_sandbox("none", preload=assignment.preload) as sandbox:
        live = Live(sandbox, work, assignment, seed=3)
        try:
            verdicts = {v.check: v for v in judge(context, work, live).verdicts}
        finally:
            live.close()
            suite.close()
    told = verdicts["a.object"]
    assert told.status == "failed"
    assert told.evidence["finite_difference"]["value"] == pytest.approx(4.0, abs=1e-6)
    assert verdicts["a.gradient"].status == "passed"


def test_the_worker_is_not_told(context: Context, work: Submission) -> None:
    """What is aside is the grader's business: nothing in the message to the worker says so."""
    from grader.live import Live

    sent: list[dict[str, Any]] = []

    class Worker:
        alive = True

        def give(self, message: Any) -> None:
            pass

        def ask(self, message: dict[str, Any], **limits: float) -> Any:
            from grader.sandbox import Reply

            sent.append(message)
            made = {"id": message["id"], "ok": True}
            if message["op"] == "call":
                made["value"] = WRONG[message["target"]["path"][-1]](*message["args"])
            return Reply(outcome="answered", message=made)

        def close(self) -> None:
            pass

    class Sandbox:
        def worker(self, limits: Any) -> Worker:
            return Worker()

    live = Live(Sandbox(), work, context.assignment, seed=3)  # type: ignore[arg-type]
    verdict = ended(context, work, live, "gradient").verdict
    assert verdict.evidence["finite_difference"]["value"] == pytest.approx(4.0, abs=1e-6)
    assert len(sent) > 3
    assert all(ASIDE not in message for message in sent)
    assert np.array_equal(sent[1]["args"][0], [0.5, -1.25, 2.0])
