"""Everybody's pieces with everybody else's, against a plain computation of the same."""

from __future__ import annotations

import random

import numpy as np
import pytest

from grader.similarity import nearest as module
from grader.similarity.nearest import nearest


def likeness(a: str, b: str) -> float:
    """Twice the length of the longest common subsequence over both lengths, in percent."""
    row = [0] * (len(b) + 1)
    for x in a:
        before = row[:]
        for j, y in enumerate(b, 1):
            row[j] = before[j - 1] + 1 if x == y else max(before[j], row[j - 1])
    return 100 * 2 * row[-1] / (len(a) + len(b))


def example(count: int, seed: int) -> tuple[list[str], list[int]]:
    """Random rows of a few letters, of owners in ascending order; some have none."""
    rng = random.Random(seed)
    owners = sorted(rng.choice([0, 1, 2, 4, 5]) for _ in range(count))
    rows = ["".join(rng.choice("abcd") for _ in range(rng.randint(3, 20))) for _ in owners]
    return rows, owners


@pytest.mark.parametrize("rows_at_a_time", [1, 3, 512])
def test_the_best_of_every_owner(rows_at_a_time: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables agree with a computation by the definition, however the work is divided."""
    monkeypatch.setattr(module, "_ROWS", rows_at_a_time)
    rows, owners = example(23, 3)
    table, which = nearest(rows, owners, 6)
    for piece, row in enumerate(rows):
        for owner in range(6):
            theirs = [n for n, o in enumerate(owners) if o == owner and o != owners[piece]]
            best = max((likeness(row, rows[n]) for n in theirs), default=0.0)
            assert abs(float(table[piece, owner]) - best) <= 0.51
            if theirs:
                chosen = int(which[piece, owner])
                assert owners[chosen] == owner
                assert abs(likeness(row, rows[chosen]) - best) <= 1


def test_nobody_is_compared_with_himself() -> None:
    """Two equal pieces of one owner say nothing."""
    table, _ = nearest(["abcabc", "abcabc", "xyz"], [0, 0, 1], 2)
    assert table[:2, 0].tolist() == [0, 0]


def test_nothing_at_all() -> None:
    """A class without code has empty tables."""
    table, which = nearest([], [], 3)
    assert table.shape == which.shape == (0, 3)
    assert table.dtype == np.uint8
