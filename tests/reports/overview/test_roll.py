"""reports.overview.roll: how students are called, and numbers that lead to them."""

from __future__ import annotations

from types import ModuleType
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from reports.overview.roll import Figure, ranges, roll_of


@given(st.sets(st.integers(0, 600)))
def test_ranges_say_the_positions(who: set[int]) -> None:
    """Read as the script reads them, they are the same positions."""
    found: list[int] = []
    for run in ranges(sorted(who)).split():
        first, _, last = run.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    assert found == sorted(who)


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_a_link_leads_to_its_list(key: str) -> None:
    """Decoded once, as a browser does, the address is the id of the list of names."""
    figure = Figure(key=key, label="", who=(0,))
    assert unquote(figure.href) == f"#{figure.id}"
    assert figure.href.isascii()
    assert not set(figure.href) & set("&+ <>\"'")


def test_names_of_the_roster_come_first(examples: ModuleType) -> None:
    """A name where one is known, with what they handed in under; else that alone."""
    results = [examples.good() | {"student": "u1", "name": "Zoë Ng"}, examples.good()]
    first, second = roll_of(results, named=True, codes=None).people
    assert (first.name, first.student, first.href) == ("Zoë Ng", "u1", "reports/u1.html")
    assert (second.name, second.student) == ("Ann Lee", "")


def test_long_names_are_short_in_lists(examples: ModuleType) -> None:
    """Bounded twice: as the name of a row, and shorter in a row of names."""
    (person,) = roll_of([examples.good() | {"name": "W" * 5000}], named=True, codes=None).people
    assert len(person.name) < 200
    assert len(person.short) < 90


def test_codes_stand_in_their_own_order(examples: ModuleType) -> None:
    """The order of a page without names says nothing about the names."""
    results = [
        examples.good() | {"student": name, "name": f"N {name}"} for name in ("ann", "bob", "cyd")
    ]
    roll = roll_of(results, named=False, codes={"ann": "k10", "bob": "k9"})
    assert [person.name for person in roll.people] == ["k9", "k10", "student 3"]
    assert [result["student"] for result in roll.results] == ["bob", "ann", "cyd"]
    assert [person.href for person in roll.people] == ["reports/k9.html", "reports/k10.html", ""]
    assert {person.student for person in roll.people} == {""}
