"""Small changes to source text: a line replaced, a definition replaced. Nothing is executed.

Variants, misconceptions and mutants are all the right solution with something changed; kept as
the change alone, each says its one idea and follows the solution when that is improved.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from grader.errors import UsageError
from grader.source_text import bound_names, first_line, text_lines

Files = Mapping[str, str]
"""Relative path -> text."""


def replace_text(
    files: Files, patches: Sequence[tuple[str, str]], *, file: str | None, place: str
) -> dict[str, str]:
    """Files with pieces of text replaced, one after the other.

    Args:
        files: the solution.
        patches: (old, new); every old piece stands exactly once where it is looked for.
        file: where it stands; None looks through all `.py` files together.
        place: names the patch, for messages.

    Raises:
        UsageError: when a piece stands there not at all or more than once, or the file is missing.
    """
    out = dict(files)
    if file is not None and file not in out:
        raise UsageError(f"{place}: the solution has no file {file!r}; it has {_listed(files)}.")
    for old, new in patches:
        looked = [file] if file else [f for f in out if f.endswith(".py")]
        found = {f: out[f].count(old) for f in looked if old and old in out[f]}
        if sum(found.values()) != 1:
            times = sum(found.values())
            where = file or "the solution"
            raise UsageError(f"{place}: {_brief(old)} stands {times} times in {where}, not once.")
        path = next(iter(found))
        out[path] = out[path].replace(old, new)
    return out


def replace_definitions(files: Files, code: str, *, file: str | None, place: str) -> dict[str, str]:
    """Files in which the definitions of `code` stand instead of those of the same name.

    Further names of `code` and its imports come along; they stand before the first definition
    that is replaced.

    Args:
        files: the solution.
        code: functions, classes, assignments.
        file: where they belong; None finds the one file that defines them.
        place: names the piece, for messages.

    Raises:
        UsageError: when the code does not parse or replaces nothing, or belongs to several files, or
            when what it replaces shares a line with something else.
    """
    tree = parsed(code, place)
    names = {name for node in tree.body for name in bound_names(node)}
    if file is None:
        owners = [f for f, text in files.items() if f.endswith(".py") and names & _defined(text, f)]
        if len(owners) != 1:
            which = f"{len(owners)} files define" if owners else "no file defines"
            raise UsageError(f"{place}: {which} {', '.join(sorted(names)) or 'anything of it'}.")
        file = owners[0]
    if file not in files:
        raise UsageError(f"{place}: the solution has no file {file!r}; it has {_listed(files)}.")
    if not names & _defined(files[file], file):
        raise UsageError(f"{place}: {file} defines none of {', '.join(sorted(names))}.")
    return {**files, file: _merged(files[file], file, code, tree, names, place)}


def parsed(code: str, place: str) -> ast.Module:
    """The tree of a source text.

    Raises:
        UsageError: when it does not parse; `place` says whose text it is.
    """
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError) as error:
        line = f", line {n}" if (n := getattr(error, "lineno", None)) else ""
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        raise UsageError(f"{place}{line}: does not parse: {message}.") from None


def _merged(text: str, file: str, code: str, tree: ast.Module, names: set[str], place: str) -> str:
    body = parsed(text, file).body
    gone = [node for node in body if bound_names(node) & names]
    dropped = {n for node in gone for n in _span(node)}
    for node in body:
        if node not in gone and not dropped.isdisjoint(_span(node)):
            raise UsageError(
                f"{place}: what it replaces shares line {node.lineno} of {file} with something "
                "else; give each a line of its own."
            )
    lines: list[str] = []
    for number, line in enumerate(text_lines(text), 1):
        if number == first_line(gone[0]):
            lines += [*_body_lines(code, tree), ""]
        if number not in dropped:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _span(node: ast.stmt) -> range:
    """The lines of a statement, its decorators included."""
    return range(first_line(node), (node.end_lineno or node.lineno) + 1)


def _body_lines(code: str, tree: ast.Module) -> Iterator[str]:
    """The lines of a piece of code without its docstring and `from __future__` imports."""
    lines = text_lines(code)
    dropped: set[int] = set()
    for n, node in enumerate(tree.body):
        is_docstring = (
            n == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )
        if is_docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            dropped |= set(_span(node))
    return (line for number, line in enumerate(lines, 1) if number not in dropped)


def _defined(text: str, file: str) -> set[str]:
    return {name for node in parsed(text, file).body for name in bound_names(node)}


def _listed(files: Files) -> str:
    return ", ".join(sorted(files)) or "none"


def _brief(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return repr(line if len(line) <= 60 else line[:57] + "...")
