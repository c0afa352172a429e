"""Reads the list of a class from the tables of learning systems, or one made by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.intake.headings import COLUMNS
from grader.intake.names import folded, keys, spaced
from grader.intake.table import Line, Table, read_table
from grader.intake.worksheet import participant
from grader.load import paths
from grader.load.roster import Person

KINDS = ("canvas", "sis", "moodle", "gradescope", "github", "sid", "email", "login")
"""Ids in the order in which they are believed: what a system gave, then the address, the login."""


class RosterFile(NamedTuple):
    """What a table says of a class."""

    people: tuple[Person, ...]
    groups: dict[str, tuple[Person, ...]]
    """Members by the name of their group."""


def read_roster_file(path: Path) -> RosterFile:
    """Reads the list of a class from a CSV: of Canvas, Moodle, Gradescope, GitHub, or made by hand.

    Raises:
        UsageError: it cannot be read, no column is known, or two rows are the same person.
    """
    table = read_table(path)
    kinds = [COLUMNS[h] for h in table.headings if h in COLUMNS]
    if not kinds:
        first = paths.listing(h for h in table.headings if h) or "nothing"
        raise UsageError(
            f"{path}: no column is known; the first line says {first}. Name the columns name, "
            "first name, last name, email, sid, login, github or student."
        )
    rows = [(line, row) for line in table.lines if (row := _row(table, line)) is not None]
    if not rows:
        raise UsageError(f"{path} names nobody below its first line.")
    students = keys([(row.key, _own(row.person) or f"line {line.number}") for line, row in rows])
    people = tuple(
        Person(student, row.person.name, row.person.ids)
        for student, (_, row) in zip(students, rows, strict=True)
    )
    _refuse_doubles(path, people, [line.number for line, _ in rows])
    groups: defaultdict[str, list[Person]] = defaultdict(list)
    for person, (_, row) in zip(people, rows, strict=True):
        for group in row.groups:
            groups[group].append(person)
    return RosterFile(people, {group: tuple(who) for group, who in groups.items()})


class _Row(NamedTuple):
    key: str
    """What the person is called in the class: the student column, a login, or the name."""
    person: Person
    groups: tuple[str, ...]


def _row(table: Table, line: Line) -> _Row | None:
    """A person, or None for a line that names nobody, like Canvas's "Points Possible"."""
    cells: dict[str, str] = {}
    for heading, cell in line.cells.items():
        if heading in COLUMNS:
            cells.setdefault(COLUMNS[heading], spaced(cell))
    own = participant(table, line)
    if own:
        cells.pop(COLUMNS.get(table.headings[0], ""), None)
    ids = {kind: cells[kind] for kind in KINDS if kind in cells}
    if own:
        ids["moodle"] = own
    if identifier := cells.pop("identifier", ""):
        ids.setdefault("email" if "@" in identifier else "sid", identifier)
    if user := cells.pop("user id", ""):
        ids.setdefault("sis" if "canvas user id" in table.headings else "login", user)
    if "@" in ids.get("login", ""):
        ids.setdefault("email", ids["login"])
    if number := cells.pop("id", ""):
        ids.setdefault("canvas" if _is_of_canvas(table) else "sid", number)
    name = cells.get("name", "")
    if not name and ("first" in cells or "last" in cells):
        name = f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    key = cells.get("student", "")
    if _is_of_canvas(table):
        if not ids:
            return None
        name, key = name or key, ""
    if not (name or key or ids):
        return None
    key = key or ids.get("login", "") or ids.get("github", "") or name or _own(Person("", "", ids))
    several = (group.strip() for group in cells.get("groups", "").split(","))
    groups = dict.fromkeys(g for g in (cells.get("group", ""), *several) if g)
    return _Row(key, Person(key, name, ids), tuple(groups))


def spoken(kind: str) -> str:
    """A kind of id for a sentence."""
    return {"email": "e-mail", "sid": "student number", "login": "login"}.get(kind, f"{kind} id")


def _is_of_canvas(table: Table) -> bool:
    """A gradebook of Canvas: its `Student` is a name, and its `ID` the user id of file names."""
    return {"id", "section"} <= set(table.headings) and bool(
        {"sis login id", "sis user id"} & set(table.headings)
    )


def _own(person: Person) -> str:
    """The id that tells somebody from others of the same name."""
    kinds = ("sid", "email", "login", "sis", "canvas", "moodle", "github", "gradescope")
    return next((person.ids[kind] for kind in kinds if kind in person.ids), "")


def _refuse_doubles(path: Path, people: Sequence[Person], lines: Sequence[int]) -> None:
    """Two rows with one id are one person twice, or a mistake; nobody can tell which."""
    first: dict[tuple[str, str], int] = {}
    for person, line in zip(people, lines, strict=True):
        marks = {(spoken(kind), folded(value)) for kind, value in person.ids.items()}
        if not person.ids:
            marks = {("name", folded(person.name or person.student))}
        for mark in sorted(marks):
            other = first.setdefault(mark, line)
            if other != line:
                raise UsageError(
                    f"{path}: lines {other} and {line} have the same {mark[0]}, "
                    f"{paths.show(mark[1])}; keep one of them or correct it."
                )
    keys_seen: dict[str, int] = {}
    for person, line in zip(people, lines, strict=True):
        other = keys_seen.setdefault(folded(person.student), line)
        if other != line:
            raise UsageError(
                f"{path}: lines {other} and {line} cannot be told apart; give each an id or an "
                "e-mail address."
            )
