"""Names of people as keys: readable, different, never a trick."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake import names, table
from grader.intake.names import folded, keys, readable, spaced, squeezed
from grader.types import safe_name

TEXT = st.text(max_size=200)


@pytest.mark.parametrize("module", [names, table])
def test_examples_in_the_docstrings_are_true(module: object) -> None:
    """Every example that a docstring shows."""
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("Zoe\u0308", "Zo\u00eb"),
        ("eve\u202eyp.exe", "eve\\u202eyp.exe"),
        ("a\nb\x00c\x1b[31m", "a\\nb\\x00c\\x1b[31m"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ann\udcff", "ann\\xff"),
    ],
)
def test_nothing_is_hidden(raw: str, seen: str) -> None:
    """What cannot be seen is written out; joiners of Persian stay."""
    assert readable(raw) == seen


@given(TEXT)
def test_readable_names_are_printable(raw: str) -> None:
    """For any text, joiners aside, and reading twice changes nothing."""
    once = readable(raw)
    assert once.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert readable(once) == once


SIMILAR = st.sampled_from(["Ann", "ann", "ANN ", "Ann_id0", "ann_ID1", "", "id2", "Bo", "Zo\u00eb"])


@given(st.lists(TEXT | SIMILAR, max_size=8))
def test_keys_differ_and_make_file_names(people: list[str]) -> None:
    """Whoever they are: one key each, all different, each a file name of its own."""
    found = keys([(name, f"id{i}") for i, name in enumerate(people)])
    assert len(found) == len(people)
    assert all(key and len(key) <= 140 for key in found)
    assert len({folded(key) for key in found}) == len(people)
    assert len({safe_name(key) for key in found}) == len(people)


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_keys_do_not_depend_on_the_order(first: str, second: str) -> None:
    """The same people have the same keys in any order."""
    there = keys([(first, "1"), (second, "2")])
    assert keys([(second, "2"), (first, "1")]) == there[::-1]


def test_long_names_stay_different() -> None:
    """They are cut, and a digest tells them apart."""
    one, two = keys([("x" * 300 + "a", "1"), ("x" * 300 + "b", "2")])
    assert one != two
    assert max(len(one), len(two)) < 120


def test_forms_that_are_compared() -> None:
    """Capitals, spaces and Unicode forms are one name; Canvas drops all signs as well."""
    assert folded("  Zoe\u0308  LEE ") == folded("zo\u00eb lee")
    assert squeezed("O'Brien-Lee, Ann") == "obrienleeann"
    assert squeezed("Müller, Zoë") == "müllerzoë"
    assert spaced(" Ann\t\n Lee ") == "Ann Lee"
