"""The roll of a batch: everybody once, with the mark that leaves the program or a blank.

An unknown mark is never a zero: it is blank, and whose it is and why is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Marks = Literal["final", "earned"]
Incomplete = Literal["blank", "partial"]
Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person, with a result or without."""

    student: str
    name: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    result: Result | None = None
    """The decoded result file; None when nothing was handed in."""
    mark: float | None = None
    """What is written into gradebooks; None is a blank."""
    unknown: str = ""
    """Why the mark is blank or only a part of it, in words; empty when all of it is known."""

    @property
    def shown(self) -> str:
        """How a person is told of: the key, and the name where it says more."""
        return (
            f"{self.student} ({self.name})" if self.name not in ("", self.student) else self.student
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A class, in the order of its table."""

    rows: tuple[Row, ...]
    assignment: str
    title: str
    possible: float
    """Points of the homework: the most that any result counts."""

    @property
    def unknown(self) -> tuple[Row, ...]:
        """Those whose mark is blank or partial although they handed in."""
        return tuple(row for row in self.rows if row.unknown)

    @property
    def absent(self) -> tuple[Row, ...]:
        """Those who handed in nothing."""
        return tuple(row for row in self.rows if row.result is None)


def call(
    results: Sequence[Result],
    *,
    absent: Iterable[tuple[str, str, Mapping[str, str]]] = (),
    marks: Marks = "final",
    incomplete: Incomplete = "blank",
) -> Roll:
    """Makes the roll of a batch.

    Args:
        results: decoded result files, in the order of the class.
        absent: `(key, name, ids)` of people of the roster who handed in nothing; one who has a
            result is passed over.
        marks: what the policy leaves ("final"), or the points as judged ("earned").
        incomplete: what stands for a mark that is not complete: a blank, or the certain points.
    """
    rows = [_row(result, marks, incomplete) for result in results]
    known = {row.student for row in rows}
    for student, name, ids in absent:
        if student not in known:
            known.add(student)
            rows.append(Row(student=student, name=name, ids=dict(ids)))
    first: Result = results[0] if results else {}
    return Roll(
        rows=tuple(rows),
        assignment=str(first.get("assignment", "")),
        title=str(first.get("title") or first.get("assignment", "")),
        possible=max((float(result["possible"]) for result in results), default=0.0),
    )


def _row(result: Result, marks: Marks, incomplete: Incomplete) -> Row:
    reasons = tuple(_unknowns(result))
    value = result["earned"] if marks == "earned" else result.get("final", result["earned"])
    if value is None:
        reasons = ("nobody knows when it was handed in", *reasons)
    elif reasons and incomplete == "blank":
        value = None
    return Row(
        student=str(result["student"]),
        name=str(result.get("name") or ""),
        ids={str(k): str(v) for k, v in (result.get("ids") or {}).items() if v},
        result=result,
        mark=None if value is None else float(value),
        unknown=", ".join(reasons),
    )


def _unknowns(result: Result) -> Iterable[str]:
    """Why the points of a result are not all known."""
    if result["complete"]:
        return
    statuses = [v["status"] for v in result["verdicts"] if v.get("earned") is None]
    waiting, broken = statuses.count("manual"), statuses.count("broken")
    if waiting:
        yield f"{_counted(waiting, 'answer waits', 'answers wait')} for a person"
    if broken:
        yield f"{_counted(broken, 'check', 'checks')} broke on our side"


def _counted(count: int, one: str, many: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {many}"


def number(value: float) -> str:
    """A mark as text, without needless digits and never in exponents.

    >>> number(2.0), number(-0.5), number(0.1 + 0.2), number(1e-9)
    ('2', '-0.5', '0.3', '0')
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
