"""A CSV file of another system, in which single cells are replaced and all else stays as it is.

Byte order mark, line ends, quoting, separator, blank lines and columns that nobody here knows come
out as they went in, so that the system reads its own file back.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.exports.csv import minimal
from reports.spreadsheet import guarded

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Sheet:
    """The cells of a CSV file. `rows[i][j]` is the value of a cell; `put` replaces one."""

    def __init__(self, data: bytes, *, name: str) -> None:
        """Takes a file apart.

        Args:
            data: the file's bytes, UTF-8 or UTF-16 with a byte order mark.
            name: what it is called in messages.

        Raises:
            UsageError: it is no text, or a quote in it is never closed.
        """
        self._bom, self._encoding = _encoding(data)
        try:
            text = data[len(self._bom) :].decode(self._encoding)
        except UnicodeDecodeError:
            raise UsageError(
                f"{name} is not UTF-8 text; save it as CSV in UTF-8, or take the file as it was "
                "downloaded."
            ) from None
        self.separator = _separator(text)
        self._raw = _cells(text, self.separator, name)
        self.rows = [[_value(cell) for cell in row[:-1]] for row in self._raw]

    def put(self, row: int, column: int, text: str) -> None:
        """Replaces a cell; its quotes stay when it had some. Of a short row the rest is filled up."""
        cells = self._raw[row]
        while len(cells) - 1 <= column:
            cells.insert(len(cells) - 1, "")
            self.rows[row].append("")
        if self.rows[row][column] == text:
            return  # also where the file writes it in another way
        safe = guarded(text) if not _is_number(text) else text
        was_quoted = cells[column].startswith('"')
        cells[column] = (
            '"' + safe.replace('"', '""') + '"' if was_quoted else minimal(safe, self.separator)
        )
        self.rows[row][column] = text

    def data(self) -> bytes:
        """The whole file."""
        text = "".join(self.separator.join(row[:-1]) + row[-1] for row in self._raw)
        return self._bom + text.encode(self._encoding)


def read_sheet(path: Path) -> Sheet:
    """Reads a file that a system gave.

    Raises:
        UsageError: it cannot be read, is empty, or no CSV text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    sheet = Sheet(data, name=str(path))
    if not sheet.rows or not any(sheet.rows[0]):
        raise UsageError(f"{path} is empty; give the file as it was downloaded.")
    return sheet


def _encoding(data: bytes) -> tuple[bytes, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return bom, encoding
    return b"", "utf-8"


def _separator(text: str) -> str:
    """The separator of the first line: the one that occurs most outside quotes."""
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    counts = {separator: first.count(separator) for separator in (",", ";", "\t")}
    return max(counts, key=lambda separator: counts[separator])


def _cells(text: str, separator: str, name: str) -> list[list[str]]:
    """Rows of cells as they are written, quotes included; the last item is the line's end."""
    cell = re.compile(
        rf'(?:"(?:[^"]|"")*"|[^"{separator}\r\n])[^{separator}\r\n]*|(?=[{separator}\r\n]|\Z)'
    )
    rows: list[list[str]] = []
    row: list[str] = []
    at = 0
    while at < len(text):
        match = cell.match(text, at)
        if match is None:
            raise UsageError(
                f"{name}, line {len(rows) + 1}: a quote is opened and never closed; take the file "
                "as it was downloaded."
            )
        row.append(match[0])
        at = match.end()
        if text.startswith(separator, at):
            at += 1
            if at == len(text):  # a file that ends in a separator ends in a blank cell
                row.append("")
            else:
                continue
        end = next((e for e in ("\r\n", "\n", "\r") if text.startswith(e, at)), "")
        at += len(end)
        rows.append([*row, end])
        row = []
    return rows


def _value(cell: str) -> str:
    match = re.fullmatch(r'"((?:[^"]|"")*)"(.*)', cell, re.DOTALL)
    return match[1].replace('""', '"') + match[2] if match else cell


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+([.,]\d+)?", text) is not None


def header(sheet: Sheet, names: Sequence[str]) -> int | None:
    """The first column that is called one of these names, whatever the capitals."""
    wanted = {name.casefold() for name in names}
    return next(
        (n for n, cell in enumerate(sheet.rows[0]) if cell.strip().casefold() in wanted), None
    )
