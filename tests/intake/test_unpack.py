"""The zip of a whole download: unpacked privately, within limits, and removed again."""

from __future__ import annotations

import io
import stat
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.intake import read_submissions
from grader.intake.unpack import LIMITS, unpack
from grader.load import load_submission

CANVAS = ["leeann_340934_208490284_hw1.py", "bo_334244_394803489_hw1.py"]


def test_a_zip_is_like_its_folder(
    download: Callable[..., Path], zipped: Callable[..., Path]
) -> None:
    """Same system, same people; a zip inside stays the student's own zip."""
    with read_submissions(zipped(CANVAS)) as found:
        there = read_submissions(download(CANVAS))
        assert found.system == "canvas"
        assert [replace(e, path=Path()) for e in found.entries] == [
            replace(e, path=Path()) for e in there.entries
        ]


def test_the_folder_lives_as_long_as_the_intake(
    zipped: Callable[..., Path], tmp_path: Path
) -> None:
    """It is made below `within`, readable by its owner only, and gone after the `with`."""
    within = tmp_path / "batch" / "new"
    with read_submissions(zipped(["ann/sub/hw.py", "bob.py"]), within=within) as found:
        (made,) = within.iterdir()
        assert found.unpacked is not None
        assert found.unpacked.folder == made
        modes = {(p.is_dir(), stat.S_IMODE(p.stat().st_mode)) for p in [made, *made.rglob("*")]}
        if sys.platform != "win32":
            assert modes == {(True, 0o700), (False, 0o600)}
        ann = found.entries[0]
        assert set(load_submission(ann.path, student="a", assignment="h").files) == {"hw.py"}
    assert list(within.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_what_a_killed_run_left_is_removed_by_the_next(
    zipped: Callable[..., Path], tmp_path: Path
) -> None:
    """Only what nobody holds any more: a run at the same time keeps its own."""
    within = tmp_path / "batch"
    (within / ".unpacked-killed").mkdir(parents=True)
    (within / ".unpacked-killed" / "ann.py").write_text("x")
    (within / ".unpacked-link").symlink_to(tmp_path)
    with read_submissions(zipped(["ann.py"]), within=within) as first:
        assert first.unpacked is not None
        with read_submissions(zipped(["ann.py"], "b.zip"), within=within) as second:
            assert second.unpacked is not None
            here = {first.unpacked.folder, second.unpacked.folder, within / ".unpacked-link"}
            assert set(within.iterdir()) == here
        assert first.unpacked.folder.exists()
    assert (tmp_path / "b.zip").exists()


def test_nothing_stays_when_reading_fails(zipped: Callable[..., Path], tmp_path: Path) -> None:
    """An error after unpacking removes the folder too."""
    within = tmp_path / "batch"
    with pytest.raises(UsageError, match="Nothing in"):
        read_submissions(zipped(["ann.py", "bob.py"]), system="moodle", within=within)
    assert list(within.iterdir()) == []


def test_the_times_of_the_files_are_kept(tmp_path: Path) -> None:
    """A policy may go by them."""
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("ann.py", (2026, 11, 20, 12, 0, 0)), "x")
    with read_submissions(path) as found:
        (entry,) = found.entries
        assert isinstance(entry.path, Path)
        assert entry.path.stat().st_mtime == 1795176000  # 2026-11-20T12:00:00Z


HOSTILE = [
    ("../../evil.py", "its path climbs out of the submission"),
    ("/etc/evil.py", "its path is absolute"),
    ("C:evil.py", "its path starts with a drive letter"),
    ("/".join("d" * 30) + "/evil.py", "its folders are nested more than 24 deep"),
    ("x" * 2000 + ".py", ""),
]


@pytest.mark.parametrize(("name", "reason"), HOSTILE)
def test_names_that_lead_elsewhere(
    zipped: Callable[..., Path], tmp_path: Path, name: str, reason: str
) -> None:
    """They are listed with the reason, and nothing is written outside."""
    within = tmp_path / "inner" / "batch"
    with read_submissions(zipped(["ann/hw.py", name]), within=within) as found:
        written = {p.name for p in tmp_path.rglob("*") if "evil" in p.name}
        assert written == set()
        assert [e.student for e in found.entries if e.student == "ann"] == ["ann"]
        if reason:
            assert len(found.left_over) == 1
            assert found.left_over[0].endswith(f"({reason})")


def test_names_that_hide_what_they_are(zipped: Callable[..., Path]) -> None:
    """Turned, broken and endless names cost their student nothing: the work is there."""
    names = ["eve\u202egpj/hw.py", "new\nline/hw.py", "back\\slash/hw.py", "l" * 300 + "/hw.py"]
    with read_submissions(zipped(names)) as found:
        assert found.left_over == ()
        students = [e.student for e in found.entries]
        assert students[:1] == ["back%5Cslash"]
        assert set(students) >= {"eve%E2%80%AEgpj", "new%0Aline"}
        assert any(s.startswith("l" * 100) and len(s) < 181 for s in students)
        assert all(e.error is None for e in found.entries)


