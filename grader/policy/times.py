"""The file of times: who handed in when, for downloads that do not tell."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.policy.moments import parse_instant
from grader.policy.people import near
from grader.policy.record import folded

_COLUMNS = ("student", "submitted_at")


def read_times(path: Path) -> dict[str, str]:
    """Reads a table with the columns `student` and `submitted_at`.

    Args:
        path: CSV with commas or semicolons; other columns are passed over. Times are ISO 8601 with an
            offset: `2026-11-20T23:59:00+01:00`.

    Returns:
        Time by student as written.

    Raises:
        UsageError: for anything that is wrong, in one sentence with file and line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text; save it as CSV in UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
        strict=True,
    )
    times: dict[str, str] = {}
    seen: set[str] = set()
    columns: tuple[int, int] | None = None
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if columns is None:
                columns = _header(path, row)
                continue
            student, when = _row(f"{path}, line {reader.line_num}", row, columns)
            if folded(student) in seen:
                raise UsageError(
                    f"{path}, line {reader.line_num}: {student!r} stands there twice; keep one line."
                )
            seen.add(folded(student))
            times[student] = when
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: is not valid CSV: {error}.") from None
    if columns is None:
        raise UsageError(f"{path} is empty; it needs the columns student,submitted_at.")
    return times


def time_of(times: Mapping[str, str], names: Collection[str]) -> str | None:
    """When a student handed in, by whatever name the file calls them; the latest of several lines.

    Args:
        times: from `read_times`.
        names: of the student: key, name, ids.
    """
    own = {folded(name) for name in names} - {""}
    found = [when for name, when in times.items() if folded(name) in own]
    return max(found, key=parse_instant, default=None)


def times_notes(
    times: Mapping[str, str], people: Sequence[Collection[str]], *, several: Collection[str] = ()
) -> tuple[str, ...]:
    """Lines of a file of times that were not used as somebody may expect, a sentence each.

    Args:
        times: from `read_times`.
        people: of each student, the names and ids.
        several: a name of each student with several attempts, whose times are not changed.
    """
    known = {folded(name): name for names in people for name in names if name.strip()}
    more = {folded(name) for name in several}
    notes = []
    for name in times:
        fitting = [
            own for own in ({folded(n) for n in names} for names in people) if folded(name) in own
        ]
        if not fitting:
            notes.append(f"The time of {name!r} fits nobody who handed in{near(name, known)}")
        elif len(fitting) > 1:
            notes.append(
                f"The time of {name!r} fits {len(fitting)} students; it holds for all of them. "
                "Write an id instead."
            )
        elif fitting[0] & more:
            notes.append(
                f"The time of {name!r} is not used: there are several attempts, and it does not say "
                "which one is meant."
            )
    for names in people:
        own = {folded(name) for name in names}
        lines = [name for name in times if folded(name) in own]
        if len({times[name] for name in lines}) > 1:
            listed = " and ".join(repr(name) for name in lines)
            notes.append(f"{listed} are the same student with different times; the latest holds.")
    return tuple(notes)


def _header(path: Path, row: list[str]) -> tuple[int, int]:
    names = [cell.strip().lower() for cell in row]
    for column in _COLUMNS:
        if names.count(column) != 1:
            raise UsageError(
                f"{path}: the first line must name the column {column!r} once; "
                "it is student,submitted_at."
            )
    return names.index("student"), names.index("submitted_at")


def _row(where: str, row: list[str], columns: tuple[int, int]) -> tuple[str, str]:
    if len(row) <= max(columns):
        raise UsageError(f"{where}: there are fewer columns than in the first line.")
    student, when = (row[column].strip() for column in columns)
    if not student:
        raise UsageError(f"{where}: the student is missing.")
    try:
        return student, parse_instant(when).isoformat()
    except ValueError as wrong:
        raise UsageError(f"{where}: submitted_at {when!r} {wrong}.") from None
