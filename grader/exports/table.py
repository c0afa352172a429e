"""The columns and rows of an export for analysis, made once for CSV and Parquet.

`long` has a row for each student and check, `wide` one for each student. What is unknown is None:
blank in CSV, null in Parquet, never zero. Must not import pyarrow or pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from grader.exports.roll import Result, Roll, Row
from grader.types import STATUSES

Kind = Literal["text", "number", "count", "flag"]
Shape = Literal["long", "wide"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called and what stands in it."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length; a value is None or of its column's kind (str, float, int, bool)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


def table(roll: Roll, shape: Shape) -> Table:
    """The table of a class in one of two shapes."""
    return _long(roll) if shape == "long" else _wide(roll)


_OF_STUDENT: tuple[tuple[str, Kind, Callable[[Result], Any]], ...] = (
    ("submitted_at", "text", lambda r: r.get("submitted_at")),
    ("late", "flag", lambda r: _late(r)),
    ("attempt", "count", lambda r: (r.get("attempt") or {}).get("number")),
)

_OF_VERDICT: tuple[tuple[str, Kind, Callable[[Mapping[str, Any]], Any]], ...] = (
    ("check", "text", lambda v: v.get("check")),
    ("question", "text", lambda v: v.get("question")),
    ("title", "text", lambda v: v.get("title")),
    ("visibility", "text", lambda v: v.get("visibility")),
    ("status", "text", lambda v: v.get("status")),
    ("earned", "number", lambda v: _number(v.get("earned"))),
    ("points", "number", lambda v: _number(v.get("points"))),
    ("diagnosis", "text", lambda v: v.get("diagnosis")),
    ("marked", "flag", lambda v: bool(v.get("marked")) if v else None),
    ("marked_by", "text", lambda v: (v.get("marked") or {}).get("by")),
    ("voided", "text", lambda v: (v.get("voided") or {}).get("give")),
    ("seconds", "number", lambda v: _number(v.get("seconds"))),
)


def _long(roll: Roll) -> Table:
    """A row for each student and check; one without a check for who handed in nothing."""
    who = _identity(roll)
    columns = [column for column, _ in who]
    columns += [Column(name, kind) for name, kind, _ in (*_OF_VERDICT, *_OF_STUDENT)]
    rows = []
    for row in roll.rows:
        head = [read(row) for _, read in who]
        result: Result = row.result or {}
        tail = [read(result) for _, _, read in _OF_STUDENT]
        verdicts: Sequence[Mapping[str, Any]] = result.get("verdicts") or ({},)
        for verdict in verdicts:
            rows.append((*head, *(read(verdict) for _, _, read in _OF_VERDICT), *tail))
    return Table(tuple(columns), tuple(rows))


def _wide(roll: Roll) -> Table:
    """A row for each student: marks, points of each question, how the checks ended."""
    who = _identity(roll)
    fixed: tuple[tuple[str, Kind, Callable[[Row], Any]], ...] = (
        ("mark", "number", lambda r: r.mark),
        ("earned", "number", lambda r: _number((r.result or {}).get("earned"))),
        ("possible", "number", lambda r: _number((r.result or {}).get("possible"))),
        ("complete", "flag", lambda r: None if r.result is None else bool(r.result["complete"])),
        ("handed_in", "flag", lambda r: r.result is not None),
        ("taken_off", "number", lambda r: _number(_adjustment(r).get("taken_off"))),
        ("late_s", "number", lambda r: _number(_adjustment(r).get("late_s"))),
        *((name, kind, _of_result(read)) for name, kind, read in _OF_STUDENT),
    )
    questions = _questions([row.result for row in roll.rows if row.result is not None])
    columns = [column for column, _ in who]
    columns += [Column(name, kind) for name, kind, _ in fixed]
    columns += [Column(f"question {question}", "number") for question in questions]
    columns += [Column(f"checks {status}", "count") for status in STATUSES]
    rows = [
        (
            *(read(row) for _, read in who),
            *(read(row) for _, _, read in fixed),
            *(_points(row.result, question) for question in questions),
            *(_ends(row.result, status) for status in STATUSES),
        )
        for row in roll.rows
    ]
    return Table(tuple(columns), tuple(rows))


def _identity(roll: Roll) -> list[tuple[Column, Callable[[Row], Any]]]:
    """Who a row is about: the key, the name, and every kind of id that somebody has."""
    kinds = sorted({kind for row in roll.rows for kind in row.ids})
    out: list[tuple[Column, Callable[[Row], Any]]] = [
        (Column("student", "text"), lambda row: row.student),
        (Column("name", "text"), lambda row: row.name or None),
        (
            Column("group", "text"),
            lambda row: " ".join(map(str, (row.result or {}).get("group") or ())) or None,
        ),
    ]
    return out + [(Column(f"id {kind}", "text"), _id(kind)) for kind in kinds]


def _id(kind: str) -> Callable[[Row], Any]:
    return lambda row: row.ids.get(kind) or None


def _of_result(read: Callable[[Result], Any]) -> Callable[[Row], Any]:
    return lambda row: read(row.result or {})


def _adjustment(row: Row) -> Mapping[str, Any]:
    return (row.result or {}).get("adjustment") or {}


def _late(result: Result) -> bool | None:
    late_s = (result.get("adjustment") or {}).get("late_s")
    return None if late_s is None else late_s > 0


def _questions(results: Sequence[Result]) -> list[str]:
    """Questions with checks, in the order of the sheet, then those that only verdicts name."""
    marked = {str(v["question"]): None for r in results for v in r["verdicts"]}
    asked = {str(q["id"]): None for r in results for q in r.get("questions") or ()}
    return [q for q in asked if q in marked] + [q for q in marked if q not in asked]


def _points(result: Result | None, question: str) -> float | None:
    """Points of one question; None while one of its checks has no mark, or where it has none."""
    earned = [
        v.get("earned")
        for v in (result or {}).get("verdicts", ())
        if str(v["question"]) == question
    ]
    if not earned or None in earned:
        return None
    return round(float(sum(earned)), 6)


def _ends(result: Result | None, status: str) -> int | None:
    if result is None:
        return None
    return sum(verdict["status"] == status for verdict in result["verdicts"])


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)
