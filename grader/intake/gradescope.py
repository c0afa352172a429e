"""Gradescope: `assignment_123_export/` with `submission_456/` folders and `submission_metadata.yml`.

The metadata is written by Ruby: a mapping from the name of a folder to `:submitters:` (each with
`:name:`, `:email:`, `:sid:`), `:created_at:`, `:score:`, `:history:` (earlier submissions, without
their files) and more, which is not looked at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from grader.errors import UsageError
from grader.intake.listing import Listing, Thing
from grader.intake.names import folded, keys, spaced
from grader.intake.reading import Look, Reading, without_doubles
from grader.load import folder, paths
from grader.load.roster import Entry, Person

METADATA = "submission_metadata.yml"
FORM = f"{METADATA} and folders named like submission_123456"

_SUBMISSION = re.compile(r"submission_[0-9]+")
_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ]+(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]*)?"
    r"\s*(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2})"
)
_MOST_MB = 512
_DEEPEST = 100


class _Submission(NamedTuple):
    folder: str
    people: tuple[Mapping[str, str], ...]
    """name, email, sid of each submitter."""
    created: datetime | None
    earlier: int
    """Submissions before this one."""


def look(listing: Listing) -> Look:
    """Certain by the metadata and the folders beside it."""
    fits = sum(1 for thing in listing.things if _SUBMISSION.fullmatch(_stem(thing)))
    has = any(thing.name == METADATA and not thing.is_folder for thing in listing.things)
    return Look(fits + has, len(listing.things), has and fits > 0)


def read(listing: Listing) -> Reading:
    """One entry per submission, with everybody of a group.

    Raises:
        UsageError: the metadata cannot be read.
    """
    things = {thing.name: thing for thing in listing.things}
    if METADATA not in things:
        raise UsageError(
            f"{listing.folder} has no {METADATA}, and without it nobody can tell whose the "
            "folders are; export the submissions again."
        )
    submissions = _submissions(things.pop(METADATA))
    known = _keys(submissions)
    by_first: defaultdict[str, list[tuple[_Submission, Entry]]] = defaultdict(list)
    for submission in submissions:
        entry = _entry(submission, listing, things.pop(submission.folder, None), known)
        by_first[entry.student].append((submission, entry))
    found = [entry for group in by_first.values() for entry in _in_time(group)]
    left_over = tuple(f"{thing.shown} (not in {METADATA})" for thing in things.values())
    return Reading(without_doubles(found), tuple(_notes(submissions)), left_over)


def _stem(thing: Thing) -> str:
    return thing.name if thing.is_folder else paths.stem(thing.name)


def _submissions(thing: Thing) -> list[_Submission]:
    try:
        if thing.refusal:
            raise folder.Unreadable(thing.refusal)
        data = folder.read_file(
            thing.path.absolute().parent, (thing.path.name,), _MOST_MB * (1 << 20) + 1
        )
    except folder.Unreadable as problem:
        raise UsageError(f"{METADATA} cannot be read: {problem}.") from None
    if len(data) > _MOST_MB * (1 << 20):
        raise UsageError(f"{METADATA} is larger than {_MOST_MB} MiB and was not read.")
    raw = _parsed(data)
    if not isinstance(raw, Mapping):
        raise UsageError(f"{METADATA} does not list submissions; export them again.")
    return [_submission(str(name), one) for name, one in raw.items()]


def _parsed(data: bytes) -> Any:
    """The metadata with every scalar as text, so that `sid: 0123` keeps its zero.

    The base loader knows no tags: `!ruby/object:...` is a plain mapping, and nothing is called.
    """
    try:
        import yaml
    except ModuleNotFoundError:
        raise UsageError(
            "A Gradescope export needs PyYAML; install it with "
            'pip install "deep-grader[gradescope]".'
        ) from None
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        depth = 0
        for event in yaml.parse(data, Loader=loader):  # without recursion, unlike building it
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise UsageError(f"{METADATA} is nested too deep; it is not from Gradescope.")
        return yaml.load(data, Loader=loader)
    except (yaml.YAMLError, ValueError, TypeError, UnicodeError) as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", None)
        where = "" if line is None else f" at line {line + 1}"
        raise UsageError(f"{METADATA} is damaged{where}; export the submissions again.") from None


def _submission(name: str, raw: Any) -> _Submission:
    fields = raw if isinstance(raw, Mapping) else {}
    submitters = fields.get(":submitters")
    people = tuple(
        {key: _text(one.get(f":{key}")) for key in ("name", "email", "sid")}
        for one in (submitters if isinstance(submitters, list) else [])
        if isinstance(one, Mapping)
    )
    history = fields.get(":history")
    return _Submission(
        name,
        tuple(one for one in people if any(one.values())),
        _moment(fields.get(":created_at")),
        len(history) if isinstance(history, list) else 0,
    )


def _text(value: Any) -> str:
    return spaced(value) if isinstance(value, str) and value not in ("~", "null") else ""


def _moment(value: Any) -> datetime | None:
    """A time with its zone; Rails writes some as a mapping with `utc` and `zone`."""
    if isinstance(value, Mapping):
        value = value.get("utc")
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    zone = "+00:00" if found["zone"] in ("Z", "UTC") else found["zone"]
    try:
        return datetime.fromisoformat(f"{found['day']}T{found['time']}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _identity(person: Mapping[str, str]) -> str:
    """What tells two people of the same name apart."""
    return folded(person["email"] or person["sid"] or person["name"])


def _keys(submissions: list[_Submission]) -> dict[str, str]:
    """The key of every submitter by identity."""
    everybody = {_identity(p): p for submission in submissions for p in submission.people}
    known = [
        (person["name"], person["sid"] or person["email"] or own)
        for own, person in everybody.items()
    ]
    return dict(zip(everybody, keys(known), strict=True))


def _entry(
    submission: _Submission, listing: Listing, thing: Thing | None, known: Mapping[str, str]
) -> Entry:
    people = tuple(_person(one, known) for one in submission.people)
    student = people[0].student if people else spaced(submission.folder)
    return Entry(
        student,
        thing.path if thing else _beneath(listing.folder, submission.folder),
        error=_problem(submission, thing, student),
        people=people or (Person(student),),
        submitted_at=submission.created.isoformat() if submission.created else None,
    )


def _beneath(parent: Path, name: str) -> Path:
    """Where a folder that is not there would be: never outside, whatever its name says."""
    return parent / re.sub(r"[^\w.-]|^\.+", "_", name)[:100]


def _person(raw: Mapping[str, str], known: Mapping[str, str]) -> Person:
    ids = {kind: raw[kind] for kind in ("email", "sid") if raw[kind]}
    return Person(known[_identity(raw)], raw["name"], ids)


def _problem(submission: _Submission, thing: Thing | None, student: str) -> str | None:
    name = paths.show(submission.folder)
    if thing is None:
        return (
            f"{METADATA} says that {name} is of {paths.show(student)}, but it is not there; "
            "export the submissions again."
        )
    if thing.refusal:
        return f"{name} cannot be read: {thing.refusal}."
    if not submission.people:
        return f"{METADATA} does not say whose {name} is; it needs a submitter."
    return None


def _in_time(group: list[tuple[_Submission, Entry]]) -> Iterator[Entry]:
    """Several submissions of one student are attempts, where their times tell the order."""
    if len(group) == 1:
        yield group[0][1]
        return
    names = paths.listing(submission.folder for submission, _ in group)
    times = {submission.created for submission, _ in group}
    error = None
    if None in times or len(times) < len(group):
        error = f"Nobody can tell the order of {names}; keep the one that counts."
    ordered = sorted(group, key=lambda one: one[0].created.timestamp() if one[0].created else 0.0)
    for number, (_, entry) in enumerate(ordered, 1):
        yield replace(entry, attempt=number, error=entry.error or error)


def _notes(submissions: list[_Submission]) -> Iterator[str]:
    earlier = sum(1 for submission in submissions if submission.earlier)
    if earlier:
        yield (
            f"{earlier} of {len(submissions)} students handed in more than once; an export holds "
            "only the submission that was active, so that is the one that is graded."
        )
    seen: dict[str, str] = {}
    for submission in submissions:
        for person in submission.people:
            other = seen.setdefault(_identity(person), submission.folder)
            if other != submission.folder:
                name = paths.show(person["name"] or _identity(person))
                yield f"{name} is in {paths.show(other)} and in {paths.show(submission.folder)}."
