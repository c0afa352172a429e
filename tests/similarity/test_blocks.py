"""Submissions cut into pieces that may stand in another order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from grader.similarity.blocks import (
    LEAST_TOKENS,
    MOST_TOKENS,
    Alphabet,
    Block,
    Given,
    code_blocks,
    text_block,
)
from grader.similarity.tokens import read_code
from grader.types import Module

FIRST = "def first(x):\n    y = x * 2 + 1\n    z = y / 3 - x\n    return y + z\n"
SECOND = "@wraps\ndef second(x):\n    total = 0\n    for i in x:\n        total += i * i\n    return total\n"


def module(source: str, cells: Sequence[tuple[int, int]] | None = None) -> Module:
    """A module with this source."""
    frozen = None if cells is None else tuple(cells)
    return Module(name="m", path="m.py", source=source, cells=frozen, names=())


def cut(
    source: str, given: Given | None = None, cells: Sequence[tuple[int, int]] | None = None
) -> list[Block]:
    """The pieces of a module."""
    one = module(source, cells)
    given = given or Given()
    return code_blocks(one, read_code(source, given.names), given, Alphabet())


def test_every_function_is_a_piece_with_its_lines() -> None:
    """Decorators belong to their function; what follows at the left edge is another piece."""
    script = "rate = 0.1\nfor step in range(100):\n    print(step, rate * step, first(step))\n"
    found = cut(FIRST + SECOND + script)
    assert [b.lines for b in found] == [(1, 4), (5, 10), (11, 13)]


def test_methods_are_pieces_and_cells_are() -> None:
    """Of a class its methods, of a notebook also its cells without functions."""
    method = "".join(f"    {row}\n" for row in FIRST.splitlines())
    found = cut("class A:\n" + method)
    assert [b.lines for b in found] == [(2, 5)]
    row = "x = [1, 2, 3, 4, 5, 6, 7, 8]\n"
    assert [b.lines for b in cut(row * 4, cells=[(1, 1), (3, 3)])] == [(1, 2), (3, 4)]


def test_the_order_of_functions_does_not_matter() -> None:
    """The same pieces come out."""
    one, other = Alphabet(), Alphabet()
    assert one.spell(["a", "b"]) == other.spell(["a", "b"])
    forth = {tuple(t.kind for t in b.tokens) for b in cut(FIRST + SECOND)}
    back = {tuple(t.kind for t in b.tokens) for b in cut(SECOND + FIRST)}
    assert forth == back


def test_short_pieces_say_nothing_and_long_ones_are_cut() -> None:
    """Bounds on both sides."""
    assert cut("def f(x):\n    return x\n") == []
    long = cut("x = 1\n" * 1000)
    assert all(LEAST_TOKENS <= len(b.letters) <= MOST_TOKENS for b in long)
    assert sum(len(b.letters) for b in long) >= 3000 - LEAST_TOKENS


def test_what_the_handout_gives_is_left_out() -> None:
    """Whole functions of the starter vanish, and so does its part of a function."""
    given = Given.of([module(FIRST)], ())
    assert "first" in given.names
    assert cut(FIRST, given) == []
    longer = (
        FIRST + "    # more\n    while z > 0:\n        z = z - y * 7\n        y = y ** 2 % 11\n"
    )
    left = cut(FIRST.replace("    return y + z\n", "") + longer.removeprefix(FIRST), given)
    assert [b.lines[0] for b in left] == [5]


def test_an_answer_is_words_and_the_sheet_is_left_out() -> None:
    """Short answers say nothing; what the handout asks is not the student's."""
    asked = "Explain why the shift by the largest activation is useful for any input at all"
    own = " ".join(f"word{n}" for n in range(30))
    given = Given.of((), [asked])
    block = text_block("s1.1", f"{asked}\n{own}", given, Alphabet())
    assert block is not None
    assert [t.kind for t in block.tokens] == own.split()
    assert (block.pool, block.item, block.lines) == ("text s1.1", "s1.1", (2, 2))
    assert text_block("s1.1", asked, given, Alphabet()) is None


def test_letters_are_characters_also_for_many_kinds() -> None:
    """One letter for each kind, none of them half a character."""
    kinds = [f"k{n}" for n in range(60_000)]
    letters = Alphabet().spell(kinds)
    assert len(set(letters)) == len(kinds)
    letters.encode("utf-8")


@pytest.mark.parametrize(
    "source", ["def f(x): return x\n" * 20_000, "@a\n" * 60_000, "\n" * 90_000]
)
def test_many_small_pieces_are_cut_in_bounds(source: str) -> None:
    """The work grows with the length, not with its square."""
    assert len(cut(source)) <= len(source)
