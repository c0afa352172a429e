"""Folders that only wrap a submission's code, and are taken away."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from grader.load import paths
from grader.load.gather import MIB, Kept


def without_wrapping(files: Mapping[str, Kept]) -> dict[str, Kept]:
    """The files without the folders that only wrap all code: `hw1/mlp.py` becomes `mlp.py`.

    A folder that the code imports by name, or that is a package, is no wrapping.
    """
    files = dict(files)
    while True:
        code = [path for path in files if paths.is_code(path)]
        tops = {path.partition("/")[0] if "/" in path else "" for path in code}
        top = tops.pop() if len(tops) == 1 else ""
        if not top or f"{top}/__init__.py" in files or _is_imported(top, code, files):
            return files
        shorter = {path.removeprefix(f"{top}/"): kept for path, kept in files.items()}
        if len(shorter) < len(files) or _collide(shorter):
            return files
        files = shorter


def _is_imported(name: str, code: Sequence[str], files: Mapping[str, Kept]) -> bool:
    if not name.isidentifier():
        return False
    pattern = re.compile(rb"\b(?:from|import)[ \t]+" + re.escape(name.encode()) + rb"\b")
    return any(pattern.search(files[path].data, 0, 16 * MIB) for path in code)


def _collide(files: Collection[str]) -> bool:
    """Whether some path is also a folder of another one."""
    return any(above in files for path in files for above in paths.folders(path))
