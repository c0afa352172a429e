"""Whose download a folder is, and the ends that reading one can have."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.intake import SYSTEMS, read_submissions

CANVAS = ["leeann_340934_208490284_hw1.py", "bo_334244_394803489_hw1.py"]
MOODLE = ["Ann Lee_12345_assignsubmission_file/hw.py", "Bo_12346_assignsubmission_file/hw.py"]
GRADESCOPE = {
    "submission_metadata.yml": "submission_1:\n  :submitters:\n  - :name: Ann\n",
    "submission_1/hw.py": "x = 1",
}
GITHUB = {"hw-ann/.git/HEAD": "ref", "hw-ann/hw.py": "x = 1"}


def test_each_system_by_itself_and_one_folder_down(download: Callable[..., Path]) -> None:
    """All four are recognised, also inside the only folder of a folder."""
    cases = {
        "canvas": dict.fromkeys(CANVAS, "x"),
        "moodle": dict.fromkeys(MOODLE, "x"),
        "gradescope": GRADESCOPE,
        "github": GITHUB,
    }
    for system, files in cases.items():
        below = "hw-submissions"
        assert read_submissions(download(files, name=f"{system}/{below}")).system == system
        assert read_submissions(download({}, name=system)).system == system


def test_forcing_wins(download: Callable[..., Path]) -> None:
    """What the person says is believed when anything fits at all."""
    root = download(["ann_1_2_hw.py", "bob.py"])
    assert read_submissions(root).system == "plain"
    forced = read_submissions(root, system="canvas")
    assert [e.student for e in forced.entries] == ["ann"]
    assert forced.left_over == ("bob.py (not of the form name_user_attachment_file)",)
    assert read_submissions(download(CANVAS, name="c"), system="plain").system == "plain"


@pytest.mark.parametrize(
    ("system", "sentence"),
    [
        ("canvas", "a download of Canvas: it should hold files named like leeann_12345_67890_"),
        ("moodle", "a download of Moodle: it should hold folders named like Ann Lee_12345_assign"),
        ("gradescope", "a download of Gradescope: it should hold submission_metadata.yml and "),
        ("github", "a download of GitHub Classroom: it should hold clones named like hw1-login"),
    ],
)
def test_forced_where_nothing_fits(
    download: Callable[..., Path], system: str, sentence: str
) -> None:
    """The sentence says what such a download looks like."""
    root = download(["ann.py", "bob/hw.py"])
    with pytest.raises(UsageError, match=f"^Nothing in .*download looks like {sentence}"):
        read_submissions(root, system=system)


def test_a_system_that_there_is_not(tmp_path: Path) -> None:
    """The sentence lists those that there are."""
    with pytest.raises(UsageError, match="no system 'blackboard'; choose auto, plain, canvas, moo"):
        read_submissions(tmp_path, system="blackboard")
    assert SYSTEMS == ("plain", "canvas", "moodle", "gradescope", "github")


def test_nothing_to_read(tmp_path: Path) -> None:
    """A missing folder, and a file that is no zip."""
    with pytest.raises(UsageError, match=r"cannot be read: No such file or directory\."):
        read_submissions(tmp_path / "none")
    (tmp_path / "ann.py").write_text("x")
    with pytest.raises(UsageError, match=r"ann.py is a file; give the folder that holds one entry"):
        read_submissions(tmp_path / "ann.py")
    assert read_submissions(tmp_path).close() is None
    assert (tmp_path / "ann.py").exists()


def test_entries_travel_to_other_processes(download: Callable[..., Path]) -> None:
    """The grading processes get them pickled, ids and all."""
    for entry in read_submissions(download(CANVAS)).entries:
        assert pickle.loads(pickle.dumps(entry)) == entry  # noqa: S301
        assert dataclasses.replace(entry, attempt=2).people == entry.people
