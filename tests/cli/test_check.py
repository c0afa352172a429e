"""`grader check` as a student meets it: words, exit codes, and nothing of theirs changed."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from small_handout import MIXED, MIXED_ENDS, RIGHT, copied, homework, notebook

from grader.cli.main import main

Run = Callable[..., tuple[int, str, str]]

PUBLIC = "Grading also runs checks that are not public."


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`grader check ARGUMENTS`: exit code, standard output, standard error."""

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["check", *map(str, arguments)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return ran


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the handout with right work in it; one stands in it."""
    made = copied(tmp_path / "hw", {"work.py": RIGHT})
    monkeypatch.chdir(made)
    return made


def files(folder: Path) -> dict[str, str]:
    """Every file and folder below, with what is in it."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        )
        for path in folder.rglob("*")
    }


def test_right_work_is_exit_code_0(run: Run, folder: Path) -> None:
    """In the folder, without any argument."""
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.endswith(f"\nAll 6 public checks passed. {PUBLIC}\n")


def test_anything_wrong_is_exit_code_1(run: Run, folder: Path) -> None:
    """Each with its reason, none of a hidden check."""
    (folder / "work.py").write_text(MIXED)
    code, out, _ = run()
    assert code == 1
    assert "found: What sign misses." in out
    assert 'work.py, line 12, in mean_rows: raise ValueError("no rows today")' in out
    assert f"1 of 6 public checks passed, 1 is still to do. {PUBLIC}" in out
    assert "hidden w" not in out
    assert "For nothing it is one" not in out


def test_a_check_that_breaks_is_exit_code_2(run: Run, folder: Path) -> None:
    """That is not the student's fault, and said so."""
    path = folder / "checks/test_top.py"
    path.write_text(path.read_text().replace("student.largest(", "no_such_name("))
    code, out, _ = run()
    assert code == 2
    assert "BROKEN" in out
    assert "broke on our side (NameError" in out


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        (".", {"passed", "manual"}),
        ("work.py", {"passed", "manual"}),
        ("small.ipynb", {"errored", "blocked", "failed", "manual"}),
        ("mine", {"passed", "failed", "errored", "blocked", "manual"}),
        ("mine/work.py", {"passed", "failed", "errored", "blocked", "manual"}),
    ],
)
def test_a_file_or_a_folder_of_the_handout(
    run: Run, folder: Path, path: str, ends: set[str]
) -> None:
    """What is named is judged, and nothing beside it; relative and absolute."""
    (folder / "mine").mkdir()
    (folder / "mine/work.py").write_text(MIXED)
    if path == ".":
        shutil.rmtree(folder / "mine")
    for place in (path, folder / path):
        _, out, err = run(place, "--json")
        assert err == ""
        assert {v["status"] for v in json.loads(out)["verdicts"]} == ends


