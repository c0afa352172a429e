"""The gradebook: one row per student, as CSV that no spreadsheet takes for a formula.

A name such as `=HYPERLINK(...)` in a cell is run by the spreadsheet of whoever opens the file.
Must not import jinja2: a gradebook is written even where pages cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.types import STATUSES
from reports.outcome import known
from reports.text import one_line

_FIXED = ("student", "earned", "possible", "complete")

_FORMULA = re.compile(
    r"""[\s'"`´‘’“”«»＂＇]*"""  # spaces and quotes that an import may strip
    r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]"
)
"""What a spreadsheet may read as the start of a formula: the ASCII signs, their full-width and
small variants, and control characters that some programs skip to find one."""


def gradebook(results: Sequence[Mapping[str, Any]]) -> str:
    """Marks of a class as CSV (RFC 4180): comma, CRLF, every text in double quotes.

    Columns: student, earned, possible, complete (yes or no), one per question with its points
    (blank while one of its checks has no mark yet), then how many checks ended in each status.
    Write it as UTF-8 with `newline=""`, so that the line ends stay as they are.

    Args:
        results: Decoded result files of one homework, in the order of the rows.

    Raises:
        ValueError: A result is from another version of the program.

    >>> gradebook([]).split(",")[:4]
    ['"student"', '"earned"', '"possible"', '"complete"']
    """
    questions = _questions(results)
    header = [*_FIXED, *(_title(question) for question in questions), *STATUSES]
    lines = [",".join(_text(name) for name in header)]
    lines.extend(_row(known(result), questions) for result in results)
    return "".join(line + "\r\n" for line in lines)


def _questions(results: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Every question that some result has a check for, in the order of the sheet."""
    asked: dict[str, None] = {}
    for result in results:
        asked.update(dict.fromkeys(str(q["id"]) for q in result.get("questions", ())))
    marked: dict[str, None] = {}
    for result in results:
        marked.update(dict.fromkeys(str(v["question"]) for v in result["verdicts"]))
    return (*(q for q in asked if q in marked), *(q for q in marked if q not in asked))


def _title(question: str) -> str:
    """Heading of a question's column; never one that another column has."""
    return f"question {question}" if question in _FIXED or question in STATUSES else question


def _row(result: Mapping[str, Any], questions: Sequence[str]) -> str:
    earned: dict[str, list[float | None]] = {}
    ends = dict.fromkeys(STATUSES, 0)
    for verdict in result["verdicts"]:
        earned.setdefault(str(verdict["question"]), []).append(verdict.get("earned"))
        ends[verdict["status"]] += 1
    cells = [
        _text(str(result["student"])),
        _number(result["earned"]),
        _number(result["possible"]),
        _text("yes" if result["complete"] else "no"),
        *(_sum(earned.get(question, [None])) for question in questions),
        *(str(number) for number in ends.values()),
    ]
    return ",".join(cells)


def _sum(earned: Sequence[float | None]) -> str:
    """Points of one question, or a blank cell while one of its checks has no mark."""
    if any(value is None for value in earned):
        return ""
    return _number(sum(value for value in earned if value is not None))


def _number(value: float) -> str:
    """A number of ours, never in quotes: negative ones stay numbers.

    >>> _number(2.0), _number(-0.5), _number(0.1 + 0.2)
    ('2', '-0.5', '0.3')
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _text(value: str) -> str:
    """A text in quotes; an apostrophe before it when it could be read as a formula."""
    shown = one_line(value, 1000)
    if _FORMULA.match(value) or _FORMULA.match(shown):
        shown = "'" + shown
    return '"' + shown.replace('"', '""') + '"'
