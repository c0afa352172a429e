"""The tree that latex2mathml makes of a formula, written as MathML that nothing can break out of.

Only known elements and known attributes are written, and every text is cleaned (text.py) and
escaped. Must import neither jinja2 nor latex2mathml.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from reports.text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CHILDREN = {
    **{"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "mroot": 2},
    **{"msubsup": 3, "munderover": 3},
}
"""How many children an element must have to mean anything."""
_BOXES = frozenset({*_CHILDREN, "mrow", "msqrt", "mstyle", "mtable", "mtr", "mtd"})
_LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
_KEPT = {
    "stretchy": re.compile("true|false"),
    "fence": re.compile("true|false"),
    "form": re.compile("prefix|infix|postfix"),
    "accent": re.compile("true|false"),
    "displaystyle": re.compile("true|false"),
    "movablelimits": re.compile("true|false"),
    "scriptlevel": re.compile("[0-3]"),
    "linethickness": re.compile("0"),
    "minsize": re.compile(r"[1-3]\.\d+em"),
    "maxsize": re.compile(r"[1-3]\.\d+em"),
    "columnalign": re.compile("((left|right|center) ?)+"),
}
_SPACE = re.compile(r"-?0?\.\d+em|[12](\.\d+)?em")
"""Widths of a space that TeX's own commands make; a student's of 100 em would tear the page."""
_REFERENCE = re.compile("&#x([0-9a-fA-F]{1,6});")


class NotSet(Exception):
    """This formula has to be shown as its source."""


def written(element: Element) -> str:
    """One element of the tree, with whatever is in it, as text that needs no further escaping.

    Raises:
        NotSet: Something in it means nothing.
    """
    tag = element.tag
    if tag in _LEAVES:
        return _leaf(element)
    if tag == "mspace":
        width = element.get("width", "")
        return f'<mspace width="{width}"></mspace>' if _SPACE.fullmatch(width) else ""
    if tag == "menclose":
        kind = "boxed" if element.get("notation") == "box" else "struck"
        return f'<mrow class="{kind}">{_row(element)}</mrow>'
    if tag not in _BOXES or len(element) != _CHILDREN.get(tag, len(element)):
        raise NotSet
    inside = _row(element) if tag not in _CHILDREN else "".join(_argument(e) for e in element)
    if tag == "mrow" and not element.attrib and (len(element) == 1 or not inside):
        return inside
    return f"<{tag}{_attributes(element)}>{inside}</{tag}>"


def _argument(element: Element) -> str:
    """A child whose place means something: it must stay one element, also when it is empty."""
    return written(element) or "<mrow></mrow>"


def _attributes(element: Element) -> str:
    kept = [
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in _KEPT and _KEPT[name].fullmatch(value)
    ]
    return "".join(kept)


def _row(element: Element) -> str:
    """Children one after another, with a little room around the names of functions."""
    letters = [child.text or "" for child in element]
    if len(element) > 1 and all(
        e.tag == "mi" and e.get("mathvariant") == "normal" and len(t) == 1
        for e, t in zip(element, letters, strict=True)
    ):
        return f'<mi mathvariant="normal">{_text("".join(letters))}</mi>'
    parts: list[str] = []
    for number, child in enumerate(element):
        before = element[number - 1] if number else None
        if before is not None and (_function(before) or _function(child)):
            tight = _spaced(before) or _spaced(child)
            parts.append("" if tight else '<mspace width="0.167em"></mspace>')
        parts.append(written(child))
    return "".join(parts)


def _spaced(element: Element) -> bool:
    """Whether an element brings its own room along, or needs none: operators, brackets, spaces."""
    return element.tag in ("mo", "mspace") and not _function(element)


def _function(element: Element) -> bool:
    """Whether it is a name of several letters, perhaps with an index: `log`, `log_2`."""
    while element.tag in ("msub", "msup", "msubsup") and len(element):
        element = element[0]
    return element.tag in ("mi", "mo") and _named(_unreferenced(element.text or ""))


def _leaf(element: Element) -> str:
    """A letter, a number, an operator or a text.

    Raises:
        NotSet: It is a command that the parser does not know and took for a name.
    """
    if len(element):
        raise NotSet
    given = element.text or ""
    if given.startswith("\\") or (given == "&" and element.tag == "mi"):
        raise NotSet
    text, bold, upright = _plain(_unreferenced(given))
    tag = _kind(element.tag, text)
    variant = element.get("mathvariant", "")
    bold = bold or "bold" in variant
    upright = upright or variant in ("normal", "bold", "sans-serif", "monospace")
    upright = (
        upright or "\N{GREEK CAPITAL LETTER ALPHA}" <= text <= "\N{GREEK CAPITAL LETTER OMEGA}"
    )
    upright = upright or (text != given and text.isascii())  # how the parser says "upright d"
    if variant == "double-struck" and text == "1":
        text = "\N{MATHEMATICAL DOUBLE-STRUCK DIGIT ONE}"
    added = ' class="bold"' if bold else ""
    if tag == "mi" and (upright or len(text) != 1 or not _slanted(text)):
        added += ' mathvariant="normal"'
    return f"<{tag}{added}{_attributes(element)}>{_text(text)}</{tag}>"


def _slanted(letter: str) -> bool:
    """Whether a letter is a variable: Latin, or small Greek, and not one with a style of its own.

    >>> _slanted("W"), _slanted("\\N{GREEK SMALL LETTER ETA}"), _slanted("\\N{SCRIPT CAPITAL L}")
    (True, True, False)
    """
    return letter.isalpha() and (letter.isascii() or "\u03b1" <= letter <= "\u03f5")


def _kind(tag: str, text: str) -> str:
    """Its element: a prime is an operator, and the name of a function is none."""
    if tag == "mi" and text.startswith("\N{PRIME}"):
        return "mo"
    return "mi" if tag == "mo" and _named(text) else tag


def _named(text: str) -> bool:
    """Whether a text is a name of several letters, as `log` and `arg max` are."""
    return len(text) > 1 and text.replace("\N{THIN SPACE}", "").isalpha()


def _unreferenced(text: str) -> str:
    """Character references as the parser writes them, as the characters they stand for."""
    return _REFERENCE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), text)


def _plain(text: str) -> tuple[str, bool, bool]:
    """Bold and sans-serif letters of mathematics as letters that every font has.

    Returns:
        The text, whether it is bold, whether it is upright.

    >>> _plain("\\N{MATHEMATICAL BOLD CAPITAL W}"), _plain("x")
    (('W', True, True), ('x', False, False))
    """
    if len(text) != 1 or not "\U0001d400" <= text <= "\U0001d7ff":
        return text, False, False
    name = unicodedata.name(text, "")
    if not name.startswith(("MATHEMATICAL BOLD", "MATHEMATICAL SANS-SERIF")):
        return text, False, False
    if "SCRIPT" in name or "FRAKTUR" in name:
        return text, False, False
    return unicodedata.normalize("NFKC", text), "BOLD" in name, "ITALIC" not in name


def _text(text: str) -> str:
    from markupsafe import escape

    return str(escape(clean(text).replace("\n", " ")))
