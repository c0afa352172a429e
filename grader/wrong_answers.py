"""What misconceptions answer to the checks that catch them: computed once per batch, then kept.

A misconception is graded like a submission, in a worker of its own, when the first student fails
a check that it fails too. What it returned stands in a file of the batch that all grading
processes share. Another tolerance judges the same answers anew and runs nothing; only a check that
asks something else asks the misconceptions again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader import wire
from grader.atomic import make_private, write_atomically
from grader.compare.judged import Judged
from grader.diagnose import WrongAnswer
from grader.engine import Context, End, ends
from grader.load.from_text import load_text
from grader.material import Misconception, expand, load_misconceptions, load_solution
from grader.recording import Recorder, Recording, Replay, flat_calls, read_calls, read_frames
from grader.types import Check, Run, Submission

Calls = Sequence[tuple[str, Run]]
Answer = Callable[[Context, Check, Submission], tuple[End, Calls]]
"""Grades one check of one submission, in a worker of its own; gives also what came back."""


class NotAsked(Exception):
    """Raised by an `Answer` that does not run misconceptions now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What the file of a check holds."""

    homework: str
    """Digests of the homework that judged it."""
    answers: tuple[WrongAnswer, ...]
    calls: Mapping[str, Calls]
    """Digest of a misconception's files -> what came back."""


class WrongAnswerStore:
    """Answers of misconceptions, by check.

    Args:
        context: the homework and the seed of the batch.
        folder: where answers are kept; None keeps them in memory only.
        answer: grades a misconception; None uses what is kept and runs nothing.
    """

    def __init__(self, context: Context, folder: Path | None, answer: Answer | None) -> None:
        self._context = context
        self._folder = folder
        self._answer = answer
        self._known: dict[str, tuple[WrongAnswer, ...]] = {}
        self._by_check: dict[str, list[Misconception]] | None = None
        self._loaded: dict[str, Submission] = {}
        self.unasked: set[str] = set()
        """Checks of which some misconception would have to be run, and was not."""

    def __call__(self, check: Check) -> Sequence[WrongAnswer]:
        """What the misconceptions that this check catches answer to it."""
        if check.id not in self._known:
            kept = self._read(check)
            if kept is None or kept.homework != self._homework:
                kept = self._computed(check, {} if kept is None else kept.calls)
            self._known[check.id] = kept.answers
        return self._known[check.id]

    @property
    def _homework(self) -> str:
        assignment = self._context.assignment
        return f"{assignment.digest} {assignment.misconceptions_digest}"

    def _computed(self, check: Check, known: Mapping[str, Calls]) -> _Kept:
        """Answers judged anew, from what came back before where that still tells."""
        calls: dict[str, Calls] = {}
        answers = []
        for one in self._misconceptions().get(check.id, ()):
            work = self._submission(one)
            end = self._replayed(check, work, known.get(work.digest))
            if end is not None:
                calls[work.digest] = known[work.digest]
            else:
                try:
                    end, calls[work.digest] = self._asked(check, work)
                except NotAsked:
                    self.unasked.add(check.id)
                    continue
            if end.culprit is not None:
                answers.append(
                    WrongAnswer(misconception=one.id, sentence=one.sentence, judged=end.culprit)
                )
        kept = _Kept(homework=self._homework, answers=tuple(answers), calls=calls)
        if check.id not in self.unasked:
            self._write(check, kept)
        return kept

    def _asked(self, check: Check, work: Submission) -> tuple[End, Calls]:
        if self._answer is None:
            raise NotAsked
        return self._answer(self._context, check, work)

    def _replayed(self, check: Check, work: Submission, calls: Calls | None) -> End | None:
        if calls is None:
            return None
        recording = Recording(submission=work, seed=self._context.seed, calls={check.id: calls})
        replay = Replay(recording)
        (end,) = ends(self._context, [check], work, replay)
        return None if replay.missing else end

    def _misconceptions(self) -> dict[str, list[Misconception]]:
        """Check id -> misconceptions that fail it. A homework without any diagnoses nothing of its own."""
        if self._by_check is None:
            self._by_check = {}
            folder = self._context.assignment.folder
            if (folder / "misconceptions").is_dir() and (folder / "solution").is_dir():
                checks = [c.id for c in self._context.suite.checks]
                for one in load_misconceptions(folder, load_solution(folder)):
                    for id in expand(one.fails, checks, place=one.place):
                        self._by_check.setdefault(id, []).append(one)
        return self._by_check

    def _submission(self, one: Misconception) -> Submission:
        if one.id not in self._loaded:
            self._loaded[one.id] = load_text(
                one.files, name=one.id, assignment=self._context.assignment.id
            )
        return self._loaded[one.id]

    def _path(self, check: Check) -> Path | None:
        if self._folder is None:
            return None
        key = f"{self._context.seed}\0{check.id}"
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.rec"

    def _read(self, check: Check) -> _Kept | None:
        path = self._path(check)
        try:
            data = None if path is None else path.read_bytes()
            if data is None:
                return None
            head, *works = read_frames(data)
            return _Kept(
                homework=head["homework"],
                answers=tuple(_answer(entry) for entry in head["answers"]),
                calls={work["digest"]: read_calls(work["runs"]) for work in works},
            )
        except (OSError, wire.WireError, KeyError, TypeError, ValueError, AttributeError):
            return None  # not there, or damaged: it is computed again

    def _write(self, check: Check, kept: _Kept) -> None:
        path = self._path(check)
        if path is None:
            return
        head = {
            "check": check.id,
            "homework": kept.homework,
            "answers": [_entry(a) for a in kept.answers],
        }
        buffers = list(wire.encode(head))
        for work, calls in kept.calls.items():
            # What is too large to keep is asked again when somebody judges it anew.
            with suppress(wire.WireError):
                buffers += wire.encode({"digest": work, "runs": flat_calls(calls)})
        make_private(path.parent)
        write_atomically(path, buffers)


def _entry(answer: WrongAnswer) -> dict[str, Any]:
    judged = answer.judged
    return {
        "misconception": answer.misconception,
        "sentence": answer.sentence,
        "what": judged.what,
        "kind": judged.kind,
        "got": judged.got,
        "expected": judged.expected,
        "bound": judged.bound,
    }


def _answer(entry: Any) -> WrongAnswer:
    judged = Judged(
        what=entry["what"],
        kind=entry["kind"],
        got=np.asarray(entry["got"], dtype=np.float64),
        expected=np.asarray(entry["expected"], dtype=np.float64),
        bound=entry["bound"],
    )
    return WrongAnswer(
        misconception=entry["misconception"], sentence=entry["sentence"], judged=judged
    )


def answering(make_source: Callable[[Submission], Any]) -> Answer:
    """Grades one check of one submission with a fresh source, which is closed afterwards.

    Args:
        make_source: from a submission to a live source of answers.
    """

    def answer(context: Context, check: Check, submission: Submission) -> tuple[End, Calls]:
        source = make_source(submission)
        recorder = Recorder(source, None)
        try:
            (end,) = ends(context, [check], submission, recorder)
        finally:
            source.close()
        return end, recorder.calls.get(check.id, ())

    return answer
