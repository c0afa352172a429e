"""Full and read-only disks: whole writes, no halves left behind, one sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click
import pytest

from grader.atomic import write_atomically
from grader.cli import main as command_line
from grader.disk import disk_trouble, write_all


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "out/x: the disk is full. Nothing that stood already is lost: make room"),
        (errno.EDQUOT, "out/x: the disk is full."),
        (errno.EROFS, "out/x: the disk can only be read; choose a folder on another one."),
        (errno.EACCES, "out/x: you may not read or write it; give yourself the right"),
    ],
)
def test_the_disk_is_told_in_a_sentence(number: int, says: str) -> None:
    """What, where, what to do."""
    assert (disk_trouble(OSError(number, "", "out/x")) or "").startswith(says)
    assert (disk_trouble(OSError(number, "")) or "").startswith(says.removeprefix("out/x: "))


def test_a_file_of_our_own_is_told_as_its_folder() -> None:
    """Nobody knows what `.batch.json.123.part` is."""
    told = disk_trouble(OSError(errno.EACCES, "", "out/.batch.json.123.part"))
    assert (told or "").startswith("out: you may not")


def test_other_errors_are_not_the_disk() -> None:
    """They keep their traceback: nobody knows what to do about them."""
    assert disk_trouble(OSError(errno.EBADF, "")) is None


def test_a_short_write_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may take less than it was given, and says so in a number only."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:3]))
    fd = os.open(tmp_path / "f", os.O_WRONLY | os.O_CREAT)
    try:
        write_all(fd, b"0123456789")
    finally:
        os.close(fd)
    assert (tmp_path / "f").read_bytes() == b"0123456789"


def test_a_failed_write_leaves_the_old_file_and_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the half would take the room that is needed."""

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_atomically(tmp_path / "f", [b"old"])
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path / "f", [b"new"])
    assert [p.name for p in tmp_path.iterdir()] == ["f"]
    assert (tmp_path / "f").read_bytes() == b"old"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EBADF])
def test_a_command_says_it_and_ends_in_one(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Any command may meet a full disk; what is not the disk is not dressed up."""

    @click.command()
    def broken() -> None:
        raise OSError(number, "", "x")

    monkeypatch.setattr(command_line, "cli", broken)
    expected = SystemExit if number == errno.ENOSPC else OSError
    with pytest.raises(expected) as caught:
        command_line.main([])
    if isinstance(caught.value, SystemExit):
        assert caught.value.code == 1
        assert capsys.readouterr().err.startswith("grader: x: the disk is full.")
