"""GitHub Classroom: `hw1-submissions/` with a clone `hw1-login/` per student or team.

`gh classroom clone student-repos` (cmd/gh-classroom/clone/student-repos of github/gh-classroom)
makes `<assignment>-submissions` and clones `<assignment>-<login or team>` into it. The table of
`gh classroom assignment-grades`, `grades.csv`, says who is behind a repository and when GitHub saw
the submission. git itself is never run here: a repository can bring settings that start programs.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.intake.listing import Listing, Thing
from grader.intake.names import folded, keys, spaced
from grader.intake.reading import Look, Reading, without_doubles
from grader.intake.table import Line, read_table
from grader.load import paths
from grader.load.roster import Entry, Person

FORM = "clones named like hw1-login, in a folder named like hw1-submissions or beside grades.csv"
_ENDING = "-submissions"


class _Grade(NamedTuple):
    """A line of grades.csv."""

    login: str
    identifier: str
    time: str | None


def look(listing: Listing) -> Look:
    """Certain when all folders are clones of one assignment."""
    clones = [thing for thing in listing.folders if _is_clone(thing)]
    slug = _slug(listing)
    named = [thing for thing in listing.folders if slug and thing.name.startswith(slug)]
    certain = bool(clones) and len(named) == len(listing.folders)
    return Look(len(clones), len(listing.things), certain)


def read(listing: Listing) -> Reading:
    """One entry per clone."""
    table, source = _grades(listing)
    slug = _slug(listing) or _common(listing, table)
    clones, left_over = [], []
    for thing in listing.things:
        if thing.is_folder or thing.refusal:
            clones.append(thing)
        elif thing.path.absolute() != source:
            left_over.append(f"{thing.shown} (no clone of a repository)")
    people = [_people(thing, slug, table.get(folded(thing.name), [])) for thing in clones]
    known = keys(
        [(group[0].student, thing.name) for group, thing in zip(people, clones, strict=True)]
    )
    found = [
        _entry(key, thing, group, table.get(folded(thing.name), []))
        for key, thing, group in zip(known, clones, people, strict=True)
    ]
    return Reading(without_doubles(found), tuple(_notes(slug, source, found)), tuple(left_over))


def _is_clone(thing: Thing) -> bool:
    return thing.is_folder and os.path.lexists(thing.path / ".git")


def _slug(listing: Listing) -> str:
    """`hw1-`, from the name of the folder that the clones are in; "" where it does not fit."""
    name = listing.folder.absolute().name
    slug = name.removesuffix(_ENDING) + "-"
    folders = listing.folders
    fits = name.endswith(_ENDING) and all(
        t.name.startswith(slug) and t.name != slug for t in folders
    )
    return slug if fits and folders else ""


def _common(listing: Listing, table: Mapping[str, list[_Grade]]) -> str:
    """`hw1-`, from the table: what stands before the login in a repository's name."""
    found = set()
    for thing in listing.folders:
        for grade in table.get(folded(thing.name), []):
            if folded(thing.name).endswith(f"-{folded(grade.login)}"):
                found.add(thing.name[: -len(grade.login)])
    return found.pop() if len(found) == 1 else ""


def _grades(listing: Listing) -> tuple[dict[str, list[_Grade]], Path | None]:
    """Grades by repository, from a table among the clones or beside their folder."""
    names = {folded(thing.name) for thing in listing.folders}
    here = listing.folder.absolute()
    # Beside the folder may be anything, so there only what is named like such a table is opened.
    for path in [*sorted(here.glob("*.csv")), *sorted(here.parent.glob("*[gG]rades*.csv"))]:
        found = _grades_in(path)
        if names & set(found):
            return found, path
    return {}, None


def _grades_in(path: Path) -> dict[str, list[_Grade]]:
    try:
        table = read_table(path)
    except UsageError:
        return {}
    if "student repository name" not in table.headings:
        return {}
    found: defaultdict[str, list[_Grade]] = defaultdict(list)
    for line in table.lines:
        repository = line.cells.get("student repository name", "").rpartition("/")[2]
        if repository and (login := line.cells.get("github username", "")):
            found[folded(repository)].append(
                _Grade(login, line.cells.get("roster identifier", ""), _time(line))
            )
    return dict(found)


def _time(line: Line) -> str | None:
    """When GitHub saw the submission; only with its time zone."""
    text = line.cells.get("submission timestamp", "").removesuffix(" UTC")
    zoned = text if text != line.cells.get("submission timestamp") else None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if zoned is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat() if moment.tzinfo is not None else None


def _people(thing: Thing, slug: str, grades: list[_Grade]) -> tuple[Person, ...]:
    """Who is behind a repository: from the table, else from its name."""
    if grades:
        ordered = sorted(
            {folded(g.login): g for g in grades}.values(), key=lambda g: g.login.lower()
        )
        return tuple(Person(spaced(g.login), "", _ids(g)) for g in ordered)
    if slug and thing.name.startswith(slug):
        login = spaced(thing.name.removeprefix(slug))
        return (Person(login, "", {"github": login}),)
    return (Person(spaced(thing.name)),)


def _ids(grade: _Grade) -> dict[str, str]:
    ids = {"github": spaced(grade.login)}
    if grade.identifier:
        ids["email" if "@" in grade.identifier else "sid"] = spaced(grade.identifier)
    return ids


def _entry(key: str, thing: Thing, people: tuple[Person, ...], grades: list[_Grade]) -> Entry:
    first = Person(key, people[0].name, people[0].ids)
    times = {grade.time for grade in grades if grade.time}
    return Entry(
        key,
        thing.path,
        error=f"{thing.shown} cannot be read: {thing.refusal}." if thing.refusal else None,
        people=(first, *people[1:]),
        submitted_at=max(times, key=datetime.fromisoformat, default=None),
    )


def _notes(slug: str, source: Path | None, found: list[Entry]) -> Iterator[str]:
    if source is not None:
        yield f"Logins and times were read from {paths.show(source.name)}."
    if not slug and source is None:
        yield (
            "The name of the assignment in front of the logins is not known, so that each student "
            "has the name of the repository; name the folder like hw1-submissions, or put the "
            "grades.csv of GitHub Classroom beside it."
        )
    unknown = sum(1 for entry in found if entry.submitted_at is None)
    if unknown:
        yield (
            f"When {unknown} of {len(found)} submissions were handed in is not known: a commit's time is "
            "what its author claims, and is not used; the grades.csv of GitHub Classroom tells it."
        )
