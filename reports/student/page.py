"""The page of one student: everything of their result file that they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.types import STATUSES, Status
from reports import words
from reports.markdown import markdown
from reports.outcome import Verdicts, bar, known, made_facts, waiting
from reports.render import page
from reports.student.mark import mark, together
from reports.student.nameless import nameless
from reports.student.verdict import View, view
from reports.text import one_line, shorten

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of the sheet with its checks."""

    number: int
    """Counted from 1; names its place on the page."""
    id: str
    title: str
    asked: Markup | str
    """What was asked, with its formulas; empty where the homework does not say it."""
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
    def uncounted(self) -> int:
        """How many of its checks count for nobody."""
        return sum(check.uncounted for check in self.checks)

    @property
    def ends(self) -> tuple[tuple[Status, int], ...]:
        """How many checks ended how, in the order of the statuses; only those that occur."""
        found = [check.status for check in self.checks if not check.uncounted]
        return tuple((status, found.count(status)) for status in STATUSES if status in found)


def student_page(result: Mapping[str, Any], *, named: bool = True, as_name: str = "") -> str:
    """One self-contained HTML page for a student.

    Args:
        result: A decoded result file (docs/result-format.md), also one of an older version.
        named: Whether the page says whose work it is. If not, no name stands in it, neither on
            top nor in the texts of the submission.
        as_name: Stands where the name would, as a code does on a page without names.

    Returns:
        The page. It needs no script and no network; of hidden checks it shows title, status,
        points and hint only.

    Raises:
        ValueError: The result is from another version of the program.
    """
    known(result)
    who = as_name or (_name(result) if named else "")
    own = [str(result["student"]), _name(result)]
    group = together(result.get("group"), own) if named else ""
    if not named:
        result = nameless(result, keep=as_name)
    verdicts: Verdicts = result["verdicts"]
    notes = tuple(str(note) for note in result.get("notes") or ())
    made_with: Mapping[str, Any] = result.get("made_with") or {}
    questions = _questions(result.get("questions") or (), verdicts, notes)
    found = dict.fromkeys(STATUSES, 0)
    for status, number in (end for question in questions for end in question.ends):
        found[status] += number
    title = one_line(result.get("title") or result["assignment"], 300)
    return page(
        "student.html.j2",
        title=title,
        heading=f"{one_line(who, 120)} · {title}" if who else title,
        assignment=one_line(result["assignment"], 80),
        student=one_line(who, 120),
        group=group,
        mark=mark(result),
        bar=bar(verdicts),
        waiting=waiting(verdicts),
        ends=tuple((status, number) for status, number in found.items() if number),
        uncounted=sum(question.uncounted for question in questions),
        notes=tuple(shorten(note, 1000) for note in notes),
        questions=questions,
        unsafe=made_with.get("sandbox") == "none",
        made=made_facts(made_with),
        started=words.moment(result.get("started_at") or ""),
        digest=one_line(result.get("digest") or "")[:12],
    )


def _name(result: Mapping[str, Any]) -> str:
    """The student's name, or what the submission was handed in under where it is not known."""
    return str(result.get("name") or result["student"])


def _questions(
    asked: Sequence[Mapping[str, Any]], verdicts: Verdicts, notes: Sequence[str]
) -> tuple[Question, ...]:
    """Every question of the sheet in its order, then those that only verdicts name."""
    titles = {str(question["id"]): str(question["title"]) for question in asked}
    texts = {str(question["id"]): str(question.get("text") or "") for question in asked}
    belonging: dict[str, list[Mapping[str, Any]]] = {id_: [] for id_ in titles}
    for verdict in verdicts:
        belonging.setdefault(str(verdict["question"]), []).append(verdict)
    return tuple(
        Question(
            number=number,
            id=one_line(id_, 60),
            title=one_line(titles.get(id_) or id_, 300),
            asked=markdown(texts[id_]) if texts.get(id_, "").strip() else "",
            checks=tuple(view(verdict, notes) for verdict in group),
            earned=sum(verdict.get("earned") or 0 for verdict in group),
            possible=sum(verdict["points"] for verdict in group),
            waits=any(verdict.get("earned") is None for verdict in group),
        )
        for number, (id_, group) in enumerate(belonging.items(), 1)
    )
