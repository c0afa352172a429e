"""Which nodes of a module may be mutated: what computes, and nothing that only speaks or guards.

Left alone are docstrings, imports, annotations, decorators, messages, `raise` and `assert`, tests
that only guard an error or a print, plots, seeds, and what runs only as a script; and defaults of
parameters, since the handout gives the head of a function and checks pass every argument.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from grader.mutants.mutant import MODULE
from grader.mutants.tree import Placed, Tree

_SPEAKS = frozenset({"print", "plt", "pyplot", "warnings", "logging", "logger", "log", "sns"})
_ASKS = frozenset(
    {
        "isinstance",
        "issubclass",
        "hasattr",
        "getattr",
        "super",
        "type",
        "TypeVar",
        "cast",
        "namedtuple",
        "NamedTuple",
        "NewType",
    }
)
_PLAIN_KEYWORDS = frozenset(
    {"dtype", "device", "seed", "random_state", "verbose", "strict", "encoding", "end", "label"}
)
_SEEDS = frozenset({"seed", "manual_seed", "default_rng", "RandomState", "Random", "PCG64"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_PASSED_OVER = (
    ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Pass,
    ast.Delete,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A node that may be mutated, and what has to be known about where it stands."""

    node: Placed
    tree: Tree
    function: str = MODULE
    parameters: frozenset[str] = field(default_factory=frozenset)
    """Names of the innermost function's parameters."""
    constructing: bool = False
    """Within `__init__`."""
    loop_names: frozenset[str] = field(default_factory=frozenset)
    """Names in the tests of `while` loops around it: touching them makes endless loops."""

    @property
    def parent(self) -> ast.AST | None:
        """The node around it."""
        return self.tree.parent(self.node)


def called(node: ast.AST) -> str:
    """The last name of what is called, `sum` for `np.sum(x)` and `x.sum()`; "" for no call.

    >>> called(ast.parse("np.sum(x)", mode="eval").body)
    'sum'
    """
    func = node.func if isinstance(node, ast.Call) else None
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def root(node: ast.AST) -> str:
    """The first name of a dotted expression or a call of one: `np` for `np.sum(x)`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def places(tree: Tree) -> Iterator[Place]:
    """Every node that may be mutated, each once, roughly in the order of the text."""
    for statement in tree.module.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            yield from _constant(statement, tree)
        elif isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
            yield from _statement(statement, Place(statement, tree))


def _constant(statement: ast.Assign | ast.AnnAssign, tree: Tree) -> Iterator[Place]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    named = [target for target in targets if isinstance(target, ast.Name)]
    if statement.value is None or any(name.id.startswith("__") for name in named):
        return
    if named or all(isinstance(target, ast.Tuple) for target in targets):
        yield from _statement(statement, Place(statement, tree))


def _body(statements: list[ast.stmt], around: Place) -> Iterator[Place]:
    for statement in statements:
        yield from _statement(statement, around)


def _statement(node: ast.stmt, around: Place) -> Iterator[Place]:
    """The statement itself and everything in it."""
    here = replace(around, node=node)
    if isinstance(node, _PASSED_OVER) or _speaks(node) or _is_script_guard(node):
        return
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        yield from _definition(node, around)
        return
    if not (isinstance(node, ast.If) and _guards(node.body)):
        yield here
    if isinstance(node, ast.If):
        if not _guards(node.body):
            yield from _expression(node.test, here)
        yield from _body([*node.body, *node.orelse], here)
    elif isinstance(node, ast.While):
        yield from _expression(node.test, here)
        names = {part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)}
        yield from _body(node.body, replace(here, loop_names=here.loop_names | names))
        yield from _body(node.orelse, here)
    else:
        for name, value in ast.iter_fields(node):
            if name != "annotation":
                yield from _field(value, here)


def _definition(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, around: Place
) -> Iterator[Place]:
    prefix = "" if around.function == MODULE else f"{around.function}."
    if isinstance(node, ast.ClassDef):
        yield from _body(node.body, replace(around, function=prefix + node.name))
        return
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    inside = replace(
        around,
        node=node,
        function=prefix + node.name,
        parameters=frozenset(a.arg for a in arguments if a.arg not in ("self", "cls")),
        constructing=node.name == "__init__",
        loop_names=frozenset(),
    )
    yield from _body(node.body, inside)


def _field(value: object, here: Place) -> Iterator[Place]:
    """What stands in one field of a node: a node, a list of them, or something plain."""
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, ast.expr):
            yield from _expression(part, here)
        elif isinstance(part, ast.stmt):
            yield from _statement(part, here)
        elif isinstance(part, ast.AST) and not isinstance(part, ast.pattern):
            yield from _parts(part, here)


def _parts(node: ast.AST, here: Place) -> Iterator[Place]:
    for name, value in ast.iter_fields(node):
        if name != "annotation":
            yield from _field(value, here)


def _expression(node: ast.expr, around: Place) -> Iterator[Place]:
    """The expression itself and everything in it."""
    if isinstance(node, ast.JoinedStr) or called(node) in _ASKS or called(node) in _SEEDS:
        return
    here = replace(around, node=node)
    yield here
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            yield from _expression(node.func.value, here)
        yield from _field(node.args, here)
        for keyword in node.keywords:
            if keyword.arg not in _PLAIN_KEYWORDS:
                yield from _expression(keyword.value, here)
    elif isinstance(node, ast.Lambda):
        names = frozenset(a.arg for a in node.args.args)
        yield from _expression(node.body, replace(here, parameters=here.parameters | names))
    else:
        yield from _parts(node, here)


def _speaks(node: ast.stmt) -> bool:
    """A docstring, a print, a plot."""
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    return isinstance(value, ast.Constant) or (
        isinstance(value, ast.Call) and (root(value) in _SPEAKS or called(value) == "print")
    )


def _guards(body: list[ast.stmt]) -> bool:
    """Whether the body does nothing but raise or speak: then its test decides no number."""
    return all(isinstance(s, ast.Raise | ast.Pass) or _speaks(s) for s in body)


def _is_script_guard(node: ast.stmt) -> bool:
    if not isinstance(node, ast.If):
        return False
    names = {part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)}
    return bool(names & {"__name__", "TYPE_CHECKING"})
