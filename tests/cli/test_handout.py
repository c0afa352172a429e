"""`grader handout` as a person meets it: files, and what it says of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from proved_homework import write

from grader.cli.main import main
from grader.handout import cut_files

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`grader handout ARGUMENTS`: exit code, standard output, standard error."""

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["handout", *map(str, arguments)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return ran


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small homework, its starter not yet cut."""
    return write(tmp_path / "small", cut=False)


def test_out_writes_the_whole_handout(run: Run, folder: Path, tmp_path: Path) -> None:
    """And says how many files; the homework's own folder stays as it was."""
    out = tmp_path / "out"
    code, told, err = run(folder, "--out", out)
    files = [path for path in out.rglob("*") if path.is_file()]
    assert (code, told, err) == (0, f"{len(files)} files in {out}\n", "")
    assert {"README.md", "GUIDE.md", "work.py", "small.ipynb", "written.md", "checks"} <= {
        path.name for path in out.iterdir()
    }
    assert (out / "work.py").read_text() == cut_files(folder)["work.py"]
    assert not (folder / "handout/work.py").exists()


def test_renew_writes_what_is_stale_and_says_so(run: Run, folder: Path) -> None:
    """The second time there is nothing to do."""
    assert run(folder, "--renew") == (0, "handout/work.py\nhandout/small.ipynb\n", "")
    assert run(folder, "--renew") == (0, "Nothing changed.\n", "")


@pytest.mark.parametrize("arguments", [[], ["--renew", "--out", "x"]])
def test_one_of_the_two_has_to_be_given(arguments: list[str], run: Run, folder: Path) -> None:
    """Nothing is written anywhere."""
    code, out, err = run(folder, *arguments)
    assert (code, out) == (1, "")
    assert err == "grader: Give either --out DIR, or --renew for the homework's own handout.\n"
    assert not Path("x").exists()


def test_a_folder_in_use_is_refused(run: Run, folder: Path, tmp_path: Path) -> None:
    """Nothing of anybody's is overwritten."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.py").write_text("mine")
    code, _, err = run(folder, "--out", out)
    assert code == 1
    assert err == f"grader: {out} is not empty; give --out a new folder, so that nothing is lost.\n"
    assert [p.name for p in out.iterdir()] == ["mine.py"]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (
            "# BEGIN SOLUTION\n",
            "solution/work.py: the region begun in line 1 has no # END SOLUTION",
        ),
        ("def f(:\n", "does not parse"),
    ],
)
def test_a_solution_that_cannot_be_cut_is_named(
    damage: str, says: str, run: Run, folder: Path, tmp_path: Path
) -> None:
    """And nothing is written."""
    (folder / "solution/work.py").write_text(damage)
    code, out, err = run(folder, "--out", tmp_path / "out")
    assert (code, out) == (1, "")
    assert says in err
    assert "Traceback" not in err


def test_a_homework_that_does_not_exist_is_named(run: Run) -> None:
    """With those that do."""
    code, _, err = run("nothing", "--renew")
    assert code == 1
    assert "There is no homework 'nothing'" in err
