"""Which two, and which more, have so much in common that a person should look; sorted by weight.

What is listed is a question. No mark and no result depends on anything here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.similarity.comparing import Compared
from grader.similarity.material import Material
from grader.similarity.same_numbers import SharedNumber, shared_numbers
from grader.similarity.same_remarks import SharedRemark, shared_remarks

LEAST_TOKENS = 80
"""Less code of one's own than that is like everybody's."""

LEAST_WORDS = 25
LEAST_NUMBERS = 2
"""So many rare wrong numbers, of different questions, are worth a look on their own."""

LEAST_REMARKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two owners with all that they have in common."""

    owners: tuple[int, int]
    weight: float
    same_files: bool
    code: float
    """Share of the smaller one's code that stands in the other's, 0 to 1."""
    code_weight: float
    """How rare what stands in both is, times that share."""
    text: float
    text_weight: float
    numbers: tuple[SharedNumber, ...]
    remarks: tuple[SharedRemark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """More than two owners, most of whom are listed with most of the others."""

    owners: tuple[int, ...]
    pairs: int
    """How many of their pairs are listed."""
    weight: float
    """Of the heaviest pair."""


def find_pairs(material: Material, compared: Compared, *, least: float) -> list[Pair]:
    """Every two that have enough in common, heaviest first.

    Args:
        material: the class.
        compared: what comparing their pieces gave.
        least: share of code or text from which on two are listed; rare equal wrong numbers,
            equal comments and equal files list them, too.
    """
    numbers = shared_numbers(material.wrong, material.judged)
    remarks = shared_remarks(
        {owner: list(found) for owner, found in compared.remarks.items()}, material.given.remarks
    )
    copies = _same_files(material)
    code = compared.code.similarity(LEAST_TOKENS)
    text = compared.text.similarity(LEAST_WORDS)
    near = {(int(a), int(b)) for a, b in np.argwhere((code >= least) | (text >= least)) if a < b}
    few = max(2, len(material.owners) // 50)
    near |= {p for p, found in numbers.items() if _worth_a_look(found, few)}
    near |= {
        p for p, found in remarks.items() if sum(r.students <= few for r in found) >= LEAST_REMARKS
    }
    out = []
    for a, b in sorted(near | copies):
        shared, said = numbers.get((a, b), []), remarks.get((a, b), [])
        code_weight = float(compared.code.weights[a, b] * code[a, b])
        text_weight = float(compared.text.weights[a, b] * text[a, b])
        weight = code_weight + text_weight + sum(s.weight for s in shared)
        weight += sum(r.weight for r in said)
        out.append(
            Pair(
                owners=(a, b),
                weight=round(weight, 6),
                same_files=(a, b) in copies,
                code=float(code[a, b]),
                code_weight=code_weight,
                text=float(text[a, b]),
                text_weight=text_weight,
                numbers=tuple(shared),
                remarks=tuple(said),
            )
        )
    return sorted(out, key=lambda p: (not p.same_files, -p.weight, p.owners))


def _worth_a_look(found: Sequence[SharedNumber], few: int) -> bool:
    """Whether equal wrong numbers alone are a reason to look at two."""
    rare = [s for s in found if s.weight > 0 and s.students <= few and not s.number.explained]
    return len(rare) >= LEAST_NUMBERS


def _same_files(material: Material) -> set[tuple[int, int]]:
    """Owners of whom some attempts are the same files, byte for byte."""
    who: dict[str, set[int]] = defaultdict(set)
    for document in material.documents:
        if document.digest and (document.modules or document.texts):
            who[document.digest].add(document.owner)
    return {(a, b) for owners in who.values() for a in owners for b in owners if a < b}


def find_groups(pairs: Sequence[Pair]) -> list[Group]:
    """Three or more of whom most are listed with most of the others; heaviest first.

    Two groups become one when at least half of the pairs between them are listed: a chain of
    likenesses through a whole class is no group.
    """
    listed = {pair.owners for pair in pairs}
    member: dict[int, frozenset[int]] = {o: frozenset([o]) for pair in pairs for o in pair.owners}
    for pair in pairs:  # heaviest first
        one, other = (member[owner] for owner in pair.owners)
        between = sum((min(a, b), max(a, b)) in listed for a in one for b in other if a != b)
        if one != other and between * 2 >= len(one) * len(other):
            member.update(dict.fromkeys(one | other, one | other))
    groups = []
    for owners in sorted({tuple(sorted(found)) for found in member.values()}):
        inside = [p for p in pairs if p.owners[0] in owners and p.owners[1] in owners]
        if len(owners) > 2:
            weight = max(p.weight for p in inside)
            groups.append(Group(owners=owners, pairs=len(inside), weight=weight))
    return sorted(groups, key=lambda g: (-g.weight, g.owners))
