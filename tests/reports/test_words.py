"""reports.words: how numbers, times and statuses are written."""

from __future__ import annotations

import math
from typing import Any

import pytest

from grader.types import STATUSES
from reports import words
from reports.overview.page import SHORT_WORDS


@pytest.mark.parametrize("table", [words.STATUS_WORDS, words.COUNTED_WORDS, SHORT_WORDS])
def test_every_status_has_its_own_words(table: dict[str, str]) -> None:
    """No status is without words and no two read alike."""
    assert tuple(table) == STATUSES
    assert len(set(table.values())) == len(STATUSES)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (2.0, "2"), (0.5, "0.5"), (12.25, "12.25"), (2 / 3, "0.67"), (-1, "-1")],
)
def test_points_have_no_needless_digits(value: float, text: str) -> None:
    """Points read as a person writes them."""
    assert words.points(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (None, "nan"),
        (1234567, "1234567"),
        (1e9, "1e9"),
        (-1.5e-7, "-1.5e-7"),
        (10**400, "huge"),
        (-(10**400), "-huge"),
        (True, "True"),
        ("nan", "nan"),
    ],
)
def test_number_writes_anything(value: Any, text: str) -> None:
    """Whatever stands where a number should, it is short and raises nothing."""
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("value", "drawn"),
    [
        *[(0, True), (-2.5, True), (10**400, False), (math.nan, False), (math.inf, False)],
        *[(None, False), (True, False), ("1", False), ([], False)],
    ],
)
def test_finite_is_what_can_be_drawn(value: Any, drawn: bool) -> None:
    """Only real numbers are drawn; a bool is not one."""
    assert words.finite(value) is drawn


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-03-02T09:05:00+00:00", "2 March 2026, 09:05 UTC"),
        ("2026-03-02T01:05:00+02:00", "1 March 2026, 23:05 UTC"),
        ("2026-03-02T09:05:00Z", "2 March 2026, 09:05 UTC"),
        ("2026-03-02T09:05", "2 March 2026, 09:05"),
        ("yesterday", "yesterday"),
        ("", ""),
    ],
)
def test_moment_reads_well(text: str, read: str) -> None:
    """Times are in UTC and say so; what is no time stays as it is."""
    assert words.moment(text) == read


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (64_000, "64 KB"), (1_284_113, "1.28 MB")],
)
def test_size_reads_well(number: int, text: str) -> None:
    """Sizes have a unit."""
    assert words.size(number) == text
