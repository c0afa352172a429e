"""What an export reads of a batch's folder. Everything else in this package sees plain data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader import results
from grader.errors import UsageError
from grader.exports.roll import Incomplete, Marks, Roll, call
from grader.job import result_path
from grader.journal import Journal
from grader.people import read_people


def read_roll(out: Path, *, marks: Marks, incomplete: Incomplete) -> Roll:
    """The roll of the batch in a folder, in the order of its journal.

    Raises:
        UsageError: there is no batch, nothing graded, or a damaged file.
    """
    students = list(
        dict.fromkeys(line.student for line in Journal(out / "journal").entries().values())
    )
    if not students:
        raise UsageError(
            f"{out} holds no graded submissions; `grader grade ... --out {out}` makes them."
        )
    absent = [(p.student, p.name, p.ids) for p in read_people(out).without_submission]
    return call(
        [results.read(result_path(out, student)) for student in students],
        absent=absent,
        marks=marks,
        incomplete=incomplete,
    )


def people_data(out: Path) -> Mapping[str, Any]:
    """`people.json` as the class page takes it."""
    return read_people(out).as_data()
