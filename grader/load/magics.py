"""What only a notebook understands, turned into Python line for line: magics, shell lines, help."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from grader.load import syntax
from grader.load.logical_lines import LogicalLines
from grader.load.naming import import_name
from grader.load.syntax import Edit, NotPython

_BODY_IS_CODE = frozenset(["time", "timeit", "capture", "prun", "memit"])
"""Cell magics whose body is ordinary code of the notebook."""

_OTHER_LANGUAGES = frozenset(
    "! sh bash script cmd system sx perl ruby R sql bigquery octave julia cpp cu cython python2 pypy "
    "html HTML javascript js svg SVG latex markdown writefile file".split()
)
"""Cell magics whose body is none of the notebook's code; of others it is where it looks like code."""

_DEFINES = re.compile(r"^(?:def|class|import|from)\s+\w", re.MULTILINE)
_PYLAB = (
    "import numpy; import numpy as np; import matplotlib.pyplot as plt; "
    "from numpy import *; from matplotlib.pyplot import *; "
    "from builtins import abs, bool, max, min, pow, round"
)

_SHELL_WORDS = (
    r"pip|pip3|conda|ls|ll|cd|cat|cp|mv|rm|mkdir|matplotlib|load_ext|autoreload|run|check|wget|git"
)
"""What notebooks accept without its `%`; taken as a magic only where it is not Python."""

_MAGIC = re.compile(r"\s*([%!?/,;])")
_HELP = re.compile(r"%{0,2}[\w.*\[\]'\"()]+\?{1,2};?")
_WORD = re.compile(rf"\s*(?:{_SHELL_WORDS})\s+[-\w./~%]")
_TARGET = re.compile(r"[A-Za-z_][\w.\[\]'\", ]*")
_TIMED = re.compile(r"%?time\s+(?P<statement>[^\s-].*)$")


class WrittenFile(NamedTuple):
    """A file that a cell would write (`%%writefile`)."""

    path: str
    text: str
    append: bool


class Cell(NamedTuple):
    """A cell as Python, with as many lines as it had."""

    source: str
    tree: ast.Module
    left_out: tuple[tuple[int, str], ...] = ()
    """What only a notebook understands: (line of the cell from 1, the text)."""
    file: WrittenFile | None = None


def python(cell: str) -> Cell:
    """A notebook cell as plain Python; every line keeps its number.

    Args:
        cell: its source with `\\n` line ends.

    Raises:
        NotPython: what is left is no Python.
    """
    lines = cell.split("\n")
    head = next((n for n, line in enumerate(lines) if line.strip()), 0)
    left_out: list[tuple[int, str]] = []
    while lines[head].lstrip().startswith("%%"):
        text = lines[head].strip()
        left_out.append((head + 1, text))
        name, _, rest = text[2:].partition(" ")
        body = "\n".join(lines[head + 1 :])
        if name not in _BODY_IS_CODE and not _may_be_code(name, body):
            file = _written_file(rest, body) if name in ("writefile", "file") else None
            return Cell(commented(cell), ast.Module([], []), tuple(left_out), file)
        lines[head] = f"# {text}"
        head = next((n for n in range(head + 1, len(lines)) if lines[n].strip()), head)
    source, tree, more = _plain("\n".join(_dedented(lines)))
    return Cell(source, tree, (*left_out, *more))


def _may_be_code(magic: str, body: str) -> bool:
    """Whether the body below a cell magic that we do not know is code of the notebook."""
    if magic in _OTHER_LANGUAGES or not _DEFINES.search(body):
        return False
    return _parses("\n".join(_without_magics(body, [])))


def script(source: str) -> Cell:
    """The same for a `.py` file, which may hold what was pasted or exported from a notebook."""
    source, tree, left_out = _plain(source)
    return Cell(source, tree, left_out)


def commented(source: str) -> str:
    """Every line as a comment."""
    return "\n".join(f"# {line}" for line in source.split("\n"))


def _plain(source: str) -> tuple[str, ast.Module, tuple[tuple[int, str], ...]]:
    """A source, its tree and what was left out of it."""
    left_out: list[tuple[int, str]] = []
    try:
        tree = syntax.parse(source)
    except NotPython:
        source = "\n".join(_without_magics(source, left_out))
        source, tree = _parsed(source)
    if "get_ipython" in source and (calls := list(_shell_calls(tree))):
        left_out += [(edit.line, "get_ipython()") for edit in calls]
        del tree  # the old and the new one together could be very large
        source = syntax.edited(source, calls)
        tree = syntax.parse(source)
    if "await" in source and (awaits := list(_awaited(tree))):
        del tree
        source = syntax.edited(source, awaits)
        tree = syntax.parse(source)
    return source, tree, tuple(sorted(left_out))


def _parsed(source: str) -> tuple[str, ast.Module]:
    """A source and its tree; without type parameters where this Python knows none."""
    try:
        return source, syntax.parse(source)
    except NotPython:
        plainer = syntax.without_type_parameters(source)
        if plainer == source:
            raise
        try:
            return plainer, syntax.parse(plainer)
        except NotPython:
            pass
        raise


