"""Entries of `answers` that nobody filled: told once per file, never where they may be filled otherwise."""

from __future__ import annotations

import pytest
from ahead_looks import cells, look

STARTER = {"hw.py": ("answers",)}


def told(source: str) -> list[str]:
    """The sentences about answers."""
    return [a.sentence for a in look(source, starter=STARTER) if a.kind == "answers"]


def test_entries_that_are_none_are_told_with_their_number() -> None:
    """The first three by name, at the line of the dict."""
    source = "import os\nanswers = {'a': None, 'b': 1, 'c': None, 'd': None, 'e': None}\n"
    (one,) = (a for a in look(source, starter=STARTER) if a.kind == "answers")
    assert one.sentence == (
        "In `answers`, `a`, `c`, `d` and 1 more are still None: where a number is asked for, that earns nothing."
    )
    assert one.where == "hw.py, line 2"


def test_one_entry() -> None:
    """In the singular."""
    assert told("answers = {'a': None}") == [
        "In `answers`, `a` is still None: where a number is asked for, that earns nothing."
    ]


@pytest.mark.parametrize(
    "source",
    [
        "answers = {'a': 1, 'b': 0, 'c': 0.0, 'd': [None]}",
        "answers = {'a': None}\nanswers['a'] = 3",
        "answers = {'a': None}\ndef f():\n    answers['a'] = 3\nf()",
        "answers = {'a': None}\nanswers.update(a=3)",
        "answers = {'a': None}\nanswers |= {'a': 3}",
        "answers = {'a': None}\nfor k in answers:\n    answers[k] = 3",
        "answers = {'a': None}\nanswers = {'a': 3}",
        "answers: dict = {'a': 3}",
        "answers = dict(a=None)",
        "others = {'a': None}",
        "def f():\n    answers = {'a': None}",
        "answers = [None]",
        "answers = {**{}, 'b': 1, f'x': None}",
    ],
)
def test_filled_or_not_to_be_told_from_the_text(source: str) -> None:
    """Then nothing is said."""
    assert told(source) == []


def test_a_homework_without_answers_asks_for_none() -> None:
    """The name is only a name there."""
    assert [
        a for a in look("answers = {'a': None}", starter={"hw.py": ("f",)}) if a.kind == "answers"
    ] == []


def test_in_a_notebook_a_later_cell_fills_it() -> None:
    """Cells are one module."""
    assert [
        a for a in cells("answers = {'a': None}", "answers['a'] = 2") if a.kind == "answers"
    ] == []
