"""Everything that a text may call somebody, and its replacement by a code.

Ids, keys and whole names are looked for everywhere, in the ways that paths, file names and
programs write them. A first name alone is looked for in its owner's own texts only, because `Max`
and `Grad` are words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from grader.exports.roll import Row
from grader.types import safe_name

_SHORTEST_NUMBER = 5
"""Digits of an id that is looked for: a shorter one would be found in any output."""
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"


class Spellings:
    """Finds what people are called in a text and puts their codes there."""

    def __init__(self, people: Iterable[Row], codes: Mapping[str, str]) -> None:
        """Takes everybody of a class.

        Args:
            people: names and ids.
            codes: student -> code.
        """
        self._code: dict[str, str] = {}
        forms: set[str] = set()
        self._own: dict[str, tuple[re.Pattern[str], str]] = {}
        for person in people:
            code = codes[person.student]
            for text in _whole(person):
                self._code.setdefault(_plain(text), code)
                forms.add(text)
            if parts := sorted(set(_parts(person)), key=len, reverse=True):
                either = "|".join(map(re.escape, parts))
                pattern = rf"{_BEFORE}(?:{either}){_AFTER}|(?<=[/\\])(?i:{either}){_AFTER}"
                self._own[person.student] = re.compile(pattern), code
        self._anywhere = (
            re.compile(f"{_BEFORE}{_any_of(forms)}{_AFTER}", re.IGNORECASE) if forms else None
        )

    def hidden(self, text: str, *, of: str = "") -> str:
        """The text with codes; in one that belongs to a student also without parts of their name.

        Args:
            text: anything.
            of: key of the student whose own text it is.
        """
        if self._anywhere is not None:
            text = self._anywhere.sub(lambda m: self._code.get(_plain(m[0]), "someone"), text)
        if of in self._own:
            pattern, code = self._own[of]
            text = pattern.sub(code, text)
        return text


def _whole(person: Row) -> Iterable[str]:
    """What belongs to this person alone: the key, the ids, the name in its usual spellings."""
    for text in (person.student, person.name):
        words = re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", _straight(text))
        if not _searchable(text):
            continue
        yield from _written(text)
        if len(words) > 1:
            turned = [words[-1], *words[:-1]]
            for order in (words, turned):
                for between in (" ", "_", ".", "-", "", ", ", "%20", "+"):
                    yield from _written(between.join(order))
            yield from _written(f"{turned[0]}, {' '.join(turned[1:])}")
    for value in person.ids.values():
        if _searchable(value):
            yield from _written(value)


def _straight(name: str) -> str:
    """`Lee, Ann` as `Ann Lee`."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _searchable(text: str) -> bool:
    """Long enough to mean a person and not a word or number of any text."""
    stripped = text.strip()
    return len(stripped) >= (_SHORTEST_NUMBER if stripped.isdigit() else 2)


def _written(text: str) -> Iterable[str]:
    """A text as it is, decomposed, in a file name, in a link, and as Python escapes it."""
    yield text
    yield unicodedata.normalize("NFD", text)
    yield safe_name(text)
    yield quote(text, errors="replace")
    yield ascii(text)[1:-1]


def _parts(person: Row) -> Iterable[str]:
    """First and last name, and what stands before the @: not unique, so only in own texts."""
    # A key with digits, such as student_17, is no name.
    named = [person.name] if person.name or re.search(r"\d", person.student) else [person.student]
    for text in named:
        yield from re.findall(r"[^\W\d_]{3,}", text)
    for value in person.ids.values():
        local, at, _ = value.partition("@")
        if at and len(local) >= 3:
            yield local


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _any_of(texts: Iterable[str]) -> str:
    """One expression for many texts, by their common beginnings: fast also for a large class."""
    tree: dict[str, dict] = {}
    for text in texts:
        # Some letters have more than one capital, or fold to two: all ways that they are written.
        for form in {text, text.lower(), _plain(text), unicodedata.normalize("NFD", text.lower())}:
            at = tree
            for letter in form:
                at = at.setdefault(letter, {})
            at[""] = {}
    return _branch(tree)


def _branch(tree: Mapping[str, dict]) -> str:
    branches = [re.escape(letter) + _branch(tree[letter]) for letter in sorted(tree) if letter]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and "" not in tree else f"(?:{'|'.join(branches)})"
    return f"{body}?" if "" in tree else body
