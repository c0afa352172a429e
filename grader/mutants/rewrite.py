"""Writes a changed tree back into the text, so that everything else stays as it was written.

What was meant is known as a tree; the text is tried with as few parentheses as it can do with, and
only accepted when Python reads it as that tree.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from grader.mutants.tree import Placed, Tree, parse

_BETWEEN = re.compile(r"#[^\r\n]*|[()\\\s]+|(?P<operator>[^()\\\s#]+)")
_WORDS: Mapping[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.And: "and",
    ast.Or: "or",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
_ATOMS = (
    ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.List, ast.Dict, ast.Set,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """Nodes of a tree and what takes their places; the new ones may contain nodes of the tree."""

    swaps: tuple[tuple[Placed, Placed], ...]


def replace(old: Placed, new: Placed) -> Edit:
    """One node instead of another."""
    return Edit(((old, new),))


def exchange(one: Placed, other: Placed) -> Edit:
    """Two nodes in each other's place."""
    return Edit(((one, other), (other, one)))


def rewritten(tree: Tree, edit: Edit) -> tuple[str, str] | None:
    """The text of the module after an edit, and what tells its tree from those of other edits.

    Returns:
        None when the edit changes nothing, or no text that was tried is read as what it means.
    """
    part, start, end = tree.definition(edit.swaps[0][0])
    behind = len(tree.source) - end
    intended = ast.dump(substituted(tree, part, edit))
    if intended == tree.unchanged(part):
        return None
    for outer in (str, _wrapped):
        for inner in (str, _wrapped):
            for text in _texts(tree, edit, outer, inner):
                if _read(text[start : len(text) - behind], part) == intended:
                    return text, f"{start} {intended}"
    return None


def _read(text: str, like: ast.AST) -> str | None:
    """The tree of a part of the module, or None if it is not one statement."""
    try:
        module = parse(text)
    except SyntaxError:
        return None
    if isinstance(like, ast.Module):
        return ast.dump(module)
    return ast.dump(module.body[0]) if len(module.body) == 1 else None


def substituted(tree: Tree, node: ast.AST, edit: Edit) -> ast.AST:
    """A node of the tree with the edit made; what the edit does not touch is shared, not copied.

    What takes a place is used as it is: nothing within it is replaced again.
    """
    swaps = dict(edit.swaps)
    touched = {above for old in swaps for above in tree.ancestors(old)}

    def visit(part: ast.AST) -> ast.AST:
        if part in swaps:
            return _used_as(part, swaps[part])  # type: ignore[index]
        if part not in touched:
            return part
        made = copy.copy(part)
        for name, value in ast.iter_fields(part):
            if isinstance(value, ast.AST):
                setattr(made, name, visit(value))
            elif isinstance(value, list):
                setattr(made, name, [visit(v) if isinstance(v, ast.AST) else v for v in value])
        return made

    return visit(node)


def _used_as(old: ast.AST, new: ast.AST) -> ast.AST:
    """The new node, marked as read or written like the old one."""
    wanted, has = getattr(old, "ctx", None), getattr(new, "ctx", None)
    if wanted is not None and has is not None and type(wanted) is not type(has):
        new = copy.copy(new)
        new.ctx = wanted  # type: ignore[attr-defined]
    return new


Dress = Callable[[str], str]


def _wrapped(text: str) -> str:
    return f"({text})"


def _texts(tree: Tree, edit: Edit, outer: Dress, inner: Dress) -> Iterator[str]:
    """The module with each new node written in its place; first with operators exchanged only."""
    for exchange_operators in (True, False):
        source, done = tree.source, True
        for old, new in sorted(edit.swaps, key=lambda swap: tree.span(swap[0]), reverse=True):
            start, end = tree.span(old)
            written = _with_operators(tree, old, new) if exchange_operators else None
            if written is None:
                done = done and not exchange_operators
                written = _written(tree, new, inner)
            if isinstance(new, ast.expr) and not isinstance(new, _ATOMS):
                written = outer(written)
            source = source[:start] + written + source[end:]
        if done:
            yield source


def _written(tree: Tree, new: Placed, inner: Dress) -> str:
    """A new node as text: nodes of the tree as they were written, the rest as Python would."""
    if new in tree:
        return tree.text(new)
    kept: dict[str, Placed] = {}

    def visit(part: ast.AST) -> ast.AST:
        if part in tree and isinstance(part, ast.expr | ast.stmt):
            name = f"_kept_{len(kept)}_"
            kept[name] = part
            return ast.Name(name, ast.Load())
        made = copy.copy(part)
        for field, value in ast.iter_fields(part):
            if isinstance(value, ast.AST):
                setattr(made, field, visit(value))
            elif isinstance(value, list):
                setattr(made, field, [visit(v) if isinstance(v, ast.AST) else v for v in value])
        return made

    text = ast.unparse(ast.fix_missing_locations(visit(new)))
    for name, node in kept.items():
        piece = tree.text(node)
        text = text.replace(name, piece if isinstance(node, _ATOMS) else inner(piece))
    return text


def _with_operators(tree: Tree, old: Placed, new: Placed) -> str | None:
    """The old text with other operators, if nothing but operators differs between the nodes."""
    parts, words = _operands(old), _operators(new)
    same = type(old) is type(new) and parts and parts == _operands(new)
    if not same or len(words) != len(parts) - 1:
        return None
    start, end = tree.span(old)
    pieces, position = [], start
    for left, right, word in zip(parts, parts[1:], words, strict=False):
        low, high = tree.span(left)[1], tree.span(right)[0]
        found = [m for m in _BETWEEN.finditer(tree.source, low, high) if m["operator"]]
        if not found:
            return None
        pieces += [tree.source[position : found[0].start()], word]
        position = found[-1].end()
    return "".join(pieces) + tree.source[position:end]


def _operands(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    return []


def _operators(node: ast.AST) -> list[str]:
    if isinstance(node, ast.BinOp):
        return [_WORDS[type(node.op)]]
    if isinstance(node, ast.BoolOp):
        return [_WORDS[type(node.op)]] * (len(node.values) - 1)
    if isinstance(node, ast.Compare):
        return [_WORDS[type(op)] for op in node.ops]
    if isinstance(node, ast.AugAssign):
        return [_WORDS[type(node.op)] + "="]
    return []
