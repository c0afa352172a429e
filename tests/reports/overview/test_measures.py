"""reports.overview.measures: how shares and measures are written."""

from __future__ import annotations

import pytest

from reports.overview.measures import percent, signed


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.001, "0.1 %"),
        (1e-6, "0.1 %"),
        (0.9999, "99.9 %"),
        (0.996, "99.6 %"),
    ],
)
def test_nearly_all_is_not_all(share: float, text: str) -> None:
    """0 % and 100 % stand only where it is exactly that."""
    assert percent(share) == text


def test_minus_is_a_minus_sign() -> None:
    """And zero has none."""
    assert signed(-0.126) == "\N{MINUS SIGN}0.13"
    assert signed(-0.0049) == "0.00"
