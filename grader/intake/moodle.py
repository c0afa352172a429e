"""Moodle: `Ann Lee_12345_assignsubmission_file/` folders, or files with that in front.

The names are made by `mod/assign/classes/downloader.php` of moodle/moodle (before 4.1:
`download_submissions` in `mod/assign/locallib.php`, with one more underscore at the end): the full
name, or "Participant" in the language of the site when marking is blind, or a group's name for
team submissions; the id that Moodle gives the student (or group) in this assignment; and the plugin
that the student used, `file` or `onlinetext`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.intake.listing import Listing, Thing, list_folder
from grader.intake.names import folded, keys, spaced
from grader.intake.reading import Look, Reading, without_doubles
from grader.intake.worksheet import Row, read_worksheet
from grader.load.gather import ONLINE_TEXT, Renamed
from grader.load.roster import Entry, Person

FORM = "folders named like Ann Lee_12345_assignsubmission_file (name, id, plugin)"

_NAME = re.compile(
    r"(?P<who>.*?)(?:_(?P<id>[0-9]+))?_assignsubmission_(?P<plugin>[a-z0-9]+)(?:_(?P<file>.*))?",
    re.S,
)


_TYPED = (".html", ".htm")


class _Part(NamedTuple):
    thing: Thing
    who: str
    id: str
    plugin: str
    file: str


def _parsed(thing: Thing) -> _Part | None:
    found = _NAME.fullmatch(thing.name)
    if not found or not found["who"] or bool(found["file"]) == thing.is_folder:
        return None
    return _Part(
        thing, spaced(found["who"]), found["id"] or "", found["plugin"], found["file"] or ""
    )


def look(listing: Listing) -> Look:
    """Certain when at least half of the names have the form: nobody writes it by hand."""
    fits = sum(1 for thing in listing.things if _parsed(thing))
    return Look(fits, len(listing.things), 0 < len(listing.things) <= 2 * fits)


def read(listing: Listing) -> Reading:
    """One entry per id: everything that the plugins saved is one submission."""
    by_id: defaultdict[tuple[str, str], list[_Part]] = defaultdict(list)
    rows: dict[str, Row] = {}
    left_over, notes = [], []
    for thing in listing.things:
        if part := _parsed(thing):
            by_id[part.id, "" if part.id else part.who].append(part)
        elif sheet := read_worksheet(thing):
            rows |= sheet
            notes.append(f"Names, ids and late marks were read from {thing.shown}.")
        else:
            left_over.append(f"{thing.shown} (no _assignsubmission_ in its name)")
    names = _names(by_id, rows, notes)
    students = keys([(name, own or who) for name, (own, who) in zip(names, by_id, strict=True)])
    found = [
        _entry(student, name, rows.get(own), own, parts)
        for student, name, ((own, _), parts) in zip(students, names, by_id.items(), strict=True)
    ]
    return Reading(without_doubles(found), tuple(notes), tuple(left_over))


def _names(
    by_id: dict[tuple[str, str], list[_Part]], rows: dict[str, Row], notes: list[str]
) -> list[str]:
    """The full name of each; the word that stands for all of them in blind marking is none."""
    found = [parts[0].who for parts in by_id.values()]
    if len(found) > 1 and len({folded(name) for name in found}) == 1:
        if not rows:
            notes.append(
                f"Moodle calls everybody {found[0]!r}, because the marking is blind: "
                "a grading worksheet with names, as roster, joins them."
            )
        return [
            rows[own].name if own in rows and rows[own].name else f"{word}_{own}"
            for (own, _), word in zip(by_id, found, strict=True)
        ]
    return found


def _entry(student: str, name: str, row: Row | None, own: str, parts: list[_Part]) -> Entry:
    places = tuple(place for part in parts for place in _places(part))
    ids = ({"moodle": own} if own else {}) | (row.ids if row else {})
    blind = name.endswith(f"_{own}") and own
    person = Person(student, "" if blind else name, ids)
    return Entry(
        student,
        places[0] if len(places) == 1 else places,
        error=next(_problems(parts), None),
        people=(person,),
        late=row.late if row else None,
    )


def _places(part: _Part) -> list[Path | Renamed]:
    """What was saved by one plugin; the text that was typed is an answer, whatever its name."""
    if part.plugin != "onlinetext" or part.thing.refusal:
        return [part.thing.path if part.thing.is_folder else Renamed(part.thing.path, part.file)]
    if not part.thing.is_folder:
        typed = part.file.casefold().endswith(_TYPED)
        return [Renamed(part.thing.path, ONLINE_TEXT if typed else part.file)]
    try:
        inside = list_folder(part.thing.path).things
    except UsageError:
        return [part.thing.path]  # whoever loads it says why it cannot be read
    pages = [thing for thing in inside if thing.name.casefold().endswith(_TYPED)]
    if len(pages) != 1:
        return [part.thing.path]
    return [
        Renamed(thing.path, ONLINE_TEXT if thing in pages else thing.name)
        for thing in inside
        if not thing.refusal
    ]


def _problems(parts: list[_Part]) -> Iterator[str]:
    for part in parts:
        if part.thing.refusal:
            yield f"{part.thing.shown} cannot be read: {part.thing.refusal}."
    names = sorted({part.who for part in parts})
    if len(names) > 1:
        yield f"{names[0]} and {names[1]} have the same id in Moodle; keep the files of one."
