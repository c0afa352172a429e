"""How a cut file looks: students read it, so it is laid out like a file that somebody wrote."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

_HEAD = (
    '"""Public checks, cut from the homework\'s own; what they compare with is in expected.rec."""'
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A top-level statement that stays."""

    kind: Literal["import", "line", "block"]
    """Blocks are definitions, and everything else that has a body."""
    text: str
    node: ast.stmt


def laid_out(pieces: Sequence[Piece], *, own: Collection[str]) -> str:
    """The file's text.

    Imports stand in groups: standard library, other libraries, own. Around blocks are two empty
    lines, between assignments none unless one of them takes several.

    Args:
        pieces: in the order of the file.
        own: top-level modules that are no library: the program, and the files beside this one.
    """
    out = [_HEAD]
    imports = [piece for piece in pieces if piece.kind == "import"]
    for wanted in range(4):
        group = [p.text for p in imports if _group(p.node, own) == wanted]
        out += ["", *group] if group else []
    before: Piece | None = None
    for piece in pieces:
        if piece.kind != "import":
            out += [""] * _gap(before, piece) + [piece.text]
            before = piece
    return "\n".join(out) + "\n"


def _gap(before: Piece | None, piece: Piece) -> int:
    """Empty lines between two pieces; before None stands the head."""
    if "block" in (piece.kind, before.kind if before else ""):
        return 2
    return int(before is None or "\n" in before.text or "\n" in piece.text)


def _group(node: ast.stmt, own: Collection[str]) -> int:
    """0 for `__future__`, 1 for the standard library, 2 for other libraries, 3 for own modules."""
    name = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name  # type: ignore[attr-defined]
    top = (name or "").partition(".")[0]
    if top == "__future__":
        return 0
    if not top or top in own:
        return 3
    return 1 if top in sys.stdlib_module_names else 2
