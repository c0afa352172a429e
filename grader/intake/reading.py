"""What every reader of a learning system's download hands back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from grader.intake.names import folded
from grader.load import paths
from grader.load.roster import Entry


@dataclass(frozen=True, slots=True)
class Look:
    """How much a folder looks like the download of one system."""

    fits: int
    """Things whose names have its form."""
    of: int
    certain: bool
    """Nothing else looks like this."""

    @property
    def likely(self) -> bool:
        """Whether it is worth a word: a single odd name among many is not."""
        return 0 < self.of <= 4 * self.fits


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of a folder, read as the download of one system."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries as a class list has them: `student2` before `student10`, attempts in order."""
    return tuple(sorted(entries, key=lambda entry: (paths.natural(entry.student), entry.attempt)))


def without_doubles(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, with an error where somebody's results would overwrite others.

    That is so for keys that some systems cannot tell apart, for two submissions of one student that
    are no attempts, and for members of a group who are in another submission too.
    """
    found = list(entries)
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    under: defaultdict[str, set[str]] = defaultdict(set)
    for entry in found:
        for student in _everybody(entry):
            spelled[folded(student)].add(student)
            under[folded(student)].add(entry.student)
    places = Counter((folded(s), entry.attempt) for entry in found for s in _everybody(entry))
    return in_order(
        replace(entry, error=entry.error or _double(entry, spelled, under, places))
        for entry in found
    )


def _everybody(entry: Entry) -> list[str]:
    return list(dict.fromkeys((entry.student, *(person.student for person in entry.people))))


def _double(
    entry: Entry,
    spelled: Mapping[str, set[str]],
    under: Mapping[str, set[str]],
    places: Mapping[tuple[str, int], int],
) -> str | None:
    for student in _everybody(entry):
        key = folded(student)
        if len(spelled[key]) > 1:
            names = paths.listing(sorted(spelled[key]))
            return f"{names} differ only in capital letters; rename one of them."
        if len(under[key]) > 1:
            names = paths.listing(sorted(under[key]))
            return f"{paths.show(student)} is in the submissions of {names}; keep one of them."
        if places[key, entry.attempt] > 1:
            return (
                f"There is more than one submission of {paths.show(student)}; "
                "keep the one that counts."
            )
    return None
