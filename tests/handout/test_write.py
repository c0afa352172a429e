"""The handout as a folder: the same bytes every time, all of it or nothing, and usable wherever it is put."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from proved_homework import AFFINE, HOMEWORK, TOML, write

from grader import wire
from grader.errors import UsageError
from grader.handout import write as write_module
from grader.handout.write import handout_files, handout_seed
from grader.handout.write import write as write_handout
from grader.load.from_text import load_text
from grader.material import load_solution
from grader.selfcheck.handout import read_handout
from grader.selfcheck.run import SelfCheck

ROOT = Path(__file__).resolve().parents[2]
QUICK = {path: None for path in HOMEWORK if path.startswith(("variants/", "misconceptions/"))}
"""Without these the homework is not proved, and quickly recorded."""
RECORDED = AFFINE.replace("3 * x + 1", "truth(x, 3.0)").replace(
    "\n\n@check",
    "\nfrom grader.truth import recorded\n\n\n@recorded\ndef truth(x, w):\n    return w * x + 1\n\n\n@check",
    1,
)
FILES = {
    *("README.md", "GUIDE.md", "written.md", "work.py", "small.ipynb"),
    *("checks/handout.json", "checks/expected.rec", "checks/test_affine.py", "checks/test_hand.py"),
    ".github/workflows/check.yml",
}


@pytest.fixture(scope="module", autouse=True)
def _one_wheel() -> Iterator[None]:
    """The same program is zipped once for all of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write_module, "student_wheel", functools.cache(write_module.student_wheel))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small homework; a right answer of it is recorded."""
    return write(tmp_path_factory.mktemp("whole") / "small", {"checks/test_affine.py": RECORDED})


@pytest.fixture(scope="module")
def handout(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its handout, written once and not to be changed."""
    out = tmp_path_factory.mktemp("handouts") / "small"
    write_handout(folder, out)
    return out


@pytest.fixture
def quick(tmp_path: Path) -> Callable[..., Path]:
    """The small homework with changes, quickly recorded: `quick({path: text})`."""

    def make(changes: dict[str, str | None] | None = None) -> Path:
        return write(tmp_path / "small", {**QUICK, **(changes or {})})

    return make


def paths(folder: Path) -> set[str]:
    """Every file in a folder."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def statuses(handout: Path, files: dict[str, str]) -> dict[str, str]:
    """What the self-check says of some work."""
    with SelfCheck(read_handout(handout)) as check:
        work = load_text(files, name="you", assignment="small")
        verdicts = check.judge(work).verdicts
        return {v.check: v.status for v in verdicts if v.status != "manual"}


def test_what_is_in_it(handout: Path, folder: Path) -> None:
    """Every file that docs/handout.md names, and nothing that was made by trying it."""
    (wheel,) = handout.glob("*.whl")
    assert paths(handout) == FILES | {wheel.name}
    assert (handout / "README.md").read_text() == "# A small homework\n"
    text = (handout / "checks/test_affine.py").read_text()
    assert "w * x" not in text
    assert "test_again" not in text
    for path in FILES | {wheel.name}:
        assert f"`{path}`" in _documented(wheel.name)


def _documented(wheel: str) -> str:
    text = (ROOT / "docs/handout.md").read_text("utf-8")
    names = {"<starter>.py": "work.py", "<id>.ipynb": "small.ipynb", "test_*.py": "test_affine.py"}
    for told, meant in names.items():
        text = text.replace(told, meant)
    return f"{text} `{wheel}` `checks/test_hand.py`"


def test_right_work_passes_and_wrong_work_does_not(handout: Path, folder: Path) -> None:
    """The bodies are not there, the answers are."""
    right = load_solution(folder)
    assert set(statuses(handout, right).values()) == {"passed"}
    wrong = {**right, "work.py": right["work.py"].replace("return y + 1", "return y")}
    assert statuses(handout, wrong) == {"affine.fixed": "failed", "hand.quarter": "passed"}


BUILD = """
import sys, hashlib
from pathlib import Path
from grader.handout.write import handout_files
for path, data in handout_files(Path(sys.argv[1])).items():
    print(path, hashlib.sha256(data).hexdigest())
