"""Judges a student's own work by the public checks of a handout, in a plain process of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from grader.errors import UsageError
from grader.job import versions
from grader.load import load_submission
from grader.selfcheck.asked import chosen
from grader.selfcheck.expected import NAME, Expected, read_expected
from grader.selfcheck.handout import FOLDER, Handout
from grader.types import Check, Result, Submission, Verdict

if TYPE_CHECKING:
    from grader.engine import Context, End
    from grader.pytest_plugin import Suite
    from grader.sandbox.plain import PlainSandbox
    from grader.selfcheck.ahead import Ahead


class SelfCheck:
    """The public checks of one handout. A context manager; may judge any number of times.

    Args:
        handout: as `find_handout` gave it.
    """

    def __init__(self, handout: Handout) -> None:
        self.handout = handout
        self._begun: tuple[Submission, PlainSandbox] | None = None

    @cached_property
    def _expected(self) -> Expected:
        handout = self.handout
        path = handout.folder / FOLDER / NAME
        return read_expected(path, homework=handout.assignment.id, seed=handout.seed)

    @cached_property
    def suite(self) -> Suite:
        """The collected checks; what they compare with comes from the handout.

        Raises:
            UsageError: a file of the handout is missing or damaged.
        """
        from grader.pytest_plugin import collect
        from grader.truth import Replay, Truths

        replay = Replay(self._expected.truths)
        truths = Truths(book=replay, reference=replay.reference(), data=self._expected.data)
        with _no_bytecode():
            return collect(self.handout.assignment, truths=truths)

    def load(self, path: Path) -> Submission:
        """A student's work as grading reads it; what the handout itself brought is left out.

        Args:
            path: a folder, a `.py` or a `.ipynb`.

        Raises:
            LoadError: nothing in it can be read.
            UsageError: it is the handout's own folder of checks.
        """
        assignment, checks = self.handout.assignment, self.handout.folder / FOLDER
        if path.resolve().is_relative_to(checks.resolve()):
            raise UsageError(
                f"{path.absolute()} holds the checks of the homework; give the folder or file with "
                "your work."
            )
        items = [q.id for q in assignment.questions]
        submission = load_submission(
            path,
            student="you",
            assignment=assignment.id,
            items=items,
            starter=self.handout.untouched,
        )
        self._begin(submission)
        return submission

    def _begin(self, submission: Submission) -> PlainSandbox:
        """Starts the process for some work: it gets ready while the checks are collected."""
        from grader.sandbox.plain import PlainSandbox

        self._let_go()
        assignment = self.handout.assignment
        sandbox = PlainSandbox(preload=_preload(assignment.preload, submission), data=None)
        sandbox.begin(assignment.limits)
        self._begun = (submission, sandbox)
        return sandbox

    def _taken(self, submission: Submission) -> PlainSandbox:
        """The process that was started for the work, or one that is started now."""
        begun = self._begun
        if begun is None or begun[0] is not submission:
            begun = (submission, self._begin(submission))
        self._begun = None
        return begun[1]

    def _let_go(self) -> None:
        if self._begun is not None:
            self._begun[1].close()
            self._begun = None

    def checks_for(self, asked: Sequence[str]) -> frozenset[str] | None:
        """Ids of the checks that a person means; None for all.

        Raises:
            UsageError: nothing is called that.
        """
        if not asked:
            return None
        questions = [q.id for q in self.handout.assignment.questions]
        checks = [c.id for c in self.suite.checks]
        return frozenset(chosen(asked, questions, checks))

    def judge(
        self,
        submission: Submission,
        *,
        only: Sequence[str] = (),
        on_verdict: Callable[[Verdict], None] | None = None,
    ) -> Result:
        """A verdict for every public check; notes say also what happened while files were loaded.

        Args:
            submission: the work.
            only: questions or checks as a person calls them; empty for all.
            on_verdict: told each verdict as it falls.

        Raises:
            UsageError: nothing is called that, or the handout is damaged.
        """
        from grader.engine import Context, judge
        from grader.live import Live
        from grader.selfcheck.here import lacking, said_here

        def shown(verdict: Verdict) -> Verdict:
            return self.here(_placed(submission, verdict))

        def told(verdict: Verdict) -> None:
            if on_verdict is not None:
                on_verdict(shown(verdict))

        assignment, wanted = self.handout.assignment, self.checks_for(only)
        lacked = lacking(assignment.packages, submission)
        context = Context(
            assignment=assignment,
            suite=self.suite,
            seed=self.handout.seed,
            made_with={**versions(), "seed": self.handout.seed, "sandbox": "none"},
            only=wanted,
            public_only=True,
        )
        if not context.checks():
            raise UsageError(
                f"There is no public check for {' and '.join(only)} of {assignment.id}; "
                "that is judged only when the homework is graded."
            )
        with self._taken(submission) as sandbox:
            context = replace(context, diagnose=self.diagnoser(context, sandbox))
            live = Live(sandbox, submission, assignment, seed=self.handout.seed)
            try:
                result = judge(context, submission, live, on_verdict=told)
                result = replace(result, verdicts=tuple(map(shown, result.verdicts)))
                if wanted is None:
                    result = _with_notes(result, live.load_rest(context.checks()[0]))
            finally:
                live.close()
        return said_here(result, lacked)

    def here(self, verdict: Verdict) -> Verdict:
        """The verdict with how its check is run again: a handout needs no name and no seed."""
        again = f"grader check --only {verdict.check}" if verdict.replay else ""
        return replace(verdict, replay=again)

    def diagnoser(self, context: Context, sandbox: Any) -> Callable[[Check, End], End]:
        """What names the mistake behind a failed check.

        Args:
            context: the checks and the seed.
            sandbox: where other code may be asked; a handout has none to ask.
        """
        from grader.selfcheck.sealed import SealedDiagnoser

        return SealedDiagnoser(self._expected.sealed)

    def look_ahead(self, submission: Submission, path: Path) -> tuple[Ahead, ...]:
        """What grading will refuse, or do otherwise than this computer; nothing runs for it.

        Args:
            submission: the work, as `load` gave it.
            path: where it was loaded from.
        """
        from grader.selfcheck.ahead import look_ahead
        from grader.selfcheck.here import lacking, warnings

        handout = self.handout
        if not handout.starter:
            return ()
        told = look_ahead(
            submission,
            starter=handout.starter,
            packages=handout.assignment.packages,
            notebooks=dict(_notebooks(submission, path)),
        )
        return (*warnings(lacking(handout.packages, submission)), *told)

    def close(self) -> None:
        """Lets go of the checks and of what was started."""
        self._let_go()
        if "suite" in self.__dict__:
            self.suite.close()
            del self.suite

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@contextmanager
def _no_bytecode() -> Iterator[None]:
    """Inside, importing the checks leaves no `__pycache__` in the student's folder."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _placed(submission: Submission, verdict: Verdict) -> Verdict:
    """A wrong answer has no traceback: `where` in the evidence says where what was asked is defined."""
    from grader.selfcheck.here import spoken_here

    verdict = spoken_here(verdict)
    if verdict.status != "failed" or verdict.evidence.get("frames"):
        return verdict
    from grader.selfcheck.definition import where_defined

    # Of a name that is missing only the closest one is meant, not all that there are.
    meant = verdict.evidence.get("what") or verdict.message.partition("The closest name is")[2]
    where = where_defined(meant, submission)
    return replace(verdict, evidence={**verdict.evidence, "where": where}) if where else verdict


def _preload(names: Collection[str], submission: Submission) -> tuple[str, ...]:
    """Those libraries that the work speaks of and that are here: importing torch takes seconds."""
    code = "\n".join(m.source for m in submission.modules)
    return tuple(n for n in names if n in code and find_spec(n.partition(".")[0]) is not None)


def _with_notes(result: Result, notes: Sequence[str]) -> Result:
    new = [note for note in notes if note not in result.notes]
    return replace(result, notes=(*result.notes, *new)[:50])


def _notebooks(submission: Submission, path: Path) -> Iterator[tuple[str, bytes]]:
    """The notebooks of the work as they lie on disk, in which order their cells ran included."""
    for module in submission.modules:
        if module.cells is not None:
            place = path if path.is_file() else path / module.path
            with suppress(OSError):
                yield module.path, place.read_bytes()
