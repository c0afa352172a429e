"""Room around a tolerance: right solutions well inside it, the nearest mistake well beyond.

Errors are in units of the check's own tolerance, so that 1 is its edge. What counts is measured:
the spread of the right variants, and the distance of the nearest misconception that the check
catches by its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.verify.crew import Told

RIGHT_WITHIN = 1 / 3
"""Errors of right solutions, at most."""
WRONG_BEYOND = 3.0
"""Errors of misconceptions, at least."""
INTERVAL_BEYOND = 0.05
"""For an accepted interval: distance of a misconception from its end, in half widths."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A misconception that a check caught by its numbers."""

    misconception: str
    share: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The room of one check."""

    check: str
    spread: float
    """Largest error of a right solution."""
    nearest: Nearest | None
    by_hand: bool
    """Numbers worked out by hand may be rounded as far as the tolerance goes."""

    def is_near(self) -> bool:
        """Whether the nearest misconception came nearer than it should."""
        return self.nearest is not None and self.nearest.share < self._beyond()

    @property
    def distance(self) -> float:
        """The nearest misconception by more or less; inf where only counts, shapes or intervals catch."""
        if self.nearest is None or self.nearest.kind not in ("values", "slope"):
            return float("inf")
        return self.nearest.share

    def with_nearest(self, share: float) -> Measured:
        """The same with another distance of the nearest misconception."""
        assert self.nearest is not None
        return replace(self, nearest=replace(self.nearest, share=share))

    def problems(self) -> list[str]:
        """Why it has no room, if it has none."""
        out = []
        within = 1.0 if self.by_hand else RIGHT_WITHIN
        if self.spread > within:
            out.append(
                f"{self.check}: a right variant uses {self.spread:.2g} of the tolerance; "
                f"{within:.2g} leaves room"
            )
        if self.is_near():
            assert self.nearest is not None
            out.append(
                f"{self.check}: {self.nearest.misconception} is only {self.nearest.share:.3g} "
                f"tolerances away; {self._beyond():g} leaves room"
            )
        return out

    def line(self) -> str:
        """The row of the table."""
        wrong = "no misconception by numbers"
        if self.nearest is not None:
            wrong = f"nearest wrong {self.nearest.share:.3g} ({self.nearest.misconception})"
        return f"{self.check}: right within {self.spread:.2g}, {wrong}"

    def _beyond(self) -> float:
        interval = self.nearest is not None and self.nearest.kind == "interval"
        return INTERVAL_BEYOND if interval else WRONG_BEYOND


def measure(
    check: str,
    right: Sequence[Mapping[str, Told]],
    wrong: Sequence[Nearest],
    by_hand: bool,
) -> Measured | None:
    """The room of a check, or None when it compares no numbers.

    Args:
        check: its id.
        right: how it ended for the solution and each variant that it was judged for.
        wrong: misconceptions that it caught by numbers.
        by_hand: whether it judges only numbers worked out by hand.
    """
    told = [t[check] for t in right if check in t and t[check].passed]
    shares = [t.share for t in told if t.share is not None]
    if not shares and not wrong:
        return None
    nearest = min(wrong, key=lambda n: n.share, default=None)
    return Measured(check=check, spread=max(shares, default=0.0), nearest=nearest, by_hand=by_hand)
