"""The four pictures of the line exercise, and whether a network's outputs tell the two classes apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.compare import array, assert_true, number
from grader.student import Student

GAP = 0.1
"""Share of the range of the outputs that must lie between the classes."""
TIE = 1e-6
"""Outputs that differ by less than this share of their size differ by rounding only."""


def outputs(student: Student, pictures: Sequence[np.ndarray]) -> list[float]:
    """The output for each picture.

    Raises:
        CheckFailed: an output is not one finite number.
    """
    found = []
    for picture in pictures:
        what = f"line_network({_shown(picture)})"
        found.append(number(student.line_network(picture), what=what))
    return found


def assert_apart(first: Sequence[float], second: Sequence[float], *, what: str) -> None:
    """Judges that every output of class I lies above every output of class II, with a gap.

    Outputs that are all equal but for rounding are not told apart, whatever their order.

    Raises:
        CheckFailed: the classes overlap or nearly touch.
    """
    assert_true(
        apart(first, second),
        what=what,
        expected=f"class I above class II, by {GAP:g} of the range of all outputs",
        got=f"class I from {min(first):.6g} up, class II up to {max(second):.6g}",
    )


def apart(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether the gap is wide enough.

    >>> apart([1.0, 0.9], [0.0, 0.1]), apart([1.0, 0.0], [0.5, 0.5]), apart([0.5], [0.5 - 1e-16])
    (True, False, False)
    """
    gap, span, size = _spread(first, second)
    return bool(span > TIE * size and gap >= GAP * span)


def _spread(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float]:
    """Distance between the classes, range of all outputs, largest size; halved, so that none overflows."""
    one, two = array(first, what="class I") / 2, array(second, what="class II") / 2
    both = np.concatenate([one, two])
    return (
        float(one.min() - two.max()),
        float(both.max() - both.min()),
        float(np.abs(both).max()),
    )


def _shown(picture: np.ndarray) -> str:
    return "[" + " ".join(f"{v:.3g}" for v in picture) + "]"
