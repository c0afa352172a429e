"""The results of a batch as the program judged them, read again where a file changed.

Every mark rewrites a result file, but not what was judged: as long as that is the same, so is the
list of what there is to mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader import results
from grader.errors import UsageError
from grader.job import result_path
from grader.marks import Key, without_marks

_TOLD = ("student", "name", "group", "digest", "questions", "verdicts")
"""What marking by hand looks at; the other fields change with every mark."""
_BY_HAND = ("manual", "broken")

Stamp = tuple[int, int, int]


class Judged:
    """The result files of a batch's folder. One thread at a time."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._stamps: dict[str, Stamp] = {}
        self._results: dict[str, dict[str, Any]] = {}
        self._students: list[str] = []
        self._version = 0
        self.waiting: set[Key] = set()
        """(student, check) of all that a person may mark, as of the last `read`."""

    def read(self, students: Iterable[str]) -> tuple[list[Mapping[str, Any]], int]:
        """The results of these students, and a number that is another one when they changed.

        A student whose file cannot be read at the moment is left out.
        """
        wanted = list(students)
        changed = [student for student in wanted if self._renew(student)]
        if changed or wanted != self._students:
            self._students = wanted
            self._version += 1
            self.waiting = {
                (student, str(verdict["check"]))
                for student in wanted
                for verdict in self._results.get(student, {}).get("verdicts", ())
                if verdict["status"] in _BY_HAND
            }
        return [self._results[s] for s in wanted if s in self._results], self._version

    def _renew(self, student: str) -> bool:
        """Reads a file that changed; tells whether it was judged otherwise than before."""
        path = result_path(self._out, student)
        before = self._results.get(student)
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if self._stamps.get(student) == stamp:
                return False
            data = without_marks(results.read(path))
        except (OSError, UsageError):
            self._stamps.pop(student, None)
            self._results.pop(student, None)
            return before is not None
        self._stamps[student] = stamp
        told = {name: data[name] for name in _TOLD if name in data}
        if told == before:
            return False
        self._results[student] = told
        return True
