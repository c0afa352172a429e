"""Whether a source is Python, and in plain words why it is not. Never executes it."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple


class NotPython(ValueError):
    """A source that does not parse.

    Attributes:
        line: where, from 1, or None where no place is known.
        why: what is wrong with that line, without the place.
        python2: whether it is Python 2; then `why` names what gives it away.
    """

    def __init__(self, line: int | None, why: str, *, python2: bool = False) -> None:
        super().__init__(why)
        self.line = line
        self.why = why
        self.python2 = python2


def parse(source: str) -> ast.Module:
    """The syntax tree of a source.

    What parses but does not compile (`return` outside of a function) is left to the worker, which
    runs statement by statement and skips only that one.

    Raises:
        NotPython: it does not parse.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are for the author, not for us
            return ast.parse(source)
    except SyntaxError as error:
        raise _explained(error, source) from None
    except (RecursionError, MemoryError):
        raise NotPython(None, "it is nested too deeply") from None
    except (ValueError, OverflowError) as error:
        raise NotPython(None, str(error)[:200]) from None


class _Sign(NamedTuple):
    """Python 2, recognised by what Python 3 says of it and by the line it says that of."""

    message: str
    line: str
    name: str


_SIGNS = (
    _Sign(r"Missing parentheses in call to 'print'", r"", "print without parentheses"),
    _Sign(r"Missing parentheses in call to 'exec'", r"", "exec without parentheses"),
    _Sign(
        r"multiple exception types must be parenthesized",
        r"",
        "except X, e instead of except X as e",
    ),
    _Sign(r"leading zeros in decimal integer", r"", "an octal number without 0o"),
    _Sign(
        r"invalid (decimal|hexadecimal) literal",
        r"\b(\d+|0[xX][0-9a-fA-F]+)[lL]\b",
        "a long integer such as 10L",
    ),
    _Sign(
        r"(Function|Lambda expression) parameters cannot be parenthesized",
        r"",
        "a tuple as a parameter",
    ),
    _Sign(r"invalid syntax", r"^\s*raise\s+[\w.]+\s*,", "raise X, text instead of raise X(text)"),
    _Sign(r"invalid syntax", r"<>", "<> instead of !="),
    _Sign(r"invalid syntax", r"`[^`]+`", "backquotes instead of repr()"),
    _Sign(r"invalid syntax", r"\b[uU][rR]['\"]", "a ur'' string"),
    _Sign(r"invalid syntax", r"^\s*print\s+[^=(\s]", "print without parentheses"),
)


_COPIED = {
    r"non-printable character": "it was copied from a page or a PDF: type the line again",
    r"invalid character '[\u2018-\u201f\u00ab\u00bb]'": "a typographic quotation mark: type a plain one",
    r"invalid character '[\u2010-\u2015\u2212]'": "a dash: type a plain minus",
    r"invalid character": "no such character belongs to Python: type the line again",
}
"""Characters that come with copied text -> what to do."""


def _explained(error: SyntaxError, source: str) -> NotPython:
    message = (error.msg or "invalid syntax").strip()
    lines = source.split("\n")
    line = error.lineno if error.lineno and 1 <= error.lineno <= len(lines) else None
    text = lines[line - 1][:500] if line else ""
    for sign in _SIGNS:
        if re.match(sign.message, message) and re.search(sign.line, text):
            return NotPython(line, sign.name, python2=True)
    if message.startswith("too many nested"):
        message = "it is nested too deeply"
    for pattern, what in _COPIED.items():
        if re.search(pattern, message):
            message = f"{message[:100]} ({what})"
            break
    if "tabs and spaces" in message or ("indent" in message and _mixed(lines)):
        message = (
            f"{message[:100]} (tabs and spaces are mixed: let the editor turn tabs into spaces)"
        )
    if message.startswith("(unicode error)") and "\\" in text:
        message = 'a backslash in a path is read as a code: write r"C:\\..." or use /'
    if newer := _newer(text):
        message = (
            f"{newer}, and this is graded with Python {sys.version_info[0]}.{sys.version_info[1]}"
        )
    if re.match(r"(<<<<<<<|=======|>>>>>>>)", text):
        message = "a merge conflict was left unresolved"
    if "f-string" in message and sys.version_info < (3, 12):
        message += " (before Python 3.12, an f-string cannot use its own quotes inside)"
    return NotPython(line, message[:200])


