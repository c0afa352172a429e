"""Cuts what students get out of the right solution, so that the two cannot drift apart.

Between `# BEGIN SOLUTION` and `# END SOLUTION` stands what students write themselves. The solution
is the text without the marks; the starter has something else there. Text only: nothing is executed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import UsageError

_MARK = re.compile(r"^(?P<indent>[ \t]*)#\s*(?P<word>BEGIN SOLUTION|STARTER|END SOLUTION)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    indent: str
    solution: tuple[str, ...]
    starter: tuple[str, ...] | None
    """Lines that the author wants in its place; None when the usual ones do."""


def solution_text(text: str, *, name: str) -> str:
    """The right solution: the marks and what is meant for the starter taken out.

    Args:
        text: the master.
        name: of the file, for messages.

    Raises:
        UsageError: when a mark has no partner.
    """
    out: list[str] = []
    for part in _parts(text, name):
        out += [part] if isinstance(part, str) else part.solution
    return _joined(out)


def starter_text(text: str, *, name: str) -> str:
    """What students get: `raise NotImplementedError` inside functions, nothing at the left edge.

    Raises:
        UsageError: when a mark has no partner.
    """
    out: list[str] = []
    for part in _parts(text, name):
        if isinstance(part, str):
            out.append(part)
        elif part.starter is not None:
            out += [f"{part.indent}{line}".rstrip() for line in part.starter]
        elif part.indent:
            out.append(f"{part.indent}raise NotImplementedError")
    return _joined(out)


def _joined(lines: list[str]) -> str:
    """The lines as a file; where a region vanished, no more than two empty lines stay."""
    text = "\n".join(lines).strip("\n") + "\n"
    return re.sub(r"\n{4,}", "\n\n\n", text)


def _parts(text: str, name: str) -> list[str | _Region]:
    """Plain lines and regions, in order."""
    parts: list[str | _Region] = []
    begun: tuple[int, str] | None = None
    solution: list[str] = []
    starter: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        mark = _MARK.match(line)
        word = mark["word"] if mark else ""
        if begun is None:
            if word in ("STARTER", "END SOLUTION"):
                raise UsageError(f"{name}, line {number}: # {word} stands outside a region.")
            if mark:
                begun, solution, starter = (number, mark["indent"]), [], None
            else:
                parts.append(line)
        elif word == "BEGIN SOLUTION":
            raise UsageError(
                f"{name}, line {number}: the region begun in line {begun[0]} has no # END SOLUTION."
            )
        elif word == "STARTER":
            starter = []
        elif word == "END SOLUTION":
            own = None if starter is None else tuple(starter)
            parts.append(_Region(indent=begun[1], solution=tuple(solution), starter=own))
            begun = None
        elif starter is not None:
            starter.append(_uncommented(line, name, number))
        else:
            solution.append(line)
    if begun is not None:
        raise UsageError(
            f"{name}: the region begun in line {begun[0]} has no # END SOLUTION after it."
        )
    return parts


def _uncommented(line: str, name: str, number: int) -> str:
    bare = line.strip()
    if not bare:
        return ""
    if not bare.startswith("#"):
        raise UsageError(
            f"{name}, line {number}: after # STARTER every line of the starter is a comment."
        )
    return bare[2:] if bare.startswith("# ") else bare[1:]
