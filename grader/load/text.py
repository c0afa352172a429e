"""Bytes of a source or a text file to characters, whatever editor wrote them."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple


class NotText(ValueError):
    """The bytes are no text; the message completes "it is not text: "."""


class Text(NamedTuple):
    """The characters, with plain line ends, and what was unusual about the bytes ("" if nothing)."""

    text: str
    remark: str = ""


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the start of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# PEP 263: a comment in one of the first two lines, the first being blank or a comment too.
_COOKIE = re.compile(
    rb"\A(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)"
)

# Only these: a cookie could also name a codec that is slow on purpose, or no character set.
_DECLARABLE = re.compile(
    r"ascii|utf-8|utf-8-sig|latin-1|iso8859-\d+|cp\d+|mac-roman|koi8-[rtu]"
    r"|gbk|gb2312|gb18030|big5|big5hkscs|euc[_-](jp|kr)|shift_jis|cp949|johab|kz1048"
)

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")


def decode(raw: bytes) -> Text:
    """The text that some bytes stand for: UTF-8, what they declare, else Windows-1252.

    A byte order mark decides first, then a PEP 263 comment. Lines end in `\\n` afterwards, as in
    every file that Python opens as text; tabs and form feeds stay.

    Raises:
        NotText: they hold NUL, or are neither UTF-8 nor anything a person typed.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _marked(raw[len(mark) :], encoding)
    if b"\0" in raw:
        if encoding := _unmarked(raw):
            return _marked(raw, encoding)
        raise NotText("it has NUL bytes")
    declared = _declared(raw)
    try:
        if declared not in ("", "utf-8", "utf-8-sig", "ascii"):
            return _lines(raw.decode(declared), "")
        return _lines(raw.decode("utf-8"), "")
    except UnicodeDecodeError:
        return _guessed(raw, declared)


def _marked(raw: bytes, encoding: str) -> Text:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-8":
            return _guessed(raw, "UTF-8")
        raise NotText(f"it starts like {encoding.upper()} but is not") from None
    if "\0" in text:
        raise NotText("it has NUL bytes")
    return _lines(text, "" if encoding == "utf-8" else f"is in {encoding[:6].upper()}")


def _unmarked(raw: bytes) -> str:
    """UTF-16 without a mark, where every second byte of what is mostly ASCII is NUL; else ""."""
    if len(raw) % 2 or len(raw) < 4:
        return ""
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if raw[place::2].count(0) > 0.9 * len(raw) / 2 and not raw[1 - place :: 2].count(0):
            return encoding
    return ""


def _declared(raw: bytes) -> str:
    """The standard name of the encoding that a comment declares, or "" for none that we trust."""
    match = _COOKIE.match(raw[:1000])
    if not match:
        return ""
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace")).name
    except (LookupError, ValueError):
        return ""
    return name if _DECLARABLE.fullmatch(name) else ""


def _guessed(raw: bytes, declared: str) -> Text:
    """Windows-1252, and Latin-1 for the few bytes that it leaves undefined."""
    try:
        text, name = raw.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = raw.decode("latin-1"), "Latin-1"
    if _CONTROL.search(text):
        raise NotText("its bytes are no characters")
    return _lines(text, f"is not {declared or 'UTF-8'}; it was read as {name}")


def _lines(text: str, remark: str) -> Text:
    text = text.removeprefix("\ufeff").removesuffix("\x1a")  # a second mark; the end of DOS files
    if "\r" not in text:
        return Text(text, remark)
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        remark = remark or "ends its lines the way old Macs did"
    return Text(text.replace("\r", "\n"), remark)
