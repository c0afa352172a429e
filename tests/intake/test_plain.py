"""Folders made by hand, and how several attempts are told in them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.intake import read_submissions
from grader.load.roster import Entry, Person


def test_every_thing_is_a_student(download: Callable[..., Path]) -> None:
    """As the roster of a folder has always been; what is nobody's is listed."""
    root = download(["s10/hw.py", "s2.py", "s2.md", "README.md", "grades.csv", ".DS_Store"])
    found = read_submissions(root)
    assert (found.system, found.notes) == ("plain", ())
    assert found.entries == (
        Entry("s2", (root / "s2.md", root / "s2.py"), people=(Person("s2"),)),
        Entry("s10", root / "s10", people=(Person("s10"),)),
    )
    assert found.left_over == (
        "grades.csv (a table, a README or the like)",
        "README.md (a table, a README or the like)",
    )


def test_numbered_attempts(download: Callable[..., Path]) -> None:
    """`@` and a number behind the name; the order is that of the numbers, counted from 1."""
    root = download(["ann@2/hw.py", "ann@10/hw.py", "ann@1/hw.py", "bob.py", "cy@3.py"])
    found = read_submissions(root)
    assert [(e.student, e.attempt, e.submitted_at, e.error) for e in found.entries] == [
        ("ann", 1, None, None),
        ("ann", 2, None, None),
        ("ann", 3, None, None),
        ("bob", 0, None, None),
        ("cy", 0, None, None),
    ]
    assert [e.path for e in found.entries[:3]] == [root / f"ann@{n}" for n in (1, 2, 10)]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ann@20261120T2359+0100", "2026-11-20T23:59:00+01:00"),
        ("ann@2026-11-20T23-59-07Z", "2026-11-20T23:59:07+00:00"),
        ("ann@20261120T235907-0530", "2026-11-20T23:59:07-05:30"),
        ("ann@2026-11-20T23:59+01:00", "2026-11-20T23:59:00+01:00"),
    ],
)
def test_timed_attempts(download: Callable[..., Path], name: str, meant: str) -> None:
    """`@` and a time with its zone tells when; names without colons work on every system."""
    root = download([f"{name}/hw.py", "ann@20260101T0000Z.zip"])
    found = read_submissions(root)
    assert [(e.student, e.attempt, e.submitted_at) for e in found.entries] == [
        ("ann", 1, "2026-01-01T00:00:00+00:00"),
        ("ann", 2, meant),
    ]


def test_a_time_alone(download: Callable[..., Path]) -> None:
    """One submission with a time is the only one, and its time is known."""
    (entry,) = read_submissions(download(["ann@20261120T2359+0100.py"])).entries
    assert (entry.student, entry.attempt) == ("ann", 0)
    assert entry.submitted_at == "2026-11-20T23:59:00+01:00"


@pytest.mark.parametrize(
    ("names", "error"),
    [
        (
            ["ann@20261120T2359.py"],
            "The time in ann@20261120T2359 has no time zone; write it like ann@20261120T2359+0100.",
        ),
        (
            ["ann@20261320T2359Z.py"],
            "The time in ann@20261320T2359Z is none; write it like ann@20261120T2359+0100.",
        ),
        (
            ["ann@20261120Tmidnight.py"],
            "The time in ann@20261120Tmidnight is none; write it like ann@20261120T2359+0100.",
        ),
        (
            ["ann.py", "ann@2.py"],
            "Nobody can tell the order of ann and ann@2; name all attempts like ann@1, ann@2.",
        ),
        (
            ["ann@1.py", "ann@20261120T2359Z.py"],
            "Nobody can tell the order of ann@1 and ann@20261120T2359Z; "
            "name all attempts like ann@1, ann@2.",
        ),
        (
            ["ann@20261120T2359Z.py", "ann@20261121T0059+0100.py"],
            "ann@20261120T2359Z and ann@20261121T0059+0100 have the same time; "
            "number the attempts instead: ann@1, ann@2.",
        ),
    ],
)
def test_attempts_that_nobody_can_order(
    download: Callable[..., Path], names: list[str], error: str
) -> None:
    """Each says why, and none is dropped."""
    found = read_submissions(download(names))
    assert [(e.student, e.error) for e in found.entries] == [("ann", error)] * len(names)


@pytest.mark.skipif(sys.platform != "linux", reason="names that only Linux keeps apart")
def test_equal_numbers(download: Callable[..., Path]) -> None:
    """Two spellings of one name with the same number."""
    found = read_submissions(download(["ann  lee@1/a.py", "ann lee@1/a.py"]))
    assert [e.error for e in found.entries] == [
        "ann  lee@1 and ann lee@1 have the same number; number the attempts 1, 2, 3."
    ] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="names that only Linux keeps apart")
def test_attempts_whose_names_differ_in_capitals(download: Callable[..., Path]) -> None:
    """Their results would overwrite each other."""
    found = read_submissions(download(["Ann@1.py", "ann@2.py"]))
    assert {e.error for e in found.entries} == {
        "Ann and ann differ only in capital letters; rename one of them."
    }


@pytest.mark.parametrize(
    "name", ["ann@x.edu", "ann@", "@1", "ann@01", "ann@1234", "ann@1a", "ann-1", "ann@1@x"]
)
def test_names_that_are_no_attempts(download: Callable[..., Path], name: str) -> None:
    """Addresses and other signs stay what they are."""
    (entry,) = read_submissions(download([f"{name}/hw.py"])).entries
    assert (entry.student, entry.attempt) == (name, 0)


def test_what_is_inside_a_folder_makes_no_attempts(download: Callable[..., Path]) -> None:
    """A student cannot hand in attempts of their own making."""
    root = download(["ann/ann@1/hw.py", "ann/ann@2/hw.py"], name="x")
    (root / "bob.py").write_text("x = 1")
    assert [e.student for e in read_submissions(root).entries] == ["ann", "bob"]
