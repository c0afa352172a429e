"""One grading process: the collected checks, a warm sandbox, and `grade_one`.

The local pool and a cluster call the same plain function. Everything it writes for a submission is
on disk when it returns: recording, result file, page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from grader import recording, results
from grader.assignment import load_assignment
from grader.atomic import make_private
from grader.engine import Context, judge, refuse
from grader.job import (
    Job,
    attempt_path,
    grading_key,
    recording_path,
    versions,
    wrong_answers_folder,
)
from grader.journal import Entry as Line
from grader.load import LoadError, load_submission
from grader.load.roster import Entry
from grader.pages import write_page
from grader.settle import Settling, line_of
from grader.types import Submission


class Station:
    """Grades submissions one after another. A context manager; the sandbox starts when first needed."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.assignment = load_assignment(job.assignment)
        self._requests = recording.RequestStore(job.out / "recordings" / "requests")

    @cached_property
    def sandbox(self) -> Any:
        """The warm process; raises Refused when no tier that was asked for stands."""
        from grader.sandbox import open_sandbox

        return open_sandbox(
            self._job.tier,
            preload=self.assignment.preload,
            data=self._job.data_folder,
            hide=[self.assignment.folder, self._job.out],
        )

    @cached_property
    def context(self) -> Context:
        """The collected checks and what is stamped into every result."""
        from grader.diagnose import Diagnoser
        from grader.pytest_plugin import collect
        from grader.wrong_answers import WrongAnswerStore, answering

        made_with = {
            **versions(),
            "seed": self._job.seed,
            "assignment_digest": self.assignment.digest,
            "sandbox": self.sandbox.tier,
            "selftest": dict(self.sandbox.selftest),
        }
        context = Context(
            assignment=self.assignment,
            suite=collect(self.assignment, data_folder=self._job.data_folder),
            seed=self._job.seed,
            made_with=made_with,
        )
        known = WrongAnswerStore(
            context, wrong_answers_folder(self._job.out), answering(self._source)
        )
        return replace(context, diagnose=Diagnoser(known))

    @cached_property
    def _settling(self) -> Settling:
        """What turns results into marks, as it stood when grading began."""
        return Settling.of(self._job)

    @cached_property
    def _starter(self) -> Mapping[str, tuple[str, ...]]:
        """What was handed out: definitions that nobody touched are nobody's answer."""
        from grader.handout.starter import starter_definitions

        return starter_definitions(self.assignment.folder)

    def grade_one(self, entry: Entry) -> Line:
        """Grades one submission and writes its files.

        Raises:
            Refused: when there is no sandbox.
            UsageError: when the homework itself cannot be collected.
        """
        try:
            submission = self._load(entry)
        except LoadError as error:
            return self._keep_refusal(entry, str(error), broken=False)
        except OSError as error:
            reason = f"The submission cannot be read on this machine: {error.strerror}."
            return self._keep_refusal(entry, reason, broken=True)
        return self._keep(entry, *self._answers(submission), submission.digest)

    def give_up(self, entry: Entry, sentence: str) -> Line:
        """Writes a result without a mark, for a submission that ended the grading process itself."""
        return self._keep_refusal(entry, sentence, broken=True)

    def close(self) -> None:
        """Ends the warm process."""
        if "context" in self.__dict__:
            self.context.suite.close()
        if "sandbox" in self.__dict__:
            self.sandbox.close()

    def __enter__(self) -> Station:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _load(self, entry: Entry) -> Submission:
        if entry.error:
            raise LoadError(entry.error)
        return load_submission(
            entry.path,
            student=entry.student,
            assignment=self.assignment.id,
            items=[q.id for q in self.assignment.questions],
            starter=self._starter,
        )

    def _answers(self, submission: Submission) -> tuple[dict[str, Any], recording.Recording]:
        live = self._source(submission)
        recorder = recording.Recorder(live, self._requests)
        try:
            result = judge(self.context, submission, recorder)
        finally:
            live.close()
        return results.as_data(result), recorder.recording(submission, self._job.seed)

    def _source(self, submission: Submission) -> Any:
        """A worker that answers for a submission."""
        from grader.live import Live

        return Live(self.sandbox, submission, self.assignment, seed=self._job.seed)

    def _keep(
        self, entry: Entry, data: dict[str, Any], kept: recording.Recording | None, digest: str
    ) -> Line:
        out, student, attempt = self._job.out, data["student"], entry.attempt
        key = grading_key(self.assignment, digest, self._job)
        if kept is not None:
            path = recording_path(out, student, attempt)
            make_private(path.parent)
            recording.save(kept, path)
        if attempt:  # which one counts is settled when all of them are there
            results.write_at(attempt_path(out, student, attempt), data)
        else:
            data = self._settling.final([data])
            results.write(out, data)
            write_page(out, data)
        return line_of(data, key, attempt=attempt)

    def _keep_refusal(self, entry: Entry, sentence: str, *, broken: bool) -> Line:
        data = results.as_data(
            refuse(self.context, student=entry.student, sentence=sentence, broken=broken)
        )
        return self._keep(entry, data, None, "")
