"""Groups of more than two: most with most of the others, not a chain through the class."""

from __future__ import annotations

from grader.similarity.pairs import Pair, find_groups


def pair(a: int, b: int, weight: float) -> Pair:
    """A listed pair."""
    return Pair(
        owners=(a, b),
        weight=weight,
        same_files=False,
        code=0.8,
        code_weight=weight,
        text=0.0,
        text_weight=0.0,
        numbers=(),
        remarks=(),
    )


def groups(*pairs: tuple[int, int]) -> list[tuple[tuple[int, ...], int]]:
    """The groups of these pairs, the heaviest first, with how many pairs each has."""
    weighed = [pair(a, b, 10 - n) for n, (a, b) in enumerate(pairs)]
    return [(g.owners, g.pairs) for g in find_groups(weighed)]


def test_two_are_no_group() -> None:
    """They are a pair."""
    assert groups((0, 1), (2, 3)) == []


def test_three_of_whom_every_two_are_listed() -> None:
    """And another three beside them."""
    found = groups((0, 1), (4, 5), (1, 2), (5, 6), (0, 2), (4, 6))
    assert found == [((0, 1, 2), 3), ((4, 5, 6), 3)]


def test_a_chain_is_no_group_of_all() -> None:
    """A likeness from neighbour to neighbour does not put a whole class together."""
    chain = groups(*((n, n + 1) for n in range(12)))
    assert all(len(owners) <= 4 for owners, _ in chain)


def test_one_pair_may_be_missing() -> None:
    """Most with most: five of six pairs make a group of four."""
    assert groups((0, 1), (2, 3), (0, 2), (0, 3), (1, 2)) == [((0, 1, 2, 3), 5)]
