"""Waiting for a file to be saved, without waiting."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.selfcheck import watch
from grader.selfcheck.watch import changes, state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A handout's folder with work in it."""
    for path in ("work.py", "data/a.npy", "checks/handout.json", "checks/test_a.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("x = 1\n")
    return tmp_path


class Clock:
    """Stands for sleeping: something happens at each step."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self.steps = list(steps)
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self.steps:
            self.steps.pop(0)()


def nothing() -> None:
    """Happens."""


def test_the_state_is_of_the_students_files_only(folder: Path) -> None:
    """Neither a handout's checks nor what tools leave behind."""
    for path in (
        "__pycache__/work.pyc",
        ".ipynb_checkpoints/hw-checkpoint.ipynb",
        ".git/index",
        "venv/a.py",
        ".work.py.swp",
        "work.pyc",
    ):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text("")
    names = {os.path.relpath(path, folder).replace(os.sep, "/") for path in state(folder)}
    assert names == {"work.py", "data/a.npy"}


def test_a_students_own_folder_of_that_name_counts(tmp_path: Path) -> None:
    """Only the handout's is left out."""
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/mine.py").write_text("")
    assert len(state(tmp_path)) == 1


def test_of_one_file_that_one(folder: Path) -> None:
    """Even if it is gone for a moment."""
    assert list(state(folder / "work.py")) == [str(folder / "work.py")]
    assert state(folder / "gone.py") == {}


def test_a_huge_folder_is_not_looked_through(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies further up comes first."""
    monkeypatch.setattr(watch, "_MOST", 3)
    for n in range(9):
        (folder / "data" / f"{n}.npy").write_text("")
    found = state(folder)
    assert len(found) == 3
    assert str(folder / "work.py") in found


def test_what_changed_is_named_once_it_has_settled(folder: Path) -> None:
    """A save in several steps is one change: written, and written on."""
    work = folder / "work.py"
    before = state(folder)
    clock = Clock(
        nothing,
        lambda: work.write_text("x = "),
        lambda: work.write_text("x = 22\n"),
        nothing,
    )
    saved, now = changes(folder, before, sleep=clock)
    assert saved == ["work.py"]
    assert now == state(folder)
    assert clock.slept == [watch.EVERY_S, watch.EVERY_S, watch._SETTLES_S, watch._SETTLES_S]


def test_new_and_removed_and_replaced_files_are_changes(folder: Path) -> None:
    """In the order of their names, with `/`."""
    before = state(folder)

    def happens() -> None:
        (folder / "data/a.npy").unlink()
        (folder / "more.py").write_text("")
        (folder / "new.tmp").write_text("x = 333\n")
        os.replace(folder / "new.tmp", folder / "work.py")

    saved, _ = changes(folder, before, sleep=Clock(happens))
    assert saved == ["data/a.npy", "more.py", "work.py"]


def test_the_same_size_saved_again_is_a_change(folder: Path) -> None:
    """By its time."""
    before = state(folder)
    saved, _ = changes(
        folder, before, sleep=Clock(lambda: os.utime(folder / "work.py", ns=(1, 10**18)))
    )
    assert saved == ["work.py"]


def test_what_happened_while_it_was_judged_is_not_missed(folder: Path) -> None:
    """The state is taken before."""
    before = state(folder)
    (folder / "work.py").write_text("x = 12345\n")
    clock = Clock()
    saved, _ = changes(folder, before, sleep=clock)
    assert saved == ["work.py"]
    assert watch.EVERY_S not in clock.slept


def test_a_single_file_is_named_by_its_name(folder: Path) -> None:
    """Also when it is removed."""
    work = folder / "work.py"
    before = state(work)
    saved, now = changes(work, before, sleep=Clock(work.unlink))
    assert (saved, now) == (["work.py"], {})
