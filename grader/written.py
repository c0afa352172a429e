"""Written answers of a homework: checks that wait for a person, and what that person looks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.errors import UsageError
from grader.types import Check, Limits

Refuse = Callable[[str], UsageError]


def read_written(
    raw: Mapping[str, Any], known: set[str], limits: Limits, refuse: Refuse
) -> tuple[Check, ...]:
    """The `[[written]]` entries of an assignment.toml.

    Args:
        raw: the file, decoded.
        known: ids of the questions.
        limits: the homework's own.
        refuse: makes the error of a sentence.
    """
    out = []
    for entry in raw.get("written", ()):
        question, points = entry.get("question"), entry.get("points")
        if question not in known:
            raise refuse(f"[[written]] names the question {question!r}, which is not listed.")
        if isinstance(points, bool) or not isinstance(points, int | float) or points <= 0:
            raise refuse(f"[[written]] {question}: 'points' must be a positive number.")
        if not isinstance(entry.get("title"), str) or not isinstance(entry.get("rubric", []), list):
            raise refuse(f"[[written]] {question}: needs a 'title' and a list 'rubric'.")
        rubric, worth = _rubric(entry.get("rubric", []), question, float(points), refuse)
        out.append(
            Check(
                id=f"written.{question}",
                question=question,
                title=entry["title"],
                points=float(points),
                visibility="public",
                limits=limits,
                manual=True,
                rubric=rubric,
                rubric_points=worth,
            )
        )
    return tuple(out)


def _rubric(
    lines: Sequence[Any], question: object, points: float, refuse: Refuse
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The lines of a rubric and what each is worth; texts share equally what the others leave."""
    own: list[float | None] = []
    for line in lines:
        if isinstance(line, str):
            own.append(None)
            continue
        if not isinstance(line, Mapping):
            raise refuse(
                f"[[written]] {question}: a line of 'rubric' is a text or {{text, points}}."
            )
        worth = line.get("points")
        if set(line) != {"text", "points"} or not isinstance(line["text"], str):
            raise refuse(f"[[written]] {question}: a line of the rubric is {{text, points}}.")
        if isinstance(worth, bool) or not isinstance(worth, int | float):
            raise refuse(f"[[written]] {question}: 'points' of a rubric line is a number.")
        own.append(float(worth))
    stated = sum(worth for worth in own if worth is not None and worth > 0)
    left, sharing = points - stated, own.count(None)
    if (lines and not sharing and abs(left) > 1e-9) or left < -1e-9:
        raise refuse(
            f"[[written]] {question}: its rubric adds up to {stated:g} points, "
            f"the answer is worth {points:g}."
        )
    if sharing and left < 1e-9:
        raise refuse(
            f"[[written]] {question}: its rubric leaves no points for the lines without any."
        )
    texts = tuple(line if isinstance(line, str) else line["text"] for line in lines)
    return texts, tuple(left / sharing if worth is None else worth for worth in own)
