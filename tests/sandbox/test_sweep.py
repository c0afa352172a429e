"""Removing what a student left, whatever it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.sandbox import sweep


def test_trees_of_every_kind(tmp_path: Path) -> None:
    """Closed folders, odd names, links: all gone, and what the links point to is as it was."""
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o750)
    (kept / "file").write_text("kept")
    folder = tmp_path / "left"
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "a" / "file").touch()
    (folder / "link").symlink_to(kept)
    (folder / "a" / "link").symlink_to(kept / "file")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    (folder / "new\nline").touch()
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).touch()
    for closed, mode in (("wx", 0o300), ("none", 0), ("r", 0o400)):
        (folder / closed).mkdir()
        (folder / closed / "inner").mkdir()
        (folder / closed).chmod(mode)
    sweep.remove(str(folder))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (kept / "file").read_text() == "kept"
    assert kept.stat().st_mode & 0o777 == 0o750


def test_a_tree_deeper_than_any_path(tmp_path: Path) -> None:
    """Neither recursion nor the length of a path is a limit."""
    folder = tmp_path / "deep"
    folder.mkdir()
    here = os.getcwd()
    try:
        os.chdir(folder)
        for _ in range(3000):
            os.mkdir("deeper")
            os.chdir("deeper")
        Path("file").touch()
    finally:
        os.chdir(here)
    sweep.remove(str(folder))
    assert list(tmp_path.iterdir()) == []


def test_nothing_there_is_no_error(tmp_path: Path) -> None:
    """Whoever cleans up need not know whether somebody did."""
    sweep.remove(str(tmp_path / "absent"))


@pytest.mark.skipif(os.getuid() == 0, reason="root may remove everything")
def test_what_cannot_be_removed_stays(tmp_path: Path) -> None:
    """No error comes out of cleaning up."""
    folder = tmp_path / "parent" / "folder"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o500)
    sweep.remove(str(folder))
    assert folder.exists()
    folder.parent.chmod(0o700)
