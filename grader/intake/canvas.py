"""Canvas: `submissions.zip`, flat files named `lastfirst_LATE_12345_67890_hw1.ipynb`.

The names are made by `lib/content_zipper.rb` of instructure/canvas-lms: the sortable name in
lower case without anything but letters, digits and underscores (a group's name for group work,
nothing for anonymous work); `LATE`; the user's id or `anon_` and a random id; the attachment's id;
and the name that the file had, with `-1` behind it when it was handed in again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from grader.intake.listing import Listing, Thing
from grader.intake.names import keys
from grader.intake.reading import Look, Reading, without_doubles
from grader.load import paths
from grader.load.gather import ONLINE_TEXT, Renamed
from grader.load.roster import Entry, Person

FORM = "files named like leeann_12345_67890_hw1.ipynb (name, user, attachment, file)"

_NAME = re.compile(
    r"""(?:(?P<who>(?!LATE_)[^\W0-9]\w*?)_)?   # the rest of the name may hold digits
        (?P<late>LATE_)?
        (?:(?P<user>[0-9]+)|anon_(?P<anonymous>[A-Za-z0-9]+))_
        (?:(?P<file>[0-9]+)_(?P<name>.+)|(?P<entered>text|link)\.html)""",
    re.X | re.S,
)
_AGAIN = re.compile(r"-(?:[0-9]{1,3}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=(?:\.|$))")
"""What Canvas puts behind a name that was there already: a number, or a UUID from the eighth on."""
_LINK = "link.html"
_LARGE = 10_000
"""Ids of hosted Canvas are larger; smaller ones prove less."""


class _File(NamedTuple):
    thing: Thing
    who: str
    late: bool
    user: str
    """The user's id, or `anon_` and the random one."""
    attachment: str
    name: str


def _parsed(thing: Thing) -> _File | None:
    found = _NAME.fullmatch(thing.name)
    if not found:
        return None
    who = found["who"] or ""
    if who != who.lower() or bool(who) == bool(found["anonymous"]):
        return None
    user = found["user"] or f"anon_{found['anonymous']}"
    name = found["name"] or (ONLINE_TEXT if found["entered"] == "text" else _LINK)
    return _File(thing, who, bool(found["late"]), user, found["file"] or "", name)


def look(listing: Listing) -> Look:
    """Certain when every name has the form, ids and names agree, and it cannot be by accident."""
    files = [file for thing in listing.things if (file := _parsed(thing))]
    names: defaultdict[str, set[str]] = defaultdict(set)
    for file in files:
        names[file.user].add(file.who)
    attachments = [file.attachment for file in files if file.attachment]
    agree = len(set(attachments)) == len(attachments) and all(len(n) == 1 for n in names.values())
    proof = len(names) > 1 or any(
        file.late or not file.who or min(int(file.user), int(file.attachment or 0)) >= _LARGE
        for file in files
    )
    whole = len(files) == sum(1 for t in listing.things if not _is_table(t))
    return Look(len(files), len(listing.things), bool(files) and whole and agree and proof)


def _is_table(thing: Thing) -> bool:
    """A gradebook beside the files."""
    return thing.name.casefold().endswith(".csv") and not _parsed(thing)


def read(listing: Listing) -> Reading:
    """One entry per user id, or per random id of anonymous work."""
    by_user: defaultdict[str, list[_File]] = defaultdict(list)
    left_over = []
    for thing in listing.things:
        if file := _parsed(thing):
            by_user[file.user].append(file)
        else:
            left_over.append(f"{thing.shown} (not of the form name_user_attachment_file)")
    students = keys([(files[0].who, user) for user, files in by_user.items()])
    found = [
        _entry(student, user, files)
        for student, (user, files) in zip(students, by_user.items(), strict=True)
    ]
    notes = []
    if any(not files[0].who for files in by_user.values()):
        notes.append(
            "Canvas left the names out, because the grading is anonymous: no roster can join "
            "them until it is over and the submissions are downloaded again."
        )
    return Reading(without_doubles(found), tuple(notes), tuple(left_over))


def _entry(student: str, user: str, files: list[_File]) -> Entry:
    names = _own_names([file.name for file in files])
    parts = tuple(Renamed(file.thing.path, name) for file, name in zip(files, names, strict=True))
    ids = {} if user.startswith("anon_") else {"canvas": user}
    return Entry(
        student,
        parts[0] if len(parts) == 1 else parts,
        error=next(_problems(student, files), None),
        people=(Person(student, "", ids),),
        late=any(file.late for file in files),
    )


def _own_names(given: list[str]) -> list[str]:
    """The names without what Canvas put behind them, unless two would become the same."""
    short = [_AGAIN.sub("", name, count=1) for name in given]
    return [
        own if not own.startswith(".") and short.count(own) == 1 else name
        for name, own in zip(given, short, strict=True)
    ]


def _problems(student: str, files: list[_File]) -> Iterator[str]:
    for file in files:
        if file.thing.refusal:
            yield f"{file.thing.shown} cannot be read: {file.thing.refusal}."
    if names := _different(file.who for file in files):
        yield f"{paths.listing(names)} have the same user id in Canvas; keep the files of one."
    if all(file.name == _LINK and not file.attachment for file in files):
        yield (
            f"{paths.show(student)} handed in a web address ({files[0].thing.shown}), "
            "not a file; fetch what it leads to and put it in its place."
        )


def _different(names: Iterable[str]) -> list[str]:
    found = sorted(set(names))
    return found if len(found) > 1 else []
