"""reports.overview.odd: which checks of a class are odd, and what is said about them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from reports.overview.items import items
from reports.overview.odd import FEWEST, Oddity, oddities
from reports.overview.roll import roll_of


def found_in(results: list[dict[str, Any]]) -> dict[str, Oddity]:
    """The oddities of a class by their title."""
    roll = roll_of(results, named=True, codes=None)
    return {kind.title: kind for kind in oddities(roll, items(roll))}


def ending(examples: ModuleType, *ends: str) -> list[dict[str, Any]]:
    """A class in which check `a` ends in these ways."""
    return [
        examples.result(f"s{k}", [examples.verdict("a", "q", "t", status=end)], digest="")
        for k, end in enumerate(ends)
    ]


def test_every_kind_is_found_where_it_was_put(crowd: ModuleType) -> None:
    """In a class with one check of each kind, exactly that check, most urgent kind first."""
    found = found_in(crowd.crowd(300, 60))
    assert {title: [case.check for case in kind.cases] for title, kind in found.items()} == {
        "Nobody passed": [crowd.check_id(crowd.NOBODY)],
        "Strong students do worse": [crowd.check_id(crowd.REVERSED)],
        "Often over a limit": [crowd.check_id(crowd.SLOW)],
        "Everybody passed": [crowd.check_id(crowd.EVERYBODY)],
    }
    assert [*found] == [
        *("Nobody passed", "Strong students do worse", "Often over a limit", "Everybody passed")
    ]


def test_nobody_and_everybody_need_a_few(examples: ModuleType) -> None:
    """Four failures say nothing about a check, five do; waiting and broken ones do not count."""
    few = ["failed"] * (FEWEST - 1)
    assert found_in(ending(examples, *few, "broken", "manual")) == {}
    assert [*found_in(ending(examples, *few, "errored"))] == ["Nobody passed"]
    assert [*found_in(ending(examples, *["passed"] * FEWEST))] == ["Everybody passed"]
    assert found_in(ending(examples, *few, "failed", "passed")) == {}


def test_a_check_that_never_ran_says_so(examples: ModuleType) -> None:
    """Then it is another check that is odd."""
    (case,) = found_in(ending(examples, *["blocked"] * 9, "failed"))["Nobody passed"].cases
    assert case.note == "9 not run, because a check that it needs did not pass"
    assert (case.status, case.count) == ("unpassed", 10)
    (case,) = found_in(ending(examples, *["failed"] * 9, "blocked"))["Nobody passed"].cases
    assert case.note == ""


def test_limits_from_a_tenth_on(examples: ModuleType) -> None:
    """One of ten over a limit is worth a look, one of eleven is not."""
    assert "Often over a limit" in found_in(ending(examples, "timed_out", *["passed"] * 9))
    assert "Often over a limit" not in found_in(ending(examples, "timed_out", *["passed"] * 10))


def test_equal_files_must_end_equally(examples: ModuleType) -> None:
    """The check that ended differently for the same bytes is named, with those who have them."""
    results = ending(examples, "passed", "failed", "failed", "passed")
    for result, digest in zip(results, ("x", "x", "y", "z"), strict=True):
        result["digest"] = digest * 64
    (case,) = found_in(results)["Same files, different end"].cases
    assert case.figure is not None
    assert case.figure.who == (0, 1)
    results[1]["verdicts"][0]["marked"] = {"by": "tutor"}
    assert found_in(results) == {}


def test_voided_checks_are_settled(examples: ModuleType) -> None:
    """What counts no more needs nobody's attention."""
    results = ending(examples, *["failed"] * 8)
    assert [*found_in(results)] == ["Nobody passed"]
    for result in results:
        result["verdicts"][0]["voided"] = {"reason": "It was wrong.", "give": "nothing"}
    assert found_in(results) == {}
