"""Marks for GitHub Classroom: a table by roster identifier and user name, and a step summary.

GitHub Classroom imports no grades (docs/exports.md, GitHub): the table has the columns of its own
download, so that scripts for that one read this one too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean, median

from grader.exports.csv import rows_of
from grader.exports.filled import Filled
from grader.exports.roll import Result, Roll, number
from reports.student.verdict import view
from reports.text import one_line

_COLUMNS = ("assignment_name", "roster_identifier", "github_username")
_POINTS = ("submission_timestamp", "points_awarded", "points_available")
_LIMIT = 1_000_000
"""GitHub drops a step summary above 1 MiB."""


def made(roll: Roll, *, named: bool) -> Filled:
    """The table.

    Args:
        roll: the class.
        named: without names the codes stand where the roster identifiers would.
    """
    cells = [[*_COLUMNS, *_POINTS]]
    nobody = []
    for row in roll.rows:
        identifier = row.ids.get("sid") or row.ids.get("email") or row.ids.get("login") or ""
        user = row.ids.get("github", "")
        if not named:
            identifier = row.student
        elif not user and not identifier and row.result is not None:
            nobody.append(row)
        when = str((row.result or {}).get("submitted_at") or "")
        mark = "" if row.mark is None else number(row.mark)
        cells.append(
            [roll.title, identifier or row.student, user, when, mark, number(roll.possible)]
        )
    return Filled(
        data=rows_of(cells),
        written=sum(row.mark is not None for row in roll.rows),
        nobody=tuple(nobody),
        notes=("GitHub Classroom imports no grades: this table is for your own gradebook.",),
    )


def summary(roll: Roll) -> bytes:
    """A step summary in Markdown: of one student their checks, of a class figures without names.

    Whoever may see the repository's actions may read it.
    """
    results = [row.result for row in roll.rows if row.result is not None]
    lines = list(_one(results[0]) if len(results) == 1 else _class(roll, results))
    text = "\n".join(lines) + "\n"
    data = text.encode("utf-8", "replace")
    if len(data) > _LIMIT:
        cut = data[:_LIMIT].decode("utf-8", "ignore").rpartition("\n")[0]
        data = f"{cut}\n\n(The rest is too long for a summary.)\n".encode()
    return data


def _one(result: Result) -> Iterator[str]:
    yield f"## {_text(result.get('title') or result['assignment'])}"
    yield ""
    rest = "" if result["complete"] else ", so far"
    yield f"{number(result['earned'])} of {number(result['possible'])} points{rest}."
    yield ""
    yield "| question | check | | points |"
    yield "|---|---|---|---:|"
    for verdict in result["verdicts"]:
        shown = view(verdict)
        got = "?" if shown.earned is None else number(shown.earned)
        yield (
            f"| {_text(verdict['question'])} | {_text(shown.title)} | {_WORDS[shown.status]} "
            f"| {got} of {number(shown.points)} |"
        )


_WORDS = {
    "passed": "right",
    "failed": "not right",
    "errored": "error",
    "timed_out": "over a limit",
    "blocked": "not run",
    "manual": "waits for a person",
    "broken": "broke on our side",
}


def _class(roll: Roll, results: Sequence[Result]) -> Iterator[str]:
    yield f"## {_text(roll.title) or 'No results'}"
    yield ""
    marks = [row.mark for row in roll.rows if row.mark is not None]
    yield f"{len(results)} handed in, {len(roll.absent)} did not; {len(marks)} marks are known."
    if marks:
        yield ""
        yield (
            f"Mean {number(round(fmean(marks), 2))}, median {number(round(median(marks), 2))}, "
            f"lowest {number(min(marks))}, highest {number(max(marks))} "
            f"of {number(roll.possible)} points."
        )
    yield ""
    yield "| check | right | judged | no mark |"
    yield "|---|---:|---:|---:|"
    ends: dict[str, list[str]] = {}
    for result in results:
        for verdict in result["verdicts"]:
            ends.setdefault(str(verdict["check"]), []).append(verdict["status"])
    for check, statuses in ends.items():
        unknown = sum(status in ("manual", "broken") for status in statuses)
        yield (
            f"| {_text(check)} | {statuses.count('passed')} | {len(statuses) - unknown} "
            f"| {unknown} |"
        )


def _text(value: object) -> str:
    """A text that Markdown, HTML and the table's own bars do not read as anything else."""
    shown = one_line(value, 300).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#|!~$@" else c for c in shown)
