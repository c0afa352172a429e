"""Judging recordings again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch import grade_batch
from grader.errors import UsageError
from grader.job import Job
from grader.regrade import as_table, regrade

WORKS = {
    "ann": "def double(x):\n    print('hello')\n    return 2 * x\n",
    "bob": "def double(x):\n    return 2 * x + 1e-9\n",
    "cyd": "def double(x):\n    raise ValueError('no')\n",
}


@pytest.fixture
def graded(homework: Callable[..., Path], tmp_path: Path) -> Job:
    """A class of three and one link, graded."""
    work = tmp_path / "work"
    work.mkdir()
    for name, source in WORKS.items():
        (work / f"{name}.py").write_text(source)
    (work / "lin.py").symlink_to("ann.py")
    job = Job(assignment=homework(), out=tmp_path / "out", seed=5, tier="none")
    grade_batch(job, work, jobs=1)
    return job


def files(job: Job) -> dict[str, bytes]:
    """The result files."""
    return {p.name: p.read_bytes() for p in sorted((job.out / "results").iterdir())}


def test_an_untouched_batch_is_byte_identical_and_starts_no_worker(
    graded: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine judges recordings, wherever they come from."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr("grader.sandbox.open_sandbox", never)
    monkeypatch.setattr("subprocess.Popen.__init__", never)
    before = files(graded)
    done = regrade(graded.out)
    assert files(graded) == before
    assert done.changes == ()
    assert done.without_recording == ("lin",)
    assert len(done.lines) == 4


def test_a_changed_judgement_changes_marks_and_says_whose(graded: Job) -> None:
    """Same calls, another tolerance: no student code is needed."""
    path = graded.assignment / "checks" / "test_double.py"
    path.write_text(path.read_text().replace("got != 2 * x", "abs(got - 2 * x) > 1e-6"))
    done = regrade(graded.out)
    # The check that needed this one was blocked: it asked nothing then, so it cannot be judged now.
    assert [
        (c.student, c.check, c.before, c.after) for c in done.changes if c.check == "double.double"
    ] == [("bob", "double.double", "failed, 0 of 2", "passed, 2 of 2")]
    assert '"student": "bob"' in as_table(done.changes)
    assert regrade(graded.out).changes == ()


def test_a_check_that_asks_something_else_is_broken_not_guessed(graded: Job) -> None:
    """An answer to another question is no answer."""
    path = graded.assignment / "checks" / "test_double.py"
    path.write_text(path.read_text().replace("student.double(x)", "student.double(x + 1)"))
    done = regrade(graded.out)
    assert {c.after for c in done.changes if c.student == "ann" and c.check == "double.double"} == {
        "broken, no mark of 2"
    }


def test_a_folder_without_a_batch_is_told(tmp_path: Path, graded: Job) -> None:
    """And one in which nothing was finished."""
    with pytest.raises(UsageError, match="holds no batch"):
        regrade(tmp_path)
    (graded.out / "journal").unlink()
    with pytest.raises(UsageError, match="holds no graded submissions"):
        regrade(graded.out)


def test_the_homework_may_have_moved(graded: Job, tmp_path: Path) -> None:
    """Then its folder is given."""
    moved = tmp_path / "moved"
    graded.assignment.rename(moved)
    with pytest.raises(UsageError, match="cannot be read"):
        regrade(graded.out)
    assert regrade(graded.out, assignment=moved).changes == ()
    assert replace(graded, assignment=moved).assignment.exists()
