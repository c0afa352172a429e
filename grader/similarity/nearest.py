"""How near everybody's pieces are to everybody else's, by the edit distance of rapidfuzz.

Knows rows of letters only, not students.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_ROWS = 512
"""Pieces that are compared with all others at a time: a few MB of memory."""


def nearest(
    letters: Sequence[str], owners: Sequence[int], count: int
) -> tuple[np.ndarray, np.ndarray]:
    """For every piece and every owner, the owner's piece that is nearest to it.

    The likeness of two rows is twice the length of their longest common subsequence over the sum
    of their lengths. It does not see which half of a class is compared first, so both directions
    are computed at once.

    Args:
        letters: the pieces, as rows of letters.
        owners: whose each one is, 0 <= owner < count, ascending.
        count: number of owners.

    Returns:
        likeness: (pieces, count) uint8, in percent; 0 for an owner without pieces, and for one's own.
        which: (pieces, count) int32, index of the piece that is so near.
    """
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    total = len(letters)
    likeness = np.zeros((total, count), np.uint8)
    which = np.zeros((total, count), np.int32)
    belongs = np.asarray(owners, np.int64)
    for start, stop in _chunks(belongs):
        between = cdist(
            letters[start:stop],
            letters[start:],
            scorer=Indel.normalized_similarity,
            dtype=np.float32,
            workers=-1,
        )
        percent = np.rint(between * 100).astype(np.uint8)
        percent[belongs[start:stop, None] == belongs[None, start:]] = 0
        _keep_best(percent, belongs[start:], slice(start, stop), start, likeness, which)
        _keep_best(percent.T, belongs[start:stop], slice(start, total), start, likeness, which)
    return likeness, which


def _chunks(owners: np.ndarray) -> list[tuple[int, int]]:
    """Rows that are taken together, never parting the pieces of one owner."""
    edges = np.flatnonzero(np.diff(owners)) + 1
    out, start = [], 0
    for edge in [*edges.tolist(), len(owners)]:
        if edge - start >= _ROWS or edge == len(owners):
            if edge > start:
                out.append((start, edge))
            start = edge
    return out


def _keep_best(
    percent: np.ndarray,
    owners: np.ndarray,
    rows: slice,
    offset: int,
    likeness: np.ndarray,
    which: np.ndarray,
) -> None:
    """Writes the best of each owner's columns into the rows of the two tables."""
    for owner in np.unique(owners).tolist():
        columns = np.flatnonzero(owners == owner)
        mine = percent[:, columns[0] : columns[-1] + 1]
        best = mine.argmax(axis=1)
        value = np.take_along_axis(mine, best[:, None], axis=1)[:, 0]
        better = value > likeness[rows, owner]
        likeness[rows, owner] = np.where(better, value, likeness[rows, owner])
        index = best + columns[0] + offset
        which[rows, owner] = np.where(better, index, which[rows, owner])
