"""Makes the helpers beside these tests importable, and builds the handout of a class of tests once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="class")
def built(request: pytest.FixtureRequest) -> object:
    """The handout of `homework`, an attribute of the test class."""
    from handout_built import build

    return build(Path(__file__).resolve().parents[3] / "assignments" / request.cls.homework)
