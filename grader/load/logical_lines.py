"""Where statements can start in a source that does not parse."""

from __future__ import annotations

import re


class LogicalLines:
    """Where in Python's grammar a line ends: inside brackets, a string, or a continued line."""

    _TOKEN = re.compile(
        r"""(?P<quote>\"{3}|'{3}|["'])|(?P<comment>\#)|(?P<open>[(\[{])|(?P<close>[)\]}])"""
    )

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def at_start(self) -> bool:
        """Whether the next line starts a statement."""
        return not (self._depth or self._quote or self._continued)

    def read(self, line: str) -> None:
        """Moves past one line."""
        position = 0
        while True:
            if self._quote:
                position = self._string_end(line, position)
                if self._quote:
                    break
            token = self._TOKEN.search(line, position)
            if not token or token["comment"]:
                self._continued = not token and line.endswith("\\")
                return
            position = token.end()
            if token["quote"]:
                self._quote = token["quote"]
            else:
                self._depth = max(0, self._depth + (1 if token["open"] else -1))
        if len(self._quote) == 1 and not line.endswith("\\"):
            self._quote = ""  # a string that was never closed ends with its line
        self._continued = False

    def _string_end(self, line: str, position: int) -> int:
        """Behind the closing quote, or at the end of the line with the string still open."""
        while position < len(line):
            if line[position] == "\\":
                position += 2
            elif line.startswith(self._quote, position):
                position += len(self._quote)
                self._quote = ""
                return position
            else:
                position += 1
        return position
