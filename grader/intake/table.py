"""Tables as spreadsheets and learning systems save them: any delimiter, any usual encoding."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.load import folder

MOST_MB = 16
_DELIMITERS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    number: int
    """Line of the file that it ends in, from 1, for sentences."""
    cells: Mapping[str, str]
    """Cell by heading, see `heading`; empty cells are left out. Of equal headings the first counts."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with headings."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def heading(text: str) -> str:
    """A heading as it is compared: letters and digits, with single spaces.

    >>> heading("E-Mail_Adresse "), heading("github_username")
    ('e mail adresse', 'github username')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def read_table(path: Path) -> Table:
    """Reads a CSV with commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1252.

    Raises:
        UsageError: it is no such table; one sentence that says why.
    """
    try:
        data = folder.read_file(path.absolute().parent, (path.name,), MOST_MB * (1 << 20) + 1)
    except folder.Unreadable as problem:
        raise UsageError(f"{path} cannot be read: {problem}.") from None
    if len(data) > MOST_MB * (1 << 20):
        raise UsageError(f"{path} is larger than {MOST_MB} MiB; that is no list of a class.")
    return parse_table(data, str(path))


def parse_table(data: bytes, name: str) -> Table:
    """Reads the bytes of a table.

    Raises:
        UsageError: it is no such table; `name` says which.
    """
    text = _decoded(data, name)
    try:
        rows = _rows(text)
    except csv.Error as problem:
        raise UsageError(f"{name} is no table: {problem}; save it as CSV.") from None
    if not rows:
        raise UsageError(f"{name} is empty; its first line should name the columns.")
    headings = tuple(heading(cell) for cell in rows[0][1])
    lines = tuple(Line(number, _cells(headings, cells)) for number, cells in rows[1:])
    return Table(headings, lines)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UsageError(f"{name} is a spreadsheet, not a CSV; save it as CSV.")
    encoding = next((e for mark, e in _MARKS if data.startswith(mark)), None)
    try:
        if encoding is None and b"\0" in data[:400]:
            encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding is not None:
            raise UsageError(f"{name} is not valid {encoding}; save it as CSV in UTF-8.") from None
        # Western Excel; five bytes that Windows leaves undefined become control characters.
        text = data.decode("latin-1").encode("latin-1").decode("cp1252", "replace")
    if "\0" in text:
        raise UsageError(f"{name} is not text; save the list as CSV.")
    return text


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it ends in."""
    first, _, rest = text.partition("\n")
    skipped = 0
    delimiter = None
    if first.casefold().startswith("sep=") and len(first.rstrip("\r")) == 5:
        delimiter, text, skipped = first[4], rest, 1  # how Excel is told the delimiter
    if delimiter is None:
        delimiter = max(_DELIMITERS, key=lambda one: _columns(text, one))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [(reader.line_num + skipped, row) for row in reader if any(cell.strip() for cell in row)]


def _columns(text: str, delimiter: str) -> int:
    """How many columns the first row has with a delimiter."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return next((len(row) for row in reader if any(row)), 0)


def _cells(headings: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, cell in zip(headings, row, strict=False):
        if name and cell.strip():
            cells.setdefault(name, unicodedata.normalize("NFC", cell.strip()))
    return cells
