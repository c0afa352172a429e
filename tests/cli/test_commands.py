"""The command line as a person meets it: words, files, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import grader
from grader.cli.main import cli

Homework = Callable[..., Path]


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`grader ARGUMENTS` in a process of its own."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A right and a wrong submission."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "ann.py").write_text("def double(x):\n    return 2 * x\n")
    (folder / "bob.py").write_text("def double(x):\n    return 3 * x + 1\n")
    return folder


def test_version_and_help_name_everything() -> None:
    """And `--help` says what each command is for."""
    assert run("--version").stdout == f"grader {grader.__version__}\n"
    told = run("--help").stdout
    for word in ("grade", "regrade", "check", "doctor"):
        assert word in told
    for command in ("grade", "regrade", "check", "doctor"):
        done = run(command, "--help")
        assert done.returncode == 0
        assert "Usage: grader " + command in done.stdout


def test_help_fits_a_terminal_of_80_columns() -> None:
    """Of every command, also where it stands as it was typed."""
    for command in ([], *([name] for name in cli.list_commands(click.Context(cli)))):
        told = CliRunner().invoke(cli, [*command, "--help"], terminal_width=80).output
        assert max(map(len, told.splitlines())) <= 80, told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["grde"], "No such command 'grde'"),
        (["grade"], "Missing argument"),
        (["grade", "network_basics", "x"], "Missing option '--out'"),
        (["grade", "nothing", "x", "--out", "y"], "There is no homework 'nothing'"),
        (["grade", "network_basics", "/no/such", "--out", "y"], "/no/such"),
        (["grade", "network_basics", ".", "--out", "y", "--jobs", "0"], "--jobs"),
        (["grade", "network_basics", ".", "--out", "y", "--sandbox", "4"], "--sandbox"),
        (["regrade", "nothing"], "holds no batch"),
        (["check", "nothing.py", "--assignment", "network_basics"], "nothing.py does not exist"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_1(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    """No traceback, nothing on standard output."""
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_grade_prints_the_class_and_where_the_pages_are(
    homework: Homework, work: Path, tmp_path: Path
) -> None:
    """Exit code 0 although answers are wrong: that is what grading is for."""
    out = tmp_path / "out"
    done = run("grade", homework(), work, "--out", out, "--sandbox", "none", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert "ann" in done.stdout
    assert "3 of 4" in done.stdout
    assert "0 of 4" in done.stdout
    assert "2 graded now, 0 stood already." in done.stdout
    assert str(out / "index.html") in done.stdout
    assert "without isolation" in done.stderr
    again = run("grade", homework(), work, "--out", out, "--sandbox", "none", "--jobs", "1")
    assert "0 graded now, 2 stood already." in again.stdout


def test_a_broken_check_makes_the_exit_code_2(
    homework: Homework, work: Path, tmp_path: Path
) -> None:
    """And is said on standard error."""
    folder = homework()
    path = folder / "checks" / "test_double.py"
    path.write_text(path.read_text().replace("got = student.double(x)", "got = nothing(x)"))
    done = run("grade", folder, work, "--out", tmp_path / "out", "--sandbox", "none")
    assert done.returncode == 2
    assert "2 submissions have checks that broke on our side" in done.stderr
    assert (
        "For example double.double of ann: This check broke on our side (NameError" in done.stderr
    )


def test_the_next_run_knows_the_data_folder(homework: Homework, work: Path, tmp_path: Path) -> None:
    """Otherwise a late submission would meet other data than the rest of the class."""
    (tmp_path / "data").mkdir()
    given = ("grade", homework(), work, "--out", tmp_path / "out", "--sandbox", "none")
    assert "2 graded now" in run(*given, "--data", tmp_path / "data").stdout
    assert "0 graded now, 2 stood already." in run(*given).stdout


def test_names_from_the_file_system_cannot_move_the_cursor(
    homework: Homework, work: Path, tmp_path: Path
) -> None:
    """A terminal escape in a student's name is shown, not obeyed."""
    (work / "eve\x1b[2J.py").write_text("def double(x):\n    return 2 * x\n")
    done = run("grade", homework(), work, "--out", tmp_path / "out", "--sandbox", "none")
    assert "\x1b" not in done.stdout + done.stderr
    assert "eve" in done.stdout


def test_regrade_says_what_changed(homework: Homework, work: Path, tmp_path: Path) -> None:
    """On the screen and in a file."""
    out, folder = tmp_path / "out", homework()
    run("grade", folder, work, "--out", out, "--sandbox", "none", "--jobs", "1")
    path = folder / "checks" / "test_double.py"
    path.write_text(path.read_text().replace("if got != 2 * x", "if got == 2 * x"))
    done = run("regrade", out)
    words = " ".join(done.stdout.split())
    assert "double.double passed, 2 of 2 failed, 0 of 2" in words
    rows = [json.loads(line) for line in (out / "changes.jsonl").read_text().splitlines()]
    assert rows[0]["student"] == "ann"
    assert rows[0]["checks"][0]["check"] == "double.double"
    shown = run("show", "ann", "double.double", cwd=out)
    assert shown.returncode == 0, shown.stderr
    assert "double.double of ann" in shown.stdout


def test_check_runs_the_public_checks_on_one_file(homework: Homework, work: Path) -> None:
    """With the same words as the report; exit code 0 only when all pass."""
    folder = homework()
    right = run("check", work / "ann.py", "--assignment", folder)
    assert right.returncode == 0, right.stderr
    assert "The public check passed. Grading also runs checks that are not public." in right.stdout
    assert "double(0) is 0" not in right.stdout  # a hidden check
    wrong = run("check", work / "bob.py", "--assignment", folder)
    assert wrong.returncode == 1
    assert "double(x) is twice x." in wrong.stdout
    assert "expected  2x" in wrong.stdout
    assert "hint: multiply by two" in wrong.stdout


def test_check_points_at_the_students_own_line(homework: Homework, work: Path) -> None:
    """And says what was raised."""
    (work / "cyd.py").write_text("def double(x):\n    return unknown + x\n")
    done = run("check", work / "cyd.py", "--assignment", homework())
    assert done.returncode == 1
    assert "NameError: name 'unknown' is not defined" in done.stdout
    assert "cyd.py, line 2, in double: return unknown + x" in done.stdout


def test_check_only_and_json(homework: Homework, work: Path) -> None:
    """For a question or a check; an unknown one is told."""
    folder = homework()
    done = run("check", work / "ann.py", "--assignment", folder, "--only", "q1", "--json")
    data = json.loads(done.stdout)
    assert [v["status"] for v in data["verdicts"]] == ["passed"]
    unknown = run("check", work / "ann.py", "--assignment", folder, "--only", "q7")
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("grader: There is no question or check 'q7'")