"""


def test_the_same_homework_gives_the_same_bytes(
    folder: Path, handout: Path, tmp_path: Path
) -> None:
    """In other processes, with other hashes, from other folders, at other times, in another place."""
    elsewhere = tmp_path / "copy" / "small"
    shutil.copytree(folder, elsewhere)
    started = []
    for seed, where, of in (("1", ROOT, folder), ("2", tmp_path, elsewhere)):
        more = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": f"UTC+{seed}"}
        command = [sys.executable, "-c", BUILD, str(of)]
        started.append(
            subprocess.Popen(
                command, cwd=where, env={**os.environ, **more}, stdout=subprocess.PIPE, text=True
            )
        )
    told = [process.communicate()[0] for process in started]
    assert told[0] == told[1]
    here = {p: hashlib.sha256((handout / p).read_bytes()).hexdigest() for p in paths(handout)}
    assert dict(line.rsplit(" ", 1) for line in told[0].splitlines()) == here


def test_the_seed_is_the_homeworks_own_and_not_the_one_that_grades(quick: Any) -> None:
    """Another exam, other inputs; from the handout's nobody works out the other."""
    from grader.assignment import load_assignment
    from grader.job import default_seed

    assignment = load_assignment(quick())
    assert handout_seed(assignment) == handout_seed(assignment)
    assert handout_seed(assignment) != default_seed(assignment)
    toml = assignment.folder / "assignment.toml"
    toml.write_text(toml.read_text().replace("By hand", "By head"))
    assert handout_seed(load_assignment(assignment.folder)) != handout_seed(assignment)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_it_has_the_rights_of_ordinary_files(umask: int, quick: Any, tmp_path: Path) -> None:
    """Those that the umask leaves, for folders and files alike."""
    out = tmp_path / "deep" / "out"
    before = os.umask(umask)
    try:
        write_handout(quick(), out)
    finally:
        os.umask(before)
    for path in (out, *out.rglob("*")):
        right = (0o777 if path.is_dir() else 0o666) & ~umask
        assert stat.S_IMODE(path.stat().st_mode) == right, path


