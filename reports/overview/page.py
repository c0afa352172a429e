"""The page of a class, for the instructor: what needs a person, and who is behind each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.types import STATUSES
from reports import words
from reports.outcome import known, made_facts
from reports.overview import late
from reports.overview.clusters import clusters, copies
from reports.overview.distribution import adjusted, distributions
from reports.overview.items import LETTERS, UNPASSED, Question, items, questions
from reports.overview.measures import percent, signed
from reports.overview.misconceptions import misconceptions
from reports.overview.odd import oddities
from reports.overview.roll import Roll, report_link, roll_of
from reports.overview.rows import check_row, groups_of, student_row
from reports.overview.separation import FEWEST, Separation
from reports.render import page
from reports.text import one_line

__all__ = ["SHORT_WORDS", "class_page", "report_link"]

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

PART_WORDS: Mapping[str, str] = {
    "all": "all points",
    "part": "a part",
    "none": "no points",
    "open": "open",
}
"""How many of the points of a question somebody has."""

_PEOPLE = (
    ("without_submission", "on the roster, without a submission"),
    ("not_on_roster", "handed in, but not on the roster"),
    ("unclear", "not clear"),
    ("left_over", "nobody's file"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """People of whom there is no result, or nobody knows whose it is."""

    label: str
    count: int
    names: tuple[str, ...]
    """Empty on a page without names."""


def class_page(
    results: Sequence[Mapping[str, Any]],
    made_at: str,
    *,
    people: Mapping[str, Any] | None = None,
    named: bool = True,
    codes: Mapping[str, str] | None = None,
) -> str:
    """The self-contained `index.html` of a batch, for the instructor only.

    Args:
        results: Decoded result files of one homework, in the order of the table.
        made_at: When the page was made, as it should be read; an ISO time is written out.
        people: Decoded `people.json`: who is not on the roster, who handed in nothing.
        named: False for a page without any name, and with nothing that quotes a student.
        codes: Student -> what stands for the name on such a page, also in the link to their page.

    Returns:
        A page that links to `reports/<safe name>.html` of each student or code. Sorting and
        filtering need its one inline script; everything is readable without.

    Raises:
        ValueError: A result is from another version of the program.
    """
    for result in results:
        known(result)
    roll = roll_of(results, named=named, codes=codes)
    checks = items(roll)
    found = misconceptions(roll)
    present = tuple(s for s in STATUSES if any(s == end for row in checks for end, _ in row.ends))
    possible = max((float(result["possible"]) for result in results), default=0.0)
    groups = groups_of(roll)
    asked = questions(roll)
    return page(
        "class.html.j2",
        title=_title(results),
        made_at=one_line(words.moment(made_at)),
        roll=roll,
        students=tuple(student_row(roll, k, present, groups) for k in range(len(results))),
        rows=tuple(check_row(item, found) for item in checks),
        questions=asked,
        question_figures=tuple(figure for row in asked for _, figure in row.parts if figure.count),
        spared=_spared(asked, len(results)),
        part_words=PART_WORDS,
        timed=any(late.adjustment(result) is not None for result in results),
        present=present,
        alike=len({float(result["possible"]) for result in results}) == 1,
        possible=possible,
        letters=LETTERS,
        short_words=SHORT_WORDS,
        broken=tuple(item for item in checks if item.who("broken")),
        waiting=tuple(item for item in checks if item.who("manual")),
        unsafe=roll.figure("isolation:none", "graded without isolation", _unsafe(roll)),
        odd=oddities(roll, checks),
        distributions=distributions(roll, possible) if results else (),
        adjusted=adjusted(roll),
        late=late.figures(roll),
        taken_off=late.taken_off(roll),
        misconceptions=found,
        mistake_figures=tuple(figure for one in found for _, figure in one.checks),
        clusters=clusters(roll),
        copies=copies(roll),
        people=_people(people or {}, named=named),
        groups=tuple({figure.key: figure for figure in groups.values()}.values()),
        attempts=any(isinstance(result.get("attempt"), Mapping) for result in results),
        fallen=_fallen(results),
        made=_made(results),
        percent=percent,
        signed=signed,
        fewest=FEWEST,
        unpassed=UNPASSED,
        measure=_measure,
    )


def _title(results: Sequence[Mapping[str, Any]]) -> str:
    if not results:
        return "Homework"
    return one_line(results[0].get("title") or results[0]["assignment"], 300)


def _spared(asked: Sequence[Question], students: int) -> frozenset[str]:
    """Of each question the part that most students have, where the other names tell who they are."""
    whole = [[figure for _, figure in row.parts] for row in asked]
    return frozenset(
        max(figures, key=lambda figure: figure.count).key
        for figures in whole
        if sum(figure.count for figure in figures) == students > 3
    )


def _measure(found: Separation | None) -> str:
    """A separation as it stands in a table."""
    return "–" if found is None else signed(found.correlation)


def _people(people: Mapping[str, Any], *, named: bool) -> tuple[Listed, ...]:
    """Everybody who does not match, listed and never dropped."""
    listed = []
    for key, label in _PEOPLE:
        entries = people.get(key)
        if isinstance(entries, list | tuple) and entries:
            names = tuple(_called(e).rstrip(".") for e in entries) if named else ()
            listed.append(Listed(label=label, count=len(entries), names=names))
    return tuple(listed)


def _called(entry: Any) -> str:
    """A person of people.json: the name, and what else they are known by."""
    if not isinstance(entry, Mapping):
        return one_line(entry, 200)
    name, student = str(entry.get("name") or ""), str(entry.get("student") or "")
    both = f"{name} ({student})" if name and student and name != student else name or student
    return one_line(both, 200)


def _made_with(result: Mapping[str, Any]) -> Mapping[str, Any]:
    return result.get("made_with") or {}


def _unsafe(roll: Roll) -> tuple[int, ...]:
    """Who was graded without a sandbox."""
    return tuple(
        place
        for place, result in enumerate(roll.results)
        if _made_with(result).get("sandbox") == "none"
    )


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
