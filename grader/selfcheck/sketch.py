"""A digest of an array that is the same for all arrays that are nearly the same.

A secure sketch for the maximum norm: each entry is rounded to a cell as wide as two answers may
differ, and only its place within the cell is published, so that whoever holds nearly the same
number finds the same cell (Juels and Wattenberg, A fuzzy commitment scheme, CCS 1999; Dodis,
Ostrovsky, Reyzin and Smith, Fuzzy extractors, SIAM J. Comput. 38, 2008, section 4).
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace

import numpy as np

from grader.compare.judged import Judged
from grader.diagnose import NEARER, granted

SHOWN = 64
"""Entries that the digest is made of, at most."""
STEPS = 256
"""Places within a cell that are told apart: a byte for each entry."""
DRAWS = 1024
"""Choices of SHOWN entries among many that are tried, for one where the answer is clearly wrong."""
_LARGEST = 2.0**1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sketch:
    """What is published of an answer."""

    cell: float
    """Width of a cell; 0.0 where only the same number will do."""
    draw: int
    """Which entries the digest is made of, where there are more than SHOWN."""
    offsets: np.ndarray
    """Where each of them stands in its cell, in steps; (SHOWN,) or fewer, uint8."""

    def as_bytes(self) -> bytes:
        """All of it, for whoever vouches for it."""
        return f"{self.cell.hex()} {self.draw} ".encode() + self.offsets.tobytes()


class Question:
    """What was judged, in the words that the digest is made of.

    Args:
        check: Id of the check.
        judged: The comparison that failed.
    """

    def __init__(self, check: str, judged: Judged) -> None:
        self.check = check
        self.judged = judged
        self._got = judged.got.ravel()
        self._strange = _strangeness(self._got)
        names = (check, judged.what, judged.kind, judged.expected.shape, judged.got.shape)
        self._hash = hashlib.sha256(repr(names).encode("utf-8", "backslashreplace") + b"\0")
        self._hash.update(self._strange.tobytes())

    def secret(self, sketch: Sketch) -> bytes | None:
        """The digest; None where a number has no cell, or the sketch is of fewer entries."""
        places = self._shown(sketch.draw)
        if len(sketch.offsets) < len(places):
            return None
        cells = values = self._got[places]
        if sketch.cell:
            with np.errstate(all="ignore"):
                cells = np.rint(values / sketch.cell - sketch.offsets[: len(places)] / STEPS)
        if not np.isfinite(cells).all():
            return None
        whole = self._hash.copy()
        whole.update((cells + 0.0).astype("<f8").tobytes())  # no negative zero
        return whole.digest()

    def sketch(self) -> Sketch | None:
        """What to publish of this answer.

        None where nothing can be: it holds no finite number; it agrees with the right one wherever
        the digest would be taken from, which would be the right answer's own; or its numbers are
        too large for cells.
        """
        cell = _cell_width(self.judged)
        if cell is None or self._strange.all():
            return None
        draw = self._best_draw(cell)
        values = self._got[self._shown(draw)]
        offsets = np.zeros(values.shape)
        if cell:
            with np.errstate(all="ignore"):
                offsets = np.mod(np.rint(values / cell * STEPS), STEPS)
        if not np.isfinite(offsets).all():
            return None
        sketch = Sketch(cell=cell, draw=draw, offsets=offsets.astype(np.uint8))
        truth = Question(self.check, replace(self.judged, got=self.judged.expected))
        return None if truth.secret(sketch) == self.secret(sketch) else sketch

    def _shown(self, draw: int) -> np.ndarray:
        """Places of at most SHOWN finite entries, which follow from `draw` alone."""
        places = chosen(self.check, self._got.size, draw, SHOWN)
        return places[self._strange[places] == 0]

    def _best_draw(self, cell: float) -> int:
        """The first draw with enough entries that are clearly wrong, or the one with the most.

        Right ones are known to whoever knows the right answer: only wrong ones keep a secret.
        """
        judged = self.judged
        if self._got.size <= SHOWN or judged.got.shape != judged.expected.shape:
            return 0
        with np.errstate(all="ignore"):
            wrong = np.abs(self._got - judged.expected.ravel()) > cell
        counts: list[int] = []
        for draw in range(DRAWS):
            counts.append(int(wrong[self._shown(draw)].sum()))
            if counts[-1] >= SHOWN // 4:
                return draw
        return int(np.argmax(counts))


def chosen(check: str, size: int, draw: int, count: int) -> np.ndarray:
    """All places of a small array, else `count` of them by lot, some perhaps twice; int64."""
    if size <= count:
        return np.arange(size)
    lots = hashlib.shake_256(f"{check} {draw}".encode("utf-8", "backslashreplace"))
    return (np.frombuffer(lots.digest(8 * count), "<u8") % np.uint64(size)).astype(np.int64)


def rounded(values: np.ndarray, step: float) -> np.ndarray:
    """Whole multiples of a power of two; the values themselves where it is 0."""
    with np.errstate(all="ignore"):
        return (np.rint(values / step) * step if step else values) + 0.0  # no negative zero


def _cell_width(judged: Judged) -> float | None:
    """A power of two, so that it tells little of the tolerance, which depends on the answer.

    Half of it is one to two times the most that `matching` can grant, which leaves room for the
    rounding to steps: every answer that it names falls into the same cell, and the truth does not.
    None where that is no number, 0.0 where nothing is granted.
    """
    most = granted(judged, judged)
    if judged.kind == "interval":  # the accepted number compared with is the nearest one
        most = min(most, judged.error / 2.1)
    else:  # it goes by the student's distance from the truth, theirs and at most `most` more
        most /= 1 - NEARER
    if not most < _LARGEST:
        return None
    return math.ldexp(1.0, math.frexp(2.02 * most)[1]) if most > 0.0 else 0.0


def _strangeness(flat: np.ndarray) -> np.ndarray:
    """0 for a number, 1 for nan, 2 for inf, 3 for -inf."""
    strange = np.isnan(flat).astype(np.uint8)
    strange[np.isposinf(flat)] = 2
    strange[np.isneginf(flat)] = 3
    return strange