def test_an_empty_folder_is_filled_and_stays_the_same_one(quick: Any, tmp_path: Path) -> None:
    """Somebody may be in it: `--out .`."""
    out = tmp_path / "out"
    out.mkdir()
    number = out.stat().st_ino
    write_handout(quick(), out)
    assert out.stat().st_ino == number
    assert paths(out) >= FILES - {"checks/expected.rec"}
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_there_already_is_refused(kind: str, quick: Any, tmp_path: Path) -> None:
    """Before anything is worked out, and nothing is lost."""
    out = tmp_path / "out"
    mine = out / "mine.py" if kind == "folder" else out
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(UsageError) as refused:
        write_handout(tmp_path / "no homework", out)
    assert str(refused.value) == (
        f"{out} is not empty; give --out a new folder, so that nothing is lost."
    )
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("ended", [KeyboardInterrupt(), OSError(28, "no space"), UsageError("no")])
def test_nothing_is_left_when_it_ends_early(
    ended: BaseException, quick: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No folder, no part of one, none of the folders above it."""
    folder = quick()

    def end(*_: Any) -> None:
        raise ended

    monkeypatch.setattr(write_module, "_try", end)
    with pytest.raises(type(ended)):
        write_handout(folder, tmp_path / "a" / "b" / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["small"]
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(type(ended)):
        write_handout(folder, out)
    assert list(out.iterdir()) == []


KILL = """
import os, signal, sys
from pathlib import Path
from grader.handout import write
write.{where} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write.write(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(("where", "left"), [("_check_files", 0), ("_try", 1)])
def test_a_killed_one_leaves_no_handout(where: str, left: int, quick: Any, tmp_path: Path) -> None:
    """At most a hidden folder beside it, with which nothing is in the way of the next one."""
    folder, out = quick(), tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", KILL.format(where=where), str(folder), str(out)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert not out.exists()
    assert len(list(tmp_path.glob(".handout-*"))) == left
    write_handout(folder, out)
    assert paths(out) >= FILES - {"checks/expected.rec"}


def crlf(folder: Path) -> None:
    """Line ends as git on Windows makes them, of everything that git takes for text."""
    for path in folder.rglob("*"):
        if path.is_file() and b"\0" not in path.read_bytes()[:8000]:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def read_only(folder: Path) -> None:
    """Nothing can be written there."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


@pytest.mark.parametrize("change", [None, crlf, read_only], ids=["moved", "crlf", "read only"])
def test_it_works_wherever_it_is_put(
    change: Callable[[Path], None] | None, handout: Path, folder: Path, tmp_path: Path
) -> None:
    """Zipped, unpacked in a folder with another name, and changed as computers do."""
    archive = tmp_path / "handout.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for path in sorted(paths(handout)):
            made.write(handout / path, path)
    other = tmp_path / "Übung 3 (neu)"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(other)
    if change is not None:
        change(other)
        if change is crlf:
            assert b"\r\n" in (other / "checks/test_affine.py").read_bytes()
            assert (other / "checks/expected.rec").read_bytes() == (
                handout / "checks/expected.rec"
            ).read_bytes()
    try:
        assert set(statuses(other, load_solution(folder)).values()) == {"passed"}
    finally:
        for path in (other, *other.rglob("*")):
            path.chmod(0o755)


BROKEN = "The handout cannot be made: "


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"solution/work.py": HOMEWORK["solution/work.py"].replace("return y + 1", "return y")},
            f"{BROKEN}the solution does not pass the public check affine.fixed (failed). "
            "affine(x, w)",
        ),
        (
            {"variants/loops.py": "def affine(x, w):\n    return x\n"},
            f"{BROKEN}the variant loops does not pass the public check affine.fixed (failed). "
            "affine(x, w)",
        ),
        (
            {
                "checks/test_hand.py": HOMEWORK["checks/test_hand.py"].replace(
                    "public", 'public", needs=["affine.again"], hint="'
                )
            },
            "The public check hand.quarter needs affine.again, which no student has; make that "
            "public too, or take it out of `needs`.",
        ),
        (
            {"checks/test_affine.py": RECORDED.replace("return w * x + 1", "return lambda: x")},
            f"{BROKEN}the solution does not pass the public check affine.fixed (broken). ... "
            "test_affine.truth cannot be recorded for a handout: its answer holds an object of "
            "type function.",
        ),
        (
            {"checks/test_affine.py": RECORDED.replace("truth(x, 3.0)", "truth(x, student)")},
            f"{BROKEN}the solution does not pass the public check affine.fixed (broken). ... "
            "test_affine.truth cannot be recorded for a handout: one of its arguments is an object "
            "of type Student.",
        ),
        (
            {
                "assignment.toml": TOML.replace(
                    'id = "small"', 'id = "small"\nreference = ["reference.softmax"]', 1
                ),
                "checks/test_affine.py": AFFINE.replace(
                    "(student, rng)", "(student, rng, reference)"
                ).replace("3 * x + 1", "reference.SoftMaxModule().forward(x)", 1),
            },
            f"{BROKEN}the solution does not pass the public check affine.fixed (broken). ... "
            "reference.SoftMaxModule cannot be recorded for a handout; ask for it inside a function of the "
            "check file under @recorded.",
        ),
        (
            {
                "checks/test_affine.py": AFFINE.replace(
                    '@check(question="q1", points=1, visibility="public")\ndef test_fixed(student, rng):',
                    "class TestFixed:\n"
                    '  @check(question="q1", points=1, visibility="public")\n'
                    "  def test_fixed(self, student, rng):",
                ),
            },
            f"{BROKEN}the public check affine.fixed is lost in it; write it as a plain function of "
            "its test file.",
        ),
        (
            {
                "checks/test_affine.py": AFFINE.replace(
                    "    x = rng",
                    "    open(__file__.replace('.py', '.txt')).close()\n    x = rng",
                    1,
                ),
                "checks/test_affine.txt": "a table\n",
            },
            f"{BROKEN}the solution, inside the handout, does not pass the public check affine.fixed "
            "(broken).",
        ),
        (
            {
                "misconceptions/objects.toml": (
                    '[[misconception]]\nid = "objects"\nreplace = "return y + 1"\nby = "return len"\n'
                    'fails = ["affine.fixed"]\nsentence = "A function comes back."\n'
                ),
                "checks/test_affine.py": RECORDED.replace(
                    "    x = rng", "    truth(1.0, student.affine(2.0, 3.0))\n    x = rng", 1
                ),
            },
            f"{BROKEN}misconceptions/objects.toml, objects does not pass the public check "
            "affine.fixed (broken). ... test_affine.truth cannot be recorded for a handout: one of its "
            "arguments is an object of type Remote.",
        ),
    ],
    ids=[
        *("solution", "variant", "needs", "answer", "argument", "reference", "class", "file"),
        "misconception",
    ],
)
def test_what_cannot_be_handed_out_is_said_and_nothing_is_written(
    changes: dict[str, str | None], says: str, quick: Any, tmp_path: Path
) -> None:
    """Which check, whose work, and what it said."""
    with pytest.raises(UsageError) as refused:
        write_handout(quick(changes), tmp_path / "out")
    begin, _, reason = says.partition(" ... ")
    assert str(refused.value).startswith(begin)
    assert reason in str(refused.value)
    assert [p.name for p in tmp_path.iterdir()] == ["small"]


def test_truths_that_no_file_can_hold_are_said(
    quick: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which homework it is, and what the wire says of it."""

    def refuse(*_: Any, **__: Any) -> bytes:
        raise wire.WireError("the body is too large")

    monkeypatch.setattr(write_module, "packed", refuse)
    with pytest.raises(UsageError) as refused:
        write_handout(quick(), tmp_path / "out")
    assert str(refused.value) == (
        "What the public checks of small compare with cannot be written down: "
        "the body is too large."
    )


def test_a_homework_without_public_checks_cannot_be_handed_out(quick: Any, tmp_path: Path) -> None:
    """There is nothing for students to check with."""
    changes = {
        path: text.replace('"public"', '"hidden"')
        for path, text in HOMEWORK.items()
        if path.startswith("checks/")
    }
    with pytest.raises(UsageError, match="has no public check"):
        write_handout(quick(changes), tmp_path / "out")


def test_the_files_are_those_that_are_written(handout: Path, folder: Path) -> None:
    """`handout_files` is the same without a folder."""
    files = handout_files(folder)
    assert list(files) == sorted(files)
    assert {p: (handout / p).read_bytes() for p in paths(handout)} == files
