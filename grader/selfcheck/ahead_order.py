"""Warns of notebooks that do not work from top to bottom: names used before a cell binds them.

Grading runs the cells once, in the order in which they stand. Only what is read for sure counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from grader.selfcheck.ahead_flow import Run
from grader.selfcheck.ahead_run_order import out_of_order, run_before
from grader.selfcheck.ahead_source import Code, Finding
from grader.selfcheck.ahead_undefined import ALWAYS, Names, names_of, quoted, undefined
from grader.types import Submission


def orders(
    submission: Submission, codes: Sequence[Code], notebooks: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Names that a run from top to bottom does not find.

    Args:
        submission: what was handed in.
        codes: its modules that parse.
        notebooks: path -> notebook with the numbers in which its cells were last run.
    """
    for code in codes:
        names = names_of(code, submission)
        if names is not None:
            if code.module.cells:
                raw = notebooks.get(code.module.path, b"")
                yield from _Notebook(names).findings(out_of_order(raw))
            yield from undefined(names)


class _Notebook:
    """One notebook, its statements in the order in which they run."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._module = names.code.module
        self._firsts = [first for _, first in self._module.cells or ()]
        self._binders: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for statement, several in names.by_statement.items():
            for name in several:
                self._binders[name].setdefault(self._cell(statement.lineno), statement.lineno)

    def findings(self, counts: Mapping[int, int]) -> Iterator[Finding]:
        """Warnings; `counts` is the number in which each cell was last run, by cell."""
        early: dict[tuple[int, int], dict[str, int]] = {}
        somewhere = self._binders.keys() - self._names.unseen - ALWAYS
        run = Run(self._names.code, self._names.by_statement, somewhere)
        for read, line in run.early(self._names.code.tree.body):
            here, there = self._cell(line), min(self._binders[read.name])
            early.setdefault((here, there), {}).setdefault(read.name, line)
        told: set[str] = set()
        for (here, there), names in early.items():
            names = {name: line for name, line in names.items() if name not in told}
            told |= names.keys()
            if names:
                yield self._too_early(here, there, names, counts)

    def _too_early(
        self, here: int, there: int, names: Mapping[str, int], counts: Mapping[int, int]
    ) -> Finding:
        shown = quoted(list(names))
        line = min(names.values())
        if here == there:
            sentence = (
                f"Cell {here} uses {shown} above the line that defines "
                f"{'it' if len(names) == 1 else 'them'}: from top to bottom that fails."
            )
        else:
            only = all(len(self._binders[name]) == 1 for name in names)
            sentence = (
                f"Cell {here} uses {shown}, which {'only cell' if only else 'cell'} {there} "
                f"defines{'' if only else ' first'}: run from top to bottom, it fails. Move cell "
                f"{there} up, then restart the kernel and run all cells."
            )
            if run_before(there, here, counts):
                sentence += f" Here cell {there} was run before cell {here}."
        return Finding("order", sentence, self._module, line)

    def _cell(self, line: int) -> int:
        index = max(bisect_right(self._firsts, line) - 1, 0)
        return (self._module.cells or ())[index][0]
