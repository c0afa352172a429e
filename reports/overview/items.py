"""How each check and each question of a homework went, over the whole class."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.types import STATUSES
from reports.overview.roll import Figure, Results, Roll
from reports.overview.separation import Separation, separation
from reports.text import one_line

LETTERS: Mapping[str, str] = dict(zip(STATUSES, "pfetbmx", strict=True))
"""One letter per status: how a check went for a whole class is one short text."""
NONE = "-"
"""The letter of a student who has no such check."""
UNPASSED = ("failed", "errored", "timed_out", "blocked")
"""Ends of those who were judged and did not pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A check over the whole class."""

    check: str
    question: str
    title: str
    hidden: bool
    points: float
    voided: str
    """Why it does not count; empty when it does."""
    ends: tuple[tuple[str, tuple[int, ...]], ...]
    """Statuses that occur, in their order, with the positions of the students."""
    letters: str
    """One letter per student of the class: LETTERS, or NONE."""
    judged: int
    """Students that it could pass: neither waiting nor broken."""
    separation: Separation | None
    """None where it is constant or too few were judged to say."""
    reason: str
    """Of a broken one: why, from the first submission where it is."""

    def who(self, *statuses: str) -> tuple[int, ...]:
        """Positions of the students for whom it ended in one of these ways."""
        return tuple(sorted(i for status, who in self.ends if status in statuses for i in who))

    @property
    def broken(self) -> int:
        """How many marks are missing because the check itself failed."""
        return len(self.who("broken"))

    @property
    def waiting(self) -> int:
        """How many answers wait for a person."""
        return len(self.who("manual"))

    @property
    def rate(self) -> float | None:
        """Share of the judged who passed, 0 to 1; None when nobody was judged."""
        return len(self.who("passed")) / self.judged if self.judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An item of the sheet over the whole class."""

    id: str
    title: str
    points: float
    mean: float | None
    """Mean share of its points among those who are marked on all of it; None if nobody is."""
    parts: tuple[tuple[str, Figure], ...]
    """A short label and who has all of its points, a part, none, and who still waits for some."""
    separation: Separation | None


def items(roll: Roll) -> tuple[Item, ...]:
    """Every check that any result has, in the order of the checks."""
    groups: dict[str, dict[int, Mapping[str, Any]]] = {}
    for place, result in enumerate(roll.results):
        for verdict in result["verdicts"]:
            groups.setdefault(str(verdict["check"]), {})[place] = verdict
    totals = _totals(roll.results)
    return tuple(_item(id_, group, roll, totals) for id_, group in groups.items())


def questions(roll: Roll) -> tuple[Question, ...]:
    """Every question that has a check, in the order of the sheet."""
    titles: dict[str, str] = {}
    belonging: dict[str, dict[int, list[Mapping[str, Any]]]] = {}
    for place, result in enumerate(roll.results):
        for asked in result.get("questions") or ():
            titles.setdefault(str(asked["id"]), str(asked.get("title") or ""))
            belonging.setdefault(str(asked["id"]), {})
        for verdict in result["verdicts"]:
            group = belonging.setdefault(str(verdict["question"]), {})
            group.setdefault(place, []).append(verdict)
    totals = _totals(roll.results)
    return tuple(
        _question(roll, id_, titles.get(id_) or id_, group, totals)
        for id_, group in belonging.items()
        if group
    )


def counts(verdict: Mapping[str, Any]) -> bool:
    """Whether a verdict says something about its student: it has a mark and is not voided."""
    return verdict.get("earned") is not None and not verdict.get("voided")


def _totals(results: Results) -> list[tuple[float, float]]:
    """Points earned and points possible of each student, over what counts so far."""
    return [
        (
            math.fsum(v["earned"] for v in result["verdicts"] if counts(v)),
            math.fsum(v["points"] for v in result["verdicts"] if counts(v)),
        )
        for result in results
    ]


def _item(
    id_: str,
    group: Mapping[int, Mapping[str, Any]],
    roll: Roll,
    totals: Sequence[tuple[float, float]],
) -> Item:
    first = next(iter(group.values()))
    ends = {
        status: tuple(p for p, v in group.items() if v["status"] == status) for status in STATUSES
    }
    pairs = [
        _pair(v["earned"], v["points"], totals[place], v["status"] == "passed")
        for place, v in group.items()
        if counts(v)
    ]
    voided = next((v["voided"] for v in group.values() if v.get("voided")), None)
    reason = ""
    if ends["broken"] and roll.named:  # it may quote what a student wrote
        reason = str(group[ends["broken"][0]].get("message") or "no reason was recorded")
    return Item(
        check=one_line(id_),
        question=one_line(first["question"]),
        title=one_line(first["title"], 300),
        hidden=first.get("visibility") != "public",
        points=max(v["points"] for v in group.values()),
        voided=one_line(voided.get("reason") or "no reason given", 300) if voided else "",
        ends=tuple((status, who) for status, who in ends.items() if who),
        letters="".join(
            LETTERS[group[p]["status"]] if p in group else NONE for p in range(len(roll.results))
        ),
        judged=len(group) - len(ends["manual"]) - len(ends["broken"]),
        separation=separation([pair for pair in pairs if pair is not None]),
        reason=one_line(reason, 600),
    )


def _question(
    roll: Roll,
    id_: str,
    title: str,
    group: Mapping[int, Sequence[Mapping[str, Any]]],
    totals: Sequence[tuple[float, float]],
) -> Question:
    found: dict[str, list[int]] = {"all": [], "part": [], "none": [], "open": []}
    pairs: list[tuple[float, float]] = []
    shares: list[float] = []
    worth = 0.0
    for place, verdicts in group.items():
        points = math.fsum(v["points"] for v in verdicts)
        worth = max(worth, points)
        if any(v.get("earned") is None for v in verdicts):
            found["open"].append(place)
            continue
        earned = math.fsum(v["earned"] for v in verdicts)
        full = earned >= points - 1e-9
        found["all" if full else "part" if earned > 1e-9 else "none"].append(place)
        if points > 0:
            shares.append(earned / points)
        own = [v for v in verdicts if counts(v)]
        if not own:
            continue
        pair = _pair(
            math.fsum(v["earned"] for v in own),
            math.fsum(v["points"] for v in own),
            totals[place],
            full,
        )
        if pair is not None:
            pairs.append(pair)
    labels = {
        "all": "all points",
        "part": "a part of the points",
        "none": "no points",
        "open": "points still open",
    }
    return Question(
        id=one_line(id_),
        title=one_line(title, 300),
        points=worth,
        mean=math.fsum(shares) / len(shares) if shares else None,
        parts=tuple(
            (
                part,
                roll.figure(
                    f"question:{id_}:{part}", f"{one_line(title, 80)}: {labels[part]}", who
                ),
            )
            for part, who in found.items()
        ),
        separation=separation(pairs),
    )


def _pair(
    earned: float, points: float, total: tuple[float, float], passed: bool
) -> tuple[float, float] | None:
    """The share of these points and the share of all others; None where there are no others."""
    others = total[1] - points
    if others <= 1e-9:
        return None
    own = earned / points if points > 0 else float(passed)
    return round(own, 9), round((total[0] - earned) / others, 9)  # equal marks must tie
