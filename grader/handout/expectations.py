"""What a handout's public checks compare with: recorded once, while right and wrong solutions pass by.

The solution and its variants ask whatever right work may ask; the misconceptions add what wrong
work asks about the same inputs, and give the wrong answers under which their sentences are sealed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.assignment import Assignment
from grader.compare.judged import Judged
from grader.diagnose import WrongAnswer
from grader.engine import Context, End, ends
from grader.errors import Refused, UsageError
from grader.handout.own_numbers import OpenNumbers
from grader.live import Live
from grader.load.from_text import load_text
from grader.material import Misconception, expand, load_misconceptions, load_solution, load_variants
from grader.patching import Files
from grader.pytest_plugin import Suite, collect
from grader.selfcheck.sealed import seal
from grader.truth import Recorder, Truths
from grader.types import Check

SOLUTION = "the solution"
_IMPORTS_TORCH = re.compile(r"^[ \t]*(?:import|from)[ \t]+torch\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What was recorded."""

    truths: Sequence[dict[str, Any]]
    """Calls of recorded functions with their answers, as `truth.Recorder.entries` gives them."""
    checks: Sequence[str]
    """Ids of the public checks."""
    sealed: Mapping[str, Sequence[Mapping[str, Any]]]
    """Check id -> sentences of misconceptions, each locked by the wrong answer it is about."""
    questions: Sequence[str]
    """Those that have a public check, in the order of the sheet."""
    hidden: bool
    """Whether grading runs checks that are not public."""
    torch: Sequence[str]
    """Questions whose public checks touch a file of the solution that imports torch."""
    public: Mapping[str, set[str]]
    """File without `.py` -> names of its public check functions."""


def public_of(suite: Suite) -> tuple[Check, ...]:
    """The checks that a handout has: public ones that count and are judged by code."""
    return tuple(
        c for c in suite.checks if c.visibility == "public" and not c.manual and c.void is None
    )


def record(assignment: Assignment, *, seed: int) -> Expectations:
    """Runs the homework's own material through its public checks.

    Args:
        assignment: the homework, with its solution.
        seed: of the handout's inputs.

    Raises:
        UsageError: there is no public check, the solution or a variant does not pass one, one needs a
            hidden one, or a truth cannot be recorded; the sentence names the check.
    """
    recorder = Recorder()
    suite = collect(assignment, truths=Truths(book=recorder))
    checks = public_of(suite)
    _refuse_what_no_student_can_run(assignment, suite, checks)
    solution = load_solution(assignment.folder)
    sealed: dict[str, list[Mapping[str, Any]]] = {}
    torch: dict[str, None] = {}
    known = OpenNumbers()
    try:
        with opened_sandbox(assignment) as sandbox:
            runner = Runner(assignment, suite, sandbox, seed)
            for name, files in right_work(assignment.folder, solution):
                for end in runner.run(files, checks):
                    refuse_unless_passed(end, name)
                    if files is solution:  # variants are given the same inputs
                        known.add(end.requests)
                    if _uses_torch(end, solution):
                        torch[end.verdict.question] = None
            right = len(recorder.entries())
            for one in load_misconceptions(assignment.folder, solution):
                caught = expand(one.fails, [c.id for c in suite.checks], place=one.place)
                for end in runner.run(one.files, [c for c in checks if c.id in caught]):
                    if end.verdict.status == "broken":
                        refuse_unless_passed(end, one.place)
                    if end.culprit is not None:
                        entry = seal(end.verdict.check, _answer(one, end.culprit))
                        sealed.setdefault(end.verdict.check, []).extend([entry] if entry else [])
    finally:
        suite.close()
    return Expectations(
        truths=known.without_own(recorder.entries(), right),
        checks=[c.id for c in checks],
        questions=list(dict.fromkeys(c.question for c in checks)),
        hidden=any(c.visibility == "hidden" for c in suite.checks),
        sealed=sealed,
        torch=list(torch),
        public=_functions(suite, checks),
    )


def right_work(folder: Path, solution: Files) -> Iterator[tuple[str, Files]]:
    """The solution and every right variant, each with what to call it."""
    yield SOLUTION, solution
    for variant in load_variants(folder, solution):
        yield f"the variant {variant.name}", variant.files


class Runner:
    """Asks files the public checks.

    Args:
        assignment: of the homework, or of a handout.
        suite: its collected checks.
        sandbox: where the files run.
        seed: of the inputs.
    """

    def __init__(self, assignment: Assignment, suite: Suite, sandbox: Any, seed: int) -> None:
        self._assignment = assignment
        self._sandbox = sandbox
        self._context = Context(assignment=assignment, suite=suite, seed=seed, made_with={})

    def run(self, files: Files, checks: Sequence[Check]) -> Iterator[End]:
        """The end of each check for these files."""
        work = load_text(files, name="work", assignment=self._assignment.id)
        live = Live(self._sandbox, work, self._assignment, seed=self._context.seed)
        try:
            yield from ends(self._context, checks, work, live)
        finally:
            live.close()


def opened_sandbox(assignment: Assignment) -> Any:
    """Where the homework's own code runs: isolated where that is possible, because it is also the fastest."""
    from grader.sandbox import open_sandbox

    try:
        return open_sandbox("auto", preload=assignment.preload)
    except Refused:
        return open_sandbox("none", preload=assignment.preload)


def is_quick(check: Check, assignment: Assignment) -> bool:
    """Whether it asks for no more time than the homework's usual; one that does trains a network."""
    return check.limits.cpu_s <= assignment.limits.cpu_s


def _answer(one: Misconception, culprit: Judged) -> WrongAnswer:
    return WrongAnswer(misconception=one.id, sentence=one.sentence, judged=culprit)


def _uses_torch(end: End, solution: Files) -> bool:
    asked = {str(r.get("target", {}).get("module", "")).replace(".", "/") for r in end.requests}
    return any(_IMPORTS_TORCH.search(solution.get(f"{module}.py", "")) for module in asked)


def _refuse_what_no_student_can_run(
    assignment: Assignment, suite: Suite, checks: Sequence[Check]
) -> None:
    if not checks:
        raise UsageError(
            f"{assignment.id} has no public check, so that students could check nothing; make one "
            "public, or give them the files of its folder handout/."
        )
    public = {c.id for c in checks}
    for check in checks:
        for need in check.needs:
            if need not in public:
                raise UsageError(
                    f"The public check {check.id} needs {need}, which no student has; make that "
                    "public too, or take it out of `needs`."
                )


def refuse_unless_passed(end: End, name: str) -> None:
    """Says which public check right work does not pass.

    Raises:
        UsageError: it does not pass.
    """
    verdict = end.verdict
    if verdict.status != "passed":
        reason = verdict.message.strip().splitlines()[0] if verdict.message.strip() else ""
        raise UsageError(
            f"The handout cannot be made: {name} does not pass the public check {verdict.check} "
            f"({verdict.status}). {reason}"
        )


def _functions(suite: Suite, checks: Sequence[Check]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for check in checks:
        function = suite.function(check.id)
        file = Path(function.__code__.co_filename).stem
        out.setdefault(file, set()).add(function.__name__)
    return out
