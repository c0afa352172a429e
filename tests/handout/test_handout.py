"""What students get: cut from the solution, and told when it is stale."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from proved_homework import write

from grader.handout import cut_files, handout_problems, renew, starter_submissions
from grader.load.from_text import load_text

RENEW = "run `grader handout small --renew`"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A homework whose handout is as it should be."""
    return write(tmp_path / "small")


def test_the_files_are_the_starter_and_a_notebook(folder: Path) -> None:
    """Nothing of the solution stands in either."""
    files = cut_files(folder)
    assert list(files) == ["work.py", "small.ipynb"]
    for text in files.values():
        assert "raise NotImplementedError" in text
        for secret in ("w * x", "np.sum", "0.25", "SOLUTION"):
            assert secret not in text
    ast.parse(files["work.py"])
    json.loads(files["small.ipynb"])


def test_the_untouched_handout_can_be_handed_in_both_ways(folder: Path) -> None:
    """Every name that the checks ask for is there, and every written question."""
    both = starter_submissions(folder)
    assert list(both) == ["starter files", "starter notebook"]
    for files in both.values():
        made = load_text(files, name="work", assignment="small", items=["q4"])
        names = {name for module in made.modules for name in module.names}
        assert {"affine", "mean_rows", "answers"} <= names
        assert all(module.error is None for module in made.modules)


def test_a_handout_that_was_just_renewed_has_no_problems(folder: Path) -> None:
    """And renewing it again changes nothing."""
    assert handout_problems(folder) == []
    assert renew(folder) == []


def test_a_stale_handout_is_told_and_renewed(folder: Path) -> None:
    """Whether a file differs, is missing, or cannot even be read."""
    (folder / "handout/work.py").write_bytes(b"\xff")
    (folder / "handout/small.ipynb").unlink()
    assert handout_problems(folder) == [
        f"handout/work.py is not what the solution gives; {RENEW}",
        f"handout/small.ipynb is missing; {RENEW}",
    ]
    assert renew(folder) == ["handout/work.py", "handout/small.ipynb"]
    assert handout_problems(folder) == []


def test_a_changed_solution_makes_the_handout_stale(folder: Path) -> None:
    """Only where students see it."""
    path = folder / "solution/work.py"
    path.write_text(path.read_text().replace("y = w * x", "y = x * w"))
    assert handout_problems(folder) == []
    path.write_text(path.read_text().replace("w x + 1.", "w times x, plus 1."))
    assert len(handout_problems(folder)) == 2


def test_files_written_by_hand_are_told_when_they_are_missing(folder: Path) -> None:
    """The sheet for written answers only where there are any."""
    for name in ("README.md", "written.md"):
        (folder / "handout" / name).unlink()
    assert handout_problems(folder) == [
        "handout/README.md is missing",
        "handout/written.md is missing",
    ]
    toml = folder / "assignment.toml"
    toml.write_text(toml.read_text().partition("[[written]]")[0])
    renew(folder)
    assert handout_problems(folder) == ["handout/README.md is missing"]


def test_code_that_is_left_over_is_told(folder: Path) -> None:
    """A file that was renamed in the solution would still go to students."""
    (folder / "handout/old").mkdir()
    (folder / "handout/old/work.py").write_text("def affine(x, w): ...\n")
    (folder / "handout/picture.png").write_bytes(b"\x89PNG")
    assert handout_problems(folder) == [
        "handout/old/work.py is not cut from the solution; delete it"
    ]
