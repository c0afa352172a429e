"""Bytes to characters, whatever editor wrote them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import text
from grader.load.text import NotText, decode

# A second byte order mark, and the character that ends files of DOS, are nobody's text.
LINES = st.text(st.characters(exclude_characters="\0\r\x1a\ufeff", exclude_categories=["Cs"]))


@settings(deadline=None)
@given(LINES)
def test_utf8_comes_back_as_it_was(characters: str) -> None:
    """Decoding UTF-8 without `\\r` changes nothing, with or without a byte order mark."""
    plain = characters
    if not text._COOKIE.match(plain.encode()):
        assert decode(plain.encode()) == (plain, "")
    assert decode(codecs.BOM_UTF8 + plain.encode()) == (plain, "")


@settings(deadline=None)
@given(LINES, st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]))
def test_marked_utf16_and_utf32_are_read_and_remarked(characters: str, encoding: str) -> None:
    """Notepad's "Unicode" is text too; the student hears of it."""
    mark = "\ufeff".encode(encoding)
    decoded = decode(mark + characters.encode(encoding))
    assert decoded.text == characters
    assert decoded.remark == f"is in {encoding[:6].upper()}"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_become_newlines(end: str) -> None:
    """Line numbers are the same whatever the system; tabs and form feeds stay."""
    decoded = decode(end.join(["a = 1", "\tb\x0cc", ""]).encode())
    assert decoded.text == "a = 1\n\tb\x0cc\n"
    assert decoded.remark == ("ends its lines the way old Macs did" if end == "\r" else "")


@pytest.mark.parametrize("name", ["latin-1", "iso-8859-15", "cp1252", "koi8-r", "gbk", "shift_jis"])
@pytest.mark.parametrize("first", ["", "#!/usr/bin/python\n"])
def test_a_declared_encoding_is_used(name: str, first: str) -> None:
    """PEP 263: a comment in one of the first two lines says what the bytes mean."""
    letters = {"koi8-r": "привет", "gbk": "你好", "shift_jis": "こんにちは"}.get(name, "é")
    source = f"{first}# -*- coding: {name} -*-\ns = '{letters}'\n"
    assert decode(source.encode(name)) == (source, "")


@pytest.mark.parametrize(
    "name", ["punycode", "unicode_escape", "rot13", "zlib", "idna", "nonsense"]
)
def test_codecs_that_are_no_character_sets_are_not_used(name: str) -> None:
    """A comment cannot choose what code decodes the file."""
    source = f"# coding: {name}\ns = 'abc\\\\x41'\n"
    assert decode(source.encode()) == (source, "")


def test_a_cookie_in_the_third_line_or_behind_code_is_none() -> None:
    """Only a comment at the very top declares anything."""
    for source in ("a\nb\n# coding: latin-1\n'é'", "x = 1 # coding: x\n# coding: cp1251\n'é'"):
        assert decode(source.encode()).text == source


def test_windows_text_is_read_with_a_remark() -> None:
    """What is not UTF-8 and declares nothing is what Windows writes."""
    assert decode("x = 'Größe – „ä“'".encode("cp1252")) == (
        "x = 'Größe – „ä“'",
        "is not UTF-8; it was read as Windows-1252",
    )
    assert decode(b"x = '\x81\xe9'").remark == "is not UTF-8; it was read as Latin-1"
    declared = decode("# coding: utf-8\n'é'".encode("latin-1"))
    assert declared.remark == "is not utf-8; it was read as Windows-1252"


def test_a_mark_that_lies_is_not_believed() -> None:
    """A UTF-8 mark before other bytes: read as Windows text."""
    assert decode(codecs.BOM_UTF8 + b"'\xe9'") == (
        "'é'",
        "is not UTF-8; it was read as Windows-1252",
    )


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"a\0b", "it has NUL bytes"),
        (codecs.BOM_UTF8 + b"a\0", "it has NUL bytes"),
        ("\ufeffa\0".encode("utf-16-le"), "it has NUL bytes"),
        (codecs.BOM_UTF16_LE + b"a", "it starts like UTF-16-LE but is not"),
        (b"\x1f\x8b\x08\x01\xff\xfe", "its bytes are no characters"),
        (b"\x89PNG\r\n\x1a\n\x01\xff", "its bytes are no characters"),
    ],
)
def test_what_is_no_text_says_why(raw: bytes, reason: str) -> None:
    """Binary files under a text's name are refused with a reason."""
    with pytest.raises(NotText, match=reason):
        decode(raw)


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_text_or_not_text(raw: bytes) -> None:
    """Nothing else can come out, and text has one kind of line end and no NUL."""
    try:
        decoded = decode(raw)
    except NotText:
        return
    assert "\r" not in decoded.text
    assert "\0" not in decoded.text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_nul_bytes(encoding: str) -> None:
    """Every second byte of mostly plain letters is NUL; other bytes with NUL are no text."""
    assert decode("x = 'é'\ny = 1\n".encode(encoding)) == ("x = 'é'\ny = 1\n", "is in UTF-16")
    with pytest.raises(NotText, match="NUL"):
        decode(b"x = 1\n\0\0")


def test_marks_that_are_nobodys_text_are_left_out() -> None:
    """A byte order mark too many, and the end of a file as DOS wrote it."""
    assert decode("\ufeff\ufeffx = 1\n\x1a".encode()) == ("x = 1\n", "")