def test_from_a_folder_below_the_handout(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is judged by the handout above."""
    (folder / "mine").mkdir()
    (folder / "mine/work.py").write_text(MIXED)
    monkeypatch.chdir(folder / "mine")
    assert run()[0] == 1
    assert run("..", "--only", "q3")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing.py"], "nothing.py does not exist; give the folder or file with your work."),
        ([".."], "is in no handout: `grader check` works inside the folder of a homework"),
        (["--json", "--watch"], "Give one of --watch, --json and --github."),
        (["--json", "--github"], "Give one of --watch, --json and --github."),
        (["--seed", "3"], "--seed goes with --assignment; a handout has a seed of its own."),
        (["--only", "q9"], "There is no question or check 'q9'"),
        (["--only", "q6"], "There is no public check for q6 of small; that is judged only when"),
        (["--only", " "], "An empty name asks for no question"),
        (["--watch", "--only", "q9"], "There is no question or check 'q9'"),
        (["--assignment", "no_such_homework"], "There is no homework 'no_such_homework'"),
        (["empty"], "empty is empty."),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_1(
    run: Run, folder: Path, arguments: list[str], says: str
) -> None:
    """On standard error; nothing on standard output."""
    (folder / "empty").mkdir()
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith("grader: ")
    assert says in err
    assert err.count("\n") == 1


def test_a_damaged_handout_is_one_sentence(run: Run, folder: Path) -> None:
    """Of each of its files."""
    (folder / "checks/expected.rec").write_bytes(b"\x1f\x8b")
    code, out, err = run()
    assert (code, out) == (1, "")
    assert "expected.rec cannot be read (it is damaged); unpack the handout again" in err
    (folder / "checks/handout.json").write_text("{}")
    code, out, err = run()
    assert (code, out) == (1, "")
    assert "handout.json cannot be read (it is damaged); unpack the handout again" in err


def test_only_what_is_asked_for(run: Run, folder: Path) -> None:
    """Several, with what they need; warnings about the whole work are not told beside it."""
    text = RIGHT.replace("def largest", "def biggest")
    (folder / "work.py").write_text(text)
    (folder / "small.ipynb").unlink()
    code, out, _ = run("--only", "q3", "--only", "one_row")
    assert code == 0
    assert [line.split()[1] for line in out.splitlines() if line.startswith("passed")] == [
        "q2",
        "q2",
        "q3",
    ]
    assert "Before you hand in" not in out
    _, out, _ = run()
    assert "Before you hand in\n  work.py should define `largest`" in out


def test_json_is_the_result_file_and_what_lies_ahead(run: Run, folder: Path) -> None:
    """In ASCII, whatever a student writes; the exit code is the same."""
    text = MIXED.replace("no rows today", "keine \u03a3 \\ud800 heute")
    (folder / "work.py").write_text(text + "\nopen('/home/ann/x.txt')\n", "utf-8")
    code, out, err = run("--json")
    assert (code, err) == (1, "")
    assert out.isascii()
    data = json.loads(out)
    assert data["format"] == 1
    assert (data["assignment"], data["student"], data["title"]) == (
        "small",
        "you",
        "A small homework",
    )
    assert {v["check"]: v["status"] for v in data["verdicts"]} == MIXED_ENDS
    assert {v["visibility"] for v in data["verdicts"]} == {"public"}
    assert (data["earned"], data["complete"]) == (1.0, False)
    assert data["made_with"]["sandbox"] == "none"
    assert any("\u03a3" in v["message"] for v in data["verdicts"])
    (ahead,) = data["ahead"]
    assert list(ahead) == ["kind", "path", "line", "where", "sentence"]
    assert (ahead["path"], ahead["line"]) == ("work.py", 22)


def test_github_gets_annotations_and_a_summary(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside what a terminal shows, with commands switched off around it."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder))
    (folder / "work.py").write_text(MIXED.replace("no rows", "::error::no rows"))
    code, out, _ = run("--github")
    assert code == 1
    stop, *told = out.splitlines()
    assert stop.startswith("::stop-commands::")
    again = told.index(f"::{stop.removeprefix('::stop-commands::')}::")
    assert any("ValueError: ::error::no rows today" in line for line in told[:again])
    assert all(line.startswith("::error file=work.py,line=") for line in told[again + 1 :])
    assert "q1" in (tmp_path / "summary.md").read_text("utf-8")


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--only", "q1"]])
def test_nothing_in_the_folder_is_written_or_changed(
    run: Run, folder: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bytecode, no cache, no file that the student's own code writes beside itself."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (folder / "helper.py").write_text("y = 1\n")
    text = "import helper\nopen('made.txt', 'w').write('x')\n" + RIGHT
    (folder / "work.py").write_text(text)
    before = files(folder)
    assert run(*arguments)[0] == 0
    assert files(folder) == before
    assert sys.dont_write_bytecode is False


def test_a_notebook_in_an_old_format_with_odd_line_ends(run: Run, folder: Path) -> None:
    """What loading survives when grading, it survives here."""
    (folder / "work.py").unlink()
    text = notebook("%matplotlib inline\n!pip list", *RIGHT.split("\n\n\n")).replace("\n", "\r\n")
    (folder / "small.ipynb").write_bytes(b"\xef\xbb\xbf" + text.encode())
    code, out, _ = run()
    assert code == 0, out


def test_a_terminal_that_takes_nothing_but_ascii(folder: Path) -> None:
    """Told with escapes, without a traceback."""
    (folder / "work.py").write_text(MIXED.replace("no rows today", "keine \u03a3"), "utf-8")
    for encoding in ("ascii", "cp1252"):
        done = started("check", cwd=folder, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
        out, err = done.communicate(timeout=120)
        assert (done.returncode, err) == (1, "")
        assert "keine" in out


def test_the_homework_itself_in_place_of_a_handout(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For its author: the same words from the reference and the misconceptions; no warnings."""
    place = homework(tmp_path / "small")
    (tmp_path / "work.py").write_text(MIXED)
    monkeypatch.chdir(tmp_path)
    code, out, err = run("work.py", "--assignment", place, "--seed", "3")
    assert (code, err) == (1, "")
    assert "found: What sign misses." in out
    assert f"1 of 6 public checks passed, 1 is still to do. {PUBLIC}" in out
    assert "hidden w" not in out
    again = run("work.py", "--assignment", place, "--seed", "4", "--only", "q1")[1]
    worst = [line for line in again.splitlines() if "worst at" in line]
    assert worst
    assert worst[0] not in out
    data = json.loads(run("work.py", "--assignment", place, "--seed", "4", "--json")[1])
    assert data["verdicts"][0]["replay"].endswith("--assignment small --only affine.fixed --seed 4")


def test_a_homework_without_hidden_checks_does_not_speak_of_any(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are none to be told of."""
    place = homework(tmp_path / "small")
    for path in (place / "checks").glob("test_*.py"):
        path.write_text(path.read_text().replace('"hidden"', '"public"'))
    (tmp_path / "work.py").write_text(RIGHT)
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("work.py", "--assignment", place)
    assert code == 0
    assert out.endswith("\nAll 8 checks passed.\n")


def started(
    *arguments: str, cwd: Path, stderr: int = subprocess.PIPE, **environment: str
) -> subprocess.Popen[str]:
    """`grader ARGUMENTS` in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "grader", *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        start_new_session=True,
        preexec_fn=_hear_interrupts if os.name == "posix" else None,
    )


def _hear_interrupts() -> None:
    """What runs in the background of a shell ignores them, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watching:
    """A running `grader check --watch`, and what it has printed."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.process = started("check", "--watch", *more, cwd=folder, stderr=subprocess.STDOUT)
        self.told: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._lines.put(line.rstrip("\n"))

    def until(self, part: str) -> list[str]:
        """The lines up to one with this in it."""
        out: list[str] = []
        deadline = time.monotonic() + 60
        while not (out and part in out[-1]):
            try:
                out.append(self._lines.get(timeout=max(0.1, deadline - time.monotonic())))
            except queue.Empty:
                pytest.fail(f"{part!r} was not printed, only {self.told + out}")
        self.told += out
        return out

    def interrupt(self) -> int:
        """Ctrl-C, which the whole group gets; the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=60)


@pytest.fixture
def watching() -> Iterator[Callable[..., Watching]]:
    """Starts watchers, and ends those that are left."""
    made: list[Watching] = []

    def start(folder: Path, *more: str) -> Watching:
        made.append(Watching(folder, *more))
        return made[-1]

    yield start
    for one in made:
        if one.process.poll() is None:
            os.killpg(one.process.pid, signal.SIGKILL)
            one.process.wait()


WAITING = "Waiting for you to save a file; stop with Ctrl-C."


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal to a group")
def test_watch_checks_again_on_save_until_it_is_interrupted(
    folder: Path, watching: Callable[..., Watching]
) -> None:
    """Also over a file that cannot be read; the end is quiet."""
    watcher = watching(folder, "--only", "q3", "small.ipynb")
    path = folder / "small.ipynb"
    assert any("q3" in line for line in watcher.until(WAITING))
    path.write_text(notebook('answers = {"q3": 0.25}'))
    told = watcher.until(WAITING)
    assert "small.ipynb changed." in told
    assert "passed   q3 It is about a quarter." in told
    path.unlink()
    told = watcher.until(WAITING)
    assert any(line.startswith("grader: small.ipynb cannot be read") for line in told), told
    path.write_text(notebook("x = 1")[:40])
    told = watcher.until(WAITING)
    assert any("small.ipynb cannot be run: it is no noteb" in line for line in told), told
    path.write_text(notebook('answers = {"q3": 4}'))
    told = watcher.until(WAITING)
    assert any(line.startswith("wrong    q3") for line in told)
    assert watcher.interrupt() == 0
    watcher.until("Stopped.")
    assert not any("Traceback" in line for line in watcher.told)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal to a group")
def test_an_interrupt_while_work_is_judged_ends_it_quietly(
    folder: Path, tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    """The student's process ends with it, whatever it does about the signal."""
    busy = tmp_path / "busy"
    lines = f"open({str(busy)!r}, 'w').write(str(os.getpid())); time.sleep(60); return y + 1"
    text = RIGHT.replace("return y + 1", lines).replace(
        "import numpy as np", "import os, signal, time\nimport numpy as np"
    )
    text += "\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    (folder / "work.py").write_text(text)
    watcher = watching(folder)
    deadline = time.monotonic() + 120
    while not (busy.exists() and busy.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert watcher.interrupt() == 0
    watcher.until("Stopped.")
    assert not any("Traceback" in line for line in watcher.told)
    with pytest.raises(ProcessLookupError):
        os.kill(int(busy.read_text()), 0)
