"""A homework's own folder in place of a handout: for its author, and for replaying a mark.

The same as in a handout but for where right answers and diagnoses come from: the reference and the
misconceptions are at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from grader.assignment import find_assignment, load_assignment
from grader.diagnose import Diagnoser
from grader.engine import Context, End
from grader.handout.starter import starter_definitions
from grader.job import default_seed
from grader.live import Live
from grader.pytest_plugin import Suite, collect
from grader.selfcheck.handout import Handout
from grader.selfcheck.run import SelfCheck
from grader.types import Check, Verdict
from grader.wrong_answers import WrongAnswerStore, answering


class HomeworkCheck(SelfCheck):
    """The public checks of a homework that is here as a whole.

    Args:
        name: id or folder of the homework.
        seed: of the inputs; None for the one that it is graded with.

    Raises:
        UsageError: there is no such homework.
    """

    def __init__(self, name: str, seed: int | None) -> None:
        assignment = load_assignment(find_assignment(name))
        super().__init__(
            Handout(
                folder=assignment.folder,
                assignment=assignment,
                seed=default_seed(assignment) if seed is None else seed,
                hidden=False,
                starter={},
                untouched=starter_definitions(assignment.folder),
            )
        )
        hidden = any(c.visibility == "hidden" for c in self.suite.checks)
        self.handout = replace(self.handout, hidden=hidden)

    @cached_property
    def suite(self) -> Suite:
        """The collected checks, all of them; only public ones are judged."""
        return collect(self.handout.assignment)

    def here(self, verdict: Verdict) -> Verdict:
        """The verdict as it is: what it says names the homework and the seed."""
        return verdict

    def diagnoser(self, context: Context, sandbox: Any) -> Callable[[Check, End], End]:
        """Names mistakes by asking the misconceptions, each in a process of its own."""
        assignment, seed = self.handout.assignment, self.handout.seed
        ask = answering(lambda work: Live(sandbox, work, assignment, seed=seed))
        return Diagnoser(WrongAnswerStore(context, None, ask))