def _dedented(lines: list[str]) -> list[str]:
    """Without the indentation of the first line, which notebooks ignore."""
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines] if indent else lines


def _written_file(arguments: str, body: str) -> WrittenFile | None:
    words = arguments.split()
    append = any(word in ("-a", "--append") for word in words)
    names = [word for word in words if word not in ("-a", "--append")]
    if len(names) != 1:
        return None
    return WrittenFile(names[0].strip("'\""), body if body.endswith("\n") else body + "\n", append)


def _without_magics(source: str, left_out: list[tuple[int, str]]) -> Iterator[str]:
    """The lines of a source, those that only a notebook understands replaced.

    A magic starts where a statement could: not inside brackets or a string, where `%` divides and
    `!` is text.
    """
    state = LogicalLines()
    continued = False
    for number, line in enumerate(source.split("\n"), 1):
        if continued or (state.at_start and _is_magic(line)):
            if not continued and not _instead_of(line):
                left_out.append((number, line.strip()))
            yield f"# {line}" if continued else _replaced(line)
            continued = line.rstrip().endswith("\\")
        else:
            state.read(line)
            yield line


def _is_magic(line: str) -> bool:
    if _MAGIC.match(line) or _HELP.fullmatch(line.strip()) or _assigned(line):
        return True
    return bool(_WORD.match(line)) and not _parses(line.strip())


def _assigned(line: str) -> tuple[str, str, str] | None:
    """`("x", "!", "ls")` of `x = !ls`, indentation kept with the target; None of anything else."""
    target, _, value = line.partition("=")
    value = value.strip()
    if value[:1] in ("%", "!") and _TARGET.fullmatch(target.strip()):
        return target.rstrip(), value[0], value[1:]
    return None


def _parses(line: str) -> bool:
    try:
        syntax.parse(line)
    except NotPython:
        return False
    return True


def _replaced(line: str) -> str:
    """What stands for a magic: the statement that `%time` runs, an empty result, or `pass`."""
    if other := _instead_of(line):
        return f"{other}  # {line}"
    indent = line[: len(line) - len(line.lstrip())]
    if assigned := _assigned(line):
        target, mark, rest = assigned
        if mark == "%" and (timed := _TIMED.match(rest)):
            return f"{target} = {timed['statement']}"
        return f"{target} = {'[]' if mark == '!' else 'None'}  # {line.strip()}"
    timed = _TIMED.match(line.strip()[1:]) if line.lstrip().startswith("%") else None
    if timed:
        return f"{indent}{timed['statement']}"
    return f"{indent}pass  # {line.strip()}"


def _instead_of(line: str) -> str:
    """What a magic at the top level stands for that binds names of the notebook, or ""."""
    name, *words = line.rstrip().removeprefix("%").split() or [""]
    if line.startswith("%pylab"):
        return _PYLAB
    if name != "run" or not line.startswith(("%run", "run ")):
        return ""
    file = next((word.strip("'\"") for word in words if not word.startswith("-")), "")
    stem = file.replace("\\", "/").rpartition("/")[2]
    if not stem:
        return ""
    return f"from {import_name(stem if '.' in stem else f'{stem}.py')} import *"


def _awaited(tree: ast.Module) -> Iterator[Edit]:
    """`await x` outside of functions, which notebooks allow, is run to its end on the spot."""
    for node in _outside_functions(tree):
        if isinstance(node, ast.Await) and node.end_lineno and node.end_col_offset is not None:
            start, end = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
            call = '__import__("asyncio").run('
            yield Edit(*start, start[0], start[1] + len("await"), call)
            yield Edit(*end, *end, ")")


_WAIT_INSIDE = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.AsyncWith,
    ast.AsyncFor,
)
"""Where `await` stays: `async with` at the top level of a cell is run as a whole."""


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _WAIT_INSIDE):
            waiting += ast.iter_child_nodes(node)


def _shell_calls(tree: ast.AST) -> Iterator[Edit]:
    """Statements such as `get_ipython().run_line_magic(...)` become `pass`, other calls `None`."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and _starts_with_shell(node.value):
            yield _instead(node, "pass")
        elif isinstance(node, ast.Call) and _is_shell(node):
            yield _instead(node, "None")
        elif isinstance(node, ast.Assign) and _starts_with_shell(node.value):
            listed = "getoutput" in ast.unparse(node.value)
            yield _instead(node.value, "[]" if listed else "None")
        else:
            waiting += ast.iter_child_nodes(node)


def _starts_with_shell(node: ast.expr) -> bool:
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Call) and _is_shell(node):
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def _is_shell(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "get_ipython"


def _instead(node: ast.expr | ast.stmt, text: str) -> Edit:
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Edit(node.lineno, node.col_offset, end_line, end_column, text)
