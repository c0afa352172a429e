"""How the small homework is shut in on this machine."""

from __future__ import annotations

import pytest
from proved_homework import sandbox_tier


@pytest.fixture(scope="session")
def tier() -> str:
    """The strongest sandbox there is."""
    return sandbox_tier()
