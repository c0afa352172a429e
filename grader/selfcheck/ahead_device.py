"""Warns of a graphics card that is asked for without a way out, and of code that ends the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from grader.compare.message import clip
from grader.selfcheck.ahead_source import (
    Code,
    Definition,
    Finding,
    Function,
    called,
    conditions,
    dotted,
    identifiers,
    imports_torch,
    is_guarded,
    walk,
)

_CARD = re.compile(r"(?:cuda|mps|gpu)(?::\d+)?$")
_GIVEN_TO = frozenset(
    "to device set_default_device load empty zeros ones full tensor as_tensor rand randn "
    "arange linspace eye randint randperm".split()
)
"""Functions that take a device."""
_ENDS = ("os._exit", "os.abort", "_exit")


def devices(codes: Sequence[Code], wanted: Collection[str]) -> Iterator[Finding]:
    """Places that fail where there is no graphics card.

    Args:
        codes: the modules that parse.
        wanted: names that the homework asks for: defaults of their parameters are used.
    """
    for code in codes:
        if not imports_torch(code):
            continue
        chosen = _chosen(code)
        for node in code.live(ast.Call, ast.Attribute, ast.Assign, ast.arg):
            card = _card(node, code, chosen, wanted)
            if card and not is_guarded(code, node) and not _is_asked(code, node):
                yield Finding(
                    "device",
                    f"{card} needs a graphics card, and there is none where this is graded: choose "
                    'with `device = "cuda" if torch.cuda.is_available() else "cpu"`.',
                    code.module,
                    node.lineno,  # type: ignore[attr-defined]
                )


def exits(codes: Sequence[Code]) -> Iterator[Finding]:
    """Calls at the top level that end the process. `exit()` ends a statement only."""
    for code in codes:
        for node in code.live(ast.Call):
            if dotted(node.func) in _ENDS and not code.in_definition(node):
                yield Finding(
                    "exit",
                    f"`{dotted(node.func)}()` ends the whole program as soon as the file is read, "
                    "and no check can pass then: leave it out.",
                    code.module,
                    node.lineno,
                )


def _card(node: ast.AST, code: Code, chosen: Collection[str], wanted: Collection[str]) -> str:
    """What asks for a graphics card, for a sentence; "" where nothing does."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "cuda":
            return "`.cuda()`"
        if dotted(node.func) == "torch.cuda.set_device":
            return "`torch.cuda.set_device()`"
        if called(node) == "device" and not _is_kept(code.parents.get(node), chosen):
            return ""
        given = [*(node.args if called(node) in _GIVEN_TO else ())]
        given += [k.value for k in node.keywords if k.arg in ("device", "map_location")]
        return next((f"`{clip(text, 40)}`" for a in given if (text := _named_card(a))), "")
    if isinstance(node, ast.Attribute) and dotted(node).startswith("torch.cuda."):
        return f"`{clip(dotted(node), 40)}`" if node.attr.endswith("Tensor") else ""
    if isinstance(node, ast.Assign) and (text := _named_card(node.value)):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if any("device" in name.casefold() and name in chosen for name in names):
            return f"`{clip(text, 40)}`"
    if isinstance(node, ast.arg) and "device" in node.arg.casefold():
        return _default(node, code, wanted)
    return ""


def _is_kept(statement: ast.AST | None, chosen: Collection[str]) -> bool:
    """Whether the name that a device is given has no other value elsewhere."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return all(target.id in chosen for target in targets if isinstance(target, ast.Name))


def _named_card(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return f'"{node.value}"' if _CARD.match(node.value) else ""
    return ""


def _default(node: ast.arg, code: Code, wanted: Collection[str]) -> str:
    """The default of a parameter `device`, where the homework calls the function without one."""
    arguments = code.parents.get(node)
    if not isinstance(arguments, ast.arguments):
        return ""
    names = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(zip(reversed(names), reversed(arguments.defaults), strict=False))
    defaults |= {
        a: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d
    }
    owners = [parent for _, parent in code.above(node) if isinstance(parent, Definition)]
    asked = bool(owners) and owners[-1].name in wanted
    text = _named_card(defaults[node]) if asked and node in defaults else ""
    return f"`{clip(node.arg, 40)}={clip(text, 40)}`" if text else ""


def _chosen(code: Code) -> set[str]:
    """Names that are bound once: what is bound again may have become the processor."""
    seen: set[str] = set()
    again: set[str] = set()
    for node in walk(code.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            (again if node.id in seen else seen).add(node.id)
    return seen - again


def _is_asked(code: Code, node: ast.AST) -> bool:
    """Whether it is only compared with, or a condition on the machine decides: `is_available()`, or a name that speaks of it."""
    if isinstance(code.parents.get(node), ast.Compare):
        return True
    words = ("available", "cuda", "gpu", "device", "mps")
    around = (parent for _, parent in code.above(node) if isinstance(parent, Function))
    if any(name in ("is_available", "device_count") for f in around for name in identifiers(f)):
        return True
    return any(
        word in name.casefold()
        for test in conditions(code, node)
        for name in identifiers(test)
        for word in words
    )
