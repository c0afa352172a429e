"""The list of a class: names and ids from a table, joined to those who handed in.

Nothing is guessed: who cannot be joined for certain is listed, with what would decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from grader.intake.names import folded, squeezed
from grader.intake.reading import without_doubles
from grader.intake.roster_file import KINDS, read_roster_file, spoken
from grader.load import paths
from grader.load.roster import Entry, Person


@dataclass(frozen=True, slots=True)
class Joined:
    """Who handed in, with what the roster knows of them."""

    people: Mapping[str, Person]
    """Everybody who handed in, by key; those on the roster with its name and all ids."""
    not_on_roster: tuple[str, ...]
    """Keys of those who handed in and are not on it."""
    without_submission: tuple[Person, ...]
    """Those on it who handed in nothing."""
    unclear: tuple[str, ...]
    """One sentence for each who may be on it, with what would decide."""
    undecided: tuple[Person, ...] = ()
    """Those on the roster whom the unclear ones may be."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a class, in the order of the table."""

    people: tuple[Person, ...]
    groups: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    """Members by the name of their group."""
    source: str = "the roster"

    def join(self, people: Iterable[Person]) -> Joined:
        """Finds who handed in on the roster: by id, else e-mail, else login, else exact name.

        Nobody is lost: everybody given is in `people`, and is joined, in `not_on_roster` or in
        `unclear`; everybody of the roster is joined, in `without_submission` or in `undecided`.
        """
        given = list({person.student: person for person in people}.values())
        finder = _Finder(self.people)
        claims = {person.student: finder.find(person) for person in given}
        claimants: defaultdict[int, list[str]] = defaultdict(list)
        for student, claim in claims.items():
            if len(claim.places) == 1:
                claimants[claim.places[0]].append(student)
        result: dict[str, Person] = {}
        missing, unclear = [], []
        taken: set[int] = set()
        doubtful: set[int] = set()
        for person in given:
            claim = claims[person.student]
            result[person.student] = person
            if not claim.places:
                missing.append(person.student)
            elif len(claim.places) > 1:
                doubtful.update(claim.places)
                unclear.append(self._several(person, claim))
            elif len(claimants[claim.places[0]]) > 1:
                doubtful.add(claim.places[0])
                unclear.append(self._shared(person, claim, claimants[claim.places[0]]))
            else:
                taken.add(claim.places[0])
                result[person.student] = _merged(person, self.people[claim.places[0]])
        rest = [i for i in range(len(self.people)) if i not in taken]
        return Joined(
            result,
            tuple(missing),
            tuple(self.people[i] for i in rest if i not in doubtful),
            tuple(unclear),
            tuple(self.people[i] for i in rest if i in doubtful),
        )

    def with_members(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """The entries, those named like a group of the roster with its members.

        Canvas and Moodle name a group's work by the group, and GitHub by the team. An entry that
        names its people already, or that somebody on the roster is called like, stays as it is.
        """
        names = {form: group for group in self.groups for form in _forms(group)}
        single = {squeezed(n) for person in self.people for n in (person.student, person.name)}
        return without_doubles(self._shared_out(entry, names, single) for entry in entries)

    def _shared_out(self, entry: Entry, names: Mapping[str, str], single: set[str]) -> Entry:
        if len(entry.people) > 1 or squeezed(entry.student) in single:
            return entry
        called = {entry.student, *(person.name for person in entry.people)} - {""}
        groups = {names[form] for name in called for form in _forms(name) if form in names}
        if len(groups) != 1:
            return entry
        members = self.groups[groups.pop()]
        return replace(entry, student=members[0].student, people=members)

    def _several(self, person: Person, claim: _Claim) -> str:
        who = paths.listing(_described(self.people[i]) for i in claim.places)
        return (
            f"{paths.show(person.student)} may be {who} in {self.source} ({claim.why}); "
            f"{claim.decides} would decide."
        )

    def _shared(self, person: Person, claim: _Claim, students: Sequence[str]) -> str:
        others = paths.listing(student for student in students if student != person.student)
        who = _described(self.people[claim.places[0]])
        return (
            f"{paths.show(person.student)} and {others} are both {who} in {self.source} "
            f"({claim.why}); keep the submission that counts."
        )


def read_roster(path: Path) -> Roster:
    """Reads the list of a class from a CSV: of Canvas, Moodle, Gradescope, GitHub, or made by hand.

    Raises:
        UsageError: it cannot be read, no column is known, or two rows are the same person.
    """
    people, groups = read_roster_file(path)
    return Roster(people, groups, paths.show(path.name))


class _Claim(NamedTuple):
    """Whom somebody may be: places in the roster, and why."""

    places: tuple[int, ...] = ()
    why: str = ""
    decides: str = ""


class _Finder:
    """Looks people up by everything that is known of them."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._by_id: dict[tuple[str, str], int] = {}
        self._by_student: defaultdict[str, list[int]] = defaultdict(list)
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._by_squeezed: defaultdict[str, list[int]] = defaultdict(list)
        for place, person in enumerate(people):
            for kind, value in person.ids.items():
                self._by_id[kind, folded(value)] = place
            for kind, same in (("sid", "sis"), ("sis", "sid")):  # the number of the university
                if kind in person.ids:
                    self._by_id.setdefault((same, folded(person.ids[kind])), place)
            self._by_student[folded(person.student)].append(place)
            for name in _names(person):
                self._by_name[folded(name)].append(place)
            for name in _sortable(person):
                self._by_squeezed[squeezed(name)].append(place)

    def find(self, person: Person) -> _Claim:
        """Whom somebody may be."""
        found = {
            kind: self._by_id[kind, folded(person.ids[kind])]
            for kind in KINDS
            if kind in person.ids and (kind, folded(person.ids[kind])) in self._by_id
        }
        found = {k: place for k, place in found.items() if not self._is_group(k, person, place)}
        if places := tuple(dict.fromkeys(found.values())):
            kinds = " and ".join(spoken(kind) for kind in found)
            return _Claim(places, f"by {kinds}", "ids that agree")
        return self._by_key(person) or self._named(person)

    def _is_group(self, kind: str, person: Person, place: int) -> bool:
        """Moodle numbers groups like people: the number counts only when no name contradicts."""
        if kind != "moodle" or not person.name:
            return False
        names = {squeezed(name) for name in _names(self._people[place])}
        return bool(names) and not any(squeezed(person.name).endswith(name) for name in names)

    def _by_key(self, person: Person) -> _Claim | None:
        """By what the submission is called: a folder made by hand may be named by any id."""
        key = folded(person.student)
        found = {place: "name" for place in self._by_student.get(key, ())}
        if not person.ids:
            found |= {
                self._by_id[kind, key]: spoken(kind) for kind in KINDS if (kind, key) in self._by_id
            }
        found = {i: why for i, why in found.items() if not _contradicts(person, self._people[i])}
        if not found:
            return None
        why = " and ".join(dict.fromkeys(found.values()))
        return _Claim(tuple(found), f"by {why}", "another name for the submission")

    def _named(self, person: Person) -> _Claim:
        name = person.name or ("" if person.ids else person.student)
        places = tuple(dict.fromkeys(self._by_name.get(folded(name), ())))
        if not places and "canvas" in person.ids:
            places = tuple(dict.fromkeys(self._by_squeezed.get(squeezed(person.student), ())))
        # A known id of the same kind that differs says that it is somebody else of that name.
        fitting = tuple(i for i in places if not _contradicts(person, self._people[i]))
        return _Claim(fitting, "by name", "an id or an e-mail address") if fitting else _Claim()


def _contradicts(person: Person, other: Person) -> bool:
    return any(
        folded(person.ids[kind]) != folded(other.ids[kind])
        for kind in person.ids
        if kind in other.ids
    )


def _names(person: Person) -> set[str]:
    """A name as it may be written: `Lee, Ann` is Ann Lee."""
    if not person.name:
        return set()
    last, comma, first = person.name.partition(",")
    return {person.name, f"{first.strip()} {last.strip()}"} if comma else {person.name}


def _sortable(person: Person) -> set[str]:
    """The name with the last name first, as Canvas writes it into file names."""
    if not person.name:
        return set()
    if "," in person.name:
        return {person.name}
    words = person.name.split()
    return {f"{' '.join(words[i:])} {' '.join(words[:i])}" for i in range(1, len(words))} or {
        person.name
    }


def _merged(person: Person, known: Person) -> Person:
    """What the roster says, and what only the download knows."""
    return Person(person.student, known.name or person.name, {**person.ids, **known.ids})


def _described(person: Person) -> str:
    own = next((person.ids[kind] for kind in ("email", *KINDS) if kind in person.ids), "")
    name = person.name or person.student
    return f"{name} ({own})" if own and own != name else name


def _forms(group: str) -> set[str]:
    """A group's name as it is, as Canvas squeezes it, and as GitHub makes a team's slug of it."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in folded(group)).split())
    return {folded(group), squeezed(group), slug} - {""}
