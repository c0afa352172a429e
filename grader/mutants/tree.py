"""A module as text and as a syntax tree at once: where each node stands, and what is around it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")  # what Python's own reader takes for the end of a line

Placed = ast.expr | ast.stmt
"""Nodes that have a place in the text."""


def parse(text: str) -> ast.Module:
    """The tree of a text; what Python would warn of in it is not our concern."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


class Tree:
    """A parsed module that remembers its text.

    Raises:
        SyntaxError: The text is no Python.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.module = parse(source)
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(source))]
        self._parents: dict[ast.AST, ast.AST] = {
            child: node
            for node in ast.walk(self.module)
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.expr_context)  # one object for all of its kind
        }
        self._dumps: dict[ast.AST, str] = {}
        self._parts: dict[ast.AST, tuple[int, int] | None] = {}

    @cached_property
    def numpy(self) -> str:
        """The name under which the module knows NumPy."""
        for node in ast.walk(self.module):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name == "numpy":
                        return alias.asname or alias.name
        return "np"

    def __contains__(self, node: object) -> bool:
        return node in self._parents

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node around it; None around the module."""
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around it, innermost first."""
        above = self.parent(node)
        while above is not None:
            yield above
            above = self.parent(above)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that the node is part of, or the node itself."""
        for part in (node, *self.ancestors(node)):
            if isinstance(part, ast.stmt):
                return part
        raise ValueError("the node is not part of a statement of this module")

    def definition(self, node: ast.AST) -> tuple[ast.AST, int, int]:
        """The statement of the module that a node is part of, with its first character and the one
        behind its last line. Where it shares a line with another, the whole module instead."""
        chain = [node, *self.ancestors(node)]
        top = chain[-2]
        if top not in self._parts:
            self._parts[top] = self._alone(top)
        part = self._parts[top]
        return (top, *part) if part else (self.module, 0, len(self.source))

    def unchanged(self, part: ast.AST) -> str:
        """A statement of the module, or the module, as a string."""
        if part not in self._dumps:
            self._dumps[part] = ast.dump(part)
        return self._dumps[part]

    def _alone(self, top: ast.AST) -> tuple[int, int] | None:
        """The lines of a statement of the module, if nothing else stands on them."""
        assert isinstance(top, ast.stmt)
        assert top.end_lineno is not None
        first = min([top.lineno, *(d.lineno for d in getattr(top, "decorator_list", []))])
        ends = [*self._starts[1:], len(self.source)]
        start, end = self._starts[first - 1], ends[top.end_lineno - 1]
        try:
            body = parse(self.source[start:end]).body
        except SyntaxError:
            return None
        return (start, end) if [ast.dump(s) for s in body] == [self.unchanged(top)] else None

    def span(self, node: Placed) -> tuple[int, int]:
        """First character of the node and the one behind its last; parentheses around it not
        included."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )

    def text(self, node: Placed) -> str:
        """The node as it is written."""
        start, end = self.span(node)
        return self.source[start:end]

    def line(self, offset: int) -> int:
        """The line of a character, counted from 1."""
        return sum(1 for start in self._starts if start <= offset)

    def _offset(self, lineno: int, column: int) -> int:
        """Columns of the tree count UTF-8 bytes; the text counts characters."""
        start = self._starts[lineno - 1]
        piece = self.source[start : start + column]
        if piece.isascii():
            return start + column
        return start + len(piece.encode("utf-8")[:column].decode("utf-8"))
