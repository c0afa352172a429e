"""What a worker prints: counted in full, kept in part.

Imports nothing of the project. Printed bytes are hostile: nothing here looks at them.
"""

from __future__ import annotations

KEPT_BYTES = 64 * 1024


class Output:
    """The printed bytes of one worker."""

    def __init__(self) -> None:
        self.total = 0
        self._kept = bytearray()
        self._told_kept = 0
        self._told_total = 0

    def add(self, data: bytes) -> None:
        """Takes what was read from the pipe."""
        self.total += len(data)
        room = KEPT_BYTES - len(self._kept)
        if room > 0:
            self._kept += data[:room]

    def since_last(self) -> tuple[str, int]:
        """What was kept, and how many bytes were printed, since the last time this was called."""
        text = bytes(self._kept[self._told_kept :]).decode("utf-8", "replace")
        count = self.total - self._told_total
        self._told_kept, self._told_total = len(self._kept), self.total
        return text, count
