"""An even part of many mutants."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.mutants import Mutant, mutants, sample

LARGE = "def large(a, b, c, d):\n" + "".join(
    f"    x{i} = a * b + c - d / {i + 2}\n" for i in range(30)
)
SMALL = "def small(a):\n    return -a\n"
MANY = list(mutants("many.py", LARGE + SMALL))


def functions(chosen: list[Mutant]) -> Counter[str]:
    """How many of each function."""
    return Counter(m.function for m in chosen)


@given(st.integers(0, len(MANY) + 5))
def test_a_sample_has_the_size_asked_for_and_keeps_the_order(most: int) -> None:
    """As many as asked for, or all; none twice; in the order of the text."""
    chosen = sample(MANY, most)
    assert len(chosen) == min(most, len(MANY))
    keys = [m.key for m in MANY]
    places = [keys.index(m.key) for m in chosen]
    assert places == sorted(set(places))


def test_a_small_function_is_not_drowned_by_a_large_one() -> None:
    """Functions take turns: with room for a few, the small one is there."""
    assert functions(MANY)["large"] > 100 * functions(MANY)["small"]
    assert set(functions(sample(MANY, 4))) == {"large", "small"}


def test_families_take_turns_within_a_function() -> None:
    """No family has two more than another that still has some."""
    large = [m for m in MANY if m.function == "large"]
    counts = Counter(m.family for m in sample(large, 20))
    assert set(counts) == {m.family for m in large}
    assert max(counts.values()) - min(counts.values()) <= 1


def test_a_sample_is_the_same_whatever_order_the_mutants_come_in() -> None:
    """It depends on the keys only."""
    assert {m.key for m in sample(MANY, 17)} == {m.key for m in sample(MANY[::-1], 17)}


@pytest.mark.parametrize("most", [1, 5, 17])
def test_a_larger_sample_contains_the_smaller_one(most: int) -> None:
    """More time means more mutants, not others."""
    assert {m.key for m in sample(MANY, most)} <= {m.key for m in sample(MANY, most + 10)}
