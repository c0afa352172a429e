"""Downloads with names that somebody chose to do harm: nothing is lost, nothing is disguised."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake import canvas, github, moodle, read_submissions
from grader.intake.listing import Listing, Thing
from grader.intake.names import folded, readable
from grader.load import load_submission
from grader.load.gather import Renamed
from grader.load.roster import Entry
from grader.types import safe_name

ODD = "\u202e\n\r\x1b\u200bA/\\%~@. _-1é\u0301ßıİ李\ud800"
PIECE = st.sampled_from(
    ["lee", "Lee", "LATE", "anon", "123", "45678", "_", "_", "-1", ".py", ".ipynb", "text.html"]
    + ["link.html", "assignsubmission", "file", "onlinetext", "hw-", "", *ODD, "x" * 200]
)
NAME = st.lists(PIECE, min_size=1, max_size=9).map("".join)
THINGS = st.lists(st.tuples(NAME, st.booleans()), max_size=8, unique_by=lambda one: one[0])


def listing(names: list[tuple[str, bool]]) -> Listing:
    """A folder with these things that is not on any disk."""
    root = Path("/nowhere/hw-submissions")
    things = [Thing(root / f"{i}", readable(n), folder) for i, (n, folder) in enumerate(names)]
    return Listing(root, tuple(things))


def paths_of(entry: Entry) -> list[Path]:
    """Everything on disk that an entry is made of."""
    parts = entry.path if isinstance(entry.path, tuple) else (entry.path,)
    return [part.path if isinstance(part, Renamed) else part for part in parts]


@pytest.mark.parametrize("system", [canvas, moodle, github])
@given(names=THINGS)
def test_every_thing_is_somebodys_or_left_over(
    system: object, names: list[tuple[str, bool]]
) -> None:
    """Whatever the names: each thing is in exactly one entry or listed, and keys can be shown."""
    here = listing(names)
    look = system.look(here)  # type: ignore[attr-defined]
    found = system.read(here)  # type: ignore[attr-defined]
    used = [path for entry in found.entries for path in paths_of(entry)]
    assert len(used) == len(set(used))
    assert len(used) + len(found.left_over) == len(names)
    assert 0 <= look.fits <= look.of == len(names)
    sound = [entry for entry in found.entries if entry.error is None]
    keys = [entry.student for entry in sound]
    assert len({folded(key) for key in keys}) == len(keys)
    assert len({safe_name(key).casefold() for key in keys}) == len(keys)
    for entry in found.entries:
        assert entry.student.replace("\u200c", "").replace("\u200d", "").isprintable()
        assert len(entry.student) <= 140
        assert entry.people[0].student == entry.student
    assert all(note.isprintable() for note in (*found.notes, *found.left_over))


@pytest.mark.skipif(sys.platform != "linux", reason="names that only Linux allows")
def test_names_on_disk_that_hide_what_they_are(download: Callable[..., Path]) -> None:
    """Line ends, turned text, escape codes: written out in key and name; the work is graded."""
    names = ["Eve\nroot\u202e", "A\x1b[2Jnn", "Zoe\u0308", "ZOË", "D" * 150]
    root = download([f"{n}_{i}_assignsubmission_file/hw.py" for i, n in enumerate(names)])
    raw = os.fsencode(root) + b"/B\xff_9_assignsubmission_file"
    os.mkdir(raw)
    found = read_submissions(root)
    keys = {entry.student for entry in found.entries}
    assert {"Eve\\nroot\\u202e", "A\\x1b[2Jnn", "Zo\u00eb_2", "ZO\u00cb_3", "B\\xff"} <= keys
    (long,) = (key for key in keys if key.startswith("D"))
    assert len(long) < 120
    for entry in found.entries:
        if entry.student != "B\\xff":
            work = load_submission(entry.path, student=entry.student, assignment="hw")
            assert set(work.files) == {"hw.py"}


def test_a_folder_that_may_not_be_read(download: Callable[..., Path]) -> None:
    """One student's unreadable folder does not stop the others."""
    if os.name == "nt" or os.geteuid() == 0:
        pytest.skip("this account may read everything")
    root = download(["A_1_assignsubmission_onlinetext/x.html", "B_2_assignsubmission_file/a.py"])
    (root / "A_1_assignsubmission_onlinetext").chmod(0)
    assert [entry.student for entry in read_submissions(root).entries] == ["A", "B"]


def test_a_folder_that_vanishes() -> None:
    """It is left to whoever loads it to say so."""
    here = listing([("A_1_assignsubmission_onlinetext", True)])
    (entry,) = moodle.read(here).entries
    assert entry.path == here.things[0].path
