"""`grader policy`: what an instructor reads before using a policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import policy
from grader.errors import UsageError

TEXT = """
due = 2026-11-20T23:59:00
timezone = "Europe/Berlin"
closes = "7 days"
[extensions]
ann = "2 days"
cy = "no limit"
[slip]
days = 3
used = { bob = 2 }
[penalty]
per_day = "10 %"
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A policy on disk."""
    path = tmp_path / "policy.toml"
    path.write_text(TEXT)
    return str(path)


def said(*arguments: str) -> str:
    """What the command prints."""
    done = CliRunner().invoke(policy.command, arguments, standalone_mode=False)
    if isinstance(done.exception, UsageError):
        raise done.exception
    assert done.exception is None, done.exception
    return done.output


def test_a_policy_is_told_in_words_and_as_a_table(file: str) -> None:
    """Each row: how late, when that is, slip days, what is taken off and left."""
    text = said(file)
    assert "due        Fri 20 Nov 2026 23:59 CET (Europe/Berlin)." in text
    rows = [line.split() for line in text.splitlines()]
    assert [
        "1",
        "day",
        "Sat",
        "21",
        "Nov",
        "2026",
        "23:59",
        "CET",
        "0",
        "%",
        "100",
        "1",
        "90",
    ] in rows
    assert [
        "5",
        "days",
        "Wed",
        "25",
        "Nov",
        "2026",
        "23:59",
        "CET",
        "20",
        "%",
        "80",
        "3",
        "50",
    ] in rows
    assert "7 days 1 min" in text
    assert "not accepted" in text


def test_points_of_the_homework_may_be_given(file: str) -> None:
    """10 % of 47 points are 4.7."""
    assert "left of 47" in said(file, "--points", "47", "--student", "bob")
    assert "42.3" in said(file, "--points", "47", "--student", "bob")


@pytest.mark.parametrize(
    ("student", "told"),
    [
        ("ann", "ann: an extension until Sun 22 Nov 2026 23:59 CET, 3 of 3 slip days left."),
        ("BOB", "BOB: no extension, 1 of 3 slip days left."),
        ("cy", "cy: an extension without an end, so nothing is ever late."),
        ("z\x1b[31m", "z\\x1b[31m: no extension, 3 of 3 slip days left."),
    ],
)
def test_what_holds_for_one_student(file: str, student: str, told: str) -> None:
    """Extension and slip days; a name cannot colour the terminal."""
    assert told in said(file, "--student", student)


def test_a_moment_gets_the_sentence_that_the_student_would_read(file: str) -> None:
    """And the mark."""
    text = said(file, "--student", "bob", "--at", "2026-11-22T12:00+01:00")
    assert (
        "Handed in 1 day 12 h late (due 20 Nov 2026 23:59 CET). 1 slip day takes 1 day off" in text
    )
    assert "\n90 of 100 points" in text


def test_a_moment_without_a_zone_is_refused_with_the_one_that_may_be_meant(file: str) -> None:
    """The offset of the policy's zone on that day is ready to copy."""
    with pytest.raises(UsageError, match="--at '2026-07-01T12:00' does not say") as error:
        said(file, "--at", "2026-07-01T12:00")
    assert "In the policy's time zone that is 2026-07-01T12:00:00+02:00." in str(error.value)


def test_a_moment_that_is_none_is_refused(file: str) -> None:
    """With a time to copy."""
    with pytest.raises(
        UsageError, match="--at 'noon' is no time: write it like 2026-11-20T23:59:00"
    ):
        said(file, "--at", "noon")


def test_a_policy_without_a_due_date(tmp_path: Path) -> None:
    """There is nothing to tabulate, and that is said."""
    path = tmp_path / "policy.toml"
    path.write_text('attempts = "best"')
    assert "There is no due date: nothing is ever late." in said(str(path))
    assert "ann: nothing is ever late." in said(str(path), "--student", "ann")
    at = said(str(path), "--at", "2026-11-22T12:00Z")
    assert "Nothing is ever late.\n100 of 100 points" in at
