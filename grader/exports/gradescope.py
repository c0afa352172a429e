"""`results.json`: one student's result as Gradescope's autograders write it.

What a check may say is decided where the student's page decides it (`reports.student.verdict`), so that a
hidden check says its title, its points and its hint here too, and nothing else. Every text is
marked as plain text: Gradescope would render HTML or Markdown that a student printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from grader.exports.roll import Row, number
from reports.student.verdict import View, view
from reports.text import clean, one_line, shorten

Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]
VISIBILITIES: tuple[Visibility, ...] = ("visible", "after_due_date", "after_published", "hidden")

_ENDS = {
    "passed": "Right.",
    "failed": "Not right.",
    "errored": "Your code stopped with an error.",
    "timed_out": "Over a limit of time or memory.",
    "blocked": "Not run, because a check that it needs did not pass.",
    "manual": "Waits for a person.",
}
_LONGEST = 8000
"""Characters of one test's output."""


def results_json(row: Row, *, hidden: Visibility) -> dict[str, Any]:
    """What Gradescope shows of one result.

    Args:
        row: a student with a result; without a mark there is no total score.
        hidden: when students see the hidden checks. Gradescope shows no total before it shows all.

    Returns:
        Plain data for `results.json`. A check without a mark has no score: no zero is made of it.
    """
    result: Mapping[str, Any] = row.result or {}
    notes = tuple(str(note) for note in result.get("notes") or ())
    data: dict[str, Any] = {} if row.mark is None else {"score": round(row.mark, 6)}
    return data | {
        "execution_time": round(float(result.get("seconds") or 0)),
        "output": "\n".join(_about(row, notes)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(verdict, notes, hidden) for verdict in result["verdicts"]],
    }


def not_graded(sentence: str) -> dict[str, Any]:
    """What stands in `results.json` when there is no result: no score at all, and why."""
    return {
        "output": f"This submission was not graded: {sentence}\nThis is no mark, and no zero.",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [],
    }


def dump(data: Mapping[str, Any]) -> bytes:
    """The bytes of `results.json`."""
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")


def _about(row: Row, notes: tuple[str, ...]) -> Iterator[str]:
    """What holds for all of the submission."""
    result: Mapping[str, Any] = row.result or {}
    earned, possible = number(result["earned"]), number(result["possible"])
    if row.unknown:
        yield f"{earned} of {possible} points so far: {row.unknown}. What is missing is not a zero."
    else:
        yield f"{earned} of {possible} points."
    if sentence := (result.get("adjustment") or {}).get("sentence"):
        yield one_line(sentence, 600)
    if (result.get("made_with") or {}).get("sandbox") == "none":
        yield "It was graded without isolation."
    for note in notes[:20]:
        yield one_line(note, 600)


def _test(verdict: Mapping[str, Any], notes: tuple[str, ...], hidden: Visibility) -> dict[str, Any]:
    shown = view(verdict, notes)
    out: dict[str, Any] = {"name": one_line(f"{verdict['question']}: {shown.title}", 300)}
    if shown.earned is not None:
        out |= {"score": round(float(shown.earned), 6), "max_score": round(float(shown.points), 6)}
        if shown.points:
            out["status"] = "passed" if shown.status == "passed" else "failed"
    return out | {
        "name_format": "text",
        "output": clean(shorten("\n".join(_said(shown)), _LONGEST)),
        "output_format": "text",
        "visibility": hidden if shown.hidden else "visible",
    }


def _said(shown: View) -> Iterator[str]:
    """The lines of a check, as the student's page has them."""
    if shown.decided is not None:
        yield f"{shown.decided.words}. {shown.decided.reason}".strip()
    elif shown.status != "broken":
        yield _ENDS[shown.status]
    if shown.earned is None:
        yield f"Worth {number(shown.points)} points; nobody knows yet how many of them."
    if shown.sentence:
        yield shown.sentence
    yield from (f"  {label:<9} {value}" for label, value in shown.facts)
    if shown.rest:
        yield shown.rest
    if shown.exception:
        yield shown.exception
    for frame in shown.frames:
        yield f"  {frame.where}, in {frame.function}: {frame.code}"
    yield from (f"Found: {sentence}" for sentence in shown.diagnoses)
    yield from (f"Hint: {hint}" for hint in shown.hints)
    yield from (f"Remark: {remark}" for remark in shown.remarks)
    if shown.output:
        yield f"Your code printed:\n{shown.output}"
