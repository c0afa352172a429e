"""What a likeness weighs in its class."""

from __future__ import annotations

import math

import numpy as np

from grader.similarity.standing import Standing, standing


def weigh(likeness: list[list[int]], lengths: list[int]) -> Standing:
    """The tables where piece n is the only one of owner n."""
    table = np.asarray(likeness, np.uint8)
    numbers = np.arange(len(table))
    return standing(table, np.asarray(lengths), numbers, numbers, len(table))


def row(size: int, **near: int) -> list[int]:
    """A row of a class in which some owners (`o3=90`) are near."""
    return [near.get(f"o{n}", 0) for n in range(size)]


def test_a_piece_that_only_two_have_weighs_the_halvings_of_the_class() -> None:
    """64 owners: six halvings. As near as 15 others: two."""
    alone = weigh([row(64, o1=100)] + [row(64)] * 63, [100] * 64)
    assert alone.weights[0, 1] == 6
    many = weigh([row(64, **{f"o{n}": 100 for n in range(1, 17)})] + [row(64)] * 63, [100] * 64)
    assert many.weights[0, 1] == 2


def test_the_share_grows_from_half_alike_on() -> None:
    """Half alike is nothing, all alike everything, and longer pieces count for more."""
    found = weigh([row(4, o1=50, o2=75, o3=100)] + [row(4)] * 3, [100] * 4)
    assert found.shares[0].tolist() == [0, 0, 0.5, 1]
    table = np.asarray([row(2, o1=100), row(2), row(2)], np.uint8)
    two = standing(table, np.asarray([30, 90, 9]), np.asarray([0, 0, 1]), np.asarray([0, 0, 1]), 2)
    assert two.shares[0, 1] == 30 / 120


def test_short_pieces_weigh_less() -> None:
    """A piece of 25 tokens weighs half of one of 50."""
    short = weigh([row(8, o1=100)] + [row(8)] * 7, [25] * 8)
    long = weigh([row(8, o1=100)] + [row(8)] * 7, [50] * 8)
    assert 2 * short.weights[0, 1] == long.weights[0, 1] == math.log2(8)


def test_what_half_of_the_class_has_is_left_out() -> None:
    """Neither share nor weight comes from it; its tokens are not counted."""
    found = weigh([row(7, o1=100, o2=95, o3=90)] + [row(7)] * 6, [80] * 7)
    assert found.common.tolist() == [True] + [False] * 6
    assert found.shares[0].sum() == found.weights[0].sum() == found.sizes[0] == 0


def test_a_small_class_has_no_common_code() -> None:
    """Three of four may be one group."""
    found = weigh([row(4, o1=100, o2=100, o3=100)] + [row(4)] * 3, [80] * 4)
    assert not found.common.any()
