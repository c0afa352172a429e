"""The small parts: output, meters, the folder watch, the sentences."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.sandbox import answers, ends, folder_watch
from grader.sandbox.folder_watch import FolderWatch
from grader.sandbox.meter import NoMeter, meter_of
from grader.sandbox.output import KEPT_BYTES, Output


@pytest.mark.parametrize("module", [answers, ends])
def test_examples_in_docstrings_are_true(module: object) -> None:
    """What the documentation shows is what happens."""
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def test_output_keeps_the_beginning_and_counts_all() -> None:
    """Each part is told once; beyond what is kept only the count grows."""
    output = Output()
    output.add(b"one")
    assert output.since_last() == ("one", 3)
    output.add(b"x" * KEPT_BYTES)
    assert output.since_last() == ("x" * (KEPT_BYTES - 3), KEPT_BYTES)
    output.add(b"more")
    assert output.since_last() == ("", 4)
    assert output.since_last() == ("", 0)
    assert output.total == KEPT_BYTES + 7


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (-9, "ended by SIGKILL"),
        (-250, "ended by signal 250"),
        (1, "exited with status 1 in the middle of the call"),
        (0xC0000005, "ended by the system with code 0xc0000005"),
    ],
)
def test_ends(code: int, sentence: str) -> None:
    """A signal, an unknown signal, a status and an end of Windows."""
    assert ends.exited(code) == sentence


def test_a_meter_reads_another_process() -> None:
    """CPU seconds and memory of a child, from outside; what was read last once it is gone."""
    program = "import time; x = bytearray(50 << 20); x[::4096] = b'x' * len(x[::4096]); input()"
    child = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE)
    meter = meter_of(child)
    deadline = time.monotonic() + 30
    while meter.memory_mb() < 50 and time.monotonic() < deadline:
        time.sleep(0.01)
    before = meter.cpu_s()
    assert meter.memory_mb() >= 50
    assert 0 < before < 30
    child.communicate(b"\n")
    assert meter.cpu_s() == before
    assert meter.memory_mb() >= 50
    meter.close()


def test_a_system_that_tells_nothing() -> None:
    """There the wall clock alone bounds a call, and nothing else fails."""
    meter = NoMeter()
    assert (meter.cpu_s(), meter.memory_mb()) == (0.0, 0.0)
    meter.close()


def test_a_folder_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many bytes and too many files are told; sparse files, links and vanishing folders not."""
    monkeypatch.setattr(folder_watch, "_EVERY_S", 0.0)
    watch = FolderWatch(str(tmp_path), 1)
    assert watch.overfull() == ""
    with open(tmp_path / "sparse", "wb") as file:
        os.ftruncate(file.fileno(), 1 << 30)
    (tmp_path / "link").symlink_to("/")
    assert watch.overfull() == ""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "large").write_bytes(os.urandom(3 << 20))
    time.sleep(0.05)
    assert watch.overfull() == "wrote 3 MiB of files, 1 MiB are allowed"
    (tmp_path / "deep" / "large").unlink()
    for number in range(2001):
        (tmp_path / "deep" / str(number)).touch()
    time.sleep(0.1)
    assert watch.overfull() == "made more than 2000 files"
    assert FolderWatch(str(tmp_path / "absent"), 1).overfull() == ""


def test_a_folder_is_not_watched_all_the_time(tmp_path: Path) -> None:
    """Looking costs time, so it is done now and then."""
    watch = FolderWatch(str(tmp_path), 0)
    (tmp_path / "file").write_bytes(b"x" * 100_000)
    assert watch.overfull() == ""
