"""Locks that processes and threads share."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

from grader.locking import locked


def _count(folder: Path, times: int) -> None:
    for _ in range(times):
        with locked(folder / "lock"):
            number = folder / "number"
            number.write_text(str(int(number.read_text()) + 1))


def test_processes_wait_for_each_other(tmp_path: Path) -> None:
    """Reading, adding and writing is done by one at a time, so no addition is lost."""
    (tmp_path / "number").write_text("0")
    context = multiprocessing.get_context("spawn")
    many = [context.Process(target=_count, args=(tmp_path, 60)) for _ in range(3)]
    for process in many:
        process.start()
    for process in many:
        process.join()
    assert (tmp_path / "number").read_text() == "180"


def test_threads_wait_for_each_other(tmp_path: Path) -> None:
    """The same within one process."""
    (tmp_path / "number").write_text("0")
    many = [threading.Thread(target=_count, args=(tmp_path, 60)) for _ in range(3)]
    for thread in many:
        thread.start()
    for thread in many:
        thread.join()
    assert (tmp_path / "number").read_text() == "180"


def test_an_error_lets_go(tmp_path: Path) -> None:
    """Whoever waits next is not stuck; the file stays and can be read by its owner only."""
    try:
        with locked(tmp_path / "lock"):
            raise ValueError
    except ValueError:
        pass
    with locked(tmp_path / "lock"):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600
