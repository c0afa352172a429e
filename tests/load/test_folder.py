"""Files of a folder are read without following a link, whatever changes meanwhile."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from grader.load import folder
from grader.load.folder import Unreadable
from grader.load.gather import Haul, LoadLimits


@pytest.fixture(params=["beneath", "checked"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to open: relative to open folders, and the one of systems without that."""
    if request.param == "beneath" and not folder.BENEATH:
        pytest.skip("this system opens no names relative to a folder")
    monkeypatch.setattr(folder, "BENEATH", request.param == "beneath")
    return str(request.param)


def contents(root: Path, **limits: int) -> tuple[dict[str, bytes], list[str]]:
    """What is found below a folder, read at once, and the notes."""
    haul = Haul()
    found = folder.listing(root, haul, LoadLimits(**limits))
    return {file.path: file.read(1 << 20) for file in found}, haul.all_notes()


@pytest.mark.usefixtures("way")
def test_files_and_folders(tmp_path: Path) -> None:
    """All files with their paths, sizes and times; junk folders are not entered."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mlp.py").write_text("x = 1")
    (tmp_path / "a.csv").write_bytes(b"1,2")
    os.utime(tmp_path / "a.csv", (1_000_000_000, 1_000_000_000))
    for junk in (".git", "__pycache__", "venv"):
        (tmp_path / junk).mkdir()
        (tmp_path / junk / "x.py").write_text("")
    assert contents(tmp_path) == ({"a.csv": b"1,2", "models/mlp.py": b"x = 1"}, [])
    by_name = {f.path: f for f in folder.listing(tmp_path, Haul(), LoadLimits())}
    assert (by_name["a.csv"].size, by_name["a.csv"].modified) == (3, 1_000_000_000)


@pytest.mark.usefixtures("way")
def test_links_are_left_out(tmp_path: Path) -> None:
    """To files, to folders, to nowhere, and second names of a file."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.py").write_text("secret")
    root = tmp_path / "ann"
    root.mkdir()
    (root / "ok.py").write_text("x")
    (root / "file.py").symlink_to(secret / "key.py")
    (root / "dir").symlink_to(secret)
    (root / "gone.py").symlink_to(tmp_path / "nowhere")
    os.link(secret / "key.py", root / "hard.py")
    files, notes = contents(root)
    assert files == {"ok.py": b"x"}
    assert notes == [
        "dir, file.py and gone.py were left out: links are not followed.",
        "hard.py was left out: it is a hard link, a second name of another file.",
    ]


