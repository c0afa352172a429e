"""Comments that can be used again: `comments.json` in a batch's folder, shared by all markers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grader.atomic import write_atomically
from grader.errors import UsageError
from grader.locking import locked

FORMAT = 1
LONGEST = 4000
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on the answers to one check."""

    text: str
    taken_off: float = 0.0
    """Points that choosing it takes off."""


class Comments:
    """The file. What two people add at once is both kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, check: str) -> tuple[Comment, ...]:
        """The comments of a check, the oldest first.

        Raises:
            UsageError: the file is damaged; it is never overwritten then.
        """
        return tuple(self._read().get(check, ()))

    def add(self, check: str, comment: Comment) -> tuple[Comment, ...]:
        """Keeps a comment; one with the same text is replaced.

        Raises:
            UsageError: nothing in it, too long, or a damaged file.
            OSError: it cannot be written.
        """
        if not comment.text.strip():
            raise UsageError("There is no comment to keep: write one first.")
        if len(comment.text) > LONGEST:
            raise UsageError(f"A comment has at most {LONGEST} characters.")
        return self._change(
            check,
            lambda old: (
                [comment if c.text == comment.text else c for c in old]
                if any(c.text == comment.text for c in old)
                else [*old, comment]
            ),
        )

    def remove(self, check: str, text: str) -> tuple[Comment, ...]:
        """Forgets a comment; marks that it was used in keep it."""
        return self._change(check, lambda old: [c for c in old if c.text != text])

    def _change(
        self, check: str, change: Callable[[list[Comment]], list[Comment]]
    ) -> tuple[Comment, ...]:
        with locked(self._path.with_name(f".{self._path.name}.lock")):
            everything = self._read()
            everything[check] = change(everything.get(check, []))
            data = {
                "format": FORMAT,
                "comments": {k: [asdict(c) for c in v] for k, v in everything.items() if v},
            }
            text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
            write_atomically(self._path, [text.encode("utf-8", "replace")])
            return tuple(everything[check])

    def _read(self) -> dict[str, list[Comment]]:
        try:
            data: Any = json.loads(self._path.read_bytes())
            if data["format"] != FORMAT:
                raise ValueError
            return {
                str(check): [Comment(str(c["text"]), float(c["taken_off"])) for c in found]
                for check, found in data["comments"].items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise UsageError(
                f"{self._path} is damaged; mend it or move it away, and comments can be kept again."
            ) from None
