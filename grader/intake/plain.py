"""A folder made by hand: one entry per student, named as the student is called.

Several attempts of a student are told by `@` and a number or a time behind the name: `ann@1.zip`,
`ann@2.zip`, or `ann@20261120T2359+0100/`. Only the person who names the entries can write that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from grader.intake.listing import Listing
from grader.intake.names import spaced
from grader.intake.reading import Reading, without_doubles
from grader.load import paths
from grader.load.roster import Entry, Person, entries, is_nobodys

_ATTEMPT = re.compile(
    r"(?P<who>.+)@(?:(?P<number>[1-9][0-9]{0,2})|(?P<time>[0-9]{4}-?[0-9]{2}-?[0-9]{2}T.*))", re.S
)
_TIME = re.compile(
    r"(?P<day>[0-9]{4}-?[0-9]{2}-?[0-9]{2})T(?P<hour>[0-9]{2})[:-]?(?P<minute>[0-9]{2})"
    r"(?:[:-]?(?P<second>[0-9]{2}))?(?P<zone>Z|[+-][0-9]{2}:?(?:[0-9]{2})?)?"
)


class _Attempt(NamedTuple):
    entry: Entry
    number: int | None
    time: datetime | None
    error: str | None


def read(listing: Listing) -> Reading:
    """Every thing is a student's, but for what is nobody's."""
    by_student: defaultdict[str, list[_Attempt]] = defaultdict(list)
    for entry in entries(listing.folder):
        found = _ATTEMPT.fullmatch(entry.student)
        who = found["who"] if found else entry.student
        by_student[spaced(who)].append(_attempt(entry, found))
    left_over = tuple(
        f"{thing.shown} (a table, a README or the like)"
        for thing in listing.things
        if is_nobodys(thing.name, thing.is_folder)
    )
    every = (entry for who, group in by_student.items() for entry in _numbered(who, group))
    return Reading(without_doubles(every), left_over=left_over)


def _attempt(entry: Entry, found: re.Match[str] | None) -> _Attempt:
    if not found or found["number"]:
        return _Attempt(entry, int(found["number"]) if found else None, None, None)
    form = _TIME.fullmatch(found["time"])
    name = paths.show(entry.student)
    if form and not form["zone"]:
        error = f"The time in {name} has no time zone; write it like ann@20261120T2359+0100."
        return _Attempt(entry, None, None, error)
    try:
        time = datetime.fromisoformat(_iso(form)) if form else None
    except ValueError:
        time = None
    if time is None:
        error = f"The time in {name} is none; write it like ann@20261120T2359+0100."
        return _Attempt(entry, None, None, error)
    return _Attempt(entry, None, time, None)


def _iso(form: re.Match[str]) -> str:
    day = form["day"].replace("-", "")
    return f"{day}T{form['hour']}{form['minute']}{form['second'] or '00'}{form['zone']}"


def _numbered(who: str, group: Sequence[_Attempt]) -> list[Entry]:
    """The attempts of one student in their order, with an error where they have none."""
    if len(group) == 1:
        return [_entry(who, group[0], 0, None)]
    names = paths.listing(attempt.entry.student for attempt in group)
    error = None
    if all(attempt.number is not None for attempt in group):
        group = sorted(group, key=lambda attempt: attempt.number or 0)
        if len({attempt.number for attempt in group}) < len(group):
            error = f"{names} have the same number; number the attempts 1, 2, 3."
    elif all(attempt.time is not None for attempt in group):
        group = sorted(group, key=lambda attempt: attempt.time.timestamp() if attempt.time else 0)
        if len({attempt.time for attempt in group}) < len(group):
            error = f"{names} have the same time; number the attempts instead: {who}@1, {who}@2."
    else:
        error = f"Nobody can tell the order of {names}; name all attempts like {who}@1, {who}@2."
    return [_entry(who, attempt, place, error) for place, attempt in enumerate(group, 1)]


def _entry(who: str, attempt: _Attempt, place: int, error: str | None) -> Entry:
    return replace(
        attempt.entry,
        student=who,
        error=attempt.entry.error or attempt.error or error,
        people=(Person(who),),
        attempt=place,
        submitted_at=attempt.time.isoformat() if attempt.time else None,
    )
