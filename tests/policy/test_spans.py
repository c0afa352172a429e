"""Lengths of time, read and said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.policy.spans import Span, in_words, parse_span, plural


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("15 min", timedelta(minutes=15)),
        ("90s", timedelta(seconds=90)),
        ("2 days", timedelta(days=2)),
        ("1 day 12 h", timedelta(hours=36)),
        ("1 day, 2 hours and 3 minutes", timedelta(days=1, hours=2, minutes=3)),
        ("36 Hours", timedelta(hours=36)),
        ("1 week", timedelta(days=7)),
        ("0 min", timedelta(0)),
    ],
)
def test_what_people_write(text: str, length: timedelta) -> None:
    """Units may be short or long, several pieces add up."""
    assert parse_span(text).clock == length


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("15", "has no unit: write for example"),
        ("", "is no length of time: write for example"),
        ("-2 days", "is no length of time"),
        ("tomorrow", "is no length of time"),
        ("2 days late", "is no length of time"),
        ("1.5 days", 'instead of "1.5 days" write "1 day 12 h"'),
        ("1,5 days", "must be in whole numbers"),
        ("3 months", "has the unknown unit 'months'"),
        ("4000 days", "is longer than ten years"),
        ("99999999999999999999 h", "is longer than ten years"),
    ],
)
def test_what_is_refused(text: str, told: str) -> None:
    """What cannot be read ends in what to write instead."""
    with pytest.raises(ValueError, match=told):
        parse_span(text)


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(0, 10**6))
def test_a_length_can_be_read_back(days: int, seconds: int) -> None:
    """What is said in full means the same length."""
    span = Span(days, seconds)
    if span:
        assert parse_span(str(span)).clock == span.clock


@pytest.mark.parametrize(
    ("days", "seconds", "words"),
    [
        (1, 3 * 3600, "1 day 3 h"),
        (2, 20 * 60, "2 days 20 min"),
        (1, 30, "1 day 30 s"),
        (0, 3600 + 59 * 60 + 59, "1 h 59 min"),
        (0, 0, "less than 1 s"),
    ],
)
def test_the_two_largest_units_are_said(days: int, seconds: int, words: str) -> None:
    """Enough to see on which side of a day it is; rounded down."""
    assert in_words(days, seconds) == words


def test_one_is_singular() -> None:
    """1 day, but 0 and 2 days."""
    assert [plural(n, "day") for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
