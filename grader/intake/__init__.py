"""Bulk downloads of learning systems as entries: who handed in what, when, and with whom.

Reads names, tables and metadata; never what students wrote, and it runs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.intake.reading import Reading
from grader.intake.recognise import SYSTEMS, recognise
from grader.load.roster import Entry

if TYPE_CHECKING:
    from grader.intake.unpack import Unpacked

__all__ = ["SYSTEMS", "Intake", "read_submissions"]


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that a download holds. A context manager: what was unpacked is removed at its end."""

    system: str
    """"plain", "canvas", "moodle", "gradescope" or "github"."""
    entries: tuple[Entry, ...]
    """In natural order of the students, attempts of one in order of time."""
    notes: tuple[str, ...] = ()
    """What the person who grades should know about the download, one sentence each."""
    left_over: tuple[str, ...] = ()
    """Whatever belongs to nobody, with the reason."""
    unpacked: Unpacked | None = None
    """What a zip was unpacked to; belongs to this intake."""

    def close(self) -> None:
        """Removes what was unpacked: the entries' paths are gone then. Nothing for a folder."""
        if self.unpacked is not None:
            self.unpacked.remove()

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_submissions(
    folder: Path,
    *,
    system: str = "auto",
    within: Path | None = None,
    roster: Path | None = None,
) -> Intake:
    """Who handed in what.

    Args:
        folder: one entry per student, or a bulk download of a learning system; or the zip of it,
            which is unpacked into a new private folder that `Intake.close` removes. Use `with`.
        system: whose download it is; "auto" recognises it, and takes for plain what is not certain.
        within: where to unpack a zip; the system's folder for temporary files otherwise.
        roster: the list of the class. Entries that are named like one of its groups get its members.

    Raises:
        UsageError: there is nothing to read, or nothing that can be read.
    """
    if system not in ("auto", *SYSTEMS):
        raise UsageError(f"There is no system {system!r}; choose auto, {', '.join(SYSTEMS)}.")
    if not folder.is_file():
        name, reading = recognise(folder, system)
        return Intake(name, _shared(reading, roster), reading.notes, reading.left_over)
    from grader.intake.unpack import unpack  # most downloads are folders

    unpacked = unpack(folder, within)
    try:
        name, reading = recognise(unpacked.folder, system, zip_name=folder.stem)
        entries = _shared(reading, roster)
    except BaseException:
        unpacked.remove()
        raise
    left_over = unpacked.left_over + reading.left_over
    return Intake(name, entries, reading.notes, left_over, unpacked)


def _shared(reading: Reading, roster: Path | None) -> tuple[Entry, ...]:
    """The entries, group work with its members."""
    if roster is None:
        return reading.entries
    from grader.roster import read_roster  # it uses this package

    return read_roster(roster).with_members(reading.entries)
