"""The file of times: who handed in when."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.policy import read_times, time_of, times_notes


@pytest.mark.parametrize(
    "text",
    [
        "student,submitted_at\nann,2026-11-20T23:59:00+01:00\n",
        "\ufeffstudent,submitted_at\r\nann,2026-11-20T23:59:00+01:00\r\n\r\n",
        "Name;Submitted_At;Student\nAnn; 2026-11-20 23:59+01:00 ; ann \n",
        '\nstudent,submitted_at\n"ann","2026-11-20T23:59:00+0100"',
    ],
)
def test_what_spreadsheets_write(tmp_path: Path, text: str) -> None:
    """Commas or semicolons, a byte order mark, quotes, blank lines, other columns."""
    path = tmp_path / "times.csv"
    path.write_text(text, "utf-8", newline="")
    assert read_times(path) == {"ann": "2026-11-20T23:59:00+01:00"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "times.csv is empty; it needs the columns student,submitted_at."),
        ("ann,2026-11-20T23:59:00Z\n", "the first line must name the column 'student' once"),
        ("student,time\n", "must name the column 'submitted_at' once; it is student,submitted_at."),
        ("student,student,submitted_at\n", "must name the column 'student' once"),
        ("student,submitted_at\nann\n", "line 2: there are fewer columns than in the first line."),
        ("student,submitted_at\n,2026-11-20T23:59:00Z\n", "line 2: the student is missing."),
        (
            "student,submitted_at\nann,2026-11-20T23:59:00\n",
            "line 2: submitted_at '2026-11-20T23:59:00' does not say in which time zone: write the "
            "offset from UTC, like 2026-11-20T23:59:00+01:00.",
        ),
        ("student,submitted_at\nann,20.11.2026\n", "line 2: submitted_at '20.11.2026' is no time"),
        ("student,submitted_at\nann,\n", "line 2: submitted_at '' is no time"),
        (
            "student,submitted_at\nann,2026-11-20T23:59:00Z\n\nAnn,2026-11-21T23:59:00Z\n",
            "line 4: 'Ann' stands there twice; keep one line.",
        ),
        ('student,submitted_at\n"ann"x,2026-11-20T23:59:00Z\n', "line 2: is not valid CSV: "),
    ],
)
def test_whatever_is_wrong_ends_in_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    """With the file and the line."""
    path = tmp_path / "times.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=re.escape(told)) as error:
        read_times(path)
    assert "times.csv" in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The path and the reason."""
    with pytest.raises(UsageError, match="none.csv cannot be read: No such file or directory"):
        read_times(tmp_path / "none.csv")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    """As old spreadsheets save it."""
    (tmp_path / "times.csv").write_bytes("student,submitted_at\nJürgen,x\n".encode("latin-1"))
    with pytest.raises(UsageError, match="is not UTF-8 text; save it as CSV in UTF-8"):
        read_times(tmp_path / "times.csv")


CLASS = [("ann", "Ann Lee", "ann@uni.example"), ("bob", "Bo Ray", ""), ("b2", "Bo Ray", "17")]
EARLY, LATE = "2026-11-20T23:00:00+00:00", "2026-11-20T23:30:00+01:00"


def test_a_time_is_found_by_any_name() -> None:
    """Capitals make no difference; an unknown name fits nothing."""
    times = {"ANN@uni.example": EARLY, "17": LATE}
    assert time_of(times, CLASS[0]) == EARLY
    assert time_of(times, CLASS[1]) is None
    assert time_of(times, CLASS[2]) == LATE
    assert time_of({"": EARLY}, ("", "x")) is None


def test_of_two_lines_for_a_student_the_latest_moment_holds() -> None:
    """23:30 in Berlin is before 23:00 in London, whatever the texts look like."""
    assert time_of({"ann": LATE, "Ann Lee": EARLY}, CLASS[0]) == EARLY
    assert times_notes({"ann": LATE, "Ann Lee": EARLY}, CLASS) == (
        "'ann' and 'Ann Lee' are the same student with different times; the latest holds.",
    )


def test_lines_that_are_not_used_are_listed() -> None:
    """Of nobody, of two students, of one with several attempts; what fits is not mentioned."""
    times = {"anne": EARLY, "zoe": EARLY, "bo ray": EARLY, "Ann Lee": EARLY, "17": EARLY}
    assert times_notes(times, CLASS, several=["ann"]) == (
        "The time of 'anne' fits nobody who handed in; is 'ann' meant?",
        "The time of 'zoe' fits nobody who handed in.",
        "The time of 'bo ray' fits 2 students; it holds for all of them. Write an id instead.",
        "The time of 'Ann Lee' is not used: there are several attempts, and it does not say which "
        "one is meant.",
    )
    assert times_notes({"ann": EARLY}, CLASS) == ()
