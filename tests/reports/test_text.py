"""reports.text: hostile text becomes visible and harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.text import clean, excerpt, one_line, shorten

ANY = st.text(st.characters(exclude_categories=()), max_size=200)


@given(ANY)
@settings(deadline=None)
def test_clean_leaves_nothing_unseen(text: str) -> None:
    """No control, no half character, no direction override is left, and UTF-8 can hold the rest."""
    done = clean(text)
    done.encode("utf-8")
    left = {c for c in done if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} - {"\n", "\t"}
    assert left == set()
    assert not any(unicodedata.bidirectional(c) in BIDI_CONTROLS for c in done)


BIDI_CONTROLS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(ANY)
@settings(deadline=None)
def test_clean_is_done_once(text: str) -> None:
    """Cleaning what is clean changes nothing."""
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "two\nlines\tand a tab",
        "naïve Ångström Łódź Đặng",
        "كتاب",
        "नमस्ते",
        "本棚 辻\U000e0100",
        "👩\u200d🔬 ❤\ufe0f",
        "می\u200cخواهم",
        "∂L/∂W = Xᵀδ",
    ],
)
def test_clean_leaves_ordinary_writing_alone(text: str) -> None:
    """Names and formulas of any script stay as they are."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\rb", "a\\rb"),
        ("a\r\nb", "a\nb"),
        ("nul\x00", "nul\\x00"),
        ("\x9b2J", "\\x9b2J"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("a\u200bb", "a\\u200bb"),
        ("\ufeffa", "\\ufeffa"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\u2028", "\\u2028"),
    ],
)
def test_clean_writes_the_unseen_as_python_would(text: str, shown: str) -> None:
    """What a browser would obey or swallow is spelled out."""
    assert clean(text) == shown


def test_clean_flattens_piles_of_marks() -> None:
    """Marks cannot be stacked over the lines above."""
    done = clean("Z" + "\u0301" * 500 + "!")
    assert done.startswith("Z\u0301")
    assert done.endswith("!")
    assert done.count("\u0301") <= 4


def test_one_line_holds_one_line() -> None:
    """A name cannot break a heading or a row."""
    assert one_line("ann\nlee\tx") == "ann\\nlee\\tx"
    assert one_line(None) == "None"


@given(ANY, st.integers(20, 60))
@settings(deadline=None)
def test_shorten_keeps_both_ends(text: str, limit: int) -> None:
    """A cut text starts and ends as before, and says how much is missing."""
    done = shorten(text, limit)
    if len(text) <= limit:
        assert done == text
        return
    head, missing, tail = done.split(" … (")[0], done, done.split(") … ")[-1]
    assert text.startswith(head) or " … (" in text
    assert text.endswith(tail) or ") … " in text
    assert f"{len(text) - limit} characters more" in missing


@pytest.mark.parametrize("count", [1, 40, 41, 100, 5000])
def test_excerpt_counts_what_it_leaves_out(count: int) -> None:
    """Lines kept and lines said to be missing add up."""
    lines = [f"line {k}" for k in range(count)]
    done = excerpt("\n".join(lines), lines=40).split("\n")
    if count <= 40:
        assert done == lines
        return
    assert done[:30] == lines[:30]
    assert done[31:] == lines[-10:]
    assert done[30] == f"… {count - 40} lines more …"


def test_excerpt_cuts_long_lines() -> None:
    """One endless line is no way around the limit."""
    assert len(excerpt("x" * 10**6, columns=400)) < 500
