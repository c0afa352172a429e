"""The marker's desk: what waits, what was given, and the result files that follow from it.

A mark is in the log before anything else happens; results and pages are made from the log, under
a lock that all markers share. So a kill at any moment costs at most a page, and the next start
makes that again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from grader import results
from grader.batch_folder import batch_job, forget_settled, publish
from grader.errors import HarnessFault, UsageError
from grader.job import result_path
from grader.journal import Journal
from grader.marks import Key, Mark, MarkedMeanwhile, Marks, by_student
from grader.review import score
from grader.review.answers import Answer, Task, tasks
from grader.review.judged import Judged
from grader.review.score import Given
from grader.settle import Settling, settle_class, settling_lock


class Gone(Exception):
    """The answer that was asked for is not there any more, or its text is another one now."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known about one answer at one moment."""

    mark: Mark | None
    """The mark that counts for it now."""
    earned: float | None
    """Its points, on today's scale."""
    earlier: Mark | None
    """A mark on an earlier text, where there is no other."""
    seen: int
    """How many lines the log has about it, all its students together."""


class Desk:
    """One marker's view of a batch's folder. Threads may share it."""

    def __init__(self, out: Path, by: str) -> None:
        """Opens the folder of a batch.

        Args:
            out: the folder.
            by: what the marker is called in the log.

        Raises:
            UsageError: no batch there, or nothing was graded.
        """
        self.out = out.absolute()
        self.by = by
        self.job = batch_job(self.out)
        self.marks = Marks(self.out / "marks.jsonl")
        self._journal = Journal(self.out / "journal")
        if not (students := self._students()):
            raise UsageError(f"{out} holds no graded submissions; `grader grade` makes them.")
        first = results.read(result_path(self.out, students[0]))
        self.title = str(first.get("title") or first["assignment"])
        self._mutex = threading.Lock()
        self._judged = Judged(self.out)
        self._tasks: tuple[Task, ...] = ()
        self._made_of: object = None
        self._settled_with: tuple[object, Settling] | None = None

    def tasks(self) -> tuple[Task, ...]:
        """Everything that there is to mark, read anew where a result file changed."""
        with self._mutex:
            judged, version = self._judged.read(self._students())
            # Marks on what the program judges by now: they are rare, and stay in the list.
            beside = self.marks.latest().keys() - self._judged.waiting
            if (version, beside) != self._made_of:
                self._tasks = tasks(judged, marked=beside)
                self._made_of = version, beside
            return self._tasks

    def find(self, check: str, code: str, *, broken: bool = False) -> tuple[Task, Answer]:
        """A task and one of its answers.

        Raises:
            Gone: there is no such answer (any more).
        """
        for task in self.tasks():
            if task.check == check and task.broken == broken:
                if (answer := task.answer(code)) is not None:
                    return task, answer
        raise Gone("This answer is not in the folder any more.")

    def states(self, task: Task) -> dict[str, State]:
        """Of each answer of a task, by code."""
        given, counts = self.marks.latest_and_counts()
        return {a.code: _state(task, a, given, counts) for a in task.answers}

    def mark(
        self, task: Task, answer: Answer, given: Given | None, comment: str, *, seen: int
    ) -> str:
        """Keeps a mark and settles the results of its students.

        Args:
            given: what was chosen; None takes the mark away.
            comment: for the student.
            seen: `State.seen` that the marker knew.

        Returns:
            "" or one sentence: the mark is kept, but a result file could not be written.

        Raises:
            MarkedMeanwhile: there is another mark than the one that was known; nothing is kept.
            UsageError: points that the answer cannot earn.
            OSError: the mark could not be kept.
        """
        earned = None if given is None else score.earned(given, task.rubric, task.points)
        at = _now()
        marks = [
            Mark(
                student=student,
                check=task.check,
                by=self.by,
                at=at,
                earned=earned,
                points=task.points,
                items=() if given is None else score.said(given, task.rubric),
                comment=comment.strip() if given is not None else "",
                text_digest=answer.digest,
            )
            for student in answer.students
        ]
        self.marks.add(*marks, seen=seen)
        return self.settle(answer.students)

    def undo(self) -> tuple[tuple[Mark, ...], str]:
        """Takes the marker's last mark back; what was there before counts again.

        Returns:
            The marks that were taken back, none when there is nothing left, and a sentence as `mark`.
        """
        gone = self.marks.undo(self.by, _now())
        return gone, self.settle([m.student for m in gone])

    def settle(self, students: Sequence[str]) -> str:
        """Makes result files and pages say what the log says; a sentence when that fails."""
        try:
            with self._settling() as settling:
                for student in dict.fromkeys(students):
                    settling.save(settling.final(settling.machine(student)))
        except (UsageError, HarnessFault) as error:
            return f"The mark is kept, but not yet in the result file: {error}"
        except OSError as error:
            return f"The mark is kept, but not yet in the result file: {error.strerror}."
        return ""

    def settle_all(self) -> None:
        """Settles everybody and writes gradebook and index: at the start and at the end.

        Raises:
            UsageError, HarnessFault, OSError: something cannot be read or written.
        """
        forget_settled(self.out)
        with self._settling() as settling:
            publish(self.out, settle_class(settling, self._journal.entries().values()))

    @contextmanager
    def _settling(self) -> Iterator[Settling]:
        """What settles a result, as things stand now; nobody else settles meanwhile."""
        with settling_lock(self.out):
            # The log is long and read already; the rest is small, and changes seldom.
            files = [self.out / "people.json", self.out / "batch.json", self.job.policy]
            made_of = [_stamp(path) for path in files if path is not None]
            if self._settled_with is None or self._settled_with[0] != made_of:
                self.job = batch_job(self.out)
                self._settled_with = made_of, Settling.of(self.job)
            yield replace(self._settled_with[1], marks=by_student(self.marks.latest()))

    def _students(self) -> list[str]:
        return list(dict.fromkeys(student for student, _ in self._journal.entries()))


def _state(
    task: Task, answer: Answer, given: Mapping[Key, Mark], counts: Mapping[Key, int]
) -> State:
    mark = given.get((answer.students[0], task.check))
    seen = sum(counts.get((s, task.check), 0) for s in answer.students)
    if mark is None or mark.earned is None:
        return State(None, None, None, seen)
    if mark.text_digest != answer.digest or not mark.points:
        return State(None, None, mark, seen)
    earned = min(task.points, round(mark.earned * task.points / mark.points, 6))
    return State(mark, earned, None, seen)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Another one for another content, as far as the file system tells."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


__all__ = ["Desk", "Gone", "MarkedMeanwhile", "State"]
