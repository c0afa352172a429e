"""Beside a wrong gradient: the slope of the student's own function, and what the two together say.

Knows how to ask and how to write the answer down; `grader.own_slope` measures. Must not import
what calls a student.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from grader.compare.message import clip, figure, index_text
from grader.errors import CheckFailed

Index = tuple[int, ...]
Agrees = Literal["expected", "got", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnSlope:
    """A function of the student's own, of which a gradient is claimed."""

    argument: str
    """What the gradient is by: `W1`."""
    of: str
    """The function in words: `your own loss`."""
    measure: Callable[[Index, float], tuple[float, float] | None]
    """From a place in the argument and the largest error of use, to the slope along that entry and
    a bound on its error; None where it cannot be measured that well."""

    def at(
        self, index: Index, *, expected: float, got: float, bound: float
    ) -> Callable[[CheckFailed], CheckFailed]:
        """What tells the slope at a wrong entry, once the failure is final.

        Args:
            index: The entry, in the layout of `expected`.
            expected: The truth there.
            got: The claim there; finite, and further than `bound` from the truth.
            bound: The error that is allowed.
        """
        return partial(self._told, index=index, expected=expected, got=got, bound=bound)

    def _told(
        self, failed: CheckFailed, *, index: Index, expected: float, got: float, bound: float
    ) -> CheckFailed:
        gap = abs(got - expected)
        found = self.measure(index, gap / 16)
        if found is None:
            return failed
        value, error = found
        agrees = _agreement(value, expected, got, bound + 4 * error)
        place = f"{self.argument}{index_text(index) if index else ''}"
        shown = figure(value, _digits(value, gap))
        mismatch = replace(
            failed.mismatch,
            slope=clip(f"{shown} at {place} by finite differences of {self.of}"),
            meaning=clip(self._meaning(agrees)),
        )
        measured: dict[str, Any] = {
            "index": [int(i) for i in index],
            "argument": self.argument,
            "value": float(f"{value:.9g}"),
            "of": self.of,
            "agrees": agrees,
        }
        return CheckFailed(mismatch, failed.evidence | {"finite_difference": measured})

    def _meaning(self, agrees: Agrees) -> str:
        if agrees == "expected":
            return f"{self.of} is right there: the mistake is in the gradient"
        if agrees == "got":
            return f"the gradient is right for {self.of}: the mistake is in that"
        return f"{self.of} is wrong there, and the gradient does not fit it"


def _agreement(value: float, expected: float, got: float, room: float) -> Agrees:
    """Which of the two a measured slope confirms: the nearer one, if it is near at all."""
    away = {"expected": abs(value - expected), "got": abs(value - got)}
    if away["expected"] <= min(room, away["got"]):
        return "expected"
    return "got" if away["got"] <= min(room, away["expected"]) else "neither"


def _digits(value: float, gap: float) -> int:
    """Enough significant digits to tell the two apart, and no more than were measured."""
    digits = 5
    while digits < 12 and abs(value) * 10.0**-digits > gap / 20:
        digits += 1
    return digits