@pytest.mark.usefixtures("way")
def test_pipes_and_sockets_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading them would wait for ever; devices are told by the same rule."""
    os.mkfifo(tmp_path / "a.py")
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("b.py")
        files, notes = contents(tmp_path)
    assert files == {}
    assert notes == [
        "a.py was left out: it is a pipe, not a file.",
        "b.py was left out: it is a socket, not a file.",
    ]
    assert folder.refusal(os.stat("/dev/null")) == "it is a device, not a file"


@pytest.mark.usefixtures("way")
def test_depth_and_number_are_bounded(tmp_path: Path) -> None:
    """Deep folders are left out; after too many names the rest is ignored, the top read first."""
    (tmp_path / "a/b/c").mkdir(parents=True)
    (tmp_path / "a/b/c/x.py").write_text("")
    (tmp_path / "a/b/y.py").write_text("")
    files, notes = contents(tmp_path, depth=3)
    assert list(files) == ["a/b/y.py"]
    assert notes == ["a/b/c/ was left out: its folders are nested more than 3 deep."]
    (tmp_path / "top.py").write_text("")
    files, notes = contents(tmp_path, entries=3)
    assert list(files) == ["top.py"]
    assert notes == ["The folder holds more than 3 names; the rest was not looked at."]


@pytest.mark.usefixtures("way")
def test_a_file_swapped_for_a_link_is_not_read(tmp_path: Path) -> None:
    """The listing saw a file, the reading meets a link: refused."""
    secret = tmp_path / "secret.py"
    secret.write_text("secret")
    root = tmp_path / "ann"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.py").write_text("x")
    (file,) = folder.listing(root, Haul(), LoadLimits())
    (root / "sub" / "a.py").unlink()
    (root / "sub" / "a.py").symlink_to(secret)
    with pytest.raises(Unreadable):
        file.read(100)


@pytest.mark.usefixtures("way")
def test_a_folder_swapped_for_a_link_is_not_entered(tmp_path: Path) -> None:
    """Neither a folder on the way nor the submission itself may become a link."""
    secret = tmp_path / "secret"
    (secret / "sub").mkdir(parents=True)
    (secret / "sub" / "a.py").write_text("secret")
    for swapped in ("ann/sub", "ann"):
        root = tmp_path / "ann"
        (root / "sub").mkdir(parents=True)
        (root / "sub" / "a.py").write_text("x")
        (file,) = folder.listing(root, Haul(), LoadLimits())
        (tmp_path / swapped).rename(tmp_path / "old")
        (tmp_path / swapped).symlink_to(secret if swapped == "ann" else secret / "sub")
        with pytest.raises(Unreadable):
            file.read(100)
        (tmp_path / swapped).unlink()
        (tmp_path / "old").rename(tmp_path / swapped)
        for path in sorted(root.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        root.rmdir()


@pytest.mark.usefixtures("way")
def test_the_way_to_the_submissions_may_be_a_link(tmp_path: Path) -> None:
    """Where the class's folder lies is the instructor's choice."""
    (tmp_path / "real" / "ann").mkdir(parents=True)
    (tmp_path / "real" / "ann" / "a.py").write_text("x")
    (tmp_path / "class").symlink_to(tmp_path / "real")
    assert contents(tmp_path / "class" / "ann")[0] == {"a.py": b"x"}
    assert folder.found_file(tmp_path / "class" / "ann" / "a.py").read(9) == b"x"


@pytest.mark.usefixtures("way")
def test_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.` and `..` are folders like others."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text("x")
    monkeypatch.chdir(tmp_path / "sub")
    assert contents(Path())[0] == {"a.py": b"x"}
    assert contents(Path(".."))[0] == {"sub/a.py": b"x"}


@pytest.mark.usefixtures("way")
def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    """Between listing and reading, and before anything."""
    (tmp_path / "a.py").write_text("x")
    (file,) = folder.listing(tmp_path, Haul(), LoadLimits())
    (tmp_path / "a.py").unlink()
    with pytest.raises(Unreadable, match="it is not there any more"):
        file.read(10)
    with pytest.raises(Unreadable, match="it is not there any more"):
        folder.found_file(tmp_path / "a.py")
    with pytest.raises(Unreadable, match="it is not there any more"):
        folder.listing(tmp_path / "none", Haul(), LoadLimits())


def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of one version and half of another is nobody's work."""
    path = tmp_path / "a.py"
    path.write_text("x" * 10)
    read = os.read

    def growing(descriptor: int, count: int) -> bytes:
        data = read(descriptor, count)
        with path.open("a") as file:
            file.write("y")
        return data[:5]

    monkeypatch.setattr(os, "read", growing)
    with pytest.raises(Unreadable, match="it changed while it was read"):
        folder.found_file(path).read(8)


@pytest.mark.usefixtures("way")
def test_what_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions and other errors of the system end in a sentence; other files go on."""
    (tmp_path / "a.py").write_text("x")
    (file,) = folder.listing(tmp_path, Haul(), LoadLimits())

    def refuse(*args: object, **more: object) -> int:
        raise error

    error: OSError = PermissionError(13, "Permission denied")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Unreadable, match="this account may not read it"):
        file.read(10)
    error = OSError(5, "Input/output error")
    with pytest.raises(Unreadable, match=r"it cannot be read \(Input/output error\)"):
        file.read(10)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_costs_only_itself(tmp_path: Path) -> None:
    """What lies beside it is read."""
    (tmp_path / "locked").mkdir(mode=0o000)
    (tmp_path / "a.py").write_text("x")
    try:
        files, notes = contents(tmp_path)
    finally:
        (tmp_path / "locked").chmod(0o700)
    assert files == {"a.py": b"x"}
    assert notes == ["locked/ was left out: this account may not read it."]


def test_no_more_than_asked_for_is_read(tmp_path: Path) -> None:
    """A large file costs only the limit."""
    path = tmp_path / "a.bin"
    with path.open("wb") as file:
        file.truncate(1 << 34)
    found = folder.found_file(path)
    assert found.size == 1 << 34
    assert found.read(10) == b"\0" * 10


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    """Neither after reading nor after refusals."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not list open files")
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/x.py").write_text("x")
    (tmp_path / "a/l.py").symlink_to("x")
    before = len(os.listdir("/proc/self/fd"))
    contents(tmp_path)
    contents(tmp_path, entries=1)
    with pytest.raises(Unreadable):
        folder.read_file(tmp_path, ("a", "none", "x.py"), 10)
    with pytest.raises(Unreadable):
        folder.read_file(tmp_path, ("a", "b"), 10)
    assert len(os.listdir("/proc/self/fd")) == before
