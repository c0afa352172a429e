"""Percentages and points, exact in decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.policy.amounts import Amount, exact, number, read_amount, rounded


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("10 %", Amount(Decimal(10), "%")),
        ("0.5%", Amount(Decimal("0.5"), "%")),
        ("12.5 per cent", Amount(Decimal("12.5"), "%")),
        ("3 percent", Amount(Decimal(3), "%")),
        ("2 points", Amount(Decimal(2), "points")),
        ("1 point", Amount(Decimal(1), "points")),
        ("1 %", Amount(Decimal(1), "%")),
        (10, Amount(Decimal(10), "%")),
        (2, Amount(Decimal(2), "%")),
        (Decimal("7.5"), Amount(Decimal("7.5"), "%")),
        (0, Amount(Decimal(0), "%")),
    ],
)
def test_what_people_write(value: object, amount: Amount) -> None:
    """With a unit in quotes, or as a number of per cent."""
    assert read_amount(value) == amount


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Decimal("0.1"), 'may mean "0.1 %" or "10 %"'),
        (1, 'may mean "1 %" or "100 %"'),
        (-5, "must not be negative"),
        (Decimal("NaN"), "must not be negative"),
        ("ten", 'must be written like "10 %" or "2 points"'),
        ("-5 %", "must be written like"),
        ("10", "must be written like"),
        (True, "must be written like"),
        (None, "must be written like"),
        ("101 %", "is more than 100 %"),
        (250, "is more than 100 %"),
    ],
)
def test_what_is_refused(value: object, told: str) -> None:
    """Above all a number that some take for a share and others for per cent."""
    with pytest.raises(ValueError, match=told):
        read_amount(value)


@settings(deadline=None)
@given(st.integers(0, 10**7), st.integers(0, 10_000))
def test_shares_are_exact(cents: int, basis_points: int) -> None:
    """Against whole numbers: hundredths of points times hundredths of a per cent."""
    points = exact(cents / 100)
    assert Amount(Decimal(basis_points) / 100).of(points) == Decimal(cents * basis_points) / 10**6


def test_points_do_not_depend_on_the_whole() -> None:
    """Two points are two points."""
    assert Amount(Decimal(2), "points").of(Decimal(47)) == 2


def test_marks_are_rounded_half_up() -> None:
    """As people round, also where the binary number lies below the half."""
    assert rounded(exact(2.675)) == Decimal("2.68")
    assert rounded(exact(0.125)) == Decimal("0.13")


@pytest.mark.parametrize(
    ("value", "text"),
    [("10", "10"), ("4.70", "4.7"), ("0", "0"), ("0.125", "0.125"), ("100", "100")],
)
def test_numbers_without_needless_zeros(value: str, text: str) -> None:
    """And without an exponent."""
    assert number(Decimal(value)) == text


def test_amounts_are_said_with_their_unit() -> None:
    """One point, two points."""
    said = [str(read_amount(v)) for v in ("10 %", "1 point", "2 points")]
    assert said == ["10 %", "1 point", "2 points"]
