"""What makes a killed batch resume: one line per finished submission, appended after its files.

A line counts only when it is whole, and its files were written before it, so that whatever moment
the batch is killed at, a line never promises something that is not there.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grader.disk import write_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One finished submission: a student, or one of their attempts."""

    student: str
    key: str
    """Everything its mark depends on: submission, homework, seed, sandbox, program."""
    earned: float
    possible: float
    statuses: dict[str, int]
    """Status -> number of verdicts."""
    sandbox: str
    """Tier it was graded under: "1", "2", "3" or "none"."""
    attempt: int = 0
    """Which of a student's several attempts; 0 for the only one."""
    counted: bool = True
    """Whether it is the attempt that counts."""
    final: float | None = None
    """The mark after the policy; None when it cannot be known yet."""

    @property
    def unit(self) -> tuple[str, int]:
        """What tells it from all others of the batch."""
        return self.student, self.attempt


class Journal:
    """The file `journal` of a batch's folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def entries(self) -> dict[tuple[str, int], Entry]:
        """Student and attempt -> the last whole line about them."""
        try:
            lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return {}
        out: dict[tuple[str, int], Entry] = {}
        for line in lines[:-1]:  # what follows the last newline was cut off
            try:
                entry = Entry(**json.loads(line))
            except (ValueError, TypeError):
                continue
            out[entry.unit] = entry
        return out

    def append(self, entry: Entry) -> None:
        """Adds a line that is on disk when this returns."""
        self._write([entry], os.O_APPEND)

    def rewrite(self, entries: list[Entry]) -> None:
        """Replaces the file by these lines, whole or not at all."""
        part = self._path.with_name(f".journal.{os.getpid()}.part")
        Journal(part)._write(entries, os.O_TRUNC)
        os.replace(part, self._path)

    def _write(self, entries: list[Entry], flag: int) -> None:
        text = "".join(_line(e) for e in entries)
        fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | flag, 0o600)
        try:
            # A kill may have left half a line: start on a new one.
            if flag == os.O_APPEND and not self._ends_whole():
                text = "\n" + text
            write_all(fd, text.encode("utf-8", "replace"))
            os.fsync(fd)
        finally:
            os.close(fd)

    def _ends_whole(self) -> bool:
        with open(self._path, "rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return True
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def _line(entry: Entry) -> str:
    data: dict[str, Any] = asdict(entry)
    return json.dumps(data, ensure_ascii=True, sort_keys=True) + "\n"
