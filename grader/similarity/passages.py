"""Where two submissions say the same: matching pieces side by side, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from grader.similarity.blocks import Block
from grader.similarity.comparing import Compared, Likeness
from grader.similarity.material import Document, Material
from grader.similarity.standing import FROM

MOST_PASSAGES = 8
MOST_LINES = 60
LONGEST_LINE = 240
_LEAST_RUN = 3
"""Tokens in a row from which on they count as the same: `) :` stands everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a passage."""

    document: int
    where: str
    lines: tuple[tuple[int, str, bool], ...]
    """Line number (in its cell for a notebook), the line, whether most of it is in the other."""
    more: int
    """Lines that are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of one submission and the piece of the other that it is most like."""

    kind: str
    """"code" or "text"."""
    item: str
    likeness: int
    """Percent."""
    others: int
    """Owners besides the two who have such a piece."""
    weight: float
    sides: tuple[Side, Side]


def find_passages(
    material: Material, compared: Compared, owners: tuple[int, int]
) -> tuple[list[Passage], int]:
    """The matching pieces of two owners, rarest first, and how many more there are."""
    found: list[tuple[float, Likeness, int, int, int]] = []
    for likeness in (compared.code, compared.text):
        found += _matches(material, likeness, owners)
    found.sort(key=lambda m: (-m[0], m[2], m[3]))
    shown = [
        _passage(material, likeness, owners, mine, theirs, percent, weight)
        for weight, likeness, mine, theirs, percent in found[:MOST_PASSAGES]
    ]
    return shown, max(0, len(found) - MOST_PASSAGES)


def _matches(
    material: Material, likeness: Likeness, owners: tuple[int, int]
) -> list[tuple[float, Likeness, int, int, int]]:
    """Weight, piece of the first, piece of the second, percent; every piece at most once."""
    a, b = owners
    near = [
        (int(likeness.likeness[n, b]), n, int(likeness.which[n, b]))
        for n, document in enumerate(likeness.documents.tolist())
        if material.documents[document].owner == a
        and likeness.likeness[n, b] > FROM
        and not likeness.standing.common[n]
    ]
    out, seen = [], set()
    for percent, n, other in sorted(near, key=lambda m: (-m[0], m[1])):
        key = (likeness.blocks[n].letters, likeness.blocks[other].letters)
        if other in seen or key in seen:
            continue
        seen |= {other, key}
        out.append((float(likeness.standing.by_piece[n, b]), likeness, n, other, percent))
    return out


def _passage(
    material: Material,
    likeness: Likeness,
    owners: tuple[int, int],
    mine: int,
    theirs: int,
    percent: int,
    weight: float,
) -> Passage:
    from rapidfuzz.distance import Indel

    blocks = (likeness.blocks[mine], likeness.blocks[theirs])
    same: tuple[set[int], set[int]] = (set(), set())
    for step in Indel.opcodes(blocks[0].letters, blocks[1].letters):
        if step.tag == "equal" and step.src_end - step.src_start >= _LEAST_RUN:
            same[0].update(range(step.src_start, step.src_end))
            same[1].update(range(step.dest_start, step.dest_end))
    column = likeness.likeness[mine]
    near = int((column >= percent).sum()) - int(column[owners[1]] >= percent)
    first, second = (
        _side(material, int(likeness.documents[n]), block, marked)
        for n, block, marked in zip((mine, theirs), blocks, same, strict=True)
    )
    return Passage(
        kind=blocks[0].pool.partition(" ")[0],
        item=blocks[0].item,
        likeness=percent,
        others=near,
        weight=weight,
        sides=(first, second),
    )


def _side(material: Material, number: int, block: Block, same: set[int]) -> Side:
    document = material.documents[number]
    rows = _rows(document, block)
    first, last = block.lines
    last = min(last, len(rows))
    shown = range(first, min(last, first + MOST_LINES - 1) + 1)
    counts: dict[int, list[int]] = {}
    for at, token in enumerate(block.tokens):
        here = counts.setdefault(token.line, [0, 0])
        here[at in same] += 1
    lines = tuple(
        (
            _number(block, n),
            _cut(rows[n - 1]),
            n in counts and counts[n][True] >= counts[n][False],
        )
        for n in shown
    )
    return Side(
        document=number,
        where=_where(block, shown.start, max(last, first)),
        lines=lines,
        more=max(0, last - shown.stop + 1),
    )


def _cut(row: str) -> str:
    return row if len(row) <= LONGEST_LINE else f"{row[:LONGEST_LINE]} …"


def _rows(document: Document, block: Block) -> list[str]:
    source = document.texts[block.item] if block.module is None else block.module.source
    return source.split("\n")


def _number(block: Block, line: int) -> int:
    """The line's number as its author sees it: counted from the start of the cell in a notebook."""
    if block.module is None or block.module.cells is None:
        return line
    first = max((f for _, f in block.module.cells if f <= line), default=1)
    return line - first + 1


def _where(block: Block, first: int, last: int) -> str:
    """`mse.py, lines 3 to 9` or `hw.ipynb, cell 7`."""
    if block.module is None:
        return f"answer to {block.item}"
    if block.module.cells is not None:
        return block.module.where(first).rpartition(", line")[0]
    return f"{block.module.path}, lines {first} to {last}"
