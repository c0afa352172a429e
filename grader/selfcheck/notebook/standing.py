"""Which of the cells that ran still stand, and in which order grading would run them.

A kernel knows runs and not cells: the same cell may have run ten times in as many versions. What
grading reads is the newest version of each, from the top of the notebook to its end. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.selfcheck.notebook.saved import Saved
from grader.selfcheck.notebook.session import Ran
from grader.selfcheck.notebook.typed import Said, said


@dataclass(frozen=True, slots=True)
class _Cell:
    """The newest version of one cell."""

    ran: Ran
    said: Said
    place: int
    """Of its first run that raised nothing: people work down a notebook."""
    known: bool
    """Whether the frontend or the file said which cell it is; else only its text tells."""


def standing(
    runs: Sequence[Ran], *, deleted: Collection[str] = (), saved: Saved | None = None
) -> list[Ran]:
    """The cells as they stand, in their order.

    Of each cell the newest version; none of what was deleted. Where nobody said which cell a run
    was of, the same text is the same cell, and a run is left out when everything that it binds is
    bound again by one later run and nothing in between reads it.

    Args:
        runs: everything that ran, in order.
        deleted: ids of cells that the frontend says are gone.
        saved: the notebook's file; its order counts for the cells that it has, and a cell that ran
            before it was saved and is not in it was deleted.
    """
    saved = saved or Saved()
    shared = any(run.cell in saved.order for run in runs)  # VS Code has ids of its own
    says = {run.source: said(run.source) for run in runs}
    cells = _newest([r for r in _named(runs, saved) if not says[r.source].idle], says)
    cells = [c for c in cells if c.ran.cell not in deleted]
    if shared:
        cells = [c for c in cells if c.ran.cell in saved.order or not _before(c.ran, saved)]
    cells = [c for c in cells if c.known or not _is_replaced(c, cells)]
    cells.sort(key=lambda c: (c.place, c.ran.number))
    places = {c.ran.number: _saved_place(c.ran, saved) for c in cells}
    if any(place is not None for place in places.values()):
        return [c.ran for c in _as_saved(cells, places)]
    return [c.ran for c in _workable(cells)]


def _named(runs: Sequence[Ran], saved: Saved) -> list[Ran]:
    """Every run with a cell's id; `=` begins those that are made up of the text."""
    told = {run.source.strip(): run.cell for run in runs if run.cell}
    out = []
    for run in runs:
        text = run.source.strip()
        cell = run.cell or told.get(text) or saved.only_cell(text)
        out.append(replace(run, cell=cell or f"={text}"))
    return out


def _newest(runs: Sequence[Ran], says: Mapping[str, Said]) -> list[_Cell]:
    several: dict[str | None, list[Ran]] = {}
    for run in runs:
        several.setdefault(run.cell, []).append(run)
    cells = []
    for cell, versions in several.items():
        good = [run.number for run in versions if not run.failed]
        newest = versions[-1]
        place = min(good, default=newest.number)
        known = not (cell or "=").startswith("=")
        cells.append(_Cell(newest, says[newest.source], place, known))
    return cells


def _saved_place(run: Ran, saved: Saved) -> int | None:
    """Where the file has the cell: by its id, else by its text."""
    return saved.order.get(run.cell or "", saved.order.get(saved.only_cell(run.source) or ""))


def _before(run: Ran, saved: Saved) -> bool:
    """Whether a run is older than the file; the clocks of both are the machine's, to the second."""
    return run.at is not None and run.at < saved.at - 2.0


def _is_replaced(cell: _Cell, cells: Sequence[_Cell]) -> bool:
    """Whether one later run binds all that this one binds, and nothing up to there reads it."""
    its = cell.said
    later = sorted((c for c in cells if c.ran.number > cell.ran.number), key=lambda c: c.ran.number)
    read: set[str] = set()
    for other in later:
        covers = its.binds <= other.said.binds and (its.binds or not its.parses)
        if covers and not its.binds & (read | other.said.needs):
            return True
        read |= other.said.reads
    return not its.parses and not its.binds


def _as_saved(cells: Sequence[_Cell], places: Mapping[int, int | None]) -> list[_Cell]:
    """In the file's order; a cell that the file does not have stays between its neighbours."""
    out = list(cells)
    found = {n: place for n, c in enumerate(cells) if (place := places[c.ran.number]) is not None}
    in_order = sorted(found, key=lambda n: found[n])
    for slot, n in zip(found, in_order, strict=True):
        out[slot] = cells[n]
    return out


def _workable(cells: Sequence[_Cell]) -> list[_Cell]:
    """The same cells, one that needs names of another behind it where it ran behind it.

    The kernel does not tell where a new cell was put. A cell that was changed to use it ran after
    it, and worked; so it is taken to stand below it.
    """
    out = list(cells)
    for _ in cells:
        for n, cell in enumerate(out):
            missing = cell.said.needs.difference(*(c.said.binds for c in out[:n]))
            behind = [
                m
                for m in range(n + 1, len(out))
                if missing & out[m].said.binds and out[m].ran.number < cell.ran.number
            ]
            if behind:
                out.insert(behind[-1], out.pop(n))
                break
        else:
            break
    return out
