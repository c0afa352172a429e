"""What a result amounts to: its points split by what is known, and what it was made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.types import FORMAT, STATUSES
from reports import words
from reports.text import one_line

Verdicts = Sequence[Mapping[str, Any]]

_PACKAGES = {"python": "Python", "numpy": "NumPy", "torch": "PyTorch"}


def known(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """The result itself, after a look at whether these pages can tell what it means.

    Raises:
        ValueError: Its `format` or one of its statuses is from another version of the program.
    """
    who = result.get("student", "an unnamed student")
    version = result.get("format", FORMAT)
    if version != FORMAT:
        raise ValueError(
            f"The result of {who!r} has format {version!r}, these pages read format "
            f"{FORMAT}: render it with the version of the program that wrote it."
        )
    for verdict in result["verdicts"]:
        if verdict["status"] not in STATUSES:
            raise ValueError(
                f"The result of {who!r} gives check {verdict['check']!r} the unknown status "
                f"{verdict['status']!r}: the known ones are {', '.join(STATUSES)}."
            )
    return result


def waiting(verdicts: Verdicts) -> tuple[tuple[str, str], ...]:
    """Why a mark is not complete: pairs of a status and a plain sentence, broken first.

    A verdict counts as waiting when nobody knows its points yet (`earned` is null).
    """
    unknown = [v for v in verdicts if v.get("earned") is None]
    ours = [v for v in unknown if v["status"] == "broken"]
    theirs = [v for v in unknown if v["status"] != "broken"]
    sentences = []
    if ours:
        worth = words.points(sum(v["points"] for v in ours))
        subject = words.count(len(ours), "check is", "checks are")
        sentences.append(
            ("broken", f"{subject} broken on our side: no mark yet for {_worth(worth)}.")
        )
    if theirs:
        worth = words.points(sum(v["points"] for v in theirs))
        verb = "waits" if worth == "1" else "wait"
        sentences.append(("manual", f"{_worth(worth)} {verb} for a person."))
    return tuple(sentences)


def _worth(text: str) -> str:
    return f"{text} point" if text == "1" else f"{text} points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The points of a result, split: earned, missed, and without a mark yet."""

    earned: float
    missed: float
    waiting: float

    def percent(self, part: float) -> str:
        """Width of a part of the bar."""
        whole = self.earned + self.missed + self.waiting
        return f"{max(0.0, 100 * part / whole) if whole > 0 else 0:.2f}"


def bar(verdicts: Verdicts) -> Bar:
    """The points of one result, split for drawing."""
    marked = [v for v in verdicts if v.get("earned") is not None]
    earned = sum(v["earned"] for v in marked)
    return Bar(
        earned=earned,
        missed=max(0.0, sum(v["points"] for v in marked) - earned),
        waiting=sum(v["points"] for v in verdicts if v.get("earned") is None),
    )


def made_facts(made_with: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What the foot of a page says about how it came to be: pairs of a label and a value."""
    tier = made_with.get("sandbox")
    facts = [
        ("Grader", made_with.get("grader")),
        ("Seed", made_with.get("seed")),
        ("Sandbox", f"tier {tier}" if tier in ("1", "2", "3") else tier),
        *((label, made_with.get(name)) for name, label in _PACKAGES.items()),
    ]
    return tuple((label, one_line(value, 60)) for label, value in facts if value is not None)
