"""What the page is told, as plain values: the list of questions, one answer, a mark.

Names of students are in here only where the marker asked for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from grader.marks import Mark
from grader.review import score
from grader.review.answers import Answer, Task, shuffled
from grader.review.desk import Desk, State
from reports import words
from reports.markdown import inline
from reports.text import one_line

Filter = str
"""all, unmarked or marked."""
FILTERS = ("all", "unmarked", "marked")


def task_line(desk: Desk, task: Task) -> dict[str, Any]:
    """A task in the list of questions."""
    states = desk.states(task).values()
    return {
        "check": task.check,
        "broken": task.broken,
        "question": one_line(task.question, 60),
        "title": one_line(task.title, 300),
        "answers": len(task.answers),
        "waiting": sum(s.mark is None for s in states),
        "points": task.points,
    }


def answer_lines(desk: Desk, task: Task, *, names: bool) -> list[dict[str, Any]]:
    """Every answer of a task, for the list of all."""
    states = desk.states(task)
    return [
        {
            "code": answer.code,
            "people": people(answer) if names else None,
            "earned": states[answer.code].earned,
            "mark": mark_of(states[answer.code].mark),
            "earlier": states[answer.code].earlier is not None,
            "students": len(answer.students),
            "same": len(answer.same),
        }
        for answer in shuffled(task, desk.by)
    ]


def people(answer: Answer) -> list[str]:
    """The names of who handed it in."""
    return [one_line(name, 120) for name in answer.people]


def mark_of(mark: Mark | None) -> dict[str, Any] | None:
    """A mark: who, when, what."""
    if mark is None:
        return None
    return {
        "by": one_line(mark.by, 80),
        "at": mark.at,
        "when": words.moment(mark.at),
        "earned": mark.earned,
        "points": mark.points,
        "items": [one_line(item, 500) for item in mark.items],
        "comment": mark.comment,
    }


def given_of(task: Task, state: State) -> dict[str, Any]:
    """What was chosen so far: lines, deduction, free points, comment, and the points they make."""
    if state.mark is None or state.earned is None:
        return {"lines": [], "taken_off": 0, "free": None, "comment": "", "earned": None}
    chosen = score.chosen(state.mark.items, state.earned, task.rubric, task.points)
    return asdict(chosen) | {"comment": state.mark.comment, "earned": state.earned}


def alike(desk: Desk, task: Task, answer: Answer) -> list[dict[str, Any]]:
    """The other answers with the same text, and what they got."""
    if not answer.same:
        return []
    states = desk.states(task)
    return [
        {"code": code, "earned": states[code].earned, "given": given_of(task, states[code])}
        for code in answer.same
    ]


def rubric(task: Task) -> list[dict[str, Any]]:
    """The lines of the rubric, as markup."""
    return [{"html": str(inline(line.text)), "points": line.points} for line in task.rubric]


def step(
    order: Sequence[Answer], states: Mapping[str, State], here: str, way: str, which: Filter
) -> Answer | None:
    """Where a key leads from an answer; None where there is nothing that way.

    Args:
        order: the answers in the marker's order.
        here: code of the one on the page, "" for none.
        way: "here", "next" and "back" (as far as the filter lets through), or "unmarked": the
            next one without a mark, beginning again at the front.
        which: one of `FILTERS`.
    """
    at = next((n for n, a in enumerate(order) if a.code == here), None)
    if way == "here":
        return None if at is None else order[at]
    after = 0 if at is None else at + 1
    before = len(order) if at is None else at
    ahead = {
        "next": order[after:],
        "back": order[:before][::-1],
        "unmarked": [*order[after:], *order[:before]],
    }[way]
    wanted = "unmarked" if way == "unmarked" else which
    return next((a for a in ahead if fits(states[a.code], wanted)), None)


def fits(state: State, which: Filter) -> bool:
    """Whether a filter lets an answer through."""
    return which == "all" or (which == "marked") == (state.mark is not None)
