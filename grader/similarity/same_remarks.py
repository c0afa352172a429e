"""Comments that two students have word for word, and hardly anybody else."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

LEAST_WORDS = 5
"""Shorter comments (`# initialise weights and biases`) are anybody's."""

TYPED = 0.5
"""What is left of the weight of a comment, because tools that write code write comments, too."""

COUNTED = 3
"""So many weigh; a copied file has dozens, and they are one copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRemark:
    """A comment that two owners have in common."""

    words: tuple[str, ...]
    students: int
    """How many of the class have it."""
    weight: float


def shared_remarks(
    everybody: Mapping[int, Collection[tuple[str, ...]]], given: Collection[tuple[str, ...]]
) -> dict[tuple[int, int], list[SharedRemark]]:
    """The comments that two owners have in common, for every two that have one.

    Args:
        everybody: owner -> the words of each of their comments.
        given: comments of the handout.

    Returns:
        (smaller owner, larger owner) -> the shared ones, rarest first; the first few weigh half of
        how often the class has to be halved until only those are left who have it.
    """
    who: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for owner in sorted(everybody):
        for words in set(everybody[owner]):
            if len(words) >= LEAST_WORDS and words not in given:
                who[words].append(owner)
    out: dict[tuple[int, int], list[SharedRemark]] = defaultdict(list)
    most = max(3, len(everybody) // 20)
    for words, owners in sorted(who.items()):
        if not 2 <= len(owners) <= most:
            continue
        weight = TYPED * math.log2(len(everybody) / (len(owners) - 1))
        shared = SharedRemark(words=words, students=len(owners), weight=weight)
        for i, a in enumerate(owners):
            for b in owners[i + 1 :]:
                out[a, b].append(shared)
    return {pair: _first_few(found) for pair, found in out.items()}


def _first_few(found: list[SharedRemark]) -> list[SharedRemark]:
    """Rarest and longest first; those after the first few weigh nothing."""
    found = sorted(found, key=lambda r: (-r.weight, -len(r.words), r.words))
    return [
        r if n < COUNTED else SharedRemark(words=r.words, students=r.students, weight=0.0)
        for n, r in enumerate(found)
    ]
