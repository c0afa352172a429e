"""What a person decided about a check: a mark by hand, or that it counts for nobody.

Of a mark the student sees what holds and the comment, not who gave it: who marked is for the
course to know, and a question about a mark goes to the course.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports import words
from reports.markdown import inline, markdown
from reports.text import shorten

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_LINES = 60
"""Lines of a rubric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a rubric. `holds` is None where nobody has marked yet."""

    text: Markup
    worth: str
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the page says in place of how the check ended."""

    words: str
    reason: str = ""
    """Why it does not count."""
    comment: Markup | str = ""
    nothing: bool = False
    """Whether the check counts for nobody."""


def decided(verdict: Mapping[str, Any]) -> Decided | None:
    """What a person decided about a verdict; None where nobody did.

    A voided check is told as voided, also when somebody marked it before.
    """
    voided, marked = verdict.get("voided"), verdict.get("marked")
    if isinstance(voided, Mapping):
        full = voided.get("give") == "full"
        return Decided(
            words="Counted as right for everybody" if full else "Not counted",
            reason=shorten(str(voided.get("reason") or ""), 600),
            nothing=not full,
        )
    if isinstance(marked, Mapping):
        comment = str(marked.get("comment") or "")
        return Decided(
            words=_marked_words(verdict.get("earned"), verdict["points"]),
            comment=markdown(comment) if comment.strip() else "",
        )
    return None


def _marked_words(earned: float | None, points: float) -> str:
    if earned is None:
        return "Marked by a person"
    if earned >= points:
        return "Marked by a person: all points"
    return f"Marked by a person: {'part of the points' if earned > 0 else 'no points'}"


def rubric(verdict: Mapping[str, Any]) -> tuple[Line, ...]:
    """What a person looks for, and what of it holds.

    Lines that somebody ticked and that the rubric no longer has are told as well.
    """
    evidence = verdict.get("evidence")
    told = evidence if isinstance(evidence, Mapping) else {}
    wanted = [str(line) for line in _list(told.get("rubric"))][:MOST_LINES]
    worth = _list(told.get("rubric_points"))
    marked = verdict.get("marked")
    ticked = None
    if isinstance(marked, Mapping):
        ticked = [str(item) for item in _list(marked.get("items"))][:MOST_LINES]
    lines = [
        Line(
            text=inline(shorten(line, 500)),
            worth=_worth(worth[n]) if n < len(worth) else "",
            holds=None if ticked is None else line in ticked,
        )
        for n, line in enumerate(wanted)
    ]
    extra = [item for item in dict.fromkeys(ticked or ()) if item not in wanted]
    return (
        *lines,
        *(Line(text=inline(shorten(item, 500)), worth="", holds=True) for item in extra),
    )


def _worth(value: Any) -> str:
    return words.points(float(value)) if words.finite(value) else ""


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
