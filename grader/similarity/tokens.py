"""Source code as a row of tokens in which a change of names, comments or layout cannot be seen.

Pygments finds the tokens: it reads anything, also what does not parse. Executes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, NamedTuple

LONGEST = 200_000
"""Characters of one module that are read; nobody writes more than that by hand."""

MOST = 20_000
"""Tokens of one module that are kept."""

_LONGEST_KIND = 80
_LONGEST_REMARK = 2000

_ASSIGNED = re.compile(r"\.[ \t]*([^\W\d]\w*)[ \t]*=(?!=)")
_DEFINED = re.compile(r"\bdef[ \t]+([^\W\d]\w*)")
_WORD = re.compile(r"[^\W_]+(?:['’]\w+)?")


class Token(NamedTuple):
    """A piece of code: what it is once names of one's own are taken out, and its line from 1."""

    kind: str
    line: int


class Remark(NamedTuple):
    """A comment or docstring: its words in small letters, and its first line from 1."""

    words: tuple[str, ...]
    line: int


class Code(NamedTuple):
    """One module: its tokens and its comments."""

    tokens: tuple[Token, ...]
    remarks: tuple[Remark, ...]


def read_code(source: str, given: Collection[str] = ()) -> Code:
    """The tokens and the comments of some source code.

    Names that a student chooses become `v`, attributes that the module itself assigns or defines
    become `a`, texts become `s`. Keywords, operators, numbers, builtins, other attributes (the `exp`
    of `np.exp`) and the names in `given` stay: they cannot be changed in a copy without changing
    what it does. Imports, comments and docstrings are left out.

    Args:
        source: Python, or whatever the student took for it.
        given: names that the handout asks for.
    """
    from pygments.lexers.python import PythonLexer
    from pygments.token import Comment, Keyword, String, Text

    tokens: list[Token] = []
    remarks: list[Remark] = []
    source = source[:LONGEST]
    own = (set(_ASSIGNED.findall(source)) | set(_DEFINED.findall(source))) - set(given)
    line, imported = 1, 0
    for _, kind, text in PythonLexer().get_tokens_unprocessed(source):
        if kind in Comment or kind in String.Doc:
            if words := tuple(words_of(text[:_LONGEST_REMARK])):
                remarks.append(Remark(words, line))
        elif kind in Keyword.Namespace:
            imported = line
        elif kind not in Text and line != imported and text.strip():
            after_dot = bool(tokens) and tokens[-1].kind == "."
            _add(tokens, _kind(kind, text, after_dot, own, given)[:_LONGEST_KIND], line)
            if len(tokens) == MOST:
                break
        line += text.count("\n")
    return Code(tuple(tokens), tuple(remarks))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without its signs.

    >>> words_of("# Don't move: it's x_1!")
    ["don't", 'move', "it's", 'x', '1']
    """
    return _WORD.findall(text.casefold())


def _add(tokens: list[Token], kind: str, line: int) -> None:
    """Appends a token; the many pieces of one text count as one."""
    if kind != "s" or not tokens or tokens[-1].kind != "s":
        tokens.append(Token(kind, line))


def _kind(
    kind: Any, text: str, after_dot: bool, own: Collection[str], given: Collection[str]
) -> str:
    """What stands for a token."""
    from pygments.token import Name, Number, String

    if kind in String:
        return "s"
    if kind in Number:
        return _number(text)
    if kind not in Name or text in given:
        return text
    if after_dot:
        return "a" if text in own else text
    builtin = kind in Name.Builtin and kind not in Name.Builtin.Pseudo
    return text if builtin or kind in Name.Exception or text.startswith("__") else "v"


def _number(text: str) -> str:
    """A number by its value: `1e-3` and `0.001` are the same.

    >>> _number("1e-3"), _number("0.0010"), _number("0x10"), _number("3.")
    ('0.001', '0.001', '16.0', '3.0')
    """
    for read in (lambda: float(int(text, 0)), lambda: float(text.replace("_", ""))):
        try:
            return repr(read())
        except (ValueError, OverflowError):
            continue
    return text[:_LONGEST_KIND]
