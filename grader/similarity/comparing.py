"""A class compared: everybody's pieces with everybody else's, code and written answers apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from grader.similarity.blocks import Alphabet, Block, code_blocks, text_block
from grader.similarity.material import Material
from grader.similarity.nearest import nearest
from grader.similarity.standing import Standing, standing
from grader.similarity.tokens import read_code
from grader.types import Module

MOST_BLOCKS = 400
"""Pieces of code of one submission that are compared; a homework has a few dozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Pieces of one kind, how near they are to each other, and what that weighs."""

    blocks: tuple[Block, ...]
    documents: np.ndarray
    """(P,) which document each piece is of."""
    likeness: np.ndarray
    """(P, U) uint8 percent: the nearest piece of each owner."""
    which: np.ndarray
    """(P, U) int32: index of that piece."""
    standing: Standing
    shares: np.ndarray
    """(U, U) float64: how much of one owner's work stands in another's; of several attempts the one
    of which most does."""
    weights: np.ndarray
    """(U, U) float64: how rare that is, in halvings of the class; the lesser of both directions."""
    sizes: np.ndarray
    """(U,) int64: tokens or words of each owner that count."""

    def similarity(self, least_size: int) -> np.ndarray:
        """How much of the smaller of two works stands in the other; (U, U), symmetric.

        Works of about the same size: the larger share of the two. Too small ones: 0.
        """
        mine, theirs = self.sizes[:, None], self.sizes[None, :]
        about_equal = np.minimum(mine, theirs) * 10 >= np.maximum(mine, theirs) * 9
        both = np.where(mine < theirs, self.shares, self.shares.T)
        both = np.where(about_equal, np.maximum(self.shares, self.shares.T), both)
        return np.asarray(np.where(np.minimum(mine, theirs) >= least_size, both, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Everything that was found by comparing pieces."""

    code: Likeness
    text: Likeness
    remarks: dict[int, dict[tuple[str, ...], tuple[Module, int]]]
    """Owner -> words of a comment -> where the first one stands: module and line."""


def compare(material: Material) -> Compared:
    """Compares everybody with everybody."""
    alphabet = Alphabet()
    code: list[tuple[int, Block]] = []
    texts: list[tuple[int, Block]] = []
    remarks: dict[int, dict[tuple[str, ...], tuple[Module, int]]] = defaultdict(dict)
    for number, document in enumerate(material.documents):
        pieces: list[Block] = []
        for module in document.modules:
            read = read_code(module.source, material.given.names)
            pieces += code_blocks(module, read, material.given, alphabet)
            for remark in read.remarks:
                remarks[document.owner].setdefault(remark.words, (module, remark.line))
        code += [(number, block) for block in pieces[:MOST_BLOCKS]]
        for item, answer in sorted(document.texts.items()):
            if (block := text_block(item, answer, material.given, alphabet)) is not None:
                texts.append((number, block))
    for owner in range(len(material.owners)):
        remarks.setdefault(owner, {})
    return Compared(
        code=_likeness(material, code), text=_likeness(material, texts), remarks=dict(remarks)
    )


def _likeness(material: Material, pieces: list[tuple[int, Block]]) -> Likeness:
    """Compares pieces within their pools: an answer with answers to the same question only."""
    owners = np.asarray([material.documents[d].owner for d, _ in pieces], np.int64)
    count = len(material.owners)
    likeness = np.zeros((len(pieces), count), np.uint8)
    which = np.zeros((len(pieces), count), np.int32)
    pools: dict[str, list[int]] = defaultdict(list)
    for number, (_, block) in enumerate(pieces):
        pools[block.pool].append(number)
    for _, members in sorted(pools.items()):
        rows = np.asarray(members)
        letters = [pieces[n][1].letters for n in members]
        likeness[rows], inside = nearest(letters, owners[rows].tolist(), count)
        which[rows] = rows[inside]
    documents = np.asarray([d for d, _ in pieces], np.int64)
    weighed = standing(
        likeness,
        np.asarray([len(b.letters) for _, b in pieces], np.int64),
        documents,
        owners,
        len(material.documents),
    )
    belongs = np.asarray([d.owner for d in material.documents], np.int64)
    shares, weights = (_of_owners(t, belongs, count) for t in (weighed.shares, weighed.weights))
    return Likeness(
        blocks=tuple(b for _, b in pieces),
        documents=documents,
        likeness=likeness,
        which=which,
        standing=weighed,
        shares=shares,
        weights=np.minimum(weights, weights.T),
        sizes=_of_owners(weighed.sizes[:, None], belongs, count)[:, 0],
    )


def _of_owners(table: np.ndarray, belongs: np.ndarray, count: int) -> np.ndarray:
    """The largest value of each owner's documents, row by row."""
    out = np.zeros((count, table.shape[1]), table.dtype)
    np.maximum.at(out, belongs, table)
    return out
