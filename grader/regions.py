"""Cuts what students get out of the right solution, so that the two cannot drift apart.

Between `# BEGIN SOLUTION` and `# END SOLUTION` stands what students write themselves. The solution
is the text without the marks; the starter has something else there. Text only: nothing is executed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import UsageError

_MARK = re.compile(r"^(?P<indent>[ \t]*)#\s*(?P<word>BEGIN SOLUTION|STARTER|END SOLUTION)\s*$")
_NEARLY = re.compile(r"^\s*#+\s*(begin|end)[\W_]*solutions?\b", re.IGNORECASE)
"""A mark that is misspelt would hand the solution out."""


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
        UsageError: when a mark has no partner, or is misspelt.
    """
    out: list[str] = []
    for part in _parts(text, name):
        out += [part] if isinstance(part, str) else part.solution
    return "\n".join(out)


def starter_text(text: str, *, name: str) -> str:
    """What students get: `raise NotImplementedError` inside functions, nothing at the left edge.

    Where a region vanishes, no more than two empty lines stay.

    Raises:
        UsageError: when a mark has no partner, or is misspelt.
    """
    out: list[str] = []
    vanished = False
    for part in _parts(text, name):
        if isinstance(part, str):
            if not (vanished and not part.strip() and _is_apart(out)):
                out.append(part)
                vanished = vanished and not part.strip()
            continue
        own: list[str] = []
        if part.starter is not None:
            own = [f"{part.indent}{line}".rstrip() for line in part.starter]
        elif part.indent:
            own = [f"{part.indent}raise NotImplementedError"]
        out += own
        vanished = not own
    if vanished:  # at the end of the file: one newline stays
        while out and not out[-1].strip():
            out.pop()
        out.append("")
    return "\n".join(out)


def _is_apart(lines: list[str]) -> bool:
    """Whether what comes next stands at the top or after two empty lines."""
    return not lines or not any(line.strip() for line in lines[-2:])


def _parts(text: str, name: str) -> list[str | _Region]:
    """Plain lines and regions, in order."""
    parts: list[str | _Region] = []
    begun: tuple[int, str] | None = None
    solution: list[str] = []
    starter: list[str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        mark = _MARK.match(line)
        if mark is None and _NEARLY.match(line):
            raise UsageError(
                f"{name}, line {number}: {line.strip()!r} is nearly a mark; write "
                "# BEGIN SOLUTION or # END SOLUTION and nothing else."
            )
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
            if starter is not None:
                raise UsageError(f"{name}, line {number}: # STARTER stands twice in one region.")
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
