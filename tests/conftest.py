"""Factories that several test files share."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from tests_shared import CHECKS, TOML

from grader.types import Module, Submission

# A busy machine is no failure: nothing here is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def homework(tmp_path: Path) -> Callable[..., Path]:
    """Makes a homework's folder: `homework(toml=..., **{"test_x.py": source})`."""

    def make(toml: str = TOML, name: str = "tiny", **files: str) -> Path:
        folder = tmp_path / "homeworks" / name
        (folder / "checks").mkdir(parents=True, exist_ok=True)
        (folder / "assignment.toml").write_text(toml)
        for file, source in (files or {"test_double.py": CHECKS}).items():
            (folder / "checks" / file).write_text(textwrap.dedent(source))
        return folder

    return make


@pytest.fixture
def submission() -> Callable[..., Submission]:
    """Makes a submission of one module from source text, with the names it is said to bind."""

    def make(
        source: str = "def double(x):\n    return 2 * x\n",
        names: tuple[str, ...] = ("double",),
        **more: object,
    ) -> Submission:
        module = Module(name="work", path="work.py", source=source, cells=None, names=names)
        fields: dict[str, object] = {
            "student": "ann",
            "assignment": "tiny",
            "kind": "script",
            "modules": (module,),
            "files": {"work.py": source.encode()},
            "digest": "d" * 64,
        }
        return Submission(**(fields | more))  # type: ignore[arg-type]

    return make


def missing(what: str, reason: str) -> None:
    """Skips for a system part that this machine lacks; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {what}: {reason}")
    pytest.skip(f"{what}: {reason}")
