"""CSV for analysis and for other programs: RFC 4180, UTF-8, no cell that is a formula."""

from __future__ import annotations

from typing import Any

from grader.exports.roll import number
from grader.exports.table import Table
from reports.spreadsheet import guarded


def as_csv(table: Table) -> bytes:
    """A table as CSV: comma, CRLF, texts always in quotes, numbers never, blanks for None.

    A text that a spreadsheet could run gets an apostrophe in front (see `reports.spreadsheet`).
    """
    lines = [",".join(_quoted(column.name) for column in table.columns)]
    lines.extend(",".join(_cell(value) for value in row) for row in table.rows)
    return "".join(line + "\r\n" for line in lines).encode("utf-8")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    return _quoted(str(value))


def _quoted(text: str) -> str:
    return '"' + guarded(text).replace('"', '""') + '"'


def minimal(value: str, separator: str = ",") -> str:
    """A text in quotes only where it needs them, as Canvas and Moodle write their own files.

    >>> minimal("Lee, Ann"), minimal("Ann")
    ('"Lee, Ann"', 'Ann')
    """
    if value != value.strip() or any(c in value for c in (separator, '"', "\r", "\n")):
        return '"' + value.replace('"', '""') + '"'
    return value


def rows_of(cells: list[list[str]], separator: str = ",") -> bytes:
    """Rows of texts for an import, guarded against formulas and quoted where they have to be."""
    return "".join(
        separator.join(minimal(guarded(cell) if cell else "", separator) for cell in row) + "\r\n"
        for row in cells
    ).encode("utf-8")
