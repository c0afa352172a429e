"""Whether something tells strong students from weak ones, by two measures that need no model.

Both compare it with everything else that a student was marked on, so that nothing is compared
with itself. Source: Crocker and Algina, Introduction to Classical and Modern Test Theory (1986),
chapter 14: the item-rest correlation (their corrected point-biserial) and the difference between
the upper and the lower 27 % (Kelley 1939).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

FEWEST = 10
"""Students below which nothing is said about how well a check separates."""
FEWEST_OTHER = 3
"""So many must differ from the most common mark: one student alone makes any correlation."""
TAIL = 0.27
"""Part of the class that counts as upper and as lower."""

_CERTAIN = 1.959964
"""Normal quantile of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """How well something tells strong students from weak ones; each number within -1 and 1."""

    correlation: float
    """Of the share of its points with the share of all other points."""
    difference: float
    """Mean share of its points in the upper 27 % less that in the lower, by all other points."""
    students: int

    @property
    def reversed(self) -> bool:
        """Whether strong students do worse, beyond what chance explains (95 %, Fisher's z)."""
        if abs(self.correlation) >= 1:
            return self.correlation < 0
        above = math.atanh(self.correlation) + _CERTAIN / math.sqrt(self.students - 3)
        return above < 0


def separation(pairs: Sequence[tuple[float, float]]) -> Separation | None:
    """How well one thing separates the students.

    Args:
        pairs: Of each student the share of its points and the share of all other points.

    Returns:
        None with fewer than FEWEST students, with fewer than FEWEST_OTHER that differ from the
        most common share, or where the other points do not differ.
    """
    own = [a for a, _ in pairs]
    if len(pairs) < FEWEST or len(own) - _most_common(own) < FEWEST_OTHER:
        return None
    correlation = _correlation(pairs)
    if correlation is None:
        return None
    size = max(1, round(TAIL * len(pairs)))
    ordered = sorted(pairs, key=lambda pair: pair[1])
    low = _mean_of_first(ordered, size)
    high = _mean_of_first(ordered[::-1], size)
    return Separation(correlation=correlation, difference=high - low, students=len(pairs))


def _most_common(values: Sequence[float]) -> int:
    """How often the most common value occurs."""
    return max(Counter(values).values(), default=0)


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's; None where one of the two does not vary."""
    number = len(pairs)
    mean_a = math.fsum(a for a, _ in pairs) / number
    mean_b = math.fsum(b for _, b in pairs) / number
    spread_a = math.fsum((a - mean_a) ** 2 for a, _ in pairs)
    spread_b = math.fsum((b - mean_b) ** 2 for _, b in pairs)
    if min(spread_a, spread_b) <= 1e-15 * number:
        return None
    product = math.fsum((a - mean_a) * (b - mean_b) for a, b in pairs)
    return max(-1.0, min(1.0, product / math.sqrt(spread_a * spread_b)))


def _mean_of_first(ordered: Sequence[tuple[float, float]], size: int) -> float:
    """Mean share of the first `size` students; those who tie at the border share its places."""
    total, left = 0.0, float(size)
    for _, tied in groupby(ordered, key=lambda pair: pair[1]):
        shares = [own for own, _ in tied]
        taken = min(left, len(shares))
        total += math.fsum(shares) / len(shares) * taken
        left -= taken
        if left <= 0:
            break
    return total / size
