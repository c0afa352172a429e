"""The gradebook: one row per student, as CSV that no spreadsheet takes for a formula.

A name such as `=HYPERLINK(...)` in a cell is run by the spreadsheet of whoever opens the file.
Must not import jinja2: a gradebook is written even where pages cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.types import STATUSES
from reports.outcome import known
from reports.text import one_line

_FIXED = ("student", "earned", "possible", "complete")
_AFTER = ("final", "taken_off", "late", "name")
"""Follow the counts, so that whoever reads columns by their place finds the old ones there."""

_FORMULA = re.compile(
    r"""[\s'"`´‘’“”«»＂＇]*"""  # spaces and quotes that an import may strip
    r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]"
)
"""What a spreadsheet may read as the start of a formula: the ASCII signs, their full-width and
small variants, and control characters that some programs skip to find one."""


def gradebook(
    results: Sequence[Mapping[str, Any]],
    *,
    absent: Iterable[tuple[str, str, Mapping[str, str]]] = (),
) -> str:
    """Marks of a class as CSV (RFC 4180): comma, CRLF, every text in double quotes.

    Columns: student, earned, possible, complete (yes or no), one per question with its points
    (blank while one of its checks has no mark yet), how many checks ended in each status, the
    final mark, what was taken off, late (yes, no, or blank where nobody knows), name, and one per
    kind of id that somebody has. Write it as UTF-8 with `newline=""`, so that the line ends stay
    as they are.

    Args:
        results: Decoded result files of one homework, in the order of the rows.
        absent: `(key, name, ids)` of people who handed in nothing: rows without any mark.

    Raises:
        ValueError: A result is from another version of the program.

    >>> gradebook([]).split(",")[:4]
    ['"student"', '"earned"', '"possible"', '"complete"']
    """
    questions = _questions(results)
    nothing = [{"student": key, "name": name, "ids": ids} for key, name, ids in absent]
    kinds = _kinds([*results, *nothing])
    header = [
        *(*_FIXED, *(_title(question, kinds) for question in questions), *STATUSES),
        *(*_AFTER, *kinds.values()),
    ]
    lines = [",".join(quoted(name) for name in header)]
    lines.extend(_row(known(result), questions, kinds) for result in results)
    blank = [""] * (len(header) - 2 - len(kinds))
    lines.extend(
        ",".join([quoted(str(one["student"])), *blank, *_who(one, kinds)]) for one in nothing
    )
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


def _kinds(people: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Kinds of ids that occur, in the order of the alphabet, with the heading of their column."""
    found = {str(kind) for one in people for kind in one.get("ids") or {}}
    taken = {*_FIXED, *_AFTER, *STATUSES}
    return {kind: f"id {kind}" if kind in taken else kind for kind in sorted(found)}


def _title(question: str, kinds: Mapping[str, str]) -> str:
    """Heading of a question's column; never one that another column has."""
    taken = question in {*_FIXED, *_AFTER, *STATUSES, *kinds.values()}
    return f"question {question}" if taken else question


def _row(result: Mapping[str, Any], questions: Sequence[str], kinds: Mapping[str, str]) -> str:
    earned: dict[str, list[float | None]] = {}
    ends = dict.fromkeys(STATUSES, 0)
    for verdict in result["verdicts"]:
        earned.setdefault(str(verdict["question"]), []).append(verdict.get("earned"))
        ends[verdict["status"]] += 1
    cells = [
        quoted(str(result["student"])),
        _number(result["earned"]),
        _number(result["possible"]),
        quoted("yes" if result["complete"] else "no"),
        *(_sum(earned.get(question, [None])) for question in questions),
        *(str(number) for number in ends.values()),
        *_settled(result),
        *_who(result, kinds),
    ]
    return ",".join(cells)


def _settled(result: Mapping[str, Any]) -> tuple[str, str, str]:
    """The final mark, what was taken off and whether it was late; blank what nobody knows."""
    final = result.get("final", result["earned"])
    adjustment = result.get("adjustment") or {}
    taken_off, late_s = adjustment.get("taken_off"), adjustment.get("late_s")
    return (
        "" if final is None else _number(final),
        "" if taken_off is None else _number(taken_off),
        "" if late_s is None else quoted("yes" if late_s > 0 else "no"),
    )


def _who(person: Mapping[str, Any], kinds: Mapping[str, str]) -> list[str]:
    """Name and ids, blank where unknown."""
    ids = person.get("ids") or {}
    values = [person.get("name") or "", *(ids.get(kind) or "" for kind in kinds)]
    return [quoted(str(value)) if value else "" for value in values]


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


def guarded(value: str) -> str:
    """A text as one line that can be looked at, with an apostrophe where it could be a formula.

    >>> guarded("=1+1"), guarded("Ann Lee")
    ("'=1+1", 'Ann Lee')
    """
    shown = one_line(value, 1000)
    return "'" + shown if _FORMULA.match(value) or _FORMULA.match(shown) else shown


def quoted(value: str) -> str:
    """A guarded text as a cell of a CSV file, always in double quotes."""
    return '"' + guarded(value).replace('"', '""') + '"'
