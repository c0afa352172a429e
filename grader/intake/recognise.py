"""Whose bulk download a folder is. What is not certain is taken for plain, with a note."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.intake import canvas, github, gradescope, moodle, plain
from grader.intake.listing import Listing, list_folder
from grader.intake.reading import Look, Reading
from grader.load import paths


class _System(NamedTuple):
    title: str
    form: str
    """What its download looks like, to complete "It should hold "."""
    look: Callable[[Listing], Look]
    read: Callable[[Listing], Reading]


_SYSTEMS = {
    "canvas": _System("Canvas", canvas.FORM, canvas.look, canvas.read),
    "moodle": _System("Moodle", moodle.FORM, moodle.look, moodle.read),
    "gradescope": _System("Gradescope", gradescope.FORM, gradescope.look, gradescope.read),
    "github": _System("GitHub Classroom", github.FORM, github.look, github.read),
}
SYSTEMS = ("plain", *_SYSTEMS)
"""What `system` may be, beside "auto"."""


def recognise(folder: Path, system: str, *, zip_name: str = "") -> tuple[str, Reading]:
    """The system whose download a folder is, and what it holds.

    Args:
        folder: the download, or the one folder that it is in.
        system: forces it; "auto" looks.
        zip_name: of the zip that was unpacked to `folder`, without its ending.

    Raises:
        UsageError: it cannot be read, or is nothing like what `system` says.
    """
    outer = list_folder(folder)
    wrapped = outer.only_folder()
    inner = list_folder(wrapped.path) if wrapped and not wrapped.refusal else None
    places = [outer] if inner is None else [outer, inner]
    if system in _SYSTEMS:
        return system, _forced(system, places)
    notes: tuple[str, ...] = ()
    if system == "auto":
        looks = [(n, place, s.look(place)) for n, s in _SYSTEMS.items() for place in places]
        certain = [(name, place) for name, place, look in looks if look.certain]
        if len(certain) == 1:
            name, place = certain[0]
            return name, _SYSTEMS[name].read(place)
        notes = _doubts(folder, [(name, look) for name, _, look in looks])
    here = outer
    if inner is not None and wrapped is not None and zip_name:
        if wrapped.name == zip_name:
            here = inner
        else:
            notes += (
                f"The zip holds one folder, {wrapped.shown}, which was taken for one student; "
                "if it is the class, unpack the zip and give that folder.",
            )
    reading = plain.read(here)
    return "plain", Reading(reading.entries, notes + reading.notes, reading.left_over)


def _forced(name: str, places: list[Listing]) -> Reading:
    system = _SYSTEMS[name]
    fits = {place.folder: system.look(place).fits for place in places}
    best = max(places, key=lambda place: fits[place.folder])
    if not fits[best.folder]:
        raise UsageError(
            f"Nothing in {places[0].folder} looks like a download of {system.title}: "
            f"it should hold {system.form}."
        )
    return system.read(best)


def _doubts(folder: Path, looks: list[tuple[str, Look]]) -> tuple[str, ...]:
    """What it looked like without certainty, and how to say that it is that."""
    likely = {name: look for name, look in looks if look.likely}
    return tuple(
        f"{paths.show(folder.name)} looks a little like a download of {_SYSTEMS[name].title} "
        f"({look.fits} of {look.of} things fit), but not for certain, so that each thing in it "
        f"was taken for one student; --system {name} reads it as that, --system plain "
        "ends this note."
        for name, look in likely.items()
    )
