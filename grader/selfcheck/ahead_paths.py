"""Warns of places that exist on the student's computer only: `/home/ann/data.csv`, `C:\\Users\\...`.

A string counts where it is used as a path by code that grading runs. Prose, patterns, and what the
code can do without do not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from grader.compare.message import clip
from grader.load import paths
from grader.selfcheck.ahead_imports import stands_in
from grader.selfcheck.ahead_source import (
    Code,
    Definition,
    Finding,
    called,
    conditions,
    dotted,
    identifiers,
    is_guarded,
    walk,
)
from grader.types import Submission

_LONGEST = 300
_FOREIGN = re.compile(
    r"(?:file://)?(?:"
    r"/(?:home|Users|root|Volumes|media|mnt|content|gdrive|scratch)/[\w.~-]"
    r"|/kaggle/(?:input|working)\b"
    r"|~[\w.-]*/[\w-]"
    r"|[A-Za-z]:(?:\\+|/(?!/))[\w.$ -]{2,}"
    r")[^\n\r\t<>|\"*?{}]*$"
)
_CLIMBS = re.compile(r"\.\./(?:\.\./)*[\w.-]+[^\n\r\t<>|\"*?{}]*$")

_NO_PATH = frozenset(
    "print log info warning warn debug error critical exception write writelines compile match "
    "fullmatch search sub subn findall finditer split rsplit replace startswith endswith strip "
    "lstrip rstrip removeprefix removesuffix count find index title xlabel ylabel text mount "
    "exists isfile isdir is_file is_dir isinstance hasattr getattr input display Markdown".split()
)
"""Functions whose arguments are words, or places that are only asked for."""

_OPENS = frozenset(
    "open load loadtxt genfromtxt fromfile memmap read_csv read_json read_pickle read_excel "
    "read_table read_parquet imread loadmat Path chdir listdir glob ImageFolder".split()
)
"""Functions that need the file or folder to be there."""

_WRITES = frozenset(
    "save savez savez_compressed savetxt savefig to_csv imsave makedirs mkdir basicConfig "
    "FileHandler SummaryWriter".split()
)

_ASKS = ("exists", "isfile", "isdir", "is_file", "is_dir", "colab", "kaggle", "platform", "environ")
"""Words of conditions that tell one computer from another."""


class _Use(NamedTuple):
    """A string that is a path."""

    node: ast.Constant
    text: str
    how: str
    """`chdir`, `search path`, `write` or "" for anything else."""


def foreign_paths(
    submission: Submission, codes: Sequence[Code], files: Collection[str]
) -> Iterator[Finding]:
    """Absolute paths, and paths that climb out of the submission.

    Args:
        submission: what was handed in.
        codes: its modules that parse.
        files: what the handout brings.
    """
    places = [
        (code, [node for node in code.live(ast.Constant) if _is_place(node.value)])
        for code in codes
    ]
    places = [(code, nodes) for code, nodes in places if nodes]
    if not places:
        return
    there = [*files, *submission.files]
    read = {name for code in codes for name in _read(code)}
    for code, nodes in places:
        silent = _silent(code)
        for node in nodes:
            use = _use(code, node, silent, read)
            if use is None or _is_optional(code, node):
                continue
            # What cannot be written at the top level is lost without loss for the marks.
            if use.how != "write" or code.in_definition(node):
                yield Finding("path", _sentence(use, there), code.module, node.lineno)


def _is_place(text: object) -> bool:
    """Whether a literal reads like a place outside of what is handed in."""
    if not isinstance(text, str) or len(text) > _LONGEST or text.count(" ") > 6 or ". " in text:
        return False
    return bool(_FOREIGN.match(text) or _CLIMBS.match(text))


def _use(
    code: Code, node: ast.Constant, silent: Collection[str], read: Collection[str]
) -> _Use | None:
    """What a place is used for, or None where it is not used as one."""
    text = str(node.value)
    climbs = bool(_CLIMBS.match(text))
    child: ast.AST = node
    for child, parent in code.above(node):
        if isinstance(parent, ast.Call):
            return _argument(parent, child, text, silent, opens=climbs)
        if isinstance(parent, ast.JoinedStr) and parent.values[0] is not child:
            return None
        if isinstance(parent, ast.BinOp) and parent.left is not child:
            return None
        if isinstance(parent, ast.Compare | ast.Raise | ast.Assert | ast.Subscript | ast.Attribute):
            return None
        if isinstance(parent, ast.stmt):
            if climbs or isinstance(parent, ast.Expr) or _is_unread(code, parent, read):
                return None
            return _Use(node, text, "")
    return None


def _argument(
    call: ast.Call, child: ast.AST, text: str, silent: Collection[str], *, opens: bool
) -> _Use | None:
    """A path that a function is given, where it is one that wants a path."""
    name, full = called(call), dotted(call.func)
    if name.endswith(("Error", "Exception", "Warning", "Exit")):
        return None
    if call.func is child or name in _NO_PATH or full.partition(".")[0] in (*silent, "re"):
        return None
    if opens and name not in _OPENS:
        return None
    node = next(n for n in walk(child) if isinstance(n, ast.Constant) and n.value == text)
    if name == "chdir":
        return _Use(node, text, "chdir")
    if full in ("sys.path.append", "sys.path.insert", "sys.path.extend", "path.append"):
        return _Use(node, text, "search path")
    return _Use(node, text, "write" if name in _WRITES or _is_written(call) else "")


def _is_written(call: ast.Call) -> bool:
    """Whether it is `open(path, "w")`."""
    modes = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "mode")]
    return called(call) == "open" and any(
        isinstance(mode, ast.Constant) and str(mode.value)[:1] in ("w", "a", "x") for mode in modes
    )


def _sentence(use: _Use, there: Sequence[str]) -> str:
    """What is wrong with a path, and what to write instead."""
    shown = f"'{clip(use.text, 80)}'"
    begin = f"There is no {shown} where this is graded"
    if _CLIMBS.match(use.text):
        begin = f"{shown} lies outside of what is handed in"
    if use.how == "chdir":
        return (
            f"{begin}: leave this line out. Grading starts in the folder of your files, and finds "
            "what lies beside them."
        )
    if use.how == "search path":
        return (
            f"{begin}: leave this line out, and hand in the files that it is for beside your code."
        )
    name = PurePosixPath(use.text.replace("\\", "/")).name
    if use.how == "write":
        return f"{begin}: write '{clip(name, 60)}', a path that starts beside your code."
    at = next((path for path in there if path == name or path.endswith(f"/{name}")), None)
    if at is not None:
        return f"{begin}: write '{paths.show(at)}', which is there."
    if "." in name.strip("."):
        return f"{begin}: put the file beside your code and write '{clip(name, 60)}'."
    return f"{begin}: put the files beside your code and use paths that start there."


def _is_optional(code: Code, node: ast.AST) -> bool:
    """Whether the code asks first whether the place exists, or survives without."""
    return is_guarded(code, node) or any(
        word in name.casefold()
        for test in conditions(code, node)
        for name in (*identifiers(test), *_texts(test))
        for word in _ASKS
    )


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_unread(code: Code, statement: ast.AST, read: Collection[str]) -> bool:
    """Whether it names a path at the top level that grading never uses."""
    if isinstance(statement, Definition) or code.in_definition(statement):
        return False
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    return len(names) == len(targets) and not read & set(names)  # type: ignore[operator]


def _read(code: Code) -> Iterator[str]:
    """Every name that grading may look up."""
    for name in code.live(ast.Name):
        if isinstance(name.ctx, ast.Load):
            yield name.id
    yield from (node.attr for node in code.live(ast.Attribute))
    yield from (alias.name for node in code.live(ast.ImportFrom) for alias in node.names)


def _silent(code: Code) -> set[str]:
    """Names of packages that grading may stand in for: what they are told does not matter."""
    names: set[str] = set()
    for plain in code.live(ast.Import):
        for alias in plain.names:
            if stands_in(alias.name):
                names.add(alias.asname or alias.name.partition(".")[0])
    for node in code.live(ast.ImportFrom):
        if node.module and stands_in(node.module):
            names |= {alias.asname or alias.name for alias in node.names}
    return names
