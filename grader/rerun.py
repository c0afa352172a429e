"""Judges a recording again, and runs again only the checks whose calls it does not hold.

The sandbox and the folder of submissions are opened when the first check needs them, so that a
change of tolerance, points or text needs neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from grader.engine import Context, End, ends
from grader.errors import UsageError
from grader.handout.starter import starter_definitions
from grader.job import Job
from grader.load import LoadError, load_submission
from grader.load.roster import Entry
from grader.recording import Recorder, Recording, Replay, RequestStore
from grader.types import Check, Run, Submission

Judge = Callable[[Any], Any]
"""Judges with a source of answers."""


class CannotRun(Exception):
    """Why a submission cannot be run again, and what to do: part of a sentence."""


@dataclass(frozen=True, slots=True)
class Again:
    """What came of judging a recording again."""

    judged: Any
    """What the judge made of it; None where what was judged before stands."""
    recording: Recording
    """The same one where nothing was run."""
    ran: tuple[str, ...] = ()
    """Checks that were run again."""
    lacking: tuple[str, ...] = ()
    """Checks that would have to be, and could not."""


@dataclass(frozen=True, slots=True)
class _Mixed:
    """Some checks are asked live, all others are answered from the recording."""

    replay: Replay
    live: Recorder
    asked: frozenset[str]
    troubled: set[str] = field(default_factory=set)
    """Checks of which some answer never came, through no fault of the submission."""

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        if check.id not in self.asked:
            return self.replay.ask(check, request)
        self.troubled.add(check.id)
        run = self.live.ask(check, request)
        self.troubled.discard(check.id)
        return run


class Rerun:
    """Opens what running again needs, once for a whole class. A context manager.

    Args:
        context: the homework as it is now.
        job: what the batch was graded with: its folder, seed, sandbox and submissions.
        run: False runs nothing; what is not recorded then has no answer.
    """

    def __init__(self, context: Context, job: Job, *, run: bool = True) -> None:
        self._context = context
        self._job = job
        self._run = run
        self._stack = ExitStack()
        self._requests = RequestStore(job.out / "recordings" / "requests")
        self._shut: str | None = None

    def __enter__(self) -> Rerun:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def judge(
        self,
        judge: Judge,
        kept: Recording,
        student: str,
        attempt: int = 0,
        *,
        stands: Callable[[set[str]], bool] = lambda missing: False,
    ) -> Again:
        """Judges a recording; what it does not hold is run, where that can be done.

        Args:
            judge: judges with a source; it may be called several times.
            kept: the recording.
            student, attempt: whose it is.
            stands: told the checks that it does not hold; True when what was judged of them
                before is right still, so that nothing has to be run.
        """
        replay = Replay(kept)
        judged = judge(replay)
        if not replay.missing:
            return Again(judged, kept)
        if stands(replay.missing):
            return Again(None, kept)
        try:
            work = self.submission(kept, student, attempt)
            live = self.live(work, kept.seed)
        except CannotRun as reason:
            replay = Replay(kept, advice=str(reason))
            return Again(judge(replay), kept, lacking=tuple(sorted(replay.missing)))
        try:
            return self._asked_again(judge, kept, live, replay.missing)
        finally:
            live.close()

    def once(
        self, judge: Judge, kept: Recording, student: str, attempt: int, check: Check
    ) -> tuple[Any, Recording]:
        """Runs one check again, whatever was recorded, and gives what came back beside the verdict.

        Raises:
            CannotRun: the submission or the sandbox is not there.
        """
        live = self.live(self.submission(kept, student, attempt), kept.seed)
        recorder = Recorder(live, self._requests)
        try:
            judged = judge(_Mixed(Replay(kept), recorder, frozenset({check.id})))
            return judged, _merged(kept, recorder, {check.id}, self.tier)
        finally:
            live.close()

    def _asked_again(self, judge: Judge, kept: Recording, live: Any, missing: set[str]) -> Again:
        """Until nothing is missing: a check that passes now lets those run that it blocked."""
        asked: set[str] = set()
        lacking: set[str] = set()
        advice = "it asks something else every time it runs, so nobody can say what is right"
        while fresh := missing - asked:
            asked |= fresh
            recorder = Recorder(live, self._requests)
            mixed = _Mixed(Replay(kept, advice=advice), recorder, frozenset(fresh))
            judged = judge(mixed)
            lacking |= mixed.troubled
            kept = _merged(kept, recorder, fresh - mixed.troubled, self.tier)
            missing = mixed.replay.missing
        lacking |= missing & asked
        return Again(judged, kept, tuple(sorted(asked)), tuple(sorted(lacking)))

    @property
    def is_open(self) -> bool:
        """Whether the sandbox had to be started."""
        return "sandbox" in self.__dict__

    @property
    def tier(self) -> str:
        """The tier that submissions run in."""
        return str(self.sandbox.tier)

    @cached_property
    def sandbox(self) -> Any:
        """The warm process; raises Refused when no tier that was asked for stands."""
        from grader.sandbox import open_sandbox

        assignment = self._context.assignment
        return self._stack.enter_context(
            open_sandbox(
                self._job.tier,
                preload=assignment.preload,
                data=self._job.data_folder,
                hide=[assignment.folder, self._job.out],
            )
        )

    def live(self, submission: Submission, seed: int) -> Any:
        """A worker that answers for a submission.

        Raises:
            CannotRun: nothing is to be run, or no sandbox stands.
        """
        from grader.live import Live

        if not self._run:
            raise CannotRun("--no-run was given: leave it away and the check is run again")
        if self._shut is not None:
            raise CannotRun(self._shut)
        try:
            sandbox = self.sandbox
        except UsageError as error:
            self._shut = f"it cannot be run again here: {_inner(error)}"
            raise CannotRun(self._shut) from None
        return Live(sandbox, submission, self._context.assignment, seed=seed)

    def submission(self, kept: Recording, student: str, attempt: int) -> Submission:
        """The work that was recorded, with its files.

        Raises:
            CannotRun: it is not there any more, or is not what was graded.
        """
        if not self._run:
            raise CannotRun("--no-run was given: leave it away and the check is run again")
        try:
            return self._from_folder(kept, student, attempt)
        except CannotRun as reason:
            if kept.left_out == ():
                return from_recording(kept)
            lacks = "its data files" if kept.left_out is None else _names(kept.left_out)
            raise CannotRun(
                f"it cannot be run again, because {reason} and the recording does not hold {lacks}; "
                "give the folder that was graded with --submissions"
            ) from None

    def _from_folder(self, kept: Recording, student: str, attempt: int) -> Submission:
        entry = self._entries.get((student, attempt))
        if isinstance(self._entries_lack, str):
            raise CannotRun(self._entries_lack)
        if entry is None or entry.error:
            raise CannotRun(f"{self._job.submissions} holds nothing readable of {student}")
        assignment = self._context.assignment
        items = [q.id for q in assignment.questions]
        try:
            work = load_submission(
                entry.path,
                student=student,
                assignment=assignment.id,
                items=items,
                starter=starter_definitions(assignment.folder),
            )
        except (LoadError, OSError):
            raise CannotRun(
                f"{self._job.submissions} holds nothing readable of {student}"
            ) from None
        if work.digest != kept.submission.digest:
            raise CannotRun(f"what {student} handed in has been changed since it was graded")
        return work

    @cached_property
    def _listing(self) -> tuple[dict[tuple[str, int], Entry], str | None]:
        """Entries by student and attempt, or why there are none."""
        from grader.intake import read_submissions
        from grader.people import read_people

        folder = self._job.submissions
        if folder is None:
            return {}, "the batch does not say which folder was graded"
        if not folder.exists():
            return {}, f"{folder} is not there any more"
        system = read_people(self._job.out).system
        try:
            intake = self._stack.enter_context(
                read_submissions(
                    folder, system=system, within=self._job.out.parent, roster=self._job.roster
                )
            )
        except UsageError as error:
            return {}, f"the submissions cannot be read ({_inner(error)})"
        return dict(_units(intake.entries)), None

    @property
    def _entries(self) -> Mapping[tuple[str, int], Entry]:
        return self._listing[0]

    @property
    def _entries_lack(self) -> str | None:
        return self._listing[1]


def from_recording(kept: Recording) -> Submission:
    """The submission with the files that a recording can give back: the sources of its scripts."""
    work = kept.submission
    files = {m.path: m.source.encode("utf-8", "replace") for m in work.modules if m.cells is None}
    return replace(work, files=files)


def one_check(context: Context, check: Check) -> Callable[[Any, Submission], End]:
    """A judge of one check and those that it needs; gives its end."""
    chosen = replace(context, only=frozenset({check.id}))

    def judge(source: Any, submission: Submission) -> End:
        *_, end = (
            e
            for e in ends(chosen, chosen.checks(), submission, source)
            if e.verdict.check == check.id
        )
        return end

    return judge


def _units(entries: Sequence[Entry]) -> Iterator[tuple[tuple[str, int], Entry]]:
    """Whose results each entry becomes: its student's, and those of the rest of a group."""
    for entry in entries:
        yield (entry.student, entry.attempt), entry
        for person in entry.people[1:]:
            yield (person.student, entry.attempt), entry


def _merged(kept: Recording, recorder: Recorder, checks: set[str], tier: str) -> Recording:
    """The recording with what came back to some checks just now."""
    calls = dict(kept.calls) | {c: recorder.calls[c] for c in checks if c in recorder.calls}
    limits = dict(kept.limits) | {c: recorder.limits[c] for c in checks if c in recorder.limits}
    again = dict(kept.again) | dict.fromkeys(checks, tier)
    return replace(kept, calls=calls, limits=limits, again=again)


def _names(paths: Sequence[str]) -> str:
    more = len(paths) - 3
    return ", ".join(paths[:3]) + (f" and {more} more files" if more > 0 else "")


def _inner(error: Exception) -> str:
    """A sentence inside a sentence."""
    return str(error).rstrip(".")
