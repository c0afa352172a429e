"""Warns of names that nothing in a file defines: what a deleted cell, another file or an earlier run
left in memory is not there when graded.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from grader.compare.message import clip
from grader.load import paths, syntax
from grader.load.syntax import NotPython
from grader.selfcheck.ahead_names import closest_name
from grader.selfcheck.ahead_scopes import Read, bound, reads
from grader.selfcheck.ahead_source import Code, Definition, Finding, called, is_guarded, never, walk
from grader.types import Module, Submission

ALWAYS = frozenset(dir(builtins)) | frozenset(
    "display get_ipython In Out exit quit ipython WindowsError reveal_type".split()
)
"""Names that are there in any file or notebook."""

_MOST = 50
"""Names beyond which nobody reads on."""

_SHELL_NAME = re.compile(r"__\w+__$|_+$|_[ioh]*\d*$|_[iod]h$|_exit_code$")
_MADE_AT_RUN_TIME = frozenset(["globals", "locals", "vars", "exec"])
_MAGIC = re.compile(r"#\s*[%!](.*)")


class Names(NamedTuple):
    """The names of one module."""

    code: Code
    by_statement: Mapping[ast.stmt, set[str]]
    """What each statement of the top level binds."""
    unseen: set[str]
    """What may be bound out of sight: by other files, by magics, by cells that do not parse."""


def names_of(code: Code, submission: Submission) -> Names | None:
    """The names of a module; None where some come to be that the text does not show."""
    starred = _starred(code, submission)
    if starred is None:
        return None
    unseen = starred | (_in_comments(code.module) if code.module.cells else set())
    unseen.update(name for node in code.live(ast.Global) for name in node.names)
    return Names(code, {s: bound([s]) for s in code.tree.body}, unseen)


def undefined(names: Names) -> Iterator[Finding]:
    """Names that are read by something that grading may run, and bound nowhere."""
    code = names.code
    known = names.unseen.union(*names.by_statement.values())
    told: set[str] = set()
    for statement in code.tree.body:
        if isinstance(statement, Definition) and statement.name in code.dead:
            continue
        if isinstance(statement, ast.If) and never(statement.test):
            continue
        found = [
            read
            for read in reads(statement, known, inside=True)
            if not _is_known(read.name, in_notebook=bool(code.module.cells))
        ]
        caught = _caught(code, statement) if found else set()
        for read in found:
            if read.name not in told and (read.name, read.line) not in caught:
                told.add(read.name)
                yield _nowhere(names, read)
        if len(told) > _MOST:
            return


def quoted(names: Sequence[str]) -> str:
    """Names of a student's for a sentence."""
    return paths.listing([f"`{clip(name, 50)}`" for name in names], most=6)


def _nowhere(names: Names, read: Read) -> Finding:
    from grader.worker.advice import COMMON_IMPORTS  # with it comes all that runs beside students

    module = names.code.module
    own = dict.fromkeys(name for several in names.by_statement.values() for name in several)
    closest = closest_name(read.name, list(islice(own, 500)))
    where = "no cell" if module.cells else "nothing in this file"
    sentence = f"{quoted([read.name])} is used, and {where} defines it: "
    if closest is not None:
        sentence += f"did you mean {quoted([closest])}?"
    elif read.name in COMMON_IMPORTS:
        sentence += f"write `{COMMON_IMPORTS[read.name]}` at the top."
    elif module.cells:
        sentence += (
            "perhaps a cell that was deleted or changed left it in memory. Restart the kernel and "
            "run all cells to see."
        )
    else:
        sentence += (
            "define or import it here. What an earlier run left in memory is not there when graded."
        )
    return Finding("order" if module.cells else "undefined", sentence, module, read.line)


def _caught(code: Code, statement: ast.stmt) -> set[tuple[str, int]]:
    """The names, with their lines, whose failure the student's own `except` catches."""
    return {
        (node.id, node.lineno)
        for node in walk(statement)
        if isinstance(node, ast.Name) and is_guarded(code, node)
    }


def _is_known(name: str, *, in_notebook: bool) -> bool:
    """Names that are there anyway, and those that the worker explains or, to notebooks, supplies."""
    if name in ALWAYS or _SHELL_NAME.match(name):
        return True
    from grader.worker.advice import COMMON_IMPORTS, explained

    if name in COMMON_IMPORTS:
        return in_notebook
    return "Python 2" in explained("NameError", f"name '{name}' is not defined")


def _starred(code: Code, submission: Submission) -> set[str] | None:
    """What star imports from the submission's own files bind; None where names come unseen."""
    names: set[str] = set()
    own = {module.name.rpartition(".")[2]: module for module in submission.modules}
    if any(called(n) in _MADE_AT_RUN_TIME for n in code.live(ast.Call)):
        return None
    for node in code.live(ast.ImportFrom):
        if node.names[0].name == "*":
            other = own.get((node.module or "").rpartition(".")[2])
            if other is None or other.error or re.search(r"import\s*\*", other.source):
                return None
            names |= set(other.names)
    return names


def _in_comments(module: Module) -> set[str]:
    """Words of what only a notebook understands, and of cells that do not parse: they may bind.

    The loader has made comments of both.
    """
    words: set[str] = set()
    lines = module.source.split("\n")
    firsts = [first for _, first in module.cells or ()]
    for first, end in zip(firsts, [*firsts[1:], len(lines) + 1], strict=True):
        cell = lines[first - 1 : end - 1]
        if any(line.strip() for line in cell) and all(line[:1] in ("", "#") for line in cell):
            text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in cell)
            if not _is_python(text):
                words |= set(re.findall(r"\w+", text))
        for line in cell:
            for magic in _MAGIC.findall(line) if "#" in line else ():
                words |= set(re.findall(r"\w+", magic))
    return words


def _is_python(text: str) -> bool:
    try:
        syntax.parse(text)
    except NotPython:
        return False
    return True
