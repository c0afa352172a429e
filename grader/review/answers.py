"""What there is to mark: the checks that wait for a person, and the answers to each.

Built from results as the machine judged them; knows nothing of marks, files or the page.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.marks import text_digest
from grader.review import score


@dataclass(frozen=True, slots=True)
class Answer:
    """What one student, or one group, handed in for one check."""

    code: str
    """Stands for the student while names are hidden; another one for every check."""
    students: tuple[str, ...]
    """One, or all who handed it in together and so are marked once."""
    people: tuple[str, ...]
    """Their names, for whoever asks."""
    verdict: Mapping[str, Any]
    digest: str
    """Of what is read to mark it (`marks.text_digest`)."""
    same: tuple[str, ...] = ()
    """Codes of the other answers to this check with the same text."""


@dataclass(frozen=True, slots=True)
class Task:
    """One check with everything that was handed in for it and waits, or waited, for a person."""

    check: str
    question: str
    title: str
    asked: str
    """What was asked: the question's title and text, Markdown."""
    points: float
    rubric: tuple[score.Line, ...]
    answers: tuple[Answer, ...]
    broken: bool = False
    """Whether these are checks that broke on our side."""

    def answer(self, code: str) -> Answer | None:
        """The answer of that code."""
        return next((a for a in self.answers if a.code == code), None)


def tasks(
    results: Iterable[Mapping[str, Any]], *, marked: Iterable[tuple[str, str]]
) -> tuple[Task, ...]:
    """Everything to mark, in the order of the sheet; broken checks after it, as tasks of their own.

    Args:
        results: as the machine judged them (`marks.without_marks`).
        marked: (student, check) of all marks by hand: these stay in the list whatever the
            machine says by now.
    """
    have = set(marked)
    found: dict[tuple[bool, str], list[_Pair]] = defaultdict(list)
    order: dict[str, int] = {}
    for data in results:
        place = {str(q["id"]): n for n, q in enumerate(data.get("questions") or ())}
        for verdict in data["verdicts"]:
            check = str(verdict["check"])
            if verdict.get("voided"):
                continue
            broken = verdict["status"] == "broken"
            if broken or verdict["status"] == "manual" or (data["student"], check) in have:
                order.setdefault(check, place.get(str(verdict["question"]), len(place)))
                found[broken, check].append(_Pair(data, verdict))
    ranked = sorted(found, key=lambda key: (key[0], order[key[1]]))
    return tuple(_task(check, broken, found[broken, check]) for broken, check in ranked)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A verdict in the result that it belongs to."""

    data: Mapping[str, Any]
    verdict: Mapping[str, Any]

    @property
    def evidence(self) -> Mapping[str, Any]:
        return self.verdict.get("evidence") or {}

    @property
    def student(self) -> str:
        return str(self.data["student"])


def _task(check: str, broken: bool, pairs: Sequence[_Pair]) -> Task:
    first = pairs[0]
    # Of a submission that could not be read, the verdict does not hold the rubric.
    evidence = next((p.evidence for p in pairs if p.evidence.get("rubric")), {})
    question = str(first.verdict["question"])
    sheet: Sequence[Mapping[str, Any]] = first.data.get("questions") or ()
    asked: Mapping[str, Any] = next((q for q in sheet if str(q["id"]) == question), {})
    points = float(first.verdict["points"])
    return Task(
        check=check,
        question=question,
        title=str(asked.get("title") or first.verdict["title"]),
        asked=str(asked.get("text") or ""),
        points=points,
        rubric=score.rubric(
            evidence.get("rubric") or (), evidence.get("rubric_points") or (), points
        ),
        answers=_answers(check, pairs),
        broken=broken,
    )


def _answers(check: str, pairs: Sequence[_Pair]) -> tuple[Answer, ...]:
    together: dict[tuple[Any, ...], list[_Pair]] = defaultdict(list)
    for pair in pairs:
        digest = text_digest(pair.data, pair.verdict)
        members = frozenset(map(str, pair.data.get("group") or ())) | {pair.student}
        together[members, pair.data.get("digest"), digest].append(pair)
    groups = [sorted(group, key=lambda p: p.student) for group in together.values()]
    codes = _codes(check, [[p.student for p in group] for group in groups])
    alike: dict[str, list[str]] = defaultdict(list)
    for group, code in zip(groups, codes, strict=True):
        alike[_folded(group[0])].append(code)
    return tuple(
        Answer(
            code=code,
            students=tuple(p.student for p in group),
            people=tuple(_name(p) for p in group),
            verdict=group[0].verdict,
            digest=key[2],
            same=tuple(c for c in alike[_folded(group[0])] if c != code)
            if _folded(group[0])
            else (),
        )
        for key, group, code in zip(together, groups, codes, strict=True)
    )


def _folded(pair: _Pair) -> str:
    """A text without what two copies of it may differ in by chance."""
    return " ".join(str(pair.evidence.get("text") or "").split())


def _name(pair: _Pair) -> str:
    name = str(pair.data.get("name") or "")
    return f"{name} ({pair.student})" if name and name != pair.student else pair.student


def _codes(check: str, groups: Sequence[Sequence[str]]) -> list[str]:
    """A short code for each group of students; no two alike, and none that was another's before."""
    full = [_digest(check, *students) for students in groups]
    length = 5
    while len({f[:length] for f in full}) < len(full):
        length += 1
    return [f[:length] for f in full]


def shuffled(task: Task, by: str) -> tuple[Answer, ...]:
    """The answers in an order that is the marker's own, so that two start at different ends.

    It neither follows the alphabet nor is it the same for two checks, so that a student does not
    always come last.
    """
    return tuple(sorted(task.answers, key=lambda a: _digest("order", by, task.check, a.code)))


def _digest(*parts: str) -> str:
    """Letters and digits that cannot be mistaken for one another."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode().translate(_CLEAR)


_CLEAR = str.maketrans("IO", "89")
