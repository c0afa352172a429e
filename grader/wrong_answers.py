"""What misconceptions answer to the checks that catch them: computed once per batch, then kept.

A misconception is graded like a submission, in a worker of its own, when the first student fails
a check that it fails too. What it answered stands in a file of the batch that all grading
processes share, so that judging again needs no code at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from grader import wire
from grader.atomic import write_atomically
from grader.compare.judged import Judged
from grader.diagnose import WrongAnswer
from grader.engine import Context, End, ends
from grader.load.from_text import load_text
from grader.material import Misconception, expand, load_misconceptions, load_solution
from grader.types import Check, Submission

Answer = Callable[[Context, Check, Submission], End]
"""Grades one check of one submission, in a worker of its own."""


class WrongAnswerStore:
    """Answers of misconceptions, by check.

    Args:
        context: the homework and the seed of the batch.
        folder: where answers are kept; None keeps them in memory only.
        answer: grades a misconception; None reads what is kept and computes nothing.
    """

    def __init__(self, context: Context, folder: Path | None, answer: Answer | None) -> None:
        self._context = context
        self._folder = folder
        self._answer = answer
        self._known: dict[str, tuple[WrongAnswer, ...]] = {}
        self._by_check: dict[str, list[Misconception]] | None = None
        self._loaded: dict[str, Submission] = {}

    def __call__(self, check: Check) -> Sequence[WrongAnswer]:
        """What the misconceptions that this check catches answer to it."""
        if check.id not in self._known:
            kept = self._read(check)
            if kept is None and self._answer is not None:
                kept = tuple(self._computed(check))
                self._write(check, kept)
            self._known[check.id] = kept or ()
        return self._known[check.id]

    def _computed(self, check: Check) -> list[WrongAnswer]:
        assert self._answer is not None
        out = []
        for one in self._misconceptions().get(check.id, ()):
            end = self._answer(self._context, check, self._submission(one))
            if end.culprit is not None:
                out.append(
                    WrongAnswer(misconception=one.id, sentence=one.sentence, judged=end.culprit)
                )
        return out

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
        digest = self._context.assignment.misconceptions_digest
        key = f"{self._context.seed}\0{self._context.assignment.digest}\0{digest}\0{check.id}"
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.rec"

    def _read(self, check: Check) -> tuple[WrongAnswer, ...] | None:
        path = self._path(check)
        try:
            data = None if path is None else path.read_bytes()
            if data is None:
                return None
            view = memoryview(data)
            header, body = wire.parse_prefix(bytes(view[: wire.PREFIX_SIZE]))
            at = wire.PREFIX_SIZE
            message = wire.decode(view[at : at + header], view[at + header : at + header + body])
            return tuple(_answer(entry) for entry in message["answers"])
        except (OSError, wire.WireError, KeyError, TypeError, ValueError):
            return None  # not there, or damaged: it is computed again

    def _write(self, check: Check, answers: Sequence[WrongAnswer]) -> None:
        path = self._path(check)
        if path is None:
            return
        message = {"check": check.id, "answers": [_entry(a) for a in answers]}
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, wire.encode(message))


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

    def answer(context: Context, check: Check, submission: Submission) -> End:
        source = make_source(submission)
        try:
            (end,) = ends(context, [check], submission, source)
        finally:
            source.close()
        return end

    return answer
