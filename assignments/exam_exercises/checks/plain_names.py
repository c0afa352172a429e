"""Names of results as students write derivatives. Knows no homework function by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def by_plain_name(value: Any) -> Any:
    """A dict with `dJ/dw`, `dy/dx` and the like under the names dw, dydx; anything else as it is.

    >>> by_plain_name({"dJ/dw": 1.0, "y": 2.0})
    {'dw': 1.0, 'y': 2.0}
    """
    if not isinstance(value, Mapping):
        return value
    return {
        key.replace("dJ/", "").replace("/", "") if isinstance(key, str) else key: entry
        for key, entry in value.items()
    }
