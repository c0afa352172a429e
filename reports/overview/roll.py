"""The students of a class as its page names them, and numbers that lead to their students.

A student is a position in the class from here on: names are looked up in one place, so that a
page without names cannot let one slip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import bidirectional
from urllib.parse import quote

from grader.types import safe_name
from reports.text import one_line

Results = Sequence[Mapping[str, Any]]

_NAME = 120
_SHORT = 48
"""Characters of a name in a list of many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number on the page and who is behind it.

    `key` names it in the address of the page (`#figure=late`), so it has to be the same whenever
    the page is made from the same results.
    """

    key: str
    label: str
    """What these students have in common, as it stands above them: `Marks from 3 to 4 points`."""
    who: tuple[int, ...]
    """Positions in the class, ascending."""

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.who)

    @property
    def id(self) -> str:
        """Id of the list of their names: what the link leads to without the script."""
        return f"figure={self.key}"

    @property
    def href(self) -> str:
        """The link that shows exactly these students."""
        return f"#figure={quote(self.key, safe=':._-~')}"

    @property
    def ranges(self) -> str:
        """The positions as the script reads them."""
        return ranges(self.who)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """How one student is called on the page."""

    name: str
    short: str
    """The same for lists of many names."""
    student: str
    """What they handed in under, where that is not the name; else empty."""
    isolated: bool
    """Whether its letters run from right to left anywhere, so that it could reorder a list."""
    href: str
    """Their page; on a page without names that of their code, empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The results of a class in the order of the page, and how each student is called."""

    results: tuple[Mapping[str, Any], ...]
    people: tuple[Person, ...]
    named: bool

    def figure(self, key: str, label: str, who: Iterable[int]) -> Figure:
        """A number that leads to these students; each is counted once."""
        return Figure(key=one_line(key), label=label, who=tuple(sorted(set(who))))


def roll_of(results: Results, *, named: bool, codes: Mapping[str, str] | None) -> Roll:
    """Names the students of a class, or gives each a code.

    Args:
        results: Decoded result files.
        named: Whether names may be shown. If not, the order is that of the codes, since the
            order of the names would give some of them away.
        codes: Student -> code, for a page without names; who has none is numbered.
    """
    if named:
        people = [_person(result) for result in results]
        return Roll(results=tuple(results), people=tuple(people), named=True)
    given = codes or {}
    coded = []
    for number, result in enumerate(results, 1):
        code = given.get(str(result["student"]))
        called = one_line(code or f"student {number}", _NAME)
        person = Person(
            name=called,
            short=one_line(called, _SHORT),
            student="",
            isolated=_isolated(called),
            href=report_link(code) if code else "",
        )
        coded.append((person, result))
    coded.sort(key=lambda pair: _natural(pair[0].name))
    return Roll(
        results=tuple(result for _, result in coded),
        people=tuple(person for person, _ in coded),
        named=False,
    )


def report_link(student: str) -> str:
    """Where the page of a student is, as a link from `index.html`.

    The file name is percent-encoded already, so its `%` have to be encoded once more.

    >>> report_link("ann lee"), report_link("../x")
    ('reports/ann%20lee.html', 'reports/%252E.%252Fx.html')
    """
    return "reports/" + quote(safe_name(student) + ".html")


def ranges(who: Sequence[int]) -> str:
    """Ascending positions as text, runs of them shortened.

    >>> ranges([0, 1, 2, 5, 7, 8])
    '0-2 5 7-8'
    """
    runs: list[list[int]] = []
    for place in who:
        if runs and place == runs[-1][1] + 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _person(result: Mapping[str, Any]) -> Person:
    student = str(result["student"])
    name = str(result.get("name") or "").strip() or student
    return Person(
        name=one_line(name, _NAME),
        short=one_line(name, _SHORT),
        student=one_line(student, _NAME) if name != student else "",
        isolated=_isolated(name),
        href=report_link(student),
    )


def _isolated(name: str) -> bool:
    """Whether a name in a row of names has to be kept from reordering its neighbours.

    >>> _isolated("Søren"), _isolated("سلمى")
    (False, True)
    """
    return not name.isascii() and any(bidirectional(c) in ("R", "AL", "AN") for c in name)


def _natural(code: str) -> tuple[int, str]:
    """`student 2` before `student 10`."""
    return len(code), code
