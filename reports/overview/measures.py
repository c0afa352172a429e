"""How shares and measures of separation are written on the page of a class."""

from __future__ import annotations


def percent(share: float | None) -> str:
    """A share for people; 0 % and 100 % only where it is exactly that.

    >>> percent(0.999), percent(0.5), percent(None)
    ('99.9 %', '50 %', '–')
    """
    if share is None:
        return "–"
    text = f"{100 * share:.0f}"
    if text in ("0", "100") and 0 < share < 1:
        text = f"{min(99.9, max(0.1, 100 * share)):.1f}"
    return f"{text} %"


def signed(value: float) -> str:
    """A measure of separation with two digits and a true minus sign.

    >>> signed(0.314), signed(-0.5), signed(-0.001)
    ('0.31', '−0.50', '0.00')
    """
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "\N{MINUS SIGN}")
