"""grader.exports.roll: everybody once, unknown marks blank, never zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.exports.roll import number

Make = Callable[..., Any]


def test_a_complete_result_has_its_final_mark(result: Make, roll: Make) -> None:
    """What the policy leaves is what goes out, and the judged points when they are asked for."""
    late = result("ann", final=8.5, adjustment={"taken_off": 1.5})
    assert [r.mark for r in roll(late).rows] == [8.5]
    assert [r.mark for r in roll(late, marks="earned").rows] == [10.0]


def test_an_older_result_without_a_final_mark(result: Make, roll: Make) -> None:
    """Files from before there were policies say only what was earned."""
    old = result("ann")
    del old["final"]
    assert roll(old).rows[0].mark == 10.0


@pytest.mark.parametrize(
    ("status", "why"),
    [("manual", "1 answer waits for a person"), ("broken", "1 check broke on our side")],
)
def test_an_unknown_mark_is_blank(
    result: Make, verdict: Make, roll: Make, status: str, why: str
) -> None:
    """One check without a mark leaves the whole mark blank, and it is said why."""
    data = result("ann", verdict("a"), verdict("b", status=status))
    (row,) = roll(data).rows
    assert (row.mark, row.unknown) == (None, why)
    assert roll(data).unknown == (row,)


def test_the_certain_part_on_request(result: Make, verdict: Make, roll: Make) -> None:
    """`partial` gives the certain points and still says that they are a part."""
    data = result("ann", verdict("a"), *(verdict(f"b{n}", status="manual") for n in range(2)))
    (row,) = roll(data, incomplete="partial").rows
    assert (row.mark, row.unknown) == (1.0, "2 answers wait for a person")


@pytest.mark.parametrize("incomplete", ["blank", "partial"])
def test_nobody_knows_when_it_was_handed_in(result: Make, roll: Make, incomplete: str) -> None:
    """What is taken off cannot be known, so that not even a part of the mark is certain."""
    (row,) = roll(result("ann", final=None), incomplete=incomplete).rows
    assert row.mark is None
    assert row.unknown == "nobody knows when it was handed in"


def test_who_handed_in_nothing_is_on_the_roll(result: Make, roll: Make) -> None:
    """A row without a mark; who has a result is not there twice."""
    absent = [("ann", "Ann", {}), ("bo", "Bo Chen", {"sis": "12"}), ("bo", "", {})]
    everybody = roll(result("ann"), absent=absent)
    assert [(r.student, r.mark) for r in everybody.rows] == [("ann", 10.0), ("bo", None)]
    assert [r.shown for r in everybody.absent] == ["bo (Bo Chen)"]
    assert everybody.unknown == ()


def test_an_empty_class(roll: Make) -> None:
    """Nothing breaks when there is nothing."""
    assert roll().rows == ()
    assert roll().possible == 0


@given(st.floats(-1e6, 1e6))
def test_numbers_are_plain(value: float) -> None:
    """No exponent, no needless zero, and the value to six decimals."""
    text = number(value)
    assert "e" not in text
    assert abs(float(text) - value) <= 5.1e-7
    assert not text.endswith(".")
    assert text != "-0"
