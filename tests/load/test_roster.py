"""Who handed in: one entry per student, nothing dropped silently."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.load.roster import Entry, entries


@pytest.fixture
def classroom(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of submissions: names that end in `/` are folders."""

    def make(*names: str) -> Path:
        root = tmp_path / "class"
        root.mkdir()
        for name in names:
            if name.endswith("/"):
                (root / name).mkdir()
            else:
                (root / name).write_text("x")
        return root

    return make


def test_every_kind_of_submission(classroom: Callable[..., Path]) -> None:
    """Folders by their name, files by their stem, in natural order."""
    root = classroom(
        "s10/", "s2.py", "s1.ipynb", "s3.zip", "s4.tar.gz", "s5.tgz", "s6.tar", "Ann Lee.py",
        "ann.lee.py", "x.y/",
    )  # fmt: skip
    assert entries(root) == [
        Entry("Ann Lee", root / "Ann Lee.py"),
        Entry("ann.lee", root / "ann.lee.py"),
        Entry("s1", root / "s1.ipynb"),
        Entry("s2", root / "s2.py"),
        Entry("s3", root / "s3.zip"),
        Entry("s4", root / "s4.tar.gz"),
        Entry("s5", root / "s5.tgz"),
        Entry("s6", root / "s6.tar"),
        Entry("s10", root / "s10"),
        Entry("x.y", root / "x.y"),
    ]


def test_what_is_nobodys(classroom: Callable[..., Path]) -> None:
    """Hidden files, traces of systems, tables, a README and the expected verdicts."""
    root = classroom(
        ".git/", ".DS_Store", "__MACOSX/", "__pycache__/", "Thumbs.db", "desktop.ini", "README.md",
        "readme", "Readme_class.txt", "grades.csv", "expected.toml", "venv/",
    )  # fmt: skip
    assert entries(root) == []


def test_folders_are_students_whatever_their_name(classroom: Callable[..., Path]) -> None:
    """Only files can be a README or a table."""
    root = classroom("readme/", "grades.csv/")
    assert [entry.student for entry in entries(root)] == ["grades.csv", "readme"]


def test_files_of_one_stem_are_one_submission(classroom: Callable[..., Path]) -> None:
    """A script, a notebook and a text of the same student belong together."""
    root = classroom("ann.py", "ann.ipynb", "ann.md", "bob.py")
    assert entries(root) == [
        Entry("ann", (root / "ann.ipynb", root / "ann.md", root / "ann.py")),
        Entry("bob", root / "bob.py"),
    ]


@pytest.mark.parametrize("names", [("ann/", "ann.py"), ("ann/", "ann.zip"), ("ann.zip", "ann.tar")])
def test_two_whole_submissions_of_one_student(
    classroom: Callable[..., Path], names: tuple[str, str]
) -> None:
    """Nobody can tell which one counts; the entry says so."""
    (entry,) = entries(classroom(*names))
    first, second = sorted(name.rstrip("/") for name in names)
    assert entry.student == "ann"
    assert entry.error == f"{first} and {second} have the same name; keep the one that counts."


@pytest.mark.parametrize("name", ["ann.pdf", "ann.rar", "ann.docx", "ann", "ann.txt"])
def test_what_is_no_submission_is_listed_with_a_reason(
    classroom: Callable[..., Path], name: str
) -> None:
    """The student gets an entry, and the instructor a sentence."""
    root = classroom(name)
    assert entries(root) == [
        Entry(
            "ann",
            root / name,
            f"{name} is no submission; accepted are "
            "a folder, a .py, a .ipynb, a .zip or a .tar(.gz, .bz2, .xz).",
        )
    ]


def test_links_and_pipes_are_listed_with_a_reason(
    classroom: Callable[..., Path], tmp_path: Path
) -> None:
    """A link could name another student's work or the instructor's files."""
    root = classroom("bob.py")
    (tmp_path / "secret").mkdir()
    (root / "ann").symlink_to(tmp_path / "secret")
    (root / "carl.py").symlink_to("bob.py")
    os.mkfifo(root / "dan.py")
    assert [(entry.student, entry.error) for entry in entries(root)] == [
        ("ann", "ann cannot be read: links are not followed."),
        ("bob", None),
        ("carl", "carl.py cannot be read: links are not followed."),
        ("dan", "dan.py cannot be read: it is a pipe, not a file."),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="names that only Linux keeps apart")
def test_names_that_differ_only_in_capitals(classroom: Callable[..., Path]) -> None:
    """Their results could overwrite each other, so none is graded."""
    root = classroom("Ann.py", "ann.py", "bob.py")
    error = "Ann and ann differ only in capital letters; rename one of them."
    assert [(entry.student, entry.error) for entry in entries(root)] == [
        ("Ann", error),
        ("ann", error),
        ("bob", None),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="names that only Linux allows")
def test_a_name_that_is_no_unicode(classroom: Callable[..., Path]) -> None:
    """It is written out, so that pages and files can hold it."""
    root = classroom()
    path = os.fsencode(root) + b"/ann\xff.py"
    with open(path, "w") as file:
        file.write("x = 1")
    (entry,) = entries(root)
    assert entry.student == "ann\\xff"
    assert entry.path == Path(os.fsdecode(path))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    """A missing folder and a file end in a sentence."""
    with pytest.raises(UsageError, match=r"cannot be read: No such file or directory"):
        entries(tmp_path / "none")
    (tmp_path / "ann.py").write_text("x")
    with pytest.raises(UsageError, match=r"ann.py is a file; give the folder that holds one entry"):
        entries(tmp_path / "ann.py")
