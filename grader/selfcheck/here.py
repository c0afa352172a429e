"""What is said of packages that this computer lacks: the worker speaks of where it is graded.

A package of the course that is missing here is there when the work is graded. So it is told once,
with the command that installs it, and not as a fault of the work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec

from grader.selfcheck.ahead import Ahead
from grader.types import Result, Submission, Verdict

_THERE = "is not installed where this is graded"
_HERE = "is not installed here"
_FOLLOWS = re.compile(r"is missing, or failed\)|, as (?:cell \d+, )?line \d+ failed$")
"""What the worker says of a name whose import did not work out."""


def lacking(packages: Sequence[str], submission: Submission) -> tuple[str, ...]:
    """Packages of the course that the work imports and this computer does not have."""
    code = "\n".join(m.source for m in submission.modules)
    return tuple(
        name
        for name in packages
        if re.search(rf"^[ \t]*(?:import|from)[ \t]+{re.escape(name)}\b", code, re.MULTILINE)
        and find_spec(name) is None
    )


def warnings(lacked: Sequence[str]) -> tuple[Ahead, ...]:
    """One sentence for each package that is missing here."""
    return tuple(
        Ahead(
            kind="here",
            path="",
            line=0,
            where="",
            sentence=f"{name} is not installed on this computer, so what needs it cannot be checked "
            f"here; where your work is graded it is there. Install it with `python -m pip install {name}`.",
        )
        for name in lacked
    )


def said_here(result: Result, lacked: Sequence[str]) -> Result:
    """The result in words that hold on this computer; what only follows from a missing package is left out."""
    notes = [_reworded(n) for n in result.notes if not _follows(n, lacked)]
    return replace(
        result,
        notes=tuple(dict.fromkeys(notes)),
        verdicts=tuple(spoken_here(v) for v in result.verdicts),
    )


def spoken_here(verdict: Verdict) -> Verdict:
    """A verdict in words that hold on this computer."""
    if _THERE not in verdict.message:
        return verdict
    return replace(verdict, message=_reworded(verdict.message))


def _reworded(text: str) -> str:
    return text.replace(_THERE, _HERE)


def _follows(note: str, lacked: Sequence[str]) -> bool:
    if not lacked:
        return False
    return any(f"No module named '{name}" in note for name in lacked) or bool(_FOLLOWS.search(note))
