"""What a check compared, kept while it runs: the value, the truth, the tolerance.

A message says one worst entry; whoever measures tolerances or names a mistake needs the whole
comparison, also of those that passed. `watching` collects them; without it nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

import numpy as np

Kind = Literal["values", "interval", "count", "shape", "slope"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """One comparison of numbers."""

    what: str
    """As in the message: what was called, on which shapes."""
    kind: Kind
    """How it was judged: entries within a bound, a number in an interval, an exact count, a shape that
    is wrong before any value is looked at, or slopes of a function along directions."""
    got: np.ndarray
    """float64; for "values" in the layout of `expected`."""
    expected: np.ndarray
    """float64; for "interval" the accepted number nearest to the one given."""
    bound: float
    """The largest error accepted for any entry; 0 for a count, half the width of an interval."""

    @property
    def error(self) -> float:
        """The largest distance of an entry from the truth; inf where it is not finite or has another shape."""
        if self.got.shape != self.expected.shape:
            return float("inf")
        with np.errstate(all="ignore"):
            away = np.where(self.got == self.expected, 0.0, np.abs(self.got - self.expected))
        away = np.where(np.isnan(away), np.inf, away)
        return float(away.max(initial=0.0))

    @property
    def share(self) -> float:
        """The error in units of the tolerance: right up to 1."""
        error = self.error
        if error == 0.0:
            return 0.0
        return error / self.bound if self.bound > 0 else float("inf")


_WATCH: ContextVar[list[Judged] | None] = ContextVar("_WATCH", default=None)


@contextmanager
def watching() -> Iterator[list[Judged]]:
    """Collects every comparison made inside, in order. The innermost one gets them alone."""
    seen: list[Judged] = []
    token = _WATCH.set(seen)
    try:
        yield seen
    finally:
        _WATCH.reset(token)


def note(what: str, kind: Kind, got: object, expected: object, bound: float) -> None:
    """Tells whoever watches of one comparison."""
    seen = _WATCH.get()
    if seen is not None:
        values, truth = np.asarray(got, dtype=np.float64), np.asarray(expected, dtype=np.float64)
        seen.append(Judged(what=what, kind=kind, got=values, expected=truth, bound=bound))


def pass_on(judged: list[Judged]) -> None:
    """Hands comparisons collected by an inner `watching` to the one around it."""
    seen = _WATCH.get()
    if seen is not None:
        seen.extend(judged)
