"""The rows of the two large tables of a class: its students and its checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports import words
from reports.outcome import Bar, bar
from reports.overview import late
from reports.overview.items import NONE, UNPASSED, Item
from reports.overview.measures import percent
from reports.overview.misconceptions import Misconception
from reports.overview.roll import Figure, Roll
from reports.text import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A row of the table of students."""

    name: str
    student: str
    href: str
    earned: float
    possible: float
    complete: bool
    bar: Bar
    counts: tuple[tuple[str, int], ...]
    final: float | None
    changed: bool
    """Whether the policy made another number of the points."""
    late: str
    late_key: str
    attempt: str
    group: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table of checks."""

    item: Item
    rate: str
    key: str
    """What the pass rate sorts by; empty, and so always last, where nobody was judged."""
    width: str
    unpassed: int
    kinds: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...]
    """The ends with their students; those who were judged and did not pass are one kind."""
    most: str
    """The most frequent end, if everybody who is not named under another has it; else empty."""
    mistakes: tuple[tuple[Figure, str], ...]
    """Misconceptions found here: their students in this check, and the id."""


def student_row(
    roll: Roll, place: int, present: Sequence[str], groups: Mapping[int, Figure]
) -> Student:
    """One student.

    Args:
        roll: The class.
        place: Their position in it.
        present: Statuses that have a column.
        groups: Who handed in together, by position.
    """
    result, person = roll.results[place], roll.people[place]
    statuses = [verdict["status"] for verdict in result["verdicts"]]
    seconds = late.lateness(result)
    final = late.final_mark(result)
    told = late.adjustment(result)
    if told is None:
        said = ""
    elif seconds is None:
        said = "unknown"
    else:
        said = late.duration(seconds) if seconds else "in time"
        if taken := float(told.get("taken_off") or 0):
            said += f", \N{MINUS SIGN}{words.points(taken)}"
    return Student(
        name=person.name,
        student=person.student,
        href=person.href,
        earned=result["earned"],
        possible=result["possible"],
        complete=result["complete"],
        bar=bar(result["verdicts"]),
        counts=tuple((status, statuses.count(status)) for status in present),
        final=final,
        changed=final != float(result["earned"]),
        late=said,
        late_key="" if seconds is None else f"{seconds:.0f}",
        attempt=_attempt(result.get("attempt")),
        group=groups.get(place),
    )


def _attempt(attempt: Any) -> str:
    """Which of several submissions counts: `2 of 3, the last`."""
    if not isinstance(attempt, Mapping):
        return ""
    rule = f", the {attempt['rule']}" if attempt.get("rule") in ("first", "last", "best") else ""
    return one_line(f"{attempt.get('number')} of {attempt.get('of')}{rule}", 60)


def groups_of(roll: Roll) -> dict[int, Figure]:
    """Of every student who handed in with others: those of them that have a result."""
    places = {str(result["student"]): place for place, result in enumerate(roll.results)}
    found: dict[int, Figure] = {}
    for place, result in enumerate(roll.results):
        names = [str(name) for name in result.get("group") or ()]
        who = {place, *(places[name] for name in names if name in places)}
        if len(names) > 1:
            label = "handed in together"
            found[place] = roll.figure(f"group:{min(who)}", label, who)
    return found


def check_row(item: Item, found: Sequence[Misconception]) -> Row:
    """One check, with the misconceptions that were found in it."""
    share = item.rate
    sizes = {status: len(who) for status, who in item.ends}
    failed = tuple(end for end in item.ends if end[0] in UNPASSED)
    kinds = (
        ("", tuple(end for end in item.ends if end[0] == "passed")),
        ("unpassed", failed),
        ("", tuple(end for end in item.ends if end[0] in ("manual", "broken"))),
    )
    most = max(sizes, key=lambda status: sizes[status])
    return Row(
        item=item,
        rate=percent(share),
        key="" if share is None else f"{share:.4f}",
        width="0" if share is None else f"{100 * share:.1f}",
        unpassed=sum(len(who) for _, who in failed),
        kinds=tuple((kind, ends) for kind, ends in kinds if ends),
        most=most if NONE not in item.letters and sizes[most] > 3 else "",
        mistakes=tuple(
            (figure, one.id)
            for one in found
            if not one.generic
            for check, figure in one.checks
            if check == item.check
        ),
    )
