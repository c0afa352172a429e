"""How often loops go round, as far as the text says: a few rounds need no warning.

Counts come from literals: `range(100)`, or a parameter that a call or its default gives a number.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from grader.selfcheck.ahead_source import Definition, Function, called, children, identifiers

Numbers = Mapping[str, int]
"""Names whose value is known where a loop stands."""

_MOST = 10**18
_PER_LAYER = frozenset("params grads gradients weights biases layers modules parameters".split())
"""What a network has a few of: going through them is part of one step."""


class Known(NamedTuple):
    """What is known where loops stand."""

    numbers: Numbers
    loops: Collection[str] = ()
    """Names of functions that have loops themselves: a call of one takes a time nobody knows."""
    otherwise: int | None = None
    """How often a `for` goes round whose length the text does not say; None where that may be
    very often."""


def turns(node: ast.AST, known: Known) -> int | None:
    """How often the innermost bodies of the loops in a tree run, all told.

    Args:
        node: a statement, or a function whose call it is about.
        known: what the names in it stand for.

    Returns:
        1 where there is no loop; None where nobody knows.
    """
    if isinstance(node, ast.While) or (isinstance(node, ast.Call) and called(node) in known.loops):
        return None
    inner: Sequence[ast.AST] = _children(node)
    times: int | None = 1
    if isinstance(node, ast.For | ast.AsyncFor):
        times = length(node.iter, known.numbers)
        times = known.otherwise if times is None else times
        inner = node.body
    total = 1
    for child in inner if times is not None else ():
        here = turns(child, known)
        if here is None:
            return None
        total += here - 1
    return None if times is None else min(times * total, _MOST)


def _children(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, Function | Definition):
        return list(node.body) if isinstance(node.body, list) else [node.body]
    return [n for n in children(node) if not isinstance(n, Function | Definition)]


def given(call: ast.Call, function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, int]:
    """The parameters of a function that one call gives a whole number, or whose default is one."""
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    numbers = dict(
        _whole_ones(zip(reversed(names), reversed(function.args.defaults), strict=False))
    )
    keyword_only = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    numbers |= dict(_whole_ones((a.arg, d) for a, d in keyword_only if d is not None))
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    passed = [*zip(names, call.args, strict=False)]
    passed += [(word.arg, word.value) for word in call.keywords if word.arg]
    for name, _ in passed:
        numbers.pop(name, None)
    return numbers | dict(_whole_ones(passed))


def constants(body: list[ast.stmt]) -> dict[str, int]:
    """The names that a top level gives a whole number, once."""
    found: dict[str, int] = {}
    again: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            again |= {name} & found.keys()
            found |= dict(_whole_ones([(name, statement.value)]))
    return {name: value for name, value in found.items() if name not in again}


def _whole_ones(pairs: object) -> Iterator[tuple[str, int]]:
    for name, node in pairs:  # type: ignore[attr-defined]
        if (value := whole(node)) is not None:
            yield name, value


def length(iterable: ast.expr, numbers: Numbers) -> int | None:
    """How many values `range(10)`, `tqdm(range(10))` or a list display gives; else None."""
    if isinstance(iterable, ast.List | ast.Tuple | ast.Set):
        return len(iterable.elts)
    if _PER_LAYER & set(identifiers(iterable)):
        return 1
    if not isinstance(iterable, ast.Call) or not iterable.args:
        return None
    if called(iterable) in ("tqdm", "enumerate", "tqdm_notebook"):
        return length(iterable.args[0], numbers)
    if called(iterable) not in ("range", "trange", "xrange"):
        return None
    values = [whole(argument, numbers) for argument in iterable.args]
    if any(value is None for value in values):
        return None
    try:
        ends = range(*values)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None
    return max(0, (ends.stop - ends.start) // ends.step)


def whole(node: ast.expr, numbers: Numbers | None = None) -> int | None:
    """The whole number that a literal says, `10 ** 6` included, or a known name."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Name):
        return (numbers or {}).get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.Mult | ast.Add):
        left, right = whole(node.left, numbers), whole(node.right, numbers)
        if left is None or right is None or max(abs(left), abs(right)) > _MOST:
            return None
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Mult):
            return left * right
        return left**right if 0 <= right <= 30 else None
    return None
