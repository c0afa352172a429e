"""The records."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.types import Mismatch, Module, Result, Verdict, safe_name


@given(st.text(max_size=300), st.text(max_size=300))
def test_safe_names_are_files_and_stay_different(a: str, b: str) -> None:
    """Any two names give two file names; none is hidden, a path, or too long."""
    one, two = safe_name(a), safe_name(b)
    assert (one == two) == (a == b)
    for name in (one, two):
        assert name
        assert not set(name) & set('/\\\0\n\r<>:"|?*')
        assert not name.startswith((".", " "))
        assert not name.endswith(" ")
        assert len(name.encode()) <= 140


def module(**more: object) -> Module:
    """A module with the fields that matter here."""
    fields: dict[str, object] = {
        "name": "m",
        "path": "m.py",
        "source": "",
        "cells": None,
        "names": (),
    }
    return Module(**(fields | more))  # type: ignore[arg-type]


def test_a_place_in_a_script_is_its_line() -> None:
    """`basics.py, line 12`."""
    assert module(path="basics.py").where(12) == "basics.py, line 12"


def test_a_place_in_a_notebook_is_a_cell_and_a_line_in_it() -> None:
    """Lines count from 1 inside the cell; the first line of a cell belongs to it."""
    notebook = module(path="hw.ipynb", cells=((1, 1), (7, 5), (8, 9)))
    assert notebook.where(1) == "hw.ipynb, cell 1, line 1"
    assert notebook.where(4) == "hw.ipynb, cell 1, line 4"
    assert notebook.where(5) == "hw.ipynb, cell 7, line 1"
    assert notebook.where(7) == "hw.ipynb, cell 7, line 3"
    assert notebook.where(99) == "hw.ipynb, cell 8, line 91"


def verdict(earned: float | None, points: float) -> Verdict:
    """A verdict that earned so much."""
    return Verdict(
        check="c",
        question="q",
        title="t",
        status="passed",
        earned=earned,
        points=points,
        visibility="public",
    )


def result(*verdicts: Verdict) -> Result:
    """A result of these verdicts."""
    return Result(
        assignment="a",
        student="s",
        digest="",
        verdicts=verdicts,
        made_with={},
        started_at="",
        seconds=0,
    )


def test_a_result_adds_only_what_is_known() -> None:
    """An unknown mark is neither zero nor full: it is missing from earned and makes the result incomplete."""
    known, unknown = verdict(2, 2), verdict(None, 3)
    assert (result(known).earned, result(known).possible, result(known).complete) == (2, 2, True)
    both = result(known, unknown)
    assert (both.earned, both.possible, both.complete) == (2, 5, False)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.5, 1, 1 / 3, 2]))))
def test_earned_lies_between_nothing_and_everything(marks: list[tuple[bool, float]]) -> None:
    """For any set of verdicts."""
    whole = result(*(verdict(points if ok else 0, points) for ok, points in marks))
    assert 0 <= whole.earned <= whole.possible + 1e-9


def test_a_mismatch_tells_expected_before_got() -> None:
    """In the order of the style card; empty parts are left out."""
    text = Mismatch(what="f(x) is wrong", expected="1", got="2", hint="look").text()
    assert text.splitlines() == [
        "f(x) is wrong",
        "  expected  1",
        "  got       2",
        "  hint      look",
    ]
