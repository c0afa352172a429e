"""Who is in the class and who handed in what when: the file `people.json` of a batch.

Names and ids stay out of grading: nothing here can change what a check says.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.atomic import write_atomically
from grader.errors import UsageError
from grader.load.gather import Renamed
from grader.load.roster import Entry, Person
from grader.policy import time_of, times_notes


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """One attempt of one student."""

    attempt: int = 0
    """0 for the only one."""
    submitted_at: str | None = None
    """ISO 8601 with offset; None when nobody knows."""
    late: bool | None = None
    """What the learning system says; None where it says nothing."""


_ONLY = (HandIn(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody of a batch, whether they handed in or not."""

    system: str = "plain"
    people: Mapping[str, Person] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Student -> everybody of their group, themselves included; only those who have one."""
    handed_in: Mapping[str, tuple[HandIn, ...]] = field(default_factory=dict)
    not_on_roster: tuple[str, ...] = ()
    """Handed in, but are not on the roster."""
    without_submission: tuple[Person, ...] = ()
    """Are on the roster, but handed in nothing."""
    unclear: tuple[str, ...] = ()
    """One sentence each about what could not be joined for certain."""
    left_over: tuple[str, ...] = ()
    """Files of the download that belong to nobody."""

    def person(self, student: str) -> Person:
        """Name and ids; only the key where nothing else is known."""
        return self.people.get(student) or Person(student)

    def hand_ins(self, student: str) -> tuple[HandIn, ...]:
        """The student's attempts in order."""
        return self.handed_in.get(student, _ONLY)

    def as_data(self) -> dict[str, Any]:
        """As `people.json` holds it."""
        return {
            "system": self.system,
            "people": {s: _person(p) for s, p in self.people.items()},
            "groups": {s: list(g) for s, g in self.groups.items()},
            "handed_in": {
                s: [
                    {"attempt": h.attempt, "submitted_at": h.submitted_at, "late": h.late}
                    for h in all_of
                ]
                for s, all_of in self.handed_in.items()
            },
            "not_on_roster": list(self.not_on_roster),
            "without_submission": [
                {"student": p.student, **_person(p)} for p in self.without_submission
            ],
            "unclear": list(self.unclear),
            "left_over": list(self.left_over),
        }

    def save(self, out: Path) -> None:
        """Writes `people.json` below a batch's folder, unless it says the same already."""
        text = (json.dumps(self.as_data(), indent=1, ensure_ascii=True) + "\n").encode()
        path = out / "people.json"
        if not path.exists() or path.read_bytes() != text:
            write_atomically(path, [text])


def read_people(out: Path) -> People:
    """What a batch knows of its class; nothing where `people.json` is not there.

    Raises:
        UsageError: when the file is damaged.
    """
    path = out / "people.json"
    try:
        raw = json.loads(path.read_bytes())
        return People(
            system=raw["system"],
            people={s: _read_person(s, p) for s, p in raw["people"].items()},
            groups={s: tuple(g) for s, g in raw["groups"].items()},
            handed_in={
                s: tuple(HandIn(**h) for h in all_of) for s, all_of in raw["handed_in"].items()
            },
            not_on_roster=tuple(raw["not_on_roster"]),
            without_submission=tuple(
                _read_person(p["student"], p) for p in raw["without_submission"]
            ),
            unclear=tuple(raw["unclear"]),
            left_over=tuple(raw["left_over"]),
        )
    except FileNotFoundError:
        return People()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(
            f"{path} is damaged; `grader grade` of this batch writes it anew."
        ) from None


Groups = dict[str, tuple[str, ...]]
HandIns = dict[str, tuple[HandIn, ...]]


def gather(entries: Iterable[Entry]) -> tuple[dict[str, Person], Groups, HandIns]:
    """People, groups and hand-ins of the entries of a class; several of one student are attempts in order."""
    people: dict[str, Person] = {}
    groups: Groups = {}
    handed: HandIns = {}
    for entry in entries:
        members = entry.people or (Person(entry.student),)
        for person in members:
            people.setdefault(person.student, person)
            if len(members) > 1:
                groups[person.student] = tuple(p.student for p in members)
            one = HandIn(attempt=entry.attempt, submitted_at=entry.submitted_at, late=entry.late)
            handed[person.student] = (*handed.get(person.student, ()), one)
    return people, groups, handed


def dated(
    handed: Mapping[str, tuple[HandIn, ...]],
    people: Mapping[str, Person],
    times: Mapping[str, str],
) -> tuple[HandIns, tuple[str, ...]]:
    """Hand-ins with the times of a table, which is believed over the download.

    Args:
        handed: of every student.
        people: names and ids, the roster's included.
        times: from `read_times`, by key, name or any id. It does not say of which attempt, so it
            counts for students with one.

    Returns:
        The hand-ins, and a sentence for every line of the table that is not used as expected.
    """
    out = dict(handed)
    names = {s: names_of(people.get(s) or Person(s)) for s in handed}
    for student, own in handed.items():
        when = time_of(times, names[student])
        if when is not None and len(own) == 1:
            out[student] = (HandIn(attempt=own[0].attempt, submitted_at=when),)
    several = [student for student, own in handed.items() if len(own) > 1]
    return out, times_notes(times, list(names.values()), several=several)


def names_of(person: Person) -> tuple[str, ...]:
    """Everything that a table may call somebody by."""
    return tuple(n for n in (person.student, person.name, *person.ids.values()) if n)


def newest_file(path: Path | Renamed | tuple[Path | Renamed, ...]) -> str | None:
    """The newest modification time below a submission, ISO 8601 in UTC; None for nothing.

    It says when the files were last written on this machine or in the archive they came from,
    which is not when they were handed in: only a policy that says so counts it.
    """
    newest = 0.0
    for one in path if isinstance(path, tuple) else (path,):
        top = one.path if isinstance(one, Renamed) else one
        places = [str(top)]
        for folder, _, names in os.walk(top):
            places += [os.path.join(folder, name) for name in names]
        for place in places if top.is_file() else places[1:]:
            try:
                newest = max(newest, os.lstat(place).st_mtime)
            except OSError:
                continue
    return datetime.fromtimestamp(newest, UTC).isoformat(timespec="seconds") if newest else None


def _person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "ids": dict(person.ids)}


def _read_person(student: str, raw: Mapping[str, Any]) -> Person:
    return Person(student, raw["name"], dict(raw["ids"]))
