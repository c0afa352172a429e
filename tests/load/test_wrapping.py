"""Folders that only wrap a submission's code are taken away."""

from __future__ import annotations

import pytest

from grader.load.gather import Kept
from grader.load.wrapping import without_wrapping


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"src/mlp.py": b"", "README.md": b"", "src/a.csv": b""}, {"mlp.py", "README.md", "a.csv"}),
        ({"a/b/mlp.py": b"", "a/b/c/m.py": b""}, {"mlp.py", "c/m.py"}),
        ({"src/mlp.py": b"from src.modules import x", "src/modules.py": b""}, None),
        ({"src/mlp.ipynb": b'{"cells": ["import src.modules"]}'}, None),
        ({"nn/__init__.py": b"", "nn/mlp.py": b""}, None),
        ({"mlp.py": b"", "models/m.py": b""}, None),
        ({"a/mlp.py": b"", "b/mlp.py": b""}, None),
        ({"src/README.md": b"1", "README.md": b"2", "src/mlp.py": b""}, None),
        ({"src/data": b"1", "data/x.csv": b"2", "src/mlp.py": b""}, None),
    ],
)
def test_folders_that_only_wrap_the_code(
    files: dict[str, bytes], expected: set[str] | None
) -> None:
    """They go, unless code imports them, they are packages, or files would collide."""
    kept = {path: Kept(data, None) for path, data in files.items()}
    short = without_wrapping(kept)
    assert set(short) == (expected or set(files))
    assert sorted(file.data for file in short.values()) == sorted(files.values())
