"""Judges a part of a class again: one student after the other, with all of their attempts.

Several processes may each take a part; every student belongs to one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from grader import recording, results
from grader.assignment import load_assignment
from grader.changes import Before, snapshot
from grader.diagnose import Diagnoser
from grader.engine import Context, judge, refuse
from grader.errors import UsageError
from grader.job import (
    Job,
    attempt_path,
    grading_key,
    page_path,
    recording_path,
    result_path,
    versions,
    wrong_answers_folder,
)
from grader.journal import Entry as Line
from grader.pytest_plugin import collect
from grader.rerun import CannotRun, Rerun
from grader.settle import Settling, counted_lines, line_of
from grader.wrong_answers import NotAsked, WrongAnswerStore, answering


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a batch is judged again with; plain data, so that it can be sent to another process."""

    job: Job
    """As the batch was graded, with the folders as they are now."""
    run: bool = True
    tier: str | None = None
    diagnose: bool = False


@dataclass(slots=True, kw_only=True)
class Part:
    """What judging a part of a class again came to."""

    lines: list[Line] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    ran: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    unasked: set[str] = field(default_factory=set)

    def add(self, other: Part) -> None:
        """Takes in another part."""
        self.lines += other.lines
        self.without += other.without
        self.ran += other.ran
        self.lacking += other.lacking
        self.unasked |= other.unasked


def regrade_part(means: Means, students: Sequence[tuple[str, Sequence[int]]]) -> Part:
    """Judges students again and saves what came out differently.

    Args:
        means: with what.
        students: each with the numbers of their attempts, in order.

    Raises:
        UsageError: another homework, or a damaged file.
    """
    with _opened(means) as regrading:
        for student, attempts in students:
            regrading.one(student, attempts)
        return regrading.part()


@contextmanager
def _opened(means: Means) -> Iterator[_Regrading]:
    job = means.job
    homework = load_assignment(job.assignment)
    other = next((job.out / "results").glob("*.json"), None)
    if other is not None and (found := results.read(other)["assignment"]) != homework.id:
        raise UsageError(
            f"{job.out} holds results of {found}, but {job.assignment} is {homework.id}."
        )
    suite = collect(homework, data_folder=job.data_folder)
    try:
        context = Context(assignment=homework, suite=suite, seed=job.seed, made_with={})
        running = replace(job, tier=means.tier or job.tier)
        with Rerun(context, running, run=means.run) as rerun:
            yield _Regrading(means, context, rerun)
    finally:
        suite.close()


class _Regrading:
    def __init__(self, means: Means, context: Context, rerun: Rerun) -> None:
        self._job = job = means.job
        self._rerun = rerun
        self._settling = Settling.of(job)
        self._before = Before(job.out)
        self._part = Part()
        self._versions = versions()
        ask = answering(lambda work: rerun.live(work, job.seed))

        def answer(*what: Any) -> Any:
            if not (means.diagnose or rerun.is_open):
                raise NotAsked
            try:
                return ask(*what)
            except CannotRun:
                raise NotAsked from None

        self._known = WrongAnswerStore(context, wrong_answers_folder(job.out), answer)
        self._context = replace(context, diagnose=Diagnoser(self._known))

    def part(self) -> Part:
        """What it came to so far."""
        self._part.unasked |= self._known.unasked
        return self._part

    def one(self, student: str, attempts: Sequence[int]) -> None:
        """Judges all attempts of a student again and saves what came out differently."""
        out = self._job.out
        path = result_path(out, student)
        stood = results.read(path) if path.exists() else None
        machine = []
        for attempt, old in zip(attempts, self._settling.machine(student), strict=True):
            new = self._again(student, attempt, old)
            machine.append(new)
            if attempt and new != old:
                self._keep(stood)
                results.write_at(attempt_path(out, student, attempt), new)
        settled = self._settling.final(machine)
        if stood != settled or not page_path(out, student).exists():
            self._keep(stood)
            self._settling.save(settled)
        own = [
            line_of(data, self._key(data["digest"]), attempt=attempt)
            for attempt, data in zip(attempts, machine, strict=True)
        ]
        self._part.lines += counted_lines(settled, own)

    def _key(self, digest: str) -> str:
        return grading_key(self._context.assignment, digest, self._job)

    def _keep(self, stood: Mapping[str, Any] | None) -> None:
        """How a student stood goes to disk before it is replaced."""
        if stood is not None:
            self._before.keep(snapshot(stood))

    def _again(self, student: str, attempt: int, old: dict[str, Any]) -> dict[str, Any]:
        path = recording_path(self._job.out, student, attempt)
        if not path.exists():
            return self._without_answers(student, old)
        kept = recording.read(path)
        context = replace(self._context, seed=kept.seed)

        def judged(source: Any) -> dict[str, Any]:
            result = judge(
                context,
                kept.submission,
                source,
                started_at=old["started_at"],
                seconds=old["seconds"],
            )
            return results.as_data(result)

        def stands(missing: set[str]) -> bool:
            lost = {v["check"] for v in old["verdicts"] if v["status"] == "broken"}
            return not missing & lost and self._same_homework(old["made_with"])

        again = self._rerun.judge(judged, kept, student, attempt, stands=stands)
        if again.judged is None:  # an answer was too large to keep, and nothing changed since
            return old
        if again.recording is not kept:
            recording.save(again.recording, path)
        self._part.ran.update(again.ran)
        self._part.lacking.update(again.lacking)
        return again.judged | {
            "student": student,  # the recording of a group bears the name of its first member
            "made_with": self._made_with(old["made_with"], again.recording.again),
        }

    def _without_answers(self, student: str, old: dict[str, Any]) -> dict[str, Any]:
        """Nothing could be read when it was graded: points, texts and voids follow the homework."""
        self._part.without.append(student)
        if old["digest"]:  # it was read, and its recording is lost
            return old
        broken = any(v["status"] == "broken" for v in old["verdicts"] if not v.get("voided"))
        result = refuse(self._context, student=student, sentence=old["notes"][0], broken=broken)
        return results.as_data(result) | {
            "made_with": self._made_with(old["made_with"], {}),
            "started_at": old["started_at"],
            "seconds": old["seconds"],
        }

    def _same_homework(self, then: Mapping[str, Any]) -> bool:
        """Whether a result was judged with the very homework and versions of now."""
        judged = {**then, **then.get("regraded_with", {})}
        digest = self._context.assignment.digest
        return judged.get("assignment_digest") == digest and all(
            judged.get(name) == version for name, version in self._versions.items()
        )

    def _made_with(self, then: Mapping[str, Any], again: Mapping[str, str]) -> dict[str, Any]:
        """What judged it first stays said; what judged it now is added where it differs."""
        digest = self._context.assignment.digest
        now: dict[str, Any] = {**self._versions, "assignment_digest": digest}
        differs = {k: v for k, v in now.items() if then.get(k) != v}
        if again:
            differs["again"] = dict(sorted(again.items()))
        made_with = {k: v for k, v in then.items() if k != "regraded_with"}
        return made_with | ({"regraded_with": differs} if differs else {})
