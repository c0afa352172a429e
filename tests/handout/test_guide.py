"""The one page that students read first: true in every shape, and every command in it is real.

`RENEW_GOLDEN=1 python -m pytest tests/handout/test_guide.py` writes tests/golden/guide anew; look at
the difference before it is committed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import click
import pytest
from markdown_it import MarkdownIt

from grader.cli.main import cli
from grader.handout.guide import guide_text
from grader.selfcheck.words import TO_DO, WORDS

GOLDEN = Path(__file__).parents[1] / "golden" / "guide"
WHEEL = "deep_grader-0.1.0+student.c0ffee0-py3-none-any.whl"
SHAPES: dict[str, dict[str, Any]] = {
    "numpy_with_hidden": {"hidden": True, "torch": ()},
    "numpy_all_public": {"hidden": False, "torch": ()},
    "torch_with_hidden": {"hidden": True, "torch": ("s4.4a.acc", "s4.4a.curve")},
    "torch_all_public": {"hidden": False, "torch": ("s4.4a.acc",)},
}


def page(**changes: Any) -> str:
    """A guide; `changes` replace arguments."""
    given: dict[str, Any] = {
        "title": "Network basics",
        "hidden": True,
        "torch": (),
        "wheel": WHEEL,
        "question": "s3.T1.x1",
    }
    return guide_text(**{**given, **changes})


@pytest.mark.parametrize("name", SHAPES)
def test_the_page_is_the_golden_one(name: str) -> None:
    """Of each shape; a change of any word is seen and looked at."""
    path = GOLDEN / f"{name}.md"
    text = page(**SHAPES[name])
    if os.environ.get("RENEW_GOLDEN"):
        path.write_bytes(text.encode())
    assert path.read_bytes().decode() == text


def test_every_golden_page_has_its_shape() -> None:
    """None is left over."""
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_it_is_one_printed_page(name: str) -> None:
    """About 60 lines, none so long that a printer breaks it more than once."""
    lines = page(**SHAPES[name]).splitlines()
    assert len(lines) <= 66
    assert max(map(len, lines)) <= 110


@pytest.mark.parametrize("name", SHAPES)
def test_hidden_checks_are_spoken_of_where_they_are(name: str) -> None:
    """And nowhere else."""
    text = page(**SHAPES[name])
    assert ("checks that are not public" in text) == SHAPES[name]["hidden"]
    assert "public check" in text


@pytest.mark.parametrize("name", SHAPES)
def test_torch_is_spoken_of_where_it_is_needed(name: str) -> None:
    """With the questions that need it."""
    text = page(**SHAPES[name])
    assert ("torch" in text.lower()) == bool(SHAPES[name]["torch"])
    assert all(f"`{question}`" in text for question in SHAPES[name]["torch"])


def test_many_questions_are_counted() -> None:
    """The page stays a page."""
    text = page(torch=tuple(f"q{n}" for n in range(9)))
    assert "Questions `q0`, `q1`, `q2`, `q3` and 5 more need PyTorch" in text
    assert "Question `q0` needs PyTorch" in page(torch=("q0",))


def test_every_word_of_a_result_is_explained() -> None:
    """The words that the program prints, and no others."""
    rows = re.findall(r"^\| ([A-Za-z ]+) \| [A-Z]", page(), flags=re.M)
    assert sorted(rows) == sorted([TO_DO, *WORDS.values()])


def test_it_is_markdown_that_shows_commands_as_they_are_typed() -> None:
    """One heading above four, one table, no link and no HTML."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page())
    kinds = [token.tag for token in tokens if token.type.endswith("_open")]
    assert (kinds.count("h1"), kinds.count("h2"), kinds.count("table")) == (1, 4, 1)
    assert not [t for t in tokens if t.type == "html_block"]
    assert "{" not in page()


def commands() -> list[str]:
    """Everything in a page that is typed into a terminal or a cell."""
    text = page(torch=("q",))
    indented = re.findall(r"^    (\S.*)$", text, flags=re.M)
    quoted = re.findall(r"`((?:grader|python3?|py) [^`]*|[%!][^`]*)`", text)
    return [re.split(r"\s{3,}", line)[0] for line in (*indented, *quoted)]


def test_the_commands_are_found() -> None:
    """Else the tests below would hold for a page without any."""
    found = set(commands())
    assert {"grader check", "grader check --watch", "grader check --only s3.T1.x1"} <= found
    assert {"python -m grader check", "%load_ext grader", "%check s3.T1.x1"} <= found


@pytest.mark.parametrize(
    "line", sorted({c for c in commands() if c.startswith(("grader ", "python -m grader "))})
)
def test_every_command_of_the_program_is_real(line: str) -> None:
    """Its name and each of its options are known to it."""
    words = line.removeprefix("python -m ").split()[1:]
    command = cli.get_command(click.Context(cli), words[0])
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("line", sorted({c for c in commands() if " -m pip " in f" {c} "}))
def test_every_command_of_pip_is_real(line: str, tmp_path: Path) -> None:
    """pip itself reads it: the wheel is looked for as a file of this folder."""
    words = [*line.split()[1:], "--dry-run", "--no-deps", "--no-index", "--target", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Usage:" not in done.stdout + done.stderr
    if ".whl" in line:
        assert f"{tmp_path / WHEEL}" in done.stderr
        with zipfile.ZipFile(tmp_path / WHEEL, "w"):
            pass
        again = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "has an invalid wheel" in again.stderr, "it found the file, which is empty"


def test_the_environment_it_speaks_of_can_be_made(tmp_path: Path) -> None:
    """And stays out of what is handed in: its folder is hidden."""
    assert "python3 -m venv .venv" in commands()
    words = [sys.executable, "-m", "venv", "--without-pip", ".venv"]
    subprocess.run(words, cwd=tmp_path, check=True)
    assert (tmp_path / ".venv/pyvenv.cfg").is_file()


def test_a_notebook_knows_the_commands_of_cells() -> None:
    """The extension is loaded by the program's own name and brings the magic."""
    import grader

    assert callable(getattr(grader, "load_ipython_extension", None))


def test_titles_of_several_lines_stay_one_heading() -> None:
    """And braces in them are nothing special."""
    assert page(title="A {title}\nof two").startswith(
        "# How to check your work: A {title} of two\n"
    )
