"""What a kernel ran -> the submission that handing in the notebook would make.

The cells that stand are written down as a notebook and read by the loader that grading uses, so
that magics, cells that do not parse and all other manners end as they will end there. Executes
nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.load.from_text import load_text
from grader.selfcheck.notebook.beside import read_beside
from grader.selfcheck.notebook.places import Places
from grader.selfcheck.notebook.saved import Saved, read_saved
from grader.selfcheck.notebook.session import Ran
from grader.selfcheck.notebook.standing import standing
from grader.selfcheck.notebook.typed import said, without_kernel_lines
from grader.types import Module, Submission

if TYPE_CHECKING:
    from grader.selfcheck.handout import Handout

_MOST_NOTED = 5
_AT_RUN_TIME = ("globals()", "exec(", "setattr(", "vars()", "locals()", "%run", "%store")
"""Ways to make names that no text shows: of a name that stands nowhere nothing can be said then."""
_PLAIN = re.compile(r"\w[\w .()+@-]{0,80}\.ipynb")
"""Names of notebooks that every loader keeps as they are."""
_STAR = re.compile(r"^\s*from\s+([\w.]+)\s+import\s*\*", re.MULTILINE)
"""The same, where it is a library that the names come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """What a kernel told of itself (see `session.Session.told`)."""

    runs: tuple[Ran, ...]
    alive: frozenset[str]
    """Names that it has now."""
    deleted: frozenset[str]
    folder: Path
    """Where it works."""
    notebook: Path | None
    """The notebook's file, where that is known."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Kernel:
        """From JSON values."""
        return cls(
            runs=tuple(Ran(**run) for run in told["cells"]),
            alive=frozenset(told["alive"]),
            deleted=frozenset(told["deleted"]),
            folder=Path(told["folder"]),
            notebook=Path(told["notebook"]) if told["notebook"] else None,
        )

    @property
    def home(self) -> Path:
        """The folder that the notebook lies in."""
        return self.notebook.parent if self.notebook else self.folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The cells as a submission."""

    submission: Submission
    places: Places
    unrun: frozenset[str] = frozenset()
    """Names of the homework that stand only in cells of the file that did not run."""


def take(kernel: Kernel, handout: Handout) -> Taken | None:
    """The cells that stand, with what lies beside them; None where they have none of the homework.

    Raises:
        LoadError: nothing of the cells can be read.
    """
    assignment = handout.assignment
    saved = read_saved(kernel.notebook) if kernel.notebook else Saved()
    cells = standing(kernel.runs, deleted=kernel.deleted, saved=saved)
    if not cells:
        return None
    path = kernel.notebook.name if kernel.notebook else ""
    path = path if _PLAIN.fullmatch(path) else f"{assignment.id}.ipynb"
    sources = [without_kernel_lines(cell.source) for cell in cells]
    beside = read_beside(sources, kernel.home)
    files = {path: _as_notebook(sources, saved.texts), **beside.modules, **_written(kernel.home)}
    loaded = load_text(
        files,
        name="you",
        assignment=assignment.id,
        items=[q.id for q in assignment.questions],
        starter=handout.untouched,
    )
    places = Places(path, [cell.number for cell in cells])
    modules = _notebook_first(loaded.modules, places)
    known = {name for module in modules for name in module.names}
    about = {name for names in handout.starter.values() for name in names}
    meant = known | _bound(cell.source for cell in cells)  # also what does not parse
    if about and not about & meant:
        return None
    lost = _lost(kernel, cells, {module.name for module in modules}, known, about)
    notes = [*map(places.of_loader, loaded.notes), *lost]
    return Taken(
        submission=replace(
            loaded, modules=modules, files={**beside.files, **loaded.files}, notes=tuple(notes)
        ),
        places=places,
        unrun=frozenset((about - known) & _bound(saved.sources.values())),
    )


def _bound(sources: Iterable[str]) -> set[str]:
    return {name for source in sources for name in said(source).binds}


def _as_notebook(sources: Sequence[str], texts: Sequence[str]) -> str:
    """The text of an .ipynb with these cells."""
    code: list[dict[str, Any]] = [
        {"cell_type": "code", "source": source, "outputs": [], "execution_count": None}
        for source in sources
    ]
    prose = [{"cell_type": "markdown", "source": text} for text in texts]
    cells = [{**cell, "metadata": {}} for cell in (*code, *prose)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def _written(folder: Path) -> dict[str, str]:
    """The file for written answers, where there is one."""
    try:
        return {"written.md": (folder / "written.md").read_text("utf-8")}
    except (OSError, ValueError):
        return {}


def _notebook_first(modules: Sequence[Module], places: Places) -> tuple[Module, ...]:
    """The modules with the notebook's names before those of files that it imports.

    The starter files lie beside the notebook: a name that a cell defines is not looked for in
    them, unless the cell stands as it was handed out.
    """
    book = next((m for m in modules if m.path == places.path), None)
    if book is None:  # nobody touched it, and the files that it imports are filled in
        return tuple(modules)
    own = set(book.names) - set(book.imported) - set(book.untouched)
    others = [m for m in modules if m is not book]
    behind = [replace(m, names=tuple(n for n in m.names if n not in own)) for m in others]
    return (places.numbered(book), *behind)


def _lost(
    kernel: Kernel,
    cells: Sequence[Ran],
    modules: Collection[str],
    known: Collection[str],
    about: Collection[str],
) -> Iterator[str]:
    """Names that are alive in the kernel though no cell makes them any more.

    Told of names that matter: those of the homework, and those that a standing cell reads.
    """
    sources = [cell.source for cell in cells]
    if any(way in source for source in sources for way in _AT_RUN_TIME):
        return
    if any(star not in modules for source in sources for star in _STAR.findall(source)):
        return
    made: dict[str, int] = {}
    for run in kernel.runs:
        made |= dict.fromkeys(said(run.source).binds, run.number)
    read = {name for cell in cells for name in said(cell.source).reads}
    matter = {n for n in (kernel.alive - set(known)) if n in about or (n in made and n in read)}
    for name in sorted(matter)[:_MOST_NOTED]:
        once = f" (In [{made[name]}] made it)" if name in made else ""
        yield (
            f"{name} is still in the kernel's memory, but no cell defines it any more{once}. "
            "Grading will not have it: put its definition back into a cell and run that."
        )
