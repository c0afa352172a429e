"""Definitions that stand as they were handed out: nobody's answer, where the work has another one.

A handout has starter files and a notebook with the same names. Who fills in one and hands in both
must not be judged by the other.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.source_text import bound_names, first_line, text_lines
from grader.types import Module

_WRITTEN = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)

Starter = Mapping[str, Collection[str]]
"""Name -> digests of the definitions that the starter has for it."""


def definitions(source: str) -> dict[str, str]:
    """Top-level name -> digest of the text that makes it what it is; empty where it does not parse.

    That is the last statement that defines it and what changes it below: `answers["q3"] = 1`,
    `answers.update(...)`, anything in a loop. Empty lines and trailing blanks do not count.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    lines = text_lines(source)
    texts: dict[str, list[str]] = {}
    for node in tree.body:
        rows = lines[first_line(node) - 1 : node.end_lineno]
        text = "\n".join(row.rstrip() for row in rows if row.strip())
        defined = _defined(node)
        for name in defined:
            texts[name] = [text]
        for name in _changed(node) - defined:
            texts.setdefault(name, []).append(text)
    return {name: _digest("\n".join(parts)) for name, parts in texts.items()}


def _defined(node: ast.stmt) -> set[str]:
    """Names that a statement makes anew, whatever they were."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    plain = [n for t in targets for n in (t.elts if isinstance(t, ast.Tuple | ast.List) else [t])]
    return {n.id for n in plain if isinstance(n, ast.Name)}


def _changed(node: ast.stmt) -> set[str]:
    """Names that a statement may change or make: assigned to in part, given to `setattr`, methods called."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return set()
    return {name for inner in ast.walk(node) for name in _touched(inner)} - {""}


def _touched(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.stmt):
        yield from bound_names(node)
    if isinstance(node, ast.AugAssign | ast.For):
        yield _owner(node.target)
    elif isinstance(node, ast.Delete):
        yield from map(_owner, node.targets)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield _owner(node.func)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        if node.func.id in ("setattr", "delattr"):
            yield _owner(node.args[0])


def _owner(node: ast.AST) -> str:
    """`x` of `x`, `x[i]`, `x.a.b`; nothing of what is no name."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def text_digest(text: str) -> str:
    """Of a written answer, whatever its line ends and blanks."""
    return _digest(" ".join(text.split()))


def answered(texts: Mapping[str, str], starter: Starter) -> dict[str, str]:
    """Written answers without those that say what was handed out: they wait for nobody to read them."""
    return {
        item: text
        for item, text in texts.items()
        if text_digest(text) not in starter.get(text_key(item), ())
    }


def text_key(item: str) -> str:
    """Under what the starter's text for a written question stands; no Python name."""
    return f"text of {item}"


def marked(modules: Sequence[Module], starter: Starter) -> tuple[Module, ...]:
    """The modules, each knowing which of its names are as they were handed out.

    A notebook in which nobody touched any of the starter's names, and nobody wrote a function or
    class of their own, steps back where files have them.
    """
    out: list[Module] = []
    for module in modules:
        same = tuple(
            name
            for name, digest in _definitions(module, starter).items()
            if digest in starter.get(name, ())
        )
        out.append(replace(module, untouched=same) if same else module)
    scripts = [module for module in out if module.cells is None]
    in_files = {name for module in scripts for name in module.names}
    filled_in = {n for m in scripts for n in m.names if n in starter and n not in m.untouched}
    return tuple(
        module
        for module in out
        if not _steps_back(module, in_files, starter, otherwise=bool(filled_in))
    )


def _steps_back(
    module: Module, in_files: Collection[str], starter: Starter, *, otherwise: bool
) -> bool:
    """Whether nobody used a notebook: the files have its names, or somebody filled in the files."""
    asked = {name for name in module.names if name in starter}
    written = {name for name in _WRITTEN.findall(module.source) if not name.startswith("_")}
    return (
        module.cells is not None
        and bool(asked)
        and asked == set(module.untouched)
        and (otherwise or asked <= set(in_files))
        and written <= asked
    )


def _definitions(module: Module, starter: Starter) -> dict[str, str]:
    known = starter and module.error is None and not starter.keys().isdisjoint(module.names)
    return definitions(module.source) if known else {}
