"""Warnings about the dict `answers`: entries that are still None, though the number was asked for."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from grader.compare.message import clip
from grader.selfcheck.ahead_source import Code, Finding

NAME = "answers"
_SHOWN = 3


def unanswered(codes: Sequence[Code], wanted: Collection[str]) -> Iterator[Finding]:
    """One warning per file whose `answers` has entries that nothing fills.

    Args:
        codes: of the submission.
        wanted: public names of the starter; without `answers` among them nothing is asked.
    """
    if NAME not in wanted:
        return
    own = any(NAME in {*c.module.names} - {*c.module.untouched} for c in codes)
    for code in codes:
        handed_out = own and NAME in code.module.untouched  # the ones beside it are judged
        if handed_out or _is_filled_otherwise(code):
            continue
        empty, line = _empty_entries(code)
        left = [key for key in empty if key not in _set_later(code)]
        if left:
            shown = ", ".join(f"`{clip(key, 40)}`" for key in left[:_SHOWN])
            more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
            verb = "is" if len(left) == 1 else "are"
            yield Finding(
                "answers",
                f"In `answers`, {shown}{more} {verb} still None: where a number is asked for, that earns nothing.",
                code.module,
                line,
            )


def _empty_entries(code: Code) -> tuple[list[str], int]:
    """Keys of the last dict bound to `answers` whose value is None, and its line."""
    keys: list[str] = []
    line = 0
    for node in code.tree.body:
        names = [t.id for t in _targets(node) if isinstance(t, ast.Name)]
        value = getattr(node, "value", None)
        if NAME in names and isinstance(value, ast.Dict):
            pairs = zip(value.keys, value.values, strict=True)
            keys = [
                key.value
                for key, held in pairs
                if isinstance(key, ast.Constant)
                and isinstance(key.value, str)
                and isinstance(held, ast.Constant)
                and held.value is None
            ]
            line = node.lineno
    return keys, line


def _set_later(code: Code) -> set[str]:
    """Keys that an assignment `answers["key"] = ...` fills, anywhere in the file."""
    return {
        target.slice.value
        for node in ast.walk(code.tree)
        for target in _targets(node)
        if isinstance(target, ast.Subscript)
        and isinstance(target.value, ast.Name)
        and target.value.id == NAME
        and isinstance(target.slice, ast.Constant)
        and isinstance(target.slice.value, str)
    }


def _is_filled_otherwise(code: Code) -> bool:
    """Whether entries may be filled in a way that no key tells: `update`, a loop, `|=`, `dict(...)`."""
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == NAME and node.attr in ("update", "setdefault", "__setitem__"):
                return True
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            if node.target.id == NAME:
                return True
        else:
            for target in _targets(node):
                if (
                    isinstance(target, ast.Subscript)
                    and isinstance(target.value, ast.Name)
                    and target.value.id == NAME
                    and not isinstance(target.slice, ast.Constant)
                ):
                    return True
    return False


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) else []
