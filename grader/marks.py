"""Marks by hand: the log that keeps them, and what they make of a result.

`marks.jsonl` is only ever appended to, one line per mark, so that two people who mark at once lose
nothing and everything that was ever said can be read again. A result is settled from what the
machine judged and the marks that count; both directions are pure functions here.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.locking import locked

Key = tuple[str, str]
"""(student, check)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person gave for one answer, at one moment."""

    student: str
    check: str
    by: str
    """Who marked it, as they call themselves."""
    at: str
    """When, ISO 8601 in UTC."""
    earned: float | None
    """None: the answer has no mark any more."""
    points: float
    """What the check was worth at that moment; when that changes, the mark changes in proportion."""
    items: tuple[str, ...]
    """The lines of the rubric that hold, and what was taken off, as texts."""
    comment: str
    """For the student."""
    text_digest: str
    """Of what was read (`text_digest`): the mark holds as long as that is the same."""
    undoes: int | None = None
    """The number, from 0, of the line about this answer that is taken back by this one."""


class MarkedMeanwhile(Exception):
    """Somebody else marked the answer since it was read; nothing was written."""

    def __init__(self, key: Key) -> None:
        super().__init__(f"{key[1]} of {key[0]} was marked by somebody else meanwhile")
        self.key = key


class Marks:
    """The file `marks.jsonl` of a batch's folder. Processes and threads may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.Lock()
        self._latest: dict[Key, Mark] | None = None
        self._forget()

    def latest(self) -> dict[Key, Mark]:
        """The mark that counts for every answer that has one.

        Raises:
            UsageError: when the file cannot be read.
        """
        return self.latest_and_counts()[0]

    def latest_and_counts(self) -> tuple[dict[Key, Mark], dict[Key, int]]:
        """The marks that count, and how many lines there are about every answer, at one moment.

        Read one after the other, a line of another process in between would be counted as known
        by whoever has not seen it.
        """
        with self._mutex:
            self._read_on()
            if self._latest is None:
                self._latest = {k: t for k, v in self._lines.items() if (t := _standing(v))}
            return dict(self._latest), {key: len(lines) for key, lines in self._lines.items()}

    def history(self, student: str, check: str) -> tuple[Mark, ...]:
        """Every line about an answer, the oldest first; a later one may undo an earlier one."""
        with self._mutex:
            self._read_on()
            return tuple(self._lines.get((student, check), ()))

    def add(self, *marks: Mark, seen: int | None = None) -> None:
        """Adds lines that are on disk when this returns: all of them or, after a kill, none.

        Args:
            marks: several for work that was handed in together.
            seen: how many lines about these answers, added up, the marker knew of (the length of
                each `history`). None: whatever was said before, this counts.

        Raises:
            MarkedMeanwhile: there are other lines than those that were known.
            OSError: the disk is full, the folder is gone, ...
        """
        with self._mutex, locked(self._lock):
            self._read_on()
            keys = {(mark.student, mark.check) for mark in marks}
            if seen is not None and sum(len(self._lines.get(key, ())) for key in keys) != seen:
                raise MarkedMeanwhile(min(keys))
            self._append(marks)

    def undo(self, by: str, at: str) -> tuple[Mark, ...]:
        """Takes back the last mark of a person that still counts; what was there before counts again.

        Args:
            by: whose.
            at: when it is taken back.

        Returns:
            What was taken back: several marks where they were given together, none when there
            is nothing left. A mark that somebody else replaced is passed over.
        """
        with self._mutex, locked(self._lock):
            self._read_on()
            mine = [
                (self._line_of[key, number], key, number)
                for key, lines in self._lines.items()
                if (number := _top(lines)) is not None and lines[number].by == by
            ]
            if not mine:
                return ()
            last, *_ = max(mine)
            gone = [(self._lines[key][n], n) for line, key, n in mine if line == last]
            self._append([replace(m, by=by, at=at, earned=None, undoes=n) for m, n in gone])
            return tuple(m for m, _ in gone)

    @property
    def _lock(self) -> Path:
        return self._path.with_name(f".{self._path.name}.lock")

    def _forget(self) -> None:
        self._lines: dict[Key, list[Mark]] = defaultdict(list)
        self._line_of: dict[tuple[Key, int], int] = {}
        self._count = 0
        self._latest = None
        self._at = 0
        self._file = -1

    def _read_on(self) -> None:
        """Takes in what was appended since the last time."""
        try:
            with open(self._path, "rb") as file:
                found = os.fstat(file.fileno())
                if found.st_ino != self._file or found.st_size < self._at:
                    self._forget()  # another file: a copy was put back
                    self._file = found.st_ino
                file.seek(self._at)
                data = file.read()
        except FileNotFoundError:
            self._forget()
            return
        except OSError as error:
            raise UsageError(f"{self._path} cannot be read: {error.strerror}.") from None
        whole = data.rfind(b"\n") + 1  # what follows was cut off by a kill, or is being written
        for line in data[:whole].split(b"\n"):
            self._count += 1
            for mark in _marks_of(line):
                key = mark.student, mark.check
                self._line_of[key, len(self._lines[key])] = self._count
                self._lines[key].append(mark)
                self._latest = None
        self._at += whole

    def _append(self, marks: Iterable[Mark]) -> None:
        """One line for all of them, because only a whole line counts."""
        line = json.dumps([asdict(m) for m in marks], ensure_ascii=True) + "\n"
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        fd = os.open(self._path, flags, 0o600)
        try:
            size = os.lseek(fd, 0, os.SEEK_END)
            if size:
                os.lseek(fd, size - 1, os.SEEK_SET)
                if os.read(fd, 1) != b"\n":  # half a line of a killed process
                    line = "\n" + line
            data = line.encode()
            if (written := os.write(fd, data)) != len(data):
                os.ftruncate(fd, size)
                raise OSError(f"only {written} of {len(data)} bytes fit on the disk")
            os.fsync(fd)
        finally:
            os.close(fd)