def _mixed(lines: list[str]) -> bool:
    """Whether some lines begin with a tab and others with a space."""
    return len({line[0] for line in lines if line[:1] in ("\t", " ") and line.strip()}) > 1


def _newer(line: str) -> str:
    """The version that a line needs, where it is newer than ours and can be told."""
    signs = (
        ((3, 12), r"\s*type\s+\w+\s*(\[.*\])?\s*=|\s*(async\s+def|def|class)\s+\w+\s*\["),
        ((3, 14), r"\s*except\s+\w+(\.\w+)*\s*,\s*\w+(\.\w+)*\s*:|.*\b[tT]['\"]"),
    )
    for version, sign in signs:
        if sys.version_info < version and re.match(sign, line):
            return f"it needs Python {version[0]}.{version[1]}"
    return ""


def without_type_parameters(source: str) -> str:
    """What Python 3.12 says of types, as earlier versions can run it; every line keeps its number.

    >>> without_type_parameters("type Row = list[float]\\ndef first[T](x: list[T]) -> T: ...")
    'Row = list[float]\\ndef first(x: list[T]) -> T: ...'
    """
    if sys.version_info >= (3, 12):
        return source
    source = re.sub(
        r"^([ \t]*)type[ \t]+(\w+)[ \t]*(?:\[[^\]\n]*\])?[ \t]*=", r"\1\2 =", source, flags=re.M
    )
    head = r"^([ \t]*(?:async[ \t]+def|def|class)[ \t]+\w+)[ \t]*\[[^\]\n]*\](?=[ \t]*[(:])"
    return re.sub(head, r"\1", source, flags=re.M)


def cannot_run(path: str, error: NotPython) -> str:
    """Why a script cannot be executed, in one sentence.

    >>> cannot_run("mlp.py", NotPython(12, "print without parentheses", python2=True))
    'mlp.py cannot be run: line 12 is Python 2 (print without parentheses)'
    """
    if error.python2:
        return f"{path} cannot be run: line {error.line} is Python 2 ({error.why})"
    place = f"line {error.line} does not parse: " if error.line else ""
    return f"{path} cannot be run: {place}{error.why}"


def cell_is_out(cell: int, error: NotPython) -> str:
    """Why a cell of a notebook is left out, without the notebook's name.

    >>> cell_is_out(7, NotPython(3, "invalid syntax"))
    'cell 7 does not parse: invalid syntax, line 3'
    """
    is_out = f"cell {cell} {'is Python 2' if error.python2 else 'does not parse'}: {error.why}"
    return f"{is_out}, line {error.line}" if error.line else is_out


class Edit(NamedTuple):
    """Replaces what stands between two places of a source, as `ast` counts them."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def edited(source: str, edits: Iterable[Edit]) -> str:
    """A source with some places replaced; every line keeps its number.

    Edits must not overlap. Columns count bytes of UTF-8, as in `ast`.
    """
    raw = source.encode()
    starts = [0, *accumulate(len(line) + 1 for line in raw.split(b"\n"))]
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(edits):
        start, end = (
            starts[edit.line - 1] + edit.column,
            starts[edit.end_line - 1] + edit.end_column,
        )
        pieces += [raw[done:start], edit.text.encode()]
        # What follows in the last line still belongs to the statement: it stays connected.
        goes_on = raw[end : starts[edit.end_line] - 1].strip() != b""
        pieces.append((b"\\\n" if goes_on else b"\n") * (edit.end_line - edit.line))
        done = end
    return b"".join([*pieces, raw[done:]]).decode()
