"""What public checks need of a homework's check files: definitions reached from them, by name.

Text only, nothing is executed. It errs on the side of keeping: a method stays when anything that
is kept says its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from grader.handout.said_names import Function, said
from grader.source_text import bound_names

_ASKED_BY_PYTEST = ("pytest", "setup_module", "setup_function", "teardown_module")
_BLOCKS = (ast.If, ast.Try, ast.TryStar, ast.For, ast.While, ast.With)


@dataclass(slots=True)
class Reached:
    """What stays."""

    names: set[tuple[str, str]] = field(default_factory=set)
    """(file without `.py`, top-level name)."""
    words: set[str] = field(default_factory=set)
    """Every name and attribute that something kept says: methods stay by it."""


def reach(trees: Mapping[str, ast.Module], roots: Mapping[str, set[str]]) -> Reached:
    """Everything that the roots need.

    Args:
        trees: file without `.py` -> its tree.
        roots: file -> names of its public check functions.
    """
    found = Reached()
    found.names |= {(file, name) for file, names in roots.items() for name in names}
    found.names |= {
        (file, name)
        for file, tree in trees.items()
        if file == "conftest" or roots.get(file)
        for node in tree.body
        for name in binds(node)
        if _autouse(node) or name.startswith(_ASKED_BY_PYTEST)
        if not isinstance(node, ast.Import | ast.ImportFrom)
    }
    before = (-1, -1)
    while before != (now := (len(found.names), len(found.words))):
        before = now  # a method that stays by a word said later may need more
        for file, name in sorted(found.names):
            for node in _binding(trees[file], name):
                found.names |= _needed(trees, file, node, found)
    return found


def binds(node: ast.stmt) -> set[str]:
    """Names that a top-level statement gives or changes, those of imports too.

    A call such as `TABLE.update(more)` counts as changing `TABLE`.
    """
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    if isinstance(node, _BLOCKS):
        inner = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)]
        inner += [s for h in getattr(node, "handlers", ()) for s in h.body]
        made = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and _is_made(n)}
        return made.union(*map(binds, inner))
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        place: ast.expr = node.value.func
        while isinstance(place, ast.Attribute | ast.Subscript):
            place = place.value
        return {place.id} if isinstance(place, ast.Name) and place != node.value.func else set()
    if isinstance(node, ast.AugAssign):
        return bound_names(ast.Assign([node.target], node.value))
    if isinstance(alias := getattr(node, "name", None), ast.Name):
        return {alias.id}  # `type Batch = ...` of Python 3.12
    return bound_names(node)


def is_recorded(node: ast.AST) -> bool:
    """Whether its answers are recorded, so that its body stays out."""
    return isinstance(node, Function) and any(map(is_marker, node.decorator_list))


def is_marker(node: ast.AST) -> bool:
    """Whether an expression is `recorded`, of whatever module."""
    return "recorded" in (getattr(node, "id", None), getattr(node, "attr", None))


def stays(node: ast.stmt, words: set[str]) -> bool:
    """Whether a statement in the body of a kept class is kept."""
    if not isinstance(node, Function):
        return True
    return node.name in words or (node.name.startswith("__") and node.name.endswith("__"))


def _is_made(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _fixture(node: ast.stmt) -> ast.expr | None:
    """The `pytest.fixture` over a function, or around it; None of anything else."""
    values = node.decorator_list if isinstance(node, Function) else [getattr(node, "value", None)]
    for value in values:
        maker = value.func if isinstance(value, ast.Call) else value
        if "fixture" in (getattr(maker, "id", None), getattr(maker, "attr", None)):
            return value
    return None


def _autouse(node: ast.stmt) -> bool:
    maker = _fixture(node)
    return isinstance(maker, ast.Call) and any(k.arg == "autouse" for k in maker.keywords)


def _fixtures(trees: Mapping[str, ast.Module], file: str) -> dict[str, set[tuple[str, str]]]:
    """What a file can ask for by the name of a parameter -> the definitions behind it."""
    found: dict[str, set[tuple[str, str]]] = {}
    for owner in dict.fromkeys(("conftest", file)):
        for node in trees[owner].body if owner in trees else ():
            if isinstance(node, ast.ImportFrom) and node.module in trees:
                for name in binds(node):
                    found.setdefault(name, set()).add((owner, name))
            elif (maker := _fixture(node)) is not None:
                for name in binds(node):
                    found.setdefault(_called(maker) or name, set()).add((owner, name))
    return found


def _called(maker: ast.expr) -> str | None:
    """The name that a fixture is given: `@pytest.fixture(name="problem")`."""
    given = [k.value for k in getattr(maker, "keywords", ()) if k.arg == "name"]
    return getattr(given[0], "value", None) if given else None


def _binding(tree: ast.Module, name: str) -> Iterator[ast.stmt]:
    return (node for node in tree.body if name in binds(node))


def _needed(
    trees: Mapping[str, ast.Module], file: str, node: ast.stmt, found: Reached
) -> set[tuple[str, str]]:
    """Top-level names that a statement needs; notes the words that it says."""
    if isinstance(node, ast.ImportFrom) and (source := node.module or "") in trees:
        return {
            (source, alias.name)
            for alias in node.names
            if (file, alias.asname or alias.name) in found.names
        }
    modules, fixtures = _own_modules(trees, file), _fixtures(trees, file)
    needed: set[tuple[str, str]] = set()
    for inner, of_file in said(node, keeps=lambda s: stays(s, found.words), bare=is_recorded):
        if isinstance(inner, ast.Name):
            found.words.add(inner.id)
            needed |= {(file, inner.id)} if of_file else set()
        elif isinstance(inner, ast.Attribute):
            found.words.add(inner.attr)
            if isinstance(inner.value, ast.Name) and inner.value.id in modules:
                needed.add((modules[inner.value.id], inner.attr))
        elif isinstance(inner, ast.ImportFrom):
            needed |= {(inner.module or "", alias.name) for alias in inner.names}
        elif isinstance(inner, ast.arg):
            needed |= fixtures.get(inner.arg, set())
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            found.words.add(inner.value)  # what getattr is given
            needed |= fixtures.get(inner.value, set())  # and usefixtures
    return {(f, n) for f, n in needed if f in trees and any(_binding(trees[f], n))}


def _own_modules(trees: Mapping[str, ast.Module], file: str) -> dict[str, str]:
    """Helper modules that a file imports whole, by the name it calls them."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(trees[file])
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in trees
    }
