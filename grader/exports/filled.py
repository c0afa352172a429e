"""What came of filling a file: its bytes, and everything that a person has to know about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.exports.lossless import Sheet
from grader.exports.matching import Matched
from grader.exports.roll import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A file for another system."""

    data: bytes
    written: int
    """Marks that were written."""
    nobody: tuple[Row, ...] = ()
    """People with a result that the file has no place for, or that lack the id it goes by."""
    refused: tuple[str, ...] = ()
    """One sentence each about marks that could not be written, or that the system will not take."""
    notes: tuple[str, ...] = ()
    """What else the instructor should read before importing the file."""


def of_sheet(
    sheet: Sheet,
    found: Matched,
    *,
    name: str,
    places: int,
    written: int,
    refused: Iterable[str],
    notes: Iterable[str],
) -> Filled:
    """What came of filling a file of another system row by row.

    Args:
        sheet: the file with its new cells.
        found: whose row is whose.
        name: of the file, for the sentence.
        places: rows of the file that are students.
        written, refused, notes: as in `Filled`.
    """
    notes = list(notes)
    others = places - len(found.pairs)
    if others:
        notes.append(f"{others} rows of {name} have no result here; they stay as they were.")
    return Filled(
        data=sheet.data(),
        written=written,
        nobody=with_result(found.nobody),
        refused=tuple(refused),
        notes=tuple(notes),
    )


def with_result(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Those who have a result: who handed in nothing needs no place in a file."""
    return tuple(row for row in rows if row.result is not None)
