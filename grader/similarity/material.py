"""What is compared: the submissions of a batch, read from its recordings, results and `people.json`.

Executes nothing. The submissions themselves are looked at only where a recording is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from grader import recording, results
from grader.errors import UsageError
from grader.job import recording_path
from grader.load import LoadError, load_submission
from grader.people import People, read_people
from grader.sheet import FILE as SHEET
from grader.similarity.blocks import Given
from grader.similarity.same_numbers import WrongNumber, wrong_numbers
from grader.types import Module, Submission

HANDOUT = "handout"
_NOT_RECORDED = "It could not be read when it was graded, or its recording was removed."
_TEXTS = (".md", ".txt", ".rst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One attempt of one owner."""

    owner: int
    student: str
    attempt: int
    """0 for the only one."""
    modules: tuple[Module, ...]
    texts: Mapping[str, str]
    digest: str


@dataclass(slots=True, kw_only=True)
class Owner:
    """A student, or a group that handed in together."""

    students: tuple[str, ...]
    """Keys, in order."""
    names: tuple[str, ...]
    """As people call them; the key where nothing else is known."""
    aliases: frozenset[str]
    """Everything that may name one of them in a text."""


@dataclass(slots=True, kw_only=True)
class Material:
    """A class as it can be compared."""

    assignment: str
    title: str
    owners: list[Owner] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    wrong: dict[int, Mapping[str, WrongNumber]] = field(default_factory=dict)
    """Owner -> check id -> the wrong number given in the attempt that counts."""
    judged: dict[str, int] = field(default_factory=dict)
    """Check id -> owners that were judged by it."""
    unread: list[tuple[str, str]] = field(default_factory=list)
    """Key of a student of whom there is nothing to read, and why."""
    given: Given = field(default_factory=Given)
    """What the handout gives to everybody."""
    has_handout: bool = False


def read_material(out: Path, assignment: Path, submissions: Path | None = None) -> Material:
    """Reads everything below a batch's folder that can be compared.

    Args:
        out: the folder of a batch.
        assignment: the homework's folder, for its handout.
        submissions: where the submissions are, for students without a recording.

    Raises:
        UsageError: no batch there, or a damaged file of it.
    """
    found = sorted((out / "results").glob("*.json"))
    if not found:
        raise UsageError(f"{out} holds no graded submissions; `grader grade` makes them.")
    graded = {data["student"]: data for data in map(results.read, found)}
    first = next(iter(graded.values()))
    material = Material(
        assignment=first["assignment"], title=first.get("title") or first["assignment"]
    )
    _read_handout(material, assignment)
    people = read_people(out)
    with _Elsewhere(submissions, material.assignment) as elsewhere:
        for members in _groups(graded, people):
            _add(material, out, members, graded, people, elsewhere)
    return material


def _read_handout(material: Material, assignment: Path) -> None:
    """What students were given, and the sheet, which they may have copied into their answers."""
    try:
        handout = load_submission(
            assignment / HANDOUT, student=HANDOUT, assignment=material.assignment
        )
    except (LoadError, OSError):
        return
    texts = [b.decode("utf-8", "replace") for p, b in handout.files.items() if p.endswith(_TEXTS)]
    try:
        texts.append((assignment / SHEET).read_text("utf-8", "replace"))
    except OSError:
        pass
    material.given = Given.of(handout.modules, [*texts, *handout.texts.values()])
    material.has_handout = True


def _groups(graded: Mapping[str, Any], people: People) -> Iterator[tuple[str, ...]]:
    """Who belongs together: the members of a group, or one student; sorted, nobody twice."""
    seen: set[str] = set()
    for student in sorted(graded):
        if student in seen:
            continue
        together = {student, *people.groups.get(student, ()), *(graded[student].get("group") or ())}
        members = tuple(s for s in sorted(together) if s in graded and s not in seen)
        seen.update(members)
        yield members


def _add(
    material: Material,
    out: Path,
    members: tuple[str, ...],
    graded: Mapping[str, Mapping[str, Any]],
    people: People,
    elsewhere: _Elsewhere,
) -> None:
    """Adds one owner with all attempts, each only once where several members have the same."""
    number = len(material.owners)
    seen: set[str] = set()
    result = graded[members[0]]
    for student in members:
        counted = (graded[student].get("attempt") or {}).get("number", 0)
        for attempt in [h.attempt for h in people.hand_ins(student)]:
            path = recording_path(out, student, attempt)
            try:
                read = recording.read(path)
                submission = read.submission
                if attempt == counted and student == members[0]:
                    material.wrong[number] = wrong_numbers(result, read)
            except UsageError as error:
                other = elsewhere.submission(student, attempt)
                if other is None:
                    reason = str(error) if path.exists() else _NOT_RECORDED
                    material.unread.append((student, reason))
                    continue
                submission = other
            if submission.digest not in seen or not submission.digest:
                seen.add(submission.digest)
                material.documents.append(_document(number, student, attempt, submission))
    material.wrong.setdefault(number, wrong_numbers(result, None))
    for check in {v["check"] for v in result["verdicts"]}:
        material.judged[check] = material.judged.get(check, 0) + 1
    persons = [people.person(s) for s in members]
    called = [graded[s].get("name") or p.name or s for s, p in zip(members, persons, strict=True)]
    aliases = {*members, *called, *(v for p in persons for v in p.ids.values())}
    material.owners.append(
        Owner(
            students=members,
            names=tuple(called),
            aliases=frozenset(a for a in aliases if a),
        )
    )


def _document(owner: int, student: str, attempt: int, submission: Submission) -> Document:
    return Document(
        owner=owner,
        student=student,
        attempt=attempt,
        modules=submission.modules,
        texts=dict(submission.texts),
        digest=submission.digest,
    )


class _Elsewhere:
    """Submissions on disk, for students whose recording is not there. Read when first needed."""

    def __init__(self, folder: Path | None, assignment: str) -> None:
        self._folder = folder
        self._assignment = assignment
        self._places: dict[tuple[str, int], Any] | None = None
        self._open = ExitStack()

    def __enter__(self) -> _Elsewhere:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def submission(self, student: str, attempt: int) -> Submission | None:
        """What the student handed in, or None where it cannot be found or read."""
        if self._folder is None:
            return None
        if self._places is None:
            self._places = self._look(self._folder)
        place = self._places.get((student, attempt))
        if place is None:
            return None
        try:
            return load_submission(place, student=student, assignment=self._assignment)
        except (LoadError, OSError):
            return None

    def _look(self, folder: Path) -> dict[tuple[str, int], Any]:
        """Where each attempt of each student is."""
        from grader.intake import read_submissions

        intake = self._open.enter_context(read_submissions(folder))
        return {
            (key, entry.attempt): entry.path
            for entry in intake.entries
            if entry.error is None
            for key in (entry.student, *(p.student for p in entry.people))
        }
