"""Mutants of a right solution, made by machine: each has one small mistake of the kind that people
make with arrays. Source in, source out; nothing is executed. Imports nothing of the project.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from grader.mutants.difference import one_line, unified
from grader.mutants.families import edits
from grader.mutants.mutant import Keys, Mutant
from grader.mutants.places import places
from grader.mutants.rewrite import Edit, rewritten, substituted
from grader.mutants.sampling import sample
from grader.mutants.syntax import number_of
from grader.mutants.tree import Tree

__all__ = ["Mutant", "mutants", "sample"]


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """The mutants of one module, in the order of the text.

    No two have the same syntax tree, and none that of the original.

    Args:
        path: of the module within the submission; stands in keys and diffs.
        source: its text.

    Raises:
        SyntaxError: The text is no Python.

    >>> [m.change for m in mutants("f.py", "def f(n):\\n    return -n\\n")]
    ['-n -> n']
    """
    tree = Tree(source)
    keys = Keys(path)
    seen: set[str] = set()
    found = [
        (tree.span(edit.swaps[0][0])[0], place, family, edit)
        for place in places(tree)
        for family, edit in edits(place)
    ]
    for start, place, family, edit in sorted(found, key=lambda item: item[0]):
        made = rewritten(tree, edit)
        if made is None or made[1] in seen:
            continue
        text, told_apart = made
        seen.add(told_apart)
        before, after = _statements(tree, edit)
        yield Mutant(
            file=path,
            function=place.function,
            line=tree.line(start),
            family=family,
            change=_change(tree, edit),
            source=text,
            diff=unified(path, source, text),
            key=keys.key(function=place.function, family=family, before=before, after=after),
        )


def _statements(tree: Tree, edit: Edit) -> tuple[str, str]:
    """The changed statement before and after; of a compound one its head only."""
    statement = tree.statement(edit.swaps[0][0])
    return _head(statement), _head(substituted(tree, statement, edit))


def _change(tree: Tree, edit: Edit) -> str:
    """The smallest expression around the change that says something by itself."""
    shown: ast.AST = edit.swaps[0][0]
    above = tree.parent(shown)
    small = number_of(shown) is not None or isinstance(
        shown, ast.Constant | ast.Name | ast.Attribute | ast.keyword | ast.Slice
    )
    while above is not None and (small or len(edit.swaps) > 1) and not isinstance(shown, ast.stmt):
        shown, above = above, tree.parent(above)
        small = isinstance(shown, ast.keyword | ast.Slice | ast.UnaryOp)
        if all(_within(tree, old, shown) for old, _ in edit.swaps) and not small:
            break
    return one_line(_head(shown), _head(substituted(tree, shown, edit)))


def _within(tree: Tree, node: ast.AST, around: ast.AST) -> bool:
    return node is around or any(above is around for above in tree.ancestors(node))


def _head(node: ast.AST) -> str:
    """A node as text, without the body of a compound statement."""
    if isinstance(node, ast.Pass):
        return "left out"
    if isinstance(node, ast.stmt) and hasattr(node, "body"):
        node = copy.copy(node)
        for name in ("body", "orelse", "handlers", "finalbody", "decorator_list", "cases"):
            if hasattr(node, name):
                setattr(node, name, [])
    return ast.unparse(node).removesuffix(":").strip()
