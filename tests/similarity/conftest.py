"""Fixtures of the similarity tests: honest programs, and batches made of programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from similarity.classes import Work, batch

import assignments

_SAMPLES = Path(assignments.__path__[0]) / "softmax_network" / "samples"


@pytest.fixture(scope="session")
def honest() -> dict[str, str]:
    """Different programs for one homework, by the names of those who wrote them."""
    names = ("anna", "carla", "deniz", "fabio", "gina", "kim", "sheet_001")
    sources = {
        name: "\n".join(p.read_text("utf-8") for p in sorted((_SAMPLES / name).glob("*.py")))
        for name in names
    }
    assert all(len(source) > 1000 for source in sources.values())
    return sources


@pytest.fixture
def make_batch(tmp_path: Path) -> Callable[..., Path]:
    """Makes the folder of a batch of the given works; a source alone is a work, too."""

    def make(students: Mapping[str, Work | str], **more: Any) -> Path:
        works = {
            s: w if isinstance(w, Work) else Work(files={"hw.py": w}) for s, w in students.items()
        }
        return batch(tmp_path, works, **more)

    return make
