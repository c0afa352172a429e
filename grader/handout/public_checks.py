"""Cuts what students may see out of a homework's check files: the public checks and what they need.

Hidden checks go, and with them every definition that only they need, every comment and docstring
between definitions, and the body of each function under `@recorded`, which holds a right answer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from copy import copy

from grader.errors import UsageError
from grader.handout.cut_layout import Piece, laid_out
from grader.handout.reachable import Reached, binds, is_marker, is_recorded, reach, stays
from grader.patching import parsed
from grader.source_text import first_line, text_lines

_RECORDED = ('    """Its answers are in expected.rec."""', "    raise NotImplementedError")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Import = ast.Import | ast.ImportFrom


def public_checks(files: Mapping[str, str], public: Mapping[str, set[str]]) -> dict[str, str]:
    """The check files of a handout.

    Args:
        files: name -> text of every `.py` of the homework's checks folder.
        public: file without `.py` -> names of its public check functions.

    Returns:
        Name -> text of those files of which something is left.

    Raises:
        UsageError: a file does not parse, or is written so that it cannot be cut safely.
    """
    texts = {name.removesuffix(".py"): text for name, text in files.items()}
    trees = {file: parsed(text, f"checks/{file}.py") for file, text in texts.items()}
    for file, tree in trees.items():
        _refuse_what_cannot_be_cut(file, tree, set(trees))
    found = reach(trees, public)
    out = {}
    for file, tree in trees.items():
        pieces = list(_pieces(file, tree, text_lines(texts[file]), found))
        if any(piece.kind != "import" for piece in pieces):
            out[f"{file}.py"] = laid_out(pieces, own={*trees, "grader"})
    return out


def _refuse_what_cannot_be_cut(file: str, tree: ast.Module, own: set[str]) -> None:
    """Says what would hand out too much, or too little.

    Raises:
        UsageError: with the place and what to write instead.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in own:
            if any(alias.name == "*" for alias in node.names):
                raise UsageError(
                    f"checks/{file}.py, line {node.lineno}: `from {node.module} import *` hides which "
                    "names the public checks need; import them by name."
                )
    for line in _strange_marks(tree):
        raise UsageError(
            f"checks/{file}.py, line {line}: a right answer would be handed out; write `recorded` "
            "under its own name, as a decorator, over a function of the file or a method of its "
            "classes."
        )
    before: ast.stmt | None = None
    for node in tree.body:
        if before is not None and first_line(node) <= (before.end_lineno or before.lineno):
            raise UsageError(
                f"checks/{file}.py, line {node.lineno}: two statements on one line cannot be cut "
                "apart; give each a line of its own."
            )
        before = node


def _strange_marks(tree: ast.Module) -> Iterator[int]:
    """Lines that say `recorded` where the cut would not see it."""
    markers = [
        alias
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "grader.truth"
        for alias in node.names
        if alias.name == "recorded"
    ]
    yield from (alias.lineno for alias in markers if alias.asname not in (None, "recorded"))
    bodies = [tree.body, *(n.body for n in tree.body if isinstance(n, ast.ClassDef))]
    fine = {
        id(decorator)
        for body in bodies
        for node in body
        if isinstance(node, _Function)
        for decorator in node.decorator_list
    }
    asked = bool(markers) or any(_is_truth(node) for node in ast.walk(tree))
    for node in ast.walk(tree) if asked else ():
        if isinstance(node, ast.Name | ast.Attribute) and is_marker(node) and id(node) not in fine:
            yield node.lineno


def _is_truth(node: ast.AST) -> bool:
    """Whether a node imports the module of `recorded` as a whole."""
    if isinstance(node, ast.Import):
        return any(alias.name == "grader.truth" for alias in node.names)
    return isinstance(node, ast.ImportFrom) and (
        node.module == "grader" and any(alias.name == "truth" for alias in node.names)
    )


def _pieces(file: str, tree: ast.Module, lines: list[str], found: Reached) -> Iterator[Piece]:
    """Every top-level statement that stays; imports below others of these stay where they are."""
    at_top = True
    for node in tree.body:
        if isinstance(node, _Import):
            if text := _import(file, node, found):
                yield Piece("import" if at_top else "line", text, node)
        elif any((file, name) in found.names for name in binds(node)):
            at_top = False
            text = "\n".join(_text(node, lines, found.words))
            has_body = isinstance(getattr(node, "body", None), list)
            yield Piece("block" if has_body else "line", text, node)


def _import(file: str, node: _Import, found: Reached) -> str:
    """An import of what is still needed; empty when nothing of it is."""
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return ast.unparse(node)
    kept = [
        alias
        for alias in node.names
        if (file, (alias.asname or alias.name).partition(".")[0]) in found.names
    ]
    if not kept:
        return ""
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import(kept))
    text = ast.unparse(ast.ImportFrom(node.module, kept, node.level))
    if len(text) <= 100:
        return text
    head = f"from {'.' * node.level}{node.module or ''} import ("
    return "\n".join([head, *(f"    {ast.unparse(alias)}," for alias in kept), ")"])


def _text(node: ast.stmt, lines: list[str], words: set[str]) -> list[str]:
    """The lines of a statement that stays, without what is cut inside of it."""
    begin, end = first_line(node), node.end_lineno or node.lineno
    if is_recorded(node):
        return _without_body(node, lines)
    if not isinstance(node, ast.ClassDef) or first_line(node.body[0]) == node.lineno:
        return lines[begin - 1 : end]
    header = _header(node, lines)
    at = first_line(node.body[0]) - 1
    out: list[str] = []
    for inner in node.body:
        gap = lines[at : first_line(inner) - 1]
        at = inner.end_lineno or inner.lineno
        if stays(inner, words):
            out += [line for line in gap if not line.strip()] if out else []
            out += _text(inner, lines, words)
    return [*header, *(out or [f"{' ' * (node.col_offset + 4)}pass"])]


def _header(node: ast.ClassDef | _Function, lines: Sequence[str]) -> list[str]:
    """The lines before the body, decorators included, comments not."""
    head = lines[first_line(node) - 1 : first_line(node.body[0]) - 1]
    return [line for line in head if line.strip() and not line.lstrip().startswith("#")]


def _without_body(node: ast.stmt, lines: Sequence[str]) -> list[str]:
    """A recorded function: decorators and head as they are, nothing of what it does."""
    assert isinstance(node, _Function)
    indent = " " * node.col_offset
    stub = [f"{indent}{line}" for line in _RECORDED]
    head = _header(node, lines)
    if first_line(node.body[0]) > node.lineno and not any("#" in line for line in head):
        return [*head, *stub]
    bare = copy(node)
    bare.body = [ast.Pass()]
    return [*(f"{indent}{line}" for line in ast.unparse(bare).splitlines()[:-1]), *stub]
