"""Who can read what: modes of everything that is written, and no student in another's page."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.atomic import close_to_others, make_private, write_atomically
from grader.batch import grade_batch
from grader.cli.main import main
from grader.job import Job

Homework = Callable[..., Path]
posix = pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX systems")


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Under the umask that opens most, the usual one, and one that closes everything."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    """The permission bits of a file or folder."""
    return stat.S_IMODE(path.lstat().st_mode)


def open_to_others(folder: Path) -> dict[str, str]:
    """Everything below a folder, itself included, that others may touch in any way."""
    paths = [folder, *folder.rglob("*")]
    return {str(p): oct(mode(p)) for p in paths if mode(p) & 0o077 and not p.is_symlink()}


@posix
def test_a_written_file_is_its_owners(umask: int, tmp_path: Path) -> None:
    """Also one that takes the place of an open one."""
    for path in (tmp_path / "new", tmp_path / "old"):
        (tmp_path / "old").write_text("x")
        (tmp_path / "old").chmod(0o666)
        write_atomically(path, [b"data"])
        assert mode(path) == 0o600
        assert path.read_bytes() == b"data"


@posix
def test_what_is_given_away_is_not_closed(umask: int, tmp_path: Path) -> None:
    """A handout has the mode of any other file of the user."""
    write_atomically(tmp_path / "a", [b"x"], private=False)
    (tmp_path / "b").write_text("x")
    assert mode(tmp_path / "a") == mode(tmp_path / "b") == 0o666 & ~umask


@posix
def test_made_folders_are_their_owners(umask: int, tmp_path: Path) -> None:
    """All of a path that was missing; what was there stays as it is."""
    there = tmp_path / "there"
    there.mkdir()
    before = mode(there)
    make_private(there / "a" / "b")
    make_private(there / "a" / "b")
    assert (mode(there / "a"), mode(there / "a" / "b"), mode(there)) == (0o700, 0o700, before)


@posix
def test_a_file_in_the_way_of_a_folder(tmp_path: Path) -> None:
    """Nothing is removed for it."""
    (tmp_path / "a").write_text("x")
    with pytest.raises(OSError, match="exists|directory"):
        make_private(tmp_path / "a")
    assert (tmp_path / "a").read_text() == "x"


@posix
def test_open_folders_are_closed(tmp_path: Path) -> None:
    """With everything in them; links are left alone, and so is what they point to."""
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o666)
    folder = tmp_path / "out"
    (folder / "results").mkdir(parents=True)
    (folder / "results" / "ann.json").write_text("{}")
    (folder / "link").symlink_to(outside)
    for path in (folder, folder / "results", folder / "results" / "ann.json"):
        path.chmod(0o777)
    assert close_to_others(folder) == ()
    assert open_to_others(folder) == {}
    assert mode(outside) == 0o666
    assert mode(folder / "results") == 0o700


@posix
def test_what_cannot_be_closed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without modes, or somebody else's folder: a sentence says so."""
    folder = tmp_path / "out"
    folder.mkdir(mode=0o700)
    (folder / "a").write_text("x")
    (folder / "a").chmod(0o644)
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)
    (sentence,) = close_to_others(folder)
    assert sentence == (
        f"Other users of this machine may read 1 file or folder in {folder}, for example a, and "
        "that cannot be changed (this file system keeps no modes): keep the batch in a folder of "
        "your own."
    )
    monkeypatch.undo()
    assert close_to_others(folder) == ()


def test_no_folder_is_nothing_to_close(tmp_path: Path) -> None:
    """Whoever needs it says that it is not there."""
    assert close_to_others(tmp_path / "missing") == ()


TOML = """
id = "tiny"
title = "Tiny homework"

[[question]]
id = "s1"
title = "Doubling"

[[question]]
id = "s2"
title = "Why"

[[written]]
question = "s2"
title = "Why does it double?"
points = 2
rubric = ["because"]
"""

CHECKS = '''
    """Checks."""
    from grader.checks import check
    from grader.compare import assert_number

    @check(question="s1", points=1, visibility="public")
    def test_value(student):
        """double(3)."""
        assert_number(student.double(3), 6, what="double(3)")

    @check(question="s1", points=1, visibility="public")
    def test_raises(student):
        """broken(3)."""
        assert_number(student.broken(3), 6, what="broken(3)")

    @check(question="s1", points=1, visibility="hidden")
    def test_hidden(student):
        """double(4)."""
        assert_number(student.double(4), 8, what="double(4)")
'''


def work_of(folder: Path, name: str, canary: str) -> None:
    """A submission with its canary in code, output, exceptions, answers, texts, file names."""
    own = folder / name
    own.mkdir(parents=True)
    (own / "work.py").write_text(
        f"# {canary}-comment\n"
        f'print("{canary}-load")\n'
        f"def double(x):\n"
        f'    print("{canary}-output")\n'
        f'    return "{canary}-answer"\n'
        f"def broken(x):\n"
        f'    raise ValueError("{canary}-exception")  # {canary}-line\n'
    )
    (own / f"{canary}-file.ipynb").write_text("{}")
    (own / "written.md").write_text(f"# s2\n\n{canary}-text, because $x$.\n")


