"""A result without its student: what a page or table without names is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.exports.roll import Result, Roll, Row
from grader.exports.spellings import Spellings

_OF_HOMEWORK = {
    *("format", "assignment", "title", "digest", "questions", "made_with", "started_at"),
    *("check", "question", "status", "visibility", "hint", "diagnosis", "diagnoses", "voided"),
    *("rubric", "submitted_at", "due", "extension"),
}
"""Fields that no student and no marker writes: the homework's words stay as they are."""
_NAMED_BY_PEOPLE = ("curves", "band")
"""Fields whose own keys are labels that code may have chosen."""


def nameless(roll: Roll, codes: Mapping[str, str]) -> Roll:
    """The roll with codes in place of keys, names and ids, also inside every text of a result.

    Args:
        roll: the class.
        codes: student -> code, of everybody, members of groups included.
    """
    spellings = Spellings(_everybody(roll, codes), codes)
    return replace(roll, rows=tuple(_row(row, codes, spellings) for row in roll.rows))


def _everybody(roll: Roll, codes: Mapping[str, str]) -> list[Row]:
    """The rows, and people who are only named as members of a group."""
    known = {row.student for row in roll.rows}
    return [*roll.rows, *(Row(student=student) for student in codes if student not in known)]


def _row(row: Row, codes: Mapping[str, str], spellings: Spellings) -> Row:
    code = codes[row.student]
    result = None if row.result is None else _result(row.result, row.student, codes, spellings)
    return replace(row, student=code, name="", ids={}, result=result)


def _result(
    result: Result, student: str, codes: Mapping[str, str], spellings: Spellings
) -> dict[str, Any]:
    data = _hidden(result, student, spellings)
    return data | {
        "student": codes[student],
        "name": "",
        "ids": {},
        "group": [codes[str(member)] for member in result.get("group") or ()],
    }


def _hidden(value: Any, student: str, spellings: Spellings) -> Any:
    if isinstance(value, str):
        return spellings.hidden(value, of=student)
    if isinstance(value, Mapping):
        return {key: _field(key, inner, student, spellings) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(inner, student, spellings) for inner in value]
    return value


def _field(key: str, value: Any, student: str, spellings: Spellings) -> Any:
    if key in _OF_HOMEWORK:
        return value
    if key in _NAMED_BY_PEOPLE and isinstance(value, Mapping):
        return {spellings.hidden(label, of=student): inner for label, inner in value.items()}
    return _hidden(value, student, spellings)


def members(roll: Roll) -> list[str]:
    """Everybody who needs a code: the rows, and whoever is named in a group only."""
    students = [row.student for row in roll.rows]
    for row in roll.rows:
        students += [str(member) for member in (row.result or {}).get("group") or ()]
    return list(dict.fromkeys(students))
