"""Making and recognising small expressions: numbers, counts, calls with other arguments."""

from __future__ import annotations

import ast
import re

_COUNT = re.compile(
    r"(n|N|m|M|s|S|B|T|D|K|C|H)|(n|num|len|size|count|total|batch)(_.*|s|_?size)?|.*_(size|count|n)"
    r"|samples|rows|steps"
)


TINY = 1e-6
"""Up to here a number only keeps a division or a logarithm from failing."""


def number(value: float) -> ast.expr:
    """An expression for a number; a negative one is a minus and a number, as Python reads it."""
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def number_of(node: ast.AST | None) -> int | float | None:
    """The value of a plain number, sign included; None for anything else, True and 1j included."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inside = number_of(node.operand)
        return None if inside is None else -inside
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = node.value
        assert isinstance(value, int | float)
        return value
    return None


def integer_of(node: ast.AST | None) -> int | None:
    """The value of a plain whole number."""
    value = number_of(node)
    return value if isinstance(value, int) else None


def negative(node: ast.expr) -> ast.expr:
    """-node."""
    return ast.UnaryOp(ast.USub(), node)


def is_count(node: ast.expr) -> bool:
    """Whether an expression looks like a number of things: `len(x)`, `x.shape[0]`, `N`."""
    if isinstance(node, ast.Call):
        named = node.func.attr if isinstance(node.func, ast.Attribute) else None
        named = node.func.id if isinstance(node.func, ast.Name) else named
        wrapped = named in ("float", "int") and len(node.args) == 1
        return named in ("len", "size", "numel") or (wrapped and is_count(node.args[0]))
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    if isinstance(node, ast.Attribute):
        return node.attr == "size" or bool(_COUNT.fullmatch(node.attr))
    return isinstance(node, ast.Name) and bool(_COUNT.fullmatch(node.id))


def same(one: ast.AST, other: ast.AST) -> bool:
    """Whether two expressions say the same."""
    return ast.dump(one) == ast.dump(other)


def mentions(node: ast.AST, name: str) -> bool:
    """Whether a name occurs in an expression."""
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def renamed(call: ast.Call, name: str) -> ast.expr:
    """What is called, under another last name: `np.max` -> `np.min`."""
    if isinstance(call.func, ast.Attribute):
        return ast.Attribute(call.func.value, name, ast.Load())
    return ast.Name(name, ast.Load())


def without_keyword(call: ast.Call, name: str) -> ast.Call:
    """The call without one of its keywords."""
    return ast.Call(call.func, call.args, [k for k in call.keywords if k.arg != name])


def is_plain_text(node: ast.AST) -> bool:
    """Whether there is no name and no number in it, only words."""
    return all(
        isinstance(part.value, str) for part in ast.walk(node) if isinstance(part, ast.Constant)
    ) and not any(isinstance(part, ast.Name) for part in ast.walk(node))
