"""Files that a download renamed are read under the names that the student gave them."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from grader.load import LoadError, digest_of, load_submission
from grader.load.gather import Renamed
from grader.load.roster import Entry, Person


def test_renamed_files_are_the_same_work(tmp_path: Path) -> None:
    """Paths, code and digest are those of a folder with the student's own names."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "layers.py").write_text("W = 1\n")
    (own / "train.py").write_text("import layers\n")
    (tmp_path / "lee_1_2_layers.py").write_text("W = 1\n")
    (tmp_path / "lee_1_3_train.py").write_text("import layers\n")
    given = (
        Renamed(tmp_path / "lee_1_2_layers.py", "layers.py"),
        Renamed(tmp_path / "lee_1_3_train.py", "train.py"),
    )
    there = load_submission(own, student="x", assignment="h")
    here = load_submission(given, student="x", assignment="h")
    assert here.files == there.files
    assert here.modules == there.modules
    assert here.digest == there.digest == digest_of(given) == digest_of(own)


def test_a_name_cannot_lead_out(tmp_path: Path) -> None:
    """The name in a download is checked like any other."""
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(LoadError, match="its path climbs out of the submission"):
        load_submission(Renamed(tmp_path / "a.py", "../a.py"), student="x", assignment="h")


def test_an_error_names_what_is_on_disk(tmp_path: Path) -> None:
    """The instructor looks for the file that is there."""
    (tmp_path / "lee_1_2_a.pdf").write_text("x")
    with pytest.raises(LoadError, match=r"lee_1_2_a.pdf has no .py file"):
        load_submission(Renamed(tmp_path / "lee_1_2_a.pdf", "a.pdf"), student="x", assignment="h")


def test_people_travel_to_other_processes() -> None:
    """An entry with everything in it comes back equal."""
    person = Person("ann", "Ann Lee", {"canvas": "7"})
    entry = Entry("ann", (Renamed(Path("a"), "b"), Path("c")), people=(person,), attempt=2)
    back = pickle.loads(pickle.dumps(entry))  # noqa: S301
    assert back == entry
    assert back.people[0].ids == {"canvas": "7"}
