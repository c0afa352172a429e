"""The page of a class, for the instructor: who has what, and which checks say something odd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from grader.types import STATUSES, safe_name
from reports import words
from reports.histogram import histogram
from reports.outcome import Bar, bar, known, made_facts
from reports.render import page
from reports.text import one_line

SHORT_WORDS: Mapping[str, str] = {
    "passed": "Passed",
    "failed": "Wrong",
    "errored": "Error",
    "timed_out": "Limit",
    "blocked": "Not run",
    "manual": "Waiting",
    "broken": "Broken",
}
"""Headings of the columns that count statuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A row of the table of students."""

    name: str
    href: str
    earned: float
    possible: float
    complete: bool
    key: str
    """What the points column sorts by."""
    bar: Bar
    ends: str
    """The statuses that occur, for the filter."""
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A row of the table of checks."""

    check: str
    question: str
    title: str
    hidden: bool
    rate: str
    key: str
    """What the pass rate sorts by; checks that nobody was judged by come last."""
    width: str
    ends: tuple[tuple[str, int], ...]
    broken: int
    reason: str
    """Why it is broken, from the first submission where it is."""


def class_page(results: Sequence[Mapping[str, Any]], made_at: str) -> str:
    """The self-contained `index.html` of a batch, for the instructor only.

    Args:
        results: Decoded result files of one homework, in the order of the table.
        made_at: When the page was made, as it should be read; an ISO time is written out.

    Returns:
        A page that links to `reports/<safe name>.html`. Sorting and filtering need its one inline
        script; everything is readable without.

    Raises:
        ValueError: A result is from another version of the program.
    """
    for result in results:
        known(result)
    verdicts = [verdict for result in results for verdict in result["verdicts"]]
    present = tuple(s for s in STATUSES if s in {verdict["status"] for verdict in verdicts})
    checks = _checks(verdicts)
    broken = tuple(row for row in checks if row.broken)
    possible = max((result["possible"] for result in results), default=0.0)
    marks = [(result["earned"], result["complete"]) for result in results]
    return page(
        "class.html.j2",
        title=_title(results),
        made_at=one_line(words.moment(made_at)),
        students=tuple(_student(result, present) for result in results),
        checks=checks,
        present=present,
        short_words=SHORT_WORDS,
        broken=broken,
        broken_marks=sum(row.broken for row in broken),
        unsafe=sum(_made_with(result).get("sandbox") == "none" for result in results),
        fallen=_fallen(results),
        possible=possible,
        stats=_stats(marks),
        histogram=histogram(marks, possible),
        made=_made(results),
    )


def _title(results: Sequence[Mapping[str, Any]]) -> str:
    if not results:
        return "Homework"
    return one_line(results[0].get("title") or results[0]["assignment"], 300)


def report_link(student: str) -> str:
    """Where the page of a student is, as a link from `index.html`.

    The file name is percent-encoded already, so its `%` have to be encoded once more.

    >>> report_link("ann lee"), report_link("../x")
    ('reports/ann%20lee.html', 'reports/%252E.%252Fx.html')
    """
    return "reports/" + quote(safe_name(student) + ".html")


def _student(result: Mapping[str, Any], present: Sequence[str]) -> Student:
    statuses = [verdict["status"] for verdict in result["verdicts"]]
    return Student(
        name=one_line(result["student"], 120),
        href=report_link(result["student"]),
        earned=result["earned"],
        possible=result["possible"],
        complete=result["complete"],
        key=f"{result['earned']:.6g}",
        bar=bar(result["verdicts"]),
        ends=" ".join(status for status in present if status in statuses),
        counts=tuple((status, statuses.count(status)) for status in present),
    )


def _checks(verdicts: Sequence[Mapping[str, Any]]) -> tuple[Check, ...]:
    """One row for each check, in the order in which the checks were made."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for verdict in verdicts:
        groups.setdefault(str(verdict["check"]), []).append(verdict)
    return tuple(_check(id_, group) for id_, group in groups.items())


def _check(id_: str, group: Sequence[Mapping[str, Any]]) -> Check:
    statuses = [verdict["status"] for verdict in group]
    judged = sum(status not in ("manual", "broken") for status in statuses)
    share = statuses.count("passed") / judged if judged else None
    broken = [verdict for verdict in group if verdict["status"] == "broken"]
    return Check(
        check=one_line(id_),
        question=one_line(group[0]["question"], 60),
        title=one_line(group[0]["title"], 300),
        hidden=group[0].get("visibility") != "public",
        rate="–" if share is None else f"{100 * share:.0f} %",
        key="2" if share is None else f"{share:.4f}",
        width="0" if share is None else f"{100 * share:.1f}",
        ends=tuple((s, statuses.count(s)) for s in STATUSES if s in statuses),
        broken=len(broken),
        reason=one_line(broken[0].get("message") or "no reason was recorded", 600)
        if broken
        else "",
    )


def _stats(marks: Sequence[tuple[float, bool]]) -> tuple[tuple[str, str], ...]:
    """The class in six numbers; `so far` as long as a mark can still grow."""
    if not marks:
        return ()
    from statistics import fmean, quantiles  # takes longer to import than all of this package

    earned = sorted(mark for mark, _ in marks)
    low, middle, high = (
        quantiles(earned, n=4, method="inclusive") if len(earned) > 1 else earned * 3
    )
    return (
        ("mean", words.points(fmean(earned))),
        ("median", words.points(middle)),
        ("middle half", f"{words.points(low)} – {words.points(high)}"),
        ("lowest and highest", f"{words.points(earned[0])} – {words.points(earned[-1])}"),
        ("final marks", str(sum(complete for _, complete in marks))),
        ("not final yet", str(sum(not complete for _, complete in marks))),
    )


def _made_with(result: Mapping[str, Any]) -> Mapping[str, Any]:
    return result.get("made_with") or {}


def _fallen(results: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Walls that a sandbox did without in some grading, with the first reason given."""
    found: dict[str, str] = {}
    for result in results:
        if _made_with(result).get("sandbox") == "none":  # says so on top of the page
            continue
        for wall, state in (_made_with(result).get("selftest") or {}).items():
            if state != "stands":
                found.setdefault(one_line(wall), one_line(state, 300))
    return tuple(found.items())


def _made(results: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """What the results were made with: each fact with the values that occur."""
    found: dict[str, dict[str, int]] = {}
    for result in results:
        for label, value in made_facts(_made_with(result)):
            values = found.setdefault(label, {})
            values[value] = values.get(value, 0) + 1
    return tuple(
        (label, next(iter(values)) if len(values) == 1 else _mixed(values))
        for label, values in found.items()
    )


def _mixed(values: Mapping[str, int]) -> str:
    """Several values of one fact, each with how many results have it."""
    return ", ".join(f"{value} ({number})" for value, number in list(values.items())[:6])
