"""What grading will refuse, or where it will differ from the student's own computer.

Seen from the text of a submission, before anything of it runs. What the loader tells in its notes
is told here in the same words, with a place; what grading survives without loss is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from grader.compare.message import clip
from grader.load import paths
from grader.selfcheck import (
    ahead_answers,
    ahead_device,
    ahead_imports,
    ahead_names,
    ahead_order,
    ahead_paths,
    ahead_training,
)
from grader.selfcheck.ahead_live import read
from grader.selfcheck.ahead_source import Finding
from grader.types import Module, Submission

MOST = 50
"""Warnings that are told; nobody reads more."""

_NOTHING: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One warning, for a person."""

    kind: str
    """`missing`, `unparsable`, `undefined`, `file`, `path`, `package`, `training`, `device`, `exit`,
    `order`; `more` where some were left out."""
    path: str
    """The file in the submission, or "" where it is about no single one."""
    line: int
    """Line in the file, in a notebook within the cell; 0 where there is none."""
    where: str
    """`basics.py, line 12` or `hw.ipynb, cell 7, line 3`; "" where there is no place."""
    sentence: str
    """What will happen and what to do."""


def look_ahead(
    submission: Submission,
    *,
    starter: Mapping[str, tuple[str, ...]],
    packages: Sequence[str],
    files: Collection[str] = (),
    notebooks: Mapping[str, bytes] = _NOTHING,
) -> tuple[Ahead, ...]:
    """The warnings, those about the whole first, then by file and line. Never raises.

    Args:
        submission: as the loader gives it.
        starter: file of the starter -> public names that it defines.
        packages: import names that grading has beside the standard library.
        files: relative paths of data files that the handout itself brings.
        notebooks: path -> notebook as it lies on disk. The loader drops in which order the cells
            were last run; where it is given here, a wrong order of cells is told with it.
    """
    wanted = frozenset(name for names in starter.values() for name in names)
    codes = read(submission, wanted)
    looks: tuple[Callable[[], Iterable[Finding]], ...] = (
        lambda: ahead_names.missing(submission, codes, starter),
        lambda: ahead_names.unparsable(submission),
        lambda: ahead_imports.imports(submission, codes, packages, files),
        lambda: ahead_paths.foreign_paths(submission, codes, files),
        lambda: ahead_answers.unanswered(codes, wanted),
        lambda: ahead_training.training(codes),
        lambda: ahead_device.devices(codes, wanted),
        lambda: ahead_device.exits(codes),
        lambda: ahead_order.orders(submission, codes, notebooks),
    )
    found = [finding for look in looks for finding in _found(look)]
    return tuple(_told(_once(sorted(found, key=_place))))


def _found(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What one look finds; nothing where the code is nested deeper than Python can follow."""
    out: list[Finding] = []
    try:
        out.extend(look())
    except RecursionError:
        pass
    return out


def _place(finding: Finding) -> tuple[bool, tuple, int]:
    path = finding.module.path if finding.module else ""
    return bool(path), paths.natural(path), finding.line


def _once(findings: Sequence[Finding]) -> Iterator[tuple[Finding, int]]:
    """Each sentence at its first place, and at how many places it holds."""
    places: dict[tuple[str, str], dict[tuple[str, int], Finding]] = {}
    for finding in findings:
        same = places.setdefault((finding.kind, finding.sentence), {})
        same.setdefault((finding.module.path if finding.module else "", finding.line), finding)
    for same in places.values():
        yield next(iter(same.values())), len(same)


def _told(findings: Iterable[tuple[Finding, int]]) -> Iterator[Ahead]:
    for number, (finding, places) in enumerate(findings):
        if number == MOST:
            sentence = f"There is more of this kind; mend these {MOST} first."
            yield Ahead(kind="more", path="", line=0, where="", sentence=sentence)
            return
        more = ""
        if places > 1:
            more = f" (and {places - 1} more place{'s' if places > 2 else ''})"
        path, line, where = _written(finding.module, finding.line)
        yield Ahead(
            kind=finding.kind, path=path, line=line, where=where, sentence=finding.sentence + more
        )


def _written(module: Module | None, line: int) -> tuple[str, int, str]:
    """Path, line for a person, and the place in words."""
    if module is None:
        return "", 0, ""
    path = module.path if module.path.isprintable() else clip(module.path, 200)
    if not line:
        return path, 0, paths.show(module.path)
    where = clip(module.where(line), 300)
    first = max((start for _, start in module.cells or () if start <= line), default=1)
    return path, line - first + 1, where
