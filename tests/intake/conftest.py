"""Makes downloads as each system's own source writes them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest


@pytest.fixture
def download(tmp_path: Path) -> Callable[..., Path]:
    """A folder with these files; a path that ends in `/` is an empty folder."""

    def make(files: Mapping[str, str] | list[str], name: str = "download") -> Path:
        root = tmp_path / name
        root.mkdir(parents=True, exist_ok=True)
        contents = files if isinstance(files, Mapping) else dict.fromkeys(files, "x = 1\n")
        for path, text in contents.items():
            target = root / path
            if path.endswith("/"):
                target.mkdir(parents=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return root

    return make


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """The same as a zip."""

    def make(files: Mapping[str, str] | list[str], name: str = "submissions.zip") -> Path:
        contents = files if isinstance(files, Mapping) else dict.fromkeys(files, "x = 1\n")
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for member, text in contents.items():
                archive.writestr(member, text)
        return path

    return make
