"""How a mutant differs from the original: as a diff that can be applied, and as one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

_SHOWN = 60
_AROUND = 20


def unified(file: str, before: str, after: str) -> str:
    """A unified diff with one line of context.

    Args:
        file: the name that stands in its head.
        before: the original text.
        after: the changed text.
    """
    old, new = _lines(before), _lines(after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    top, rest = max(start - 1, 0), max(end - 1, 0)  # one line around the change is enough to see
    pieces = difflib.unified_diff(
        old[top : len(old) - rest], new[top : len(new) - rest], file, file, n=1
    )
    return "".join(_moved(pieces, top))


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.split("\n")[:-1]] + [
        line for line in text.split("\n")[-1:] if line
    ]


def _moved(pieces: Iterator[str], by: int) -> Iterator[str]:
    """The lines of a diff of an excerpt, numbered as in the whole text."""
    for piece in pieces:
        if piece.startswith("@@"):
            old, new = piece.split()[1:3]
            piece = f"@@ {_counted(old, by)} {_counted(new, by)} @@\n"
        yield piece if piece.endswith("\n") else piece + "\n\\ No newline at end of file\n"


def _counted(span: str, by: int) -> str:
    """`-3,2` moved down."""
    first, comma, count = span[1:].partition(",")
    return f"{span[0]}{int(first) + by}{comma}{count}"


def one_line(before: str, after: str) -> str:
    """`before -> after` on one line, cut to what is around the difference where it is long."""
    before, after = " ".join(before.split()), " ".join(after.split())
    if len(before) > _SHOWN or len(after) > _SHOWN:
        same = 0
        while same < min(len(before), len(after)) and before[same] == after[same]:
            same += 1
        tail = 0
        while tail < min(len(before), len(after)) - same and before[-1 - tail] == after[-1 - tail]:
            tail += 1
        before, after = (_excerpt(text, same, tail) for text in (before, after))
    return f"{before} -> {after}"


def _excerpt(text: str, same: int, tail: int) -> str:
    """What is around the part between two equal ends."""
    start, end = max(same - _AROUND, 0), min(len(text) - tail + _AROUND, len(text))
    if end - start > 2 * _SHOWN:
        end = start + 2 * _SHOWN
    return ("..." if start else "") + text[start:end] + ("..." if end < len(text) else "")
