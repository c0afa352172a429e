"""Text as a submission: a homework's own material goes the way of what students hand in."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from grader.load import load_submission
from grader.load.untouched import Starter
from grader.types import Submission


def load_text(
    files: Mapping[str, str],
    *,
    name: str,
    assignment: str,
    items: Collection[str] = (),
    starter: Starter = MappingProxyType({}),
) -> Submission:
    """Lays files out and loads them.

    Args:
        files: relative path -> text.
        name: stands for the student.
        assignment: id of the homework.
        items: ids of its questions.
        starter: what was handed out, as `load_submission` takes it.

    Raises:
        LoadError: nothing of it can be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "work"
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        return load_submission(
            root, student=name, assignment=assignment, items=items, starter=starter
        )