@pytest.fixture
def graded(homework: Homework, tmp_path: Path) -> Path:
    """The folder of a batch of two whose work is full of canaries, with names from a roster."""
    work = tmp_path / "work"
    work_of(work, "ann", "canary-of-ann")
    work_of(work, "bob", "canary-of-bob")
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "student,name,email\nann,Ann Canaryann,ann@canary-of-ann.edu\n"
        "bob,Bob Canarybob,bob@canary-of-bob.edu\n"
    )
    job = Job(
        assignment=homework(toml=TOML, **{"test_double.py": CHECKS}),
        out=tmp_path / "out",
        seed=5,
        tier="none",
        roster=roster,
    )
    grade_batch(job, work, jobs=1)
    return job.out


WORDS = {name: (f"canary-of-{name}", f"canary{name}", f"{name}@") for name in ("ann", "bob")}


def canaries(text: str) -> set[str]:
    """Students of whom something stands in a text."""
    low = text.casefold()
    return {name for name, words in WORDS.items() if any(word in low for word in words)}


def test_no_student_in_anothers_page(graded: Path) -> None:
    """Of each student there is plenty in their own page and nothing in any other."""
    for name in ("ann", "bob"):
        page = (graded / "reports" / f"{name}.html").read_text()
        assert canaries(page) == {name}
        for part in ("answer", "output", "exception", "line", "text"):
            assert f"canary-of-{name}-{part}" in page, part
        data = (graded / "results" / f"{name}.json").read_text()
        assert canaries(data) == {name}
    assert canaries((graded / "index.html").read_text()) == {"ann", "bob"}


def test_no_student_in_anothers_export(graded: Path, tmp_path: Path) -> None:
    """results.json of one holds nothing of the other; nameless pages hold nothing of anybody."""
    to = tmp_path / "gs"
    words = ("--format", "gradescope", "--incomplete", "partial", "--to", str(to))
    assert export(graded, *words) == 0
    for name in ("ann", "bob"):
        text = (to / name / "results.json").read_text()
        assert canaries(text) == {name}
    pages = tmp_path / "pages"
    assert export(graded, "--format", "pages", "--without-names", "--to", str(pages)) == 0
    found = sorted(pages.rglob("*.html"))
    assert len(found) == 3
    for path in found:
        text = path.read_text().casefold()
        for word in ("canaryann", "canarybob", "ann@", "bob@", "ann canary", "bob canary"):
            assert word not in text, f"{path.name} says {word}"
        assert not re.search(r"\b(ann|bob)\b", re.sub(r"canary-of-(ann|bob)", "", text))
        assert "ann" not in path.name
    # What a student wrote about nobody stays: each page holds the work of one of them.
    own = [p.read_text() for p in found if p.parent.name == "reports"]
    assert len(own) == 2
    assert all("-output" in text for text in own)


def export(out: Path, *words: str) -> int:
    """Runs `grader export` and gives its exit code."""
    with pytest.raises(SystemExit) as end:
        main(["export", str(out), *words])
    return int(end.value.code or 0)


@posix
@pytest.mark.parametrize("mask", ["000", "022"])
def test_everything_of_a_batch_is_its_owners(homework: Homework, tmp_path: Path, mask: str) -> None:
    """Results, recordings, pages, journal, exports; also what the pool's processes write, and a
    folder that was there before with open modes."""
    folder = homework(toml=TOML, **{"test_double.py": CHECKS})
    work, out = tmp_path / "work", tmp_path / "out"
    for name in ("ann", "bob", "cyd"):
        work_of(work, name, f"canary-of-{name}")
    (out / "results").mkdir(parents=True)
    out.chmod(0o777)
    (out / "results").chmod(0o755)
    grade = [sys.executable, "-m", "grader", "grade", str(folder), str(work), "--out", str(out)]
    commands = [
        [*grade, "--sandbox", "none", "--jobs", "2"],
        [sys.executable, "-m", "grader", "regrade", str(out)],
        [
            *(sys.executable, "-m", "grader", "export", str(out), "--format", "csv"),
            *("--without-names", "--key", str(tmp_path / "k" / "key.csv")),
            *("--to", str(tmp_path / "k" / "x.csv")),
        ],
    ]
    for command in commands:
        done = subprocess.run(
            ["sh", "-c", f'umask {mask}; exec "$@"', "sh", *command],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).resolve().parent.parent,
        )
        assert done.returncode in (0, 2), done.stderr
        assert open_to_others(out) == {}
    assert len(list((out / "results").iterdir())) == 3
    assert len(list((out / "recordings").glob("*.rec"))) == 3
    assert json.loads((out / "people.json").read_text())
    assert open_to_others(tmp_path / "k") == {}
