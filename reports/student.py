"""The page of one student: everything of their result file that they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.types import STATUSES
from reports import words
from reports.outcome import Verdicts, bar, known, made_facts, waiting
from reports.render import page
from reports.text import one_line, shorten
from reports.verdict import View, view


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of the sheet with its checks."""

    number: int
    """Counted from 1; names its place on the page."""
    id: str
    title: str
    checks: tuple[View, ...]
    earned: float
    possible: float
    waits: bool
    """Whether some of its checks have no mark yet."""

    @property
    def mark(self) -> str:
        """Its points; a question mark stands for those that nobody knows yet."""
        if not self.waits:
            return words.points(self.earned)
        return f"{words.points(self.earned)} + ?" if self.earned else "?"

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to tell but that everything passed."""
        return all(check.status == "passed" and not check.told for check in self.checks)

    @property
    def ends(self) -> tuple[tuple[str, int], ...]:
        """How many checks ended how, in the order of the statuses; only those that occur."""
        found = [check.status for check in self.checks]
        return tuple((status, found.count(status)) for status in STATUSES if status in found)


def student_page(result: Mapping[str, Any]) -> str:
    """One self-contained HTML page for a student.

    Args:
        result: A decoded result file (docs/result-format.md).

    Returns:
        The page. It needs no script and no network; of hidden checks it shows title, status,
        points and hint only.

    Raises:
        ValueError: The result is from another version of the program.
    """
    known(result)
    verdicts: Verdicts = result["verdicts"]
    notes = tuple(str(note) for note in result.get("notes") or ())
    questions = _questions(result.get("questions") or (), verdicts, notes)
    made_with: Mapping[str, Any] = result.get("made_with") or {}
    statuses = [verdict["status"] for verdict in verdicts]
    return page(
        "student.html.j2",
        title=one_line(result.get("title") or result["assignment"], 300),
        assignment=one_line(result["assignment"], 80),
        student=one_line(result["student"], 120),
        earned=result["earned"],
        possible=result["possible"],
        bar=bar(verdicts),
        complete=result["complete"],
        waiting=waiting(verdicts),
        ends=tuple((status, statuses.count(status)) for status in STATUSES if status in statuses),
        notes=tuple(shorten(note, 1000) for note in notes),
        questions=questions,
        unsafe=made_with.get("sandbox") == "none",
        made=made_facts(made_with),
        started=words.moment(result.get("started_at") or ""),
        digest=one_line(result.get("digest") or "")[:12],
    )


def _questions(
    asked: Sequence[Mapping[str, Any]], verdicts: Verdicts, notes: Sequence[str]
) -> tuple[Question, ...]:
    """Every question of the sheet in its order, then those that only verdicts name."""
    titles = {str(question["id"]): str(question["title"]) for question in asked}
    belonging: dict[str, list[Mapping[str, Any]]] = {id_: [] for id_ in titles}
    for verdict in verdicts:
        belonging.setdefault(str(verdict["question"]), []).append(verdict)
    return tuple(
        Question(
            number=number,
            id=one_line(id_, 60),
            title=one_line(titles.get(id_) or id_, 300),
            checks=tuple(view(verdict, notes) for verdict in group),
            earned=sum(verdict.get("earned") or 0 for verdict in group),
            possible=sum(verdict["points"] for verdict in group),
            waits=any(verdict.get("earned") is None for verdict in group),
        )
        for number, (id_, group) in enumerate(belonging.items(), 1)
    )
