"""What a regrade changed and for whom: snapshots of results, their differences, and the two files.

The state before is on disk until the regrade is done, so that one that was killed in the middle
still tells everything that it changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from grader.atomic import write_atomically
from grader.disk import write_all

Depth = Literal["mark", "status", "wording"]
"""How deep a change goes: the student's mark, how a check ended, or only what is said of it."""

_WHY = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one check stood."""

    question: str
    title: str
    status: str
    earned: float | None
    points: float
    why: str
    """One line: a void, the person who marked it, the mistake that was recognised, the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What all checks of a student came to."""

    earned: float
    possible: float
    complete: bool
    final: float | None
    """After the policy; None when nobody knows yet."""
    attempt: int = 0
    """The one of several attempts that counts; 0 for the only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """How a student stood."""

    student: str
    name: str
    mark: Mark
    checks: Mapping[str, Standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """One check that stands differently."""

    check: str
    before: Standing | None
    """None for a new check."""
    after: Standing | None
    """None for one that is gone."""

    @property
    def depth(self) -> Depth:
        """Whether it ended differently, or only reads differently."""
        if self.before is None or self.after is None:
            return "status"
        told = [(s.status, s.earned, s.points) for s in (self.before, self.after)]
        return "wording" if told[0] == told[1] else "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentChange:
    """Everything that changed for one student."""

    student: str
    name: str
    before: Mark
    after: Mark
    checks: tuple[CheckChange, ...]

    @property
    def depth(self) -> Depth:
        """The deepest of its changes."""
        if self.before != self.after:
            return "mark"
        return "status" if any(c.depth == "status" for c in self.checks) else "wording"


def snapshot(data: Mapping[str, Any]) -> Snapshot:
    """How a student stands, from a settled result."""
    return Snapshot(
        student=data["student"],
        name=data.get("name") or "",
        mark=Mark(
            earned=data["earned"],
            possible=data["possible"],
            complete=data["complete"],
            final=data.get("final", data["earned"]),
            attempt=(data.get("attempt") or {}).get("number", 0),
        ),
        checks={
            v["check"]: Standing(
                question=v["question"],
                title=v["title"],
                status=v["status"],
                earned=v["earned"],
                points=v["points"],
                why=_why(v),
            )
            for v in data["verdicts"]
        },
    )


def _why(verdict: Mapping[str, Any]) -> str:
    """The reason of a verdict in one line."""
    if voided := verdict.get("voided"):
        return _line(f"not counted: {voided['reason']}")
    if marked := verdict.get("marked"):
        return _line(f"marked by {marked['by']}")
    told = (verdict.get("evidence") or {}).get("diagnoses") or ()
    return _line(" ".join([*(d["sentence"] for d in told), verdict.get("message") or ""]))


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WHY else line[: _WHY - 3].rstrip() + "..."


def difference(before: Snapshot, after: Snapshot) -> StudentChange | None:
    """What changed for a student; None for nothing."""
    checks = tuple(
        CheckChange(check=c, before=before.checks.get(c), after=after.checks.get(c))
        for c in {**after.checks, **before.checks}
        if before.checks.get(c) != after.checks.get(c)
    )
    if not checks and before.mark == after.mark:
        return None
    return StudentChange(
        student=after.student,
        name=after.name,
        before=before.mark,
        after=after.mark,
        checks=checks,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCount:
    """How many students one check stands differently for."""

    check: str
    students: int
    gained: int
    """Who have more points in it than before."""
    lost: int


def by_check(changes: Iterable[StudentChange]) -> list[CheckCount]:
    """The checks that ended differently for somebody, those that touch most students first."""
    found: dict[str, list[float]] = {}
    for change in changes:
        for one in change.checks:
            if one.depth == "status":
                sides = [0.0 if s is None else s.earned or 0.0 for s in (one.before, one.after)]
                found.setdefault(one.check, []).append(sides[1] - sides[0])
    counts = [
        CheckCount(
            check=check,
            students=len(moved),
            gained=sum(m > 0 for m in moved),
            lost=sum(m < 0 for m in moved),
        )
        for check, moved in found.items()
    ]
    return sorted(counts, key=lambda c: -c.students)


class Before:
    """How students stood before a regrade: the file `regrading.jsonl` while it is under way.

    A student's line is on disk before their result is replaced. What an unfinished regrade left
    there counts: its changes belong to the next report.
    """

    def __init__(self, out: Path) -> None:
        self._path = out / "regrading.jsonl"
        self._known = {s.student: s for s in self._read()}

    def keep(self, old: Snapshot) -> None:
        """Remembers how a student stood, unless an unfinished regrade did so already."""
        if old.student in self._known:
            return
        self._known[old.student] = old
        line = json.dumps(asdict(old), ensure_ascii=True) + "\n"
        fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            write_all(fd, b"\n" + line.encode())  # a kill may have left half a line
            os.fsync(fd)
        finally:
            os.close(fd)

    def of(self, student: str) -> Snapshot | None:
        """How they stood; None when their result was not touched."""
        return self._known.get(student)

    def forget(self) -> None:
        """The report is written: the regrade is done."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> Iterator[Snapshot]:
        try:
            lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        for line in lines[:-1]:
            try:
                raw = json.loads(line)
                checks = {c: Standing(**s) for c, s in raw["checks"].items()}
                yield Snapshot(**raw | {"mark": Mark(**raw["mark"]), "checks": checks})
            except (ValueError, TypeError, KeyError):
                continue


def write_changes(out: Path, changes: Sequence[StudentChange]) -> None:
    """Writes `changes.csv`, a row per check, and `changes.jsonl`, a line per student.

    A regrade that changed nothing leaves a table without rows: the files tell of the last one.
    """
    text = "".join(json.dumps(_as_data(c), ensure_ascii=False) + "\n" for c in changes)
    for name, content in (("changes.jsonl", text), ("changes.csv", as_csv(changes))):
        write_atomically(out / name, [content.encode("utf-8", "replace")])


def _as_data(change: StudentChange) -> dict[str, Any]:
    return asdict(change) | {"depth": change.depth}


_HALVES = ("status", "earned", "points", "why", "title")
_MARKS = ("earned", "possible", "final", "attempt")


def as_csv(changes: Iterable[StudentChange]) -> str:
    """The changes as CSV that no spreadsheet takes for a formula: a row per student and check.

    A student whose mark changed while no check did, because a date moved, has a row without one.
    """
    header = ["student", "name"]
    header += [f"mark_{f}_{half}" for f in _MARKS for half in ("before", "after")]
    header += ["check", "question"]
    header += [f"{f}_{half}" for f in _HALVES for half in ("before", "after")]
    rows = [",".join(_cell(name) for name in header)]
    for change in changes:
        for check in change.checks or (None,):
            rows.append(",".join(_cell(v) for v in _row(change, check)))
    return "".join(row + "\r\n" for row in rows)


def _row(change: StudentChange, check: CheckChange | None) -> Iterator[Any]:
    yield change.student
    yield change.name
    for name in _MARKS:
        stood = (getattr(change.before, name), getattr(change.after, name))
        yield from ("" if name == "attempt" and not n else n for n in stood)
    halves = [None, None] if check is None else [check.before, check.after]
    yield "" if check is None else check.check
    yield next((s.question for s in reversed(halves) if s is not None), "")
    for name in _HALVES:
        yield from ("" if s is None else getattr(s, name) for s in halves)


def _cell(value: Any) -> str:
    from reports.spreadsheet import quoted

    if value is None:
        return ""
    return quoted(value) if isinstance(value, str) else f"{value:.6f}".rstrip("0").rstrip(".")
