"""Diagnoses in a real batch: misconceptions are run once, kept with the batch, and read by `regrade`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import station
from grader.batch import grade_batch
from grader.job import Job, wrong_answers_folder
from grader.regrade import regrade

CHECKS = '''
import numpy as np
from grader.checks import check
from grader.compare import assert_close


@check(question="q1", points=2, visibility="public")
def test_double(student, rng):
    """double(x) is twice x plus one."""
    x = rng.normal(size=(3, 4))
    assert_close(student.double(x), 2 * x + 1, what="double(x) for x of shape (3, 4)")
'''
SOLUTION = "def double(x):\n    y = 2 * x\n    return y + 1\n"
MISCONCEPTIONS = """
[[misconception]]
id = "one_left_out"
replace = "return y + 1"
by = "return y"
fails = ["double.double"]
sentence = "The 1 was not added."

[[misconception]]
id = "squared"
replace = "2 * x"
by = "x ** 2"
fails = ["double.double"]
sentence = "x was squared, not doubled."
"""
WORKS = {
    "ann": SOLUTION,
    "bob": "def double(x):\n    return x + x\n",
    "cyd": "def double(x):\n    return -2 * x - 1\n",
    "dan": "def double(x):\n    return x * 0 + 17\n",
}


@pytest.fixture
def job(homework: Callable[..., Path], tmp_path: Path) -> Job:
    """A homework with two misconceptions, and a class of four, not graded yet."""
    folder = homework(**{"test_double.py": CHECKS})
    for name, text in {
        "solution/work.py": SOLUTION,
        "misconceptions/doubling.toml": MISCONCEPTIONS,
    }.items():
        (folder / name).parent.mkdir()
        (folder / name).write_text(text)
    (tmp_path / "work").mkdir()
    for name, source in WORKS.items():
        (tmp_path / "work" / f"{name}.py").write_text(source)
    return Job(assignment=folder, out=tmp_path / "out", seed=5, tier="none")


def verdicts(job: Job) -> dict[str, dict[str, object]]:
    """Student -> verdict of the one check."""
    out = {}
    for path in sorted((job.out / "results").iterdir()):
        data = json.loads(path.read_text())
        out[data["student"]] = data["verdicts"][0]
    return out


def test_a_batch_names_the_mistakes(job: Job, tmp_path: Path) -> None:
    """The known mistake by its id and sentence, a relation by its own, and otherwise nothing."""
    grade_batch(job, tmp_path / "work", jobs=1)
    found = verdicts(job)
    assert {name: v["diagnosis"] for name, v in found.items()} == {
        "ann": None,
        "bob": "one_left_out",
        "cyd": "relation.sign",
        "dan": None,
    }
    assert found["bob"]["evidence"]["diagnoses"] == [
        {"id": "one_left_out", "sentence": "The 1 was not added."}
    ]
    page = (job.out / "reports" / "bob.html").read_text()
    assert "The 1 was not added." in page


def test_answers_are_computed_once_per_batch(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three students fail the check; each of the two misconceptions runs once, and then never again."""
    runs: list[str] = []
    real = station.Station._source

    def counted(self: station.Station, submission: object) -> object:
        runs.append(submission.student)
        return real(self, submission)

    monkeypatch.setattr(station.Station, "_source", counted)
    grade_batch(job, tmp_path / "work", jobs=1)
    assert sorted(runs) == ["ann", "bob", "cyd", "dan", "one_left_out", "squared"]
    (tmp_path / "work" / "eve.py").write_text("def double(x):\n    return x * x + 1\n")
    grade_batch(job, tmp_path / "work", jobs=1)  # another process would find the file, too
    assert runs[6:] == ["eve"]
    assert verdicts(job)["eve"]["diagnosis"] == "squared"


def test_regrade_diagnoses_without_running_anything(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers kept with the batch are enough, and the results stay byte for byte."""
    grade_batch(job, tmp_path / "work", jobs=1)
    before = {p.name: p.read_bytes() for p in (job.out / "results").iterdir()}

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr("subprocess.Popen.__init__", never)
    assert regrade(job.out).changes == ()
    assert {p.name: p.read_bytes() for p in (job.out / "results").iterdir()} == before


def test_damaged_answers_are_computed_again(job: Job, tmp_path: Path) -> None:
    """A file that was cut short or holds something else is as good as none."""
    grade_batch(job, tmp_path / "work", jobs=1)
    (kept,) = wrong_answers_folder(job.out).iterdir()
    for damage in (b"", kept.read_bytes()[:-3], b"x" * 200):
        kept.write_bytes(damage)
        (job.out / "results" / "bob.json").unlink()
        grade_batch(job, tmp_path / "work", jobs=1)
        assert verdicts(job)["bob"]["diagnosis"] == "one_left_out"


def test_another_sentence_grades_again(job: Job, tmp_path: Path) -> None:
    """Diagnoses are part of a result, so what they depend on is part of its key; the inputs stay."""
    grade_batch(job, tmp_path / "work", jobs=1)
    path = job.assignment / "misconceptions" / "doubling.toml"
    path.write_text(path.read_text().replace("was not added", "is missing"))
    assert grade_batch(job, tmp_path / "work", jobs=1).graded == 4
    assert verdicts(job)["bob"]["evidence"]["diagnoses"][0]["sentence"] == "The 1 is missing."


def test_a_misconception_that_does_not_fit_is_told(job: Job, tmp_path: Path) -> None:
    """A homework in disorder is the author's to mend: one sentence, and nobody's mark."""
    path = job.assignment / "misconceptions" / "doubling.toml"
    path.write_text(path.read_text().replace("return y + 1", "return z"))
    with pytest.raises(Exception, match="stands 0 times in the solution, not once"):
        grade_batch(job, tmp_path / "work", jobs=1)


def test_answers_of_many_numbers_are_kept_one_by_one(job: Job, tmp_path: Path) -> None:
    """Together they would be more than one message of the wire may hold."""
    checks = CHECKS.replace(
        "x = rng.normal(size=(3, 4))", "x = np.repeat(np.arange(60_000.0)[:, None] % 7, 2, axis=1)"
    )
    checks = checks.replace("student.double(x), 2", "student.double(len(x)), 2")
    (job.assignment / "checks" / "test_double.py").write_text(checks)
    solution = "def double(n):\n    y = [2 * (k % 7) for k in range(n)]\n    return [[v + 1, v + 1] for v in y]\n"
    (job.assignment / "solution" / "work.py").write_text(solution)
    toml = MISCONCEPTIONS.replace("return y + 1", "[v + 1, v + 1]").replace("return y", "[v, v]")
    toml = toml.replace("2 * x", "2 * (k % 7)").replace("x ** 2", "(k % 7) ** 2")
    (job.assignment / "misconceptions" / "doubling.toml").write_text(toml)
    for path in (tmp_path / "work").iterdir():
        path.unlink()
    (tmp_path / "work" / "bob.py").write_text(solution.replace("v + 1", "v"))
    grade_batch(job, tmp_path / "work", jobs=1)
    assert verdicts(job)["bob"]["diagnosis"] == "one_left_out"
    (kept,) = wrong_answers_folder(job.out).glob("*.rec")
    before = kept.read_bytes()
    assert regrade(job.out).changes == ()
    assert kept.read_bytes() == before
