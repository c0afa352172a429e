"""A submission on disk to a `Submission`. Nothing of it is executed, imported or trusted.

What can be read is read; what cannot is left out with a sentence in `notes`.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from grader.load import folder, notebook, paths, text, written
from grader.load.gather import (
    MIB,
    Found,
    Haul,
    Kept,
    LoadError,
    LoadLimits,
    Renamed,
    Unreadable,
    keep,
    may_hold_answers,
    rank,
)
from grader.load.modules import Build, import_names
from grader.load.own_files import without_handout
from grader.load.text import NotText
from grader.load.untouched import Starter, answered, marked
from grader.load.wrapping import without_wrapping
from grader.types import Kind, Module, Submission

__all__ = ["LoadError", "LoadLimits", "Place", "Renamed", "digest_of", "load_submission"]

Place = Path | Renamed | Sequence[Path | Renamed]
"""Where a submission is: one thing on disk, or several that belong together."""

_MOST_NOTES = 100


def load_submission(
    path: Place,
    *,
    student: str,
    assignment: str,
    limits: LoadLimits = LoadLimits(),  # noqa: B008 (frozen)
    items: Collection[str] = (),
    starter: Starter = MappingProxyType({}),
) -> Submission:
    """Reads one student's work.

    Args:
        path: a folder, a `.py`, a `.ipynb` or an archive; or several that belong together.
        student: whose it is.
        assignment: id of the homework.
        limits: what it may hold.
        items: ids of the homework's questions, for headings of written answers that do not look
            like `s4.4b.i.why`.
        starter: what was handed out, so that definitions nobody touched are known.

    Raises:
        LoadError: nothing of it can be read.
    """
    haul = _gathered(path, limits)
    files = without_wrapping(without_handout(haul.files))
    build = Build(limits, import_names(files))
    for name in sorted(files, key=rank):
        build.add(name, files[name].data)
    modules = marked(build.modules(), starter)
    texts = _answers(build, items, starter)
    notes = _few(dict.fromkeys(haul.all_notes() + build.notes))
    if not modules and not texts:
        raise LoadError(_nothing(path, files, notes))
    return Submission(
        student=student,
        assignment=assignment,
        kind=_kind(modules),
        modules=modules,
        files=build.files,
        texts=written.Answers(texts),
        notes=notes,
        received_at=_newest(files.values()),
        digest=_digest({name: build.files[name] for name in files}),
    )


def digest_of(
    path: Place,
    *,
    limits: LoadLimits = LoadLimits(),  # noqa: B008 (frozen)
) -> str:
    """The digest of a submission, without looking at what its code says: for finding it unchanged.

    Raises:
        LoadError: nothing of it can be read, or it holds no code and no file for answers.
    """
    haul = _gathered(path, limits)
    files = without_wrapping(without_handout(haul.files))
    if not any(paths.is_code(name) or may_hold_answers(name) for name in files):
        raise LoadError(_nothing(path, files, haul.all_notes()))
    return _digest({name: _as_laid_out(name, kept.data) for name, kept in files.items()})


def _as_laid_out(path: str, data: bytes) -> bytes:
    return notebook.slim(data) if path.casefold().endswith(".ipynb") else data


def _gathered(path: Place, limits: LoadLimits) -> Haul:
    """All files of a submission that may be kept."""
    haul = Haul()
    with ExitStack() as stack:
        found = [file for one in _several(path) for file in _found(one, stack, haul, limits)]
        keep(found, haul, limits)
    return haul


def _several(path: Place) -> Sequence[Path | Renamed]:
    return [path] if isinstance(path, Path | Renamed) else path


def _found(one: Path | Renamed, stack: ExitStack, haul: Haul, limits: LoadLimits) -> list[Found]:
    """The files of a folder, of an archive, or the file itself.

    A folder that holds no code but one archive stands for what is in the archive.

    Raises:
        LoadError: the path cannot be read at all.
    """
    path, name = (one.path, one.name) if isinstance(one, Renamed) else (one, one.name)
    try:
        if stat.S_ISDIR(folder.look(path).st_mode):
            found = folder.listing(path, haul, limits)
            packed = [file for file in found if paths.is_archive(file.path)]
            if len(packed) != 1 or any(paths.is_code(file.path) for file in found):
                return found
            found.remove(packed[0])
            return found + _packed(packed[0], haul, limits, alone=not found)
        if not paths.is_archive(path.name):
            return [replace(folder.found_file(path), path=name)]
        with folder.told():
            place = path.absolute()
            opened = stack.enter_context(folder.open_file(place.parent, (place.name,)))
        file = stack.enter_context(os.fdopen(opened, "rb", closefd=False))
        return _unpacked(file, os.fstat(opened).st_size, haul, limits)
    except Unreadable as problem:
        raise LoadError(f"{paths.show(path.name)} cannot be read: {problem}.") from None


def _packed(file: Found, haul: Haul, limits: LoadLimits, *, alone: bool) -> list[Found]:
    """The files in the one archive of a folder. What lies beside it does not suffer from it."""
    try:
        data = file.read(limits.archive_mb * MIB + 1)
        return _unpacked(io.BytesIO(data), len(data), haul, limits)
    except Unreadable as problem:
        if alone:
            raise
        haul.leave_out(file.path, str(problem))
        return []


def _unpacked(file: BinaryIO, size: int, haul: Haul, limits: LoadLimits) -> list[Found]:
    from grader.load import (
        archive,  # most submissions are none, and its imports take longer than they
    )

    return archive.contents(file, size, haul, limits)


def _answers(build: Build, items: Collection[str], starter: Starter) -> dict[str, str]:
    """The written answers, those of text files before those of notebooks; what was handed out is none."""
    answers: dict[str, str] = {}
    origin: dict[str, str] = {}
    for path, texts in _texts(build, items):
        for item, answer in answered(texts, starter).items():
            if answers.setdefault(item, answer) != answer:
                build.notes.append(
                    f"{item} is answered in {paths.show(origin[item])} and in {paths.show(path)}; "
                    "the first one counts."
                )
            origin.setdefault(item, path)
    return answers


def _texts(build: Build, items: Collection[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(build.files, key=paths.natural):
        if may_hold_answers(path):
            try:
                decoded, remark = text.decode(build.files[path])
            except NotText as problem:
                build.notes.append(f"{paths.show(path)} is not text ({problem}); it was not read.")
                continue
            if remark:
                build.notes.append(f"{paths.show(path)} {remark}.")
            if path.casefold().endswith(".html"):
                from grader.load.html_text import markdown  # rare

                decoded = markdown(decoded)
            yield path, written.answers(decoded, items)
    for path, cells in build.text_cells.items():
        yield path, written.answers_in_cells(cells, items)


def _nothing(path: Place, files: Collection[str], notes: Sequence[str]) -> str:
    """Why a submission cannot be graded at all."""
    several = (one.path if isinstance(one, Renamed) else one for one in _several(path))
    who = paths.listing([one.absolute().name for one in several])
    if notes:
        return f"{who} has nothing that can be graded: {notes[0]}"
    if files:
        only = paths.listing(sorted(files, key=paths.natural))
        return f"{who} has no .py file, no notebook and no written answers, only {only}."
    return f"{who} is empty."


def _few(notes: Iterable[str]) -> tuple[str, ...]:
    """The first notes, and how many more there are: a page has to hold them."""
    several = list(notes)
    more = len(several) - _MOST_NOTES
    return tuple(several if more <= 0 else [*several[:_MOST_NOTES], f"{more} more remarks."])


def _kind(modules: Sequence[Module]) -> Kind:
    if any(module.cells is not None for module in modules):
        return "notebook"
    return "script" if len(modules) == 1 else "package"


def _newest(files: Iterable[Kept]) -> str | None:
    """The newest modification time, ISO 8601 in UTC to the second."""
    newest = max((file.modified for file in files if file.modified is not None), default=None)
    if newest is None:
        return None
    try:
        return datetime.fromtimestamp(int(newest), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def _digest(files: Mapping[str, bytes]) -> str:
    """sha256 over paths and bytes, each with its length, so that nothing can be shifted."""
    digest = hashlib.sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
    return digest.hexdigest()
