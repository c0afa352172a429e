"""How much is taken off: "10 %" or "2 points", and how marks are rounded and said.

Imports nothing of the project. All sums are decimal, so that a tenth of 47 points is 4.7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Unit = Literal["%", "points"]

_AMOUNT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(%|per ?cent|points?|p)")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amount:
    """A share of some points in per cent, or a number of points."""

    value: Decimal
    unit: Unit = "%"

    def times(self, factor: Decimal) -> Amount:
        """The amount taken several times, or in part."""
        return Amount(self.value * factor, self.unit)

    def of(self, points: Decimal) -> Decimal:
        """In points, where `points` are the whole."""
        return self.value * points / 100 if self.unit == "%" else self.value

    def __str__(self) -> str:
        if self.unit == "%":
            return f"{number(self.value)} %"
        return f"{number(self.value)} point{'' if self.value == 1 else 's'}"


NOTHING = Amount(Decimal(0))


def read_amount(value: object) -> Amount:
    """An amount from a TOML value: a text with its unit, or a number of per cent.

    A number up to 1 is refused: some write 0.1 for 10 % and others for a thousandth.

    Raises:
        ValueError: with the end of a sentence that says what to write.
    """
    if isinstance(value, str):
        found = _AMOUNT.fullmatch(value.strip().lower())
        if not found:
            raise ValueError('must be written like "10 %" or "2 points"')
        unit: Unit = "%" if found[2] == "%" or "cent" in found[2] else "points"
        amount = Amount(Decimal(found[1]), unit)
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError('must be written like "10 %" or "2 points"')
    else:
        plain = Decimal(value)
        if not plain.is_finite() or plain < 0:
            raise ValueError('must not be negative: write for example "10 %"')
        if 0 < plain <= 1:
            raise ValueError(
                f'may mean "{number(plain)} %" or "{number(plain * 100)} %": write it in quotes '
                "with its per cent sign"
            )
        amount = Amount(plain, "%")
    if amount.unit == "%" and amount.value > 100:
        raise ValueError("is more than 100 %")
    return amount


def exact(value: float) -> Decimal:
    """The number that a person sees, not the binary fraction next to it."""
    return Decimal(repr(float(value)))


def rounded(mark: Decimal) -> Decimal:
    """A mark with two decimals; half a hundredth goes up."""
    return mark.quantize(_CENT, rounding=ROUND_HALF_UP)


def number(value: Decimal) -> str:
    """A number without needless zeros, at most six decimals.

    >>> number(Decimal("4.70")), number(Decimal("0.125"))
    ('4.7', '0.125')
    """
    text = f"{value.quantize(Decimal('0.000001'), rounding=ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".")
