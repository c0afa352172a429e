"""Grades pieces of the homework's own material, as if they had been handed in.

One bench per process: the collected checks and a warm sandbox. Everything goes the way of a real
submission: laid out on disk, loaded, executed in a worker, judged by the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.assignment import Assignment, load_assignment
from grader.engine import Context, End, ends
from grader.live import Live
from grader.load.from_text import load_text
from grader.patching import Files
from grader.pytest_plugin import collect
from grader.sandbox import Sandbox, open_sandbox
from grader.types import Check, Limits, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What pieces are graded with."""

    assignment: Assignment
    context: Context
    sandbox: Sandbox

    @classmethod
    def open(cls, folder: Path, *, seed: int, tier: str) -> Bench:
        """Collects the checks and starts the sandbox.

        Raises:
            UsageError: when the homework cannot be collected.
            Refused: when there is no sandbox.
        """
        assignment = load_assignment(folder)
        suite = collect(assignment)
        context = Context(assignment=assignment, suite=suite, seed=seed, made_with={})
        sandbox = open_sandbox(tier, preload=assignment.preload, hide=[])
        return cls(assignment=assignment, context=context, sandbox=sandbox)

    def grade(
        self,
        files: Files,
        checks: Iterable[str] | None = None,
        *,
        seed: int | None = None,
        cpu_s: float | None = None,
        until_failed: bool = False,
    ) -> list[End]:
        """Grades files.

        Args:
            files: relative path -> text.
            checks: ids of those to judge, in this order, after what they need; None for all.
            seed: of the inputs, if not the bench's own.
            cpu_s: CPU seconds that each call may use, where that is less than the check allows.
            until_failed: stops after the first check that does not pass.
        """
        context = self.context
        if seed is not None:
            context = replace(context, seed=seed)
        if checks is not None:
            wanted = list(checks)
            context = replace(context, only=frozenset(wanted))
        chosen = context.checks()
        if checks is not None:
            chosen = _in_order(chosen, wanted)
        if cpu_s is not None:
            chosen = tuple(_hurried(c, cpu_s) for c in chosen)
        submission = self.load(files)
        live = Live(self.sandbox, submission, self.assignment, seed=context.seed)
        out: list[End] = []
        try:
            for end in ends(context, chosen, submission, live):
                out.append(end)
                if until_failed and end.verdict.status not in ("passed", "manual"):
                    break
        finally:
            live.close()
        return out

    def load(self, files: Files) -> Submission:
        """Files as a submission."""
        items = [q.id for q in self.assignment.questions]
        return load_text(files, name="work", assignment=self.assignment.id, items=items)

    def close(self) -> None:
        """Ends the sandbox."""
        self.context.suite.close()
        self.sandbox.close()


def _in_order(checks: Sequence[Check], wanted: Sequence[str]) -> tuple[Check, ...]:
    """Checks as they were asked for, but each after those that it needs."""
    place = {id: n for n, id in enumerate(wanted)}
    waiting = sorted(checks, key=lambda c: place.get(c.id, -1))
    out: dict[str, Check] = {}
    while waiting:
        ready = next(c for c in waiting if all(need in out for need in c.needs))
        out[ready.id] = ready
        waiting.remove(ready)
    return tuple(out.values())


def _hurried(check: Check, cpu_s: float) -> Check:
    limits: Limits = replace(check.limits, cpu_s=min(cpu_s, check.limits.cpu_s))
    return replace(check, limits=limits)


def not_passed(done: Sequence[End]) -> set[str]:
    """Ids of the checks that cost points; answers that wait for a person are not among them."""
    return {e.verdict.check for e in done if e.verdict.status not in ("passed", "manual")}