def _marks_of(line: bytes) -> Sequence[Mark]:
    """The marks of a line; none for a damaged one."""
    known = {f.name for f in fields(Mark)}
    try:
        rows = json.loads(line)
        marks = [
            Mark(**{k: v for k, v in row.items() if k in known} | {"items": tuple(row["items"])})
            for row in rows
        ]
        numbers = [m.points for m in marks] + [m.earned for m in marks if m.earned is not None]
        return marks if all(map(math.isfinite, numbers)) else ()
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def _top(lines: Sequence[Mark]) -> int | None:
    """The number of the line that counts, undone ones passed over."""
    standing: list[int] = []
    for number, mark in enumerate(lines):
        if mark.undoes is None:
            standing.append(number)
        elif mark.undoes in standing:
            standing.remove(mark.undoes)
    return standing[-1] if standing else None


def _standing(lines: Sequence[Mark]) -> Mark | None:
    number = _top(lines)
    return None if number is None or lines[number].earned is None else lines[number]


def by_student(marks: Mapping[Key, Mark]) -> dict[str, dict[str, Mark]]:
    """Student -> check -> mark, so that settling a class looks at each mark once."""
    out: dict[str, dict[str, Mark]] = {}
    for (student, check), mark in marks.items():
        out.setdefault(student, {})[check] = mark
    return out


def text_digest(data: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    """A digest of what a person reads to mark a verdict.

    Of a written answer its text; of anything else the whole submission, whose digest stands for
    the code that was looked at. The wording of the grader's own messages does not count.
    """
    evidence = verdict.get("evidence") or {}
    parts = ["text", str(evidence.get("text") or "")]
    if "rubric" not in evidence:
        parts += ["work", str(data.get("digest") or "")]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def with_marks(data: Mapping[str, Any], marks: Mapping[str, Mark]) -> dict[str, Any]:
    """A result with the marks by hand of its student.

    Args:
        data: a decoded result file; marks that it carries already are replaced.
        marks: check id -> the mark that counts. Those of voided checks wait until these count.

    Returns:
        A new result; `data` is left as it is.
    """
    machine = without_marks(data)
    verdicts = [_marked(machine, v, marks.get(v["check"])) for v in machine["verdicts"]]
    return _summed(machine | {"verdicts": verdicts})


def without_marks(data: Mapping[str, Any]) -> dict[str, Any]:
    """A result as the machine judged it, without what people gave; `data` is left as it is."""
    return _summed(dict(data) | {"verdicts": [_as_judged(v) for v in data["verdicts"]]})


def _marked(data: Mapping[str, Any], verdict: dict[str, Any], mark: Mark | None) -> dict[str, Any]:
    if mark is None or mark.earned is None or verdict.get("voided"):
        return verdict
    points = verdict["points"]
    if mark.text_digest != text_digest(data, verdict) or not mark.points:
        return _outdated(verdict, mark)
    earned = min(points, round(mark.earned * points / mark.points, 6))
    given = {
        "by": mark.by,
        "at": mark.at,
        "earned": earned,
        "items": list(mark.items),
        "comment": mark.comment,
        "was": {"status": verdict["status"], "earned": verdict["earned"]},
    }
    status = "passed" if earned > 0 else "failed"
    return verdict | {"status": status, "earned": earned, "marked": given}


def _outdated(verdict: dict[str, Any], mark: Mark) -> dict[str, Any]:
    """The verdict waits again, and says for what."""
    if verdict["status"] != "manual":  # the machine knows the new work better than an old mark
        return verdict
    what = "an earlier text" if (verdict.get("evidence") or {}).get("text") else "earlier work"
    sentence = (
        f"Waits for a person again: {what} was marked with {mark.earned:g} of {mark.points:g} "
        f"points by {mark.by}, and what was handed in has changed since."
    )
    kept = {k: v for k, v in asdict(mark).items() if k in _OUTDATED}
    kept["items"] = list(mark.items)
    return verdict | {"message": sentence, "outdated": kept | {"message": verdict["message"]}}


_OUTDATED = ("by", "at", "earned", "points", "comment")


def _as_judged(verdict: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(verdict)
    if marked := out.get("marked"):
        out |= {"status": marked["was"]["status"], "earned": marked["was"]["earned"]}
        out["marked"] = None
    if outdated := out.pop("outdated", None):
        out["message"] = outdated["message"]
    return out


def _summed(data: dict[str, Any]) -> dict[str, Any]:
    earned = [v["earned"] for v in data["verdicts"]]
    total = math.fsum(e for e in earned if e is not None)
    return data | {"earned": round(total, 6), "complete": None not in earned}
