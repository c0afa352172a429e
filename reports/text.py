"""Text that a student controls, made safe to look at: nothing invisible, nothing endless.

Escaping for HTML is not done here but by the template engine (render.py). Must not import jinja2.
"""

from __future__ import annotations

import re
from typing import Any

_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters: terminal escapes, carriage returns
    "\u00ad\u034f\u061c\u180e\u3164\uffa0"  # characters that show nothing
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, direction
    "\ud800-\udfff"  # halves of a character: they cannot be written as UTF-8
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"  # byte order mark, non-characters
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags: hidden messages
    "]"
)
"""What a browser would swallow, obey or choke on. The zero-width joiners U+200C and U+200D stay:
Persian, Indic scripts and emoji need them, and they reorder nothing."""

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_PILED = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
"""More marks on one letter than any language uses: they would be drawn over the lines around."""


def clean(text: str) -> str:
    r"""Make every character of a text visible and harmless; newlines and tabs stay.

    Args:
        text: Any string at all, lone surrogates included.

    Returns:
        The same text with control characters, direction overrides, invisible characters and lone
        surrogates written as Python would escape them. It can always be encoded as UTF-8.

    >>> clean("\x1b[31mred\u202e")
    '\\x1b[31mred\\u202e'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _UNSEEN.sub(_escape, text.replace("\r\n", "\n"))
    return text if text.isascii() else _PILED.sub("\\1\N{HORIZONTAL ELLIPSIS}", text)


def _escape(match: re.Match[str]) -> str:
    """One character as Python would write it in a string."""
    if match[0] == "\r":
        return "\\r"
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(value: Any, limit: int = 200) -> str:
    r"""A cleaned text for a place that holds one line: a name, a heading, a table cell.

    >>> one_line("ann\nlee")
    'ann\\nlee'
    """
    text = value if isinstance(value, str) else str(value)
    return clean(shorten(text, limit)).replace("\n", "\\n").replace("\t", "\\t")


def shorten(text: str, limit: int) -> str:
    """Keep the start and the end of a text longer than `limit` characters, and say what is missing.

    >>> shorten("a" * 1000, 20)
    'aaaaaaaaaaaaaaa … (980 characters more) … aaaaa'
    """
    if len(text) <= limit:
        return text
    tail = limit // 4
    return f"{text[: limit - tail]} … ({len(text) - limit} characters more) … {text[-tail:]}"


def excerpt(text: str, *, lines: int = 40, columns: int = 400) -> str:
    """The first and the last lines of a long text, each of bounded length.

    Args:
        text: What was printed or written; any length.
        lines: Most lines to keep; three quarters of them from the start.
        columns: Most characters to keep of one line.

    Returns:
        At most `lines` lines and one that counts what was left out.
    """
    text = text.replace("\r\n", "\n").rstrip("\n")
    count = text.count("\n") + 1
    if count <= lines:
        return "\n".join(shorten(line, columns) for line in text.split("\n"))
    tail = lines // 4
    first = text.split("\n", lines - tail)[:-1]
    last = text.rsplit("\n", tail)[1:]
    kept = [shorten(line, columns) for line in first]
    kept.append(f"… {count - lines} lines more …")
    kept.extend(shorten(line, columns) for line in last)
    return "\n".join(kept)
