"""A policy from a few lines of TOML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.policy import Policy, load_policy


@pytest.fixture
def make_policy(tmp_path: Path) -> Callable[[str], Policy]:
    """Writes the text into a file and loads it."""

    def make(text: str) -> Policy:
        path = tmp_path / "policy.toml"
        path.write_text(text, "utf-8")
        return load_policy(path)

    return make
