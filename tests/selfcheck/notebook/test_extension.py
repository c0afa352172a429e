"""What is typed, what is loaded for it, and where there is no notebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import grader
from grader.errors import UsageError
from grader.selfcheck.notebook.extension import words

ROOT = Path(__file__).resolve().parents[3]
Right = Callable[[str], str]


def python(code: str, folder: Path, *, module: str = "", **environment: str) -> str:
    """What a fresh Python prints."""
    command = [sys.executable, *(["-m", module] if module else []), "-c", code]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.parametrize(
    ("line", "asked", "handout"),
    [
        ("", [], None),
        ("2a", ["2a"], None),
        ("  2a   2b.i dW ", ["2a", "2b.i", "dW"], None),
        ("2a --handout ../h", ["2a"], "../h"),
        ("--handout='my homework' 2a", ["2a"], "my homework"),
        ('--handout "my homework"', [], "my homework"),
    ],
)
def test_a_line_is_taken_apart(line: str, asked: list[str], handout: str | None) -> None:
    """Questions, and perhaps a folder with blanks in its name."""
    assert words(line) == (asked, handout)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("'2a", "cannot be read"),
        ("--handout", "needs a folder"),
        ("2a --handout=", "needs a folder"),
        ("--only 2a", "has no option --only"),
        ("-x", "has no option -x"),
    ],
)
def test_what_cannot_be_read_is_said(line: str, said: str) -> None:
    """One sentence."""
    with pytest.raises(UsageError, match=said):
        words(line)


def test_importing_the_program_and_loading_the_magic_is_light(tmp_path: Path) -> None:
    """In the kernel there is no NumPy or pytest of ours, and `import grader` takes nothing."""
    code = (
        "import sys; before = set(sys.modules); import grader; first = set(sys.modules) - before;"
        "import grader.selfcheck.notebook.extension; import json;"
        "print(json.dumps([sorted(first), sorted(set(sys.modules) - before)]))"
    )
    first, second = json.loads(python(code, tmp_path))
    assert first == ["grader"]
    heavy = {
        "numpy",
        "torch",
        "pytest",
        "_pytest",
        "IPython",
        "click",
        "rich",
        "jinja2",
        "nbformat",
    }
    assert not heavy & {name.partition(".")[0] for name in second}
    ours = {name for name in second if name.startswith("grader.") and "selfcheck" not in name}
    assert ours <= {"grader.errors", "grader.types"}


def test_in_plain_python_the_files_are_judged(handout_folder: Path, right: Right) -> None:
    """Text is printed, and it says what was judged."""
    starter = (handout_folder / "basics.py").read_text("utf-8")
    (handout_folder / "basics.py").write_text(f"{starter}\n\n{right('layer_outputs')}\n", "utf-8")
    said = python("import grader; grader.check('T2', 'T3')", handout_folder)
    lines = said.splitlines()
    assert [line.split()[:2] for line in lines if line.startswith("passed")] == [
        ["passed", f"s3.T2.{part}"] for part in "ABC"
    ]
    assert any(line.startswith("to do    s3.T3") for line in lines)
    assert "3 of 4 public checks passed, 1 is still to do." in said
    assert lines[-1] == f"Judged: the files in {handout_folder}."


@pytest.mark.usefixtures("ipython")
def test_a_terminal_prints_lines_as_they_fall(handout_folder: Path, right: Right) -> None:
    """IPython without a notebook: what was typed is judged, and no verdict is printed twice."""
    typed = f"shell = get_ipython()\nshell.run_cell({right('layer_outputs')!r}, store_history=True)"
    typed += "\nshell.run_cell('%load_ext grader', store_history=True)"
    typed += "\nshell.run_cell('%check T2', store_history=True)"
    home = {"IPYTHONDIR": str(handout_folder.parent / "ipython")}
    said = python(typed, handout_folder, module="IPython", **home)
    assert said.count("passed   s3.T2.A") == 1
    assert "All 3 public checks passed." in said
    assert "<div" not in said


def test_a_text_that_the_terminal_has_no_letters_for_is_printed_anyhow(
    handout_folder: Path,
) -> None:
    """As codes."""
    (handout_folder / "basics.py").write_text(
        "def layer_outputs(sizes, batch):\n    raise ValueError('\u2202\u03b1')\n", "utf-8"
    )
    code = "import grader; grader.check('T2.A')"
    said = python(code, handout_folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "ValueError: \\u2202\\u03b1" in said


def test_outside_of_a_handout_a_sentence_is_printed(tmp_path: Path) -> None:
    """And no traceback."""
    said = python("import grader; grader.check()", tmp_path)
    assert said.startswith(f"{tmp_path} is in no handout")


def test_work_that_asks_for_checks_is_judged_once(handout_folder: Path, right: Right) -> None:
    """A file with `grader.check()` in it does not ask again while it is judged."""
    asks = "\nimport grader\ngrader.check('T2')\n"
    (handout_folder / "basics.py").write_text(right("layer_outputs") + asks, "utf-8")
    said = python("import grader; grader.check('T2')", handout_folder)
    assert said.count("public checks passed") == 1
    assert "Before you hand in" not in said


def test_where_student_code_runs_checking_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the worker, the function returns at once."""
    monkeypatch.setitem(sys.modules, "grader.worker", sys)
    monkeypatch.setitem(sys.modules, "grader.selfcheck.notebook.extension", None)
    assert grader.check("2a", handout="nowhere") is None
