"""What one cell says, read from its text: what it binds and reads, what is only for the kernel.

Executes nothing.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.load import magics, scan
from grader.load.logical_lines import LogicalLines
from grader.load.syntax import NotPython

_FOR_THE_KERNEL = re.compile(
    r"""\s*(?:
        [%]{0,2}check\s*\?{1,2} | \?{1,2}\s*[%]{0,2}check\b
      | %check\b
      | check(?:\s+[-\w./~\\\[\]]+)+\s*$
      | %?(?:un|re)?load_ext\s+\S+
      | %(?:matplotlib|config|autoreload|reset\w*|who\w*|hist\w*|timeit|debug|lsmagic)\b
      | [%!]\s*(?:[\w./]*python[\d.]*\s+-m\s+)?(?:pip3?|conda|mamba|uv|apt|apt-get)\b
      | (?:pip3?|conda)\s+(?:install|uninstall|list|show)\b
    )""",
    re.VERBOSE,
)
"""Lines that ask for a check or set the kernel up: nothing that grading could miss."""

_BODY_IS_CODE = ("%%time", "%%timeit", "%%capture", "%%prun", "%%memit")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_BUILT_IN = frozenset(dir(builtins))


def without_kernel_lines(cell: str) -> str:
    """The cell with `%check`, `%load_ext`, `!pip` and the like as comments, line for line.

    >>> without_kernel_lines("x = 1\\n%check 2a")
    'x = 1\\npass  # %check 2a'
    """
    if cell.lstrip().startswith("%%") and not cell.lstrip().startswith(_BODY_IS_CODE):
        return cell  # the body is a file or another language
    lines: list[str] = []
    state, continued = LogicalLines(), False
    for line in cell.split("\n"):
        if continued or (state.at_start and _FOR_THE_KERNEL.match(line) and not _python(line)):
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(f"# {line}" if continued else f"{indent}pass  # {line.strip()}")
            continued = line.rstrip().endswith("\\")
        else:
            state.read(line)
            lines.append(line)
    return "\n".join(lines)


def _python(line: str) -> bool:
    try:
        ast.parse(line.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell binds and reads at its top level."""

    binds: frozenset[str]
    reads: frozenset[str] = frozenset()
    """Names that it reads anywhere, in functions too."""
    needs: frozenset[str] = frozenset()
    """Names that have to be there when it runs; what functions read is needed later only."""
    parses: bool = True
    idle: bool = False
    """Whether nothing in it does anything: comments, `pass`, only lines for the kernel."""


def said(cell: str) -> Said:
    """What a cell says; of one that does not parse, what it seems to define."""
    source = without_kernel_lines(cell)
    try:
        made = magics.python(source)
    except NotPython:
        return Said(frozenset(scan.guess(source)), parses=False)
    tree = made.tree
    idle = not made.file and not made.left_out and all(_idle(node) for node in tree.body)
    binds = frozenset(scan.names(tree))
    reads = frozenset(_read(tree, into_functions=True))
    needs = frozenset(_read(tree, into_functions=False)) - _bound_first(tree) - _BUILT_IN
    return Said(binds, reads, needs, idle=idle)


def _idle(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or _asks_for_checks(node)


def _asks_for_checks(node: ast.stmt) -> bool:
    """`import grader` and `grader.check(...)`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names] == ["grader"]
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "check"
        and isinstance(called.value, ast.Name)
        and called.value.id == "grader"
    )


def _read(tree: ast.AST, *, into_functions: bool) -> Iterator[str]:
    """Names that are read; an augmented assignment reads its target."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        if isinstance(node, _FUNCTIONS) and not into_functions:
            arguments = node.args
            waiting += [*arguments.defaults, *filter(None, arguments.kw_defaults)]
            waiting += getattr(node, "decorator_list", [])
        else:
            waiting += ast.iter_child_nodes(node)


def _bound_first(tree: ast.Module) -> set[str]:
    """Names that a statement binds before any reads them, and those of comprehensions."""
    bound: set[str] = set()
    read: set[str] = set()
    for node in tree.body:
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom)):
            read |= set(_read(node, into_functions=False)) - _inner(node) - bound
        bound |= set(scan.names(ast.Module([node], [])))
    return (bound - read) | _inner(tree)


def _inner(tree: ast.AST) -> set[str]:
    """Names of comprehensions, of loops and of class bodies: theirs before they are read."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.comprehension | ast.For | ast.AsyncFor):
            targets = ast.walk(node.target)
            found |= {name.id for name in targets if isinstance(name, ast.Name)}
        elif isinstance(node, ast.ClassDef):
            found |= set(scan.names(ast.Module(node.body, [])))
    return found