@pytest.mark.skipif(sys.platform != "linux", reason="names that only Linux keeps apart")
def test_names_that_some_systems_cannot_tell_apart(zipped: Callable[..., Path]) -> None:
    """Capitals only: both have an error. Two Unicode forms: the second finds the first there."""
    with read_submissions(zipped(["Ann/hw.py", "ann/hw.py"])) as found:
        error = "Ann and ann differ only in capital letters; rename one of them."
        assert [e.error for e in found.entries] == [error, error]
    with read_submissions(zipped(["Zo\u00eb/hw.py", "Zoe\u0308/hw.py"], "z.zip")) as found:
        assert [e.student for e in found.entries] == ["Zo\u00eb"]
        assert found.left_over == ("Zoe\u0308/hw.py (something of the same name is there already)",)


def test_a_file_in_the_place_of_a_folder(zipped: Callable[..., Path]) -> None:
    """One of them is listed."""
    with read_submissions(zipped(["ann", "ann/hw.py", "bob.py"])) as found:
        assert found.left_over == ("ann/hw.py (a file has the name of its folder)",)


def test_links_and_encrypted_members(tmp_path: Path) -> None:
    """Neither is written to disk."""
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("eve.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("ann.py", "x = 1")
    with read_submissions(path) as found:
        assert [e.student for e in found.entries] == ["ann"]
        assert found.left_over == ("eve.py (links are not followed)",)


def test_what_tools_leave_behind_is_not_unpacked(zipped: Callable[..., Path]) -> None:
    """Of a clone only the sign that it is one stays."""
    files = ["hw-submissions/hw-ann/hw.py", "hw-submissions/hw-ann/.git/HEAD"]
    more = ["hw-submissions/hw-ann/.git/hooks/post-checkout", "__MACOSX/._x", "x/.DS_Store"]
    with read_submissions(zipped([*files, *more])) as found:
        assert found.system == "github"
        assert found.unpacked is not None
        kept = {p.name for p in found.unpacked.folder.rglob("*") if p.is_file()}
        assert kept == {"hw.py", "HEAD"}


def test_the_one_folder_of_a_zip(zipped: Callable[..., Path]) -> None:
    """Named like the zip it is the class; else it is a student, and a note says so."""
    with read_submissions(zipped(["class/ann.py", "class/bob.py"], "class.zip")) as found:
        assert [e.student for e in found.entries] == ["ann", "bob"]
        assert found.notes == ()
    with read_submissions(zipped(["class/ann.py"], "other.zip")) as found:
        assert [e.student for e in found.entries] == ["class"]
        assert found.notes == (
            "The zip holds one folder, class, which was taken for one student; "
            "if it is the class, unpack the zip and give that folder.",
        )


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (replace(LIMITS, entries=2), "cannot be unpacked: the archive holds more than 2 names"),
        (replace(LIMITS, archive_mb=0), "is larger than 0 MiB; unpack it and give the folder"),
    ],
)
def test_too_much(
    zipped: Callable[..., Path], tmp_path: Path, limits: object, sentence: str
) -> None:
    """One sentence, and nothing stays."""
    within = tmp_path / "batch"
    with pytest.raises(UsageError, match=sentence):
        unpack(zipped(["a.py", "b.py", "c.py"]), within, limits)  # type: ignore[arg-type]
    assert not within.exists() or list(within.iterdir()) == []


def test_a_member_too_large(zipped: Callable[..., Path], tmp_path: Path) -> None:
    """It is left out, the others stay."""
    archive = zipped({"a.py": "x" * (2 << 20), "b.py": "x"})
    found = unpack(archive, tmp_path / "b", replace(LIMITS, file_mb=1))
    assert found.left_over == ("a.py (it is larger than 1 MiB)",)


def test_a_zip_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is beyond the room for its size is listed, not written."""
    monkeypatch.setattr("grader.intake.unpack._SLACK", 1 << 16)
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in "ab":
            archive.writestr(f"{name}.py", b"\0" * (4 << 20))
    found = unpack(path, tmp_path / "b")
    assert found.left_over == tuple(
        f"{name}.py (the archive unpacks to too much for its size)" for name in "ab"
    )


def test_archives_that_are_no_zip(tmp_path: Path) -> None:
    """A tar, and a zip that is damaged or none."""
    with tarfile.open(tmp_path / "class.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("ann.py"), io.BytesIO())
    with pytest.raises(
        UsageError, match=r"class.tar.gz is not a zip; unpack it and give the folder"
    ):
        read_submissions(tmp_path / "class.tar.gz")
    (tmp_path / "class.zip").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(UsageError, match=r"class.zip cannot be unpacked: the archive is damaged"):
        read_submissions(tmp_path / "class.zip", within=tmp_path / "b")
    assert list((tmp_path / "b").iterdir()) == []


def test_a_place_that_cannot_be_written(zipped: Callable[..., Path], tmp_path: Path) -> None:
    """The sentence says which zip and why."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=r"submissions.zip cannot be unpacked: "):
        read_submissions(zipped(["ann.py"]), within=tmp_path / "file" / "b")
