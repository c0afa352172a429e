"""What a likeness weighs: how much is alike, and how rare that is in this class.

Knows tables only, not students.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ALIKE = 90
"""Percent from which on two pieces count as the same one."""

FROM = 50
"""Percent below which two pieces have nothing in common that honest ones have not."""

LEAST_CLASS = 6
"""Smaller classes have no code that most of it shares: four of five may be one group."""

_LONG = 50
"""Tokens from which on a piece counts in full."""

_EQUAL = 2
"""Percent by which another one may be less near and still stand beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The tables of one kind of pieces. P pieces of D documents, U owners."""

    shares: np.ndarray
    """(D, U) float64, 0 to 1: how much of a document stands, much like it, in an owner's work."""
    weights: np.ndarray
    """(D, U) float64: how rare that is, in halvings of the class."""
    by_piece: np.ndarray
    """(P, U) float64: the part of each piece in `weights`."""
    common: np.ndarray
    """(P,) bool: most of the class has such a piece; left out of everything."""
    sizes: np.ndarray
    """(D,) int64: tokens of each document that count."""


def standing(
    likeness: np.ndarray, lengths: np.ndarray, documents: np.ndarray, owners: np.ndarray, count: int
) -> Standing:
    """Weighs the likeness of pieces.

    A piece of 300 tokens that is as near to one other owner as to nobody else in a class of 64
    weighs 6: six times the class is halved until one is left. If 15 others are as near, it weighs 2.

    Args:
        likeness: (P, U) uint8 percent, as of `nearest`.
        lengths: (P,) int, tokens of each piece.
        documents: (P,) int, which document a piece is of, 0 <= document < count.
        owners: (P,) int, whose it is.
        count: number of documents.
    """
    pieces, class_size = likeness.shape
    strength = np.clip((likeness.astype(np.float64) - FROM) / (100 - FROM), 0, 1)
    common = _common(likeness, class_size)
    lengths = np.where(common, 0, lengths)
    rarity = np.log2(class_size / (1 + _others_as_near(likeness)))
    by_piece = strength * rarity * np.minimum(1, lengths / _LONG)[:, None]
    member = documents[None, :] == np.arange(count)[:, None]  # (D, P)
    sizes = member @ lengths
    shares = np.zeros((count, class_size))
    weights = np.zeros((count, class_size))
    for document in range(count):
        mine = np.flatnonzero(member[document])
        shares[document] = (strength[mine] * lengths[mine, None]).sum(0) / max(1, sizes[document])
        weights[document] = by_piece[mine].sum(0)
    by_piece[np.arange(pieces), owners] = 0
    return Standing(shares=shares, weights=weights, by_piece=by_piece, common=common, sizes=sizes)


def _common(likeness: np.ndarray, class_size: int) -> np.ndarray:
    """Which pieces at least half of the others have, too."""
    if class_size < LEAST_CLASS:
        return np.zeros(len(likeness), bool)
    others = (likeness >= ALIKE).sum(1)
    return np.asarray(others * 2 >= class_size - 1)


def _others_as_near(likeness: np.ndarray) -> np.ndarray:
    """For a piece and an owner, how many other owners are as near to that piece."""
    ordered = np.sort(likeness, axis=1)
    out = np.empty(likeness.shape, np.int64)
    for row, (values, sorted_values) in enumerate(zip(likeness, ordered, strict=True)):
        floor = np.maximum(values.astype(np.int64) - _EQUAL, 0)
        out[row] = len(values) - np.searchsorted(sorted_values, floor, side="left") - 1
    return out
