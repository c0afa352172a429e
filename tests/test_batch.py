"""A whole batch, with real workers in plain processes: files, resuming, determinism."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader import results
from grader.batch import grade_batch
from grader.batch_folder import batch_job
from grader.errors import UsageError
from grader.job import Job, result_path
from grader.journal import Journal

Homework = Callable[..., Path]

WORKS = {
    "ann": "def double(x):\n    return 2 * x\n",
    "bob": "def double(x):\n    return 3 * x + 1\n",
    "cyd": "def double(x):\n    raise ValueError('no')\n",
    "dan": "import os\ndef double(x):\n    os._exit(0)\n",
    "eve": "def dubble(x):\n    return 2 * x\n",
    "fay": "def double(x:\n",
}
ENDS = {
    "ann": ["passed", "passed", "manual"],
    "bob": ["failed", "blocked", "manual"],
    "cyd": ["errored", "blocked", "manual"],
    "dan": ["errored", "blocked", "manual"],
    "eve": ["failed", "blocked", "manual"],
    "fay": ["errored", "blocked", "manual"],
}


@pytest.fixture
def job(homework: Homework, tmp_path: Path) -> Job:
    """The tiny homework, without a sandbox, into a folder of its own."""
    return Job(assignment=homework(), out=tmp_path / "out", seed=5, tier="none")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A class of six."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name, source in WORKS.items():
        (folder / f"{name}.py").write_text(source)
    return folder


def ends(out: Path) -> dict[str, list[str]]:
    """Student -> statuses in order."""
    found = {}
    for path in sorted((out / "results").glob("*.json")):
        data = results.read(path)
        found[data["student"]] = [v["status"] for v in data["verdicts"]]
    return found


def test_every_student_gets_verdicts_a_page_and_a_row(job: Job, work: Path) -> None:
    """Whatever their code does; the folder is the owner's alone."""
    summary = grade_batch(job, work, jobs=1)
    assert ends(job.out) == ENDS
    assert summary.graded == 6
    assert summary.broken == 0
    for name in WORKS:
        assert f"{name}" in (job.out / "reports" / f"{name}.html").read_text()
        assert (job.out / "recordings" / f"{name}.rec").exists()
    assert "ann" in summary.index.read_text()
    assert len((job.out / "gradebook.csv").read_text().splitlines()) == 7
    assert job.out.stat().st_mode & 0o077 == 0


def test_the_number_of_jobs_changes_times_only(job: Job, work: Path, tmp_path: Path) -> None:
    """Three gradings with one and two jobs."""
    folders = []
    for n, jobs in enumerate((1, 2, 2)):
        folders.append(tmp_path / f"out{n}")
        grade_batch(replace(job, out=folders[-1]), work, jobs=jobs)
    for name in WORKS:
        one, *others = (results.read(result_path(f, name)) for f in folders)
        assert all(results.equal_but_for_times(one, other) for other in others), name


def test_a_second_run_grades_only_what_changed(job: Job, work: Path) -> None:
    """By content: a touched file is not a change, a newcomer is, and who left is gone from the index."""
    grade_batch(job, work, jobs=1)
    stamp = {p: p.stat().st_mtime_ns for p in (job.out / "results").iterdir()}
    index = (job.out / "index.html").read_bytes()
    (work / "ann.py").touch()
    assert grade_batch(job, work, jobs=1).graded == 0
    assert {p: p.stat().st_mtime_ns for p in stamp} == stamp
    assert (job.out / "index.html").read_bytes() == index
    (work / "bob.py").write_text(WORKS["ann"])
    (work / "gus.py").write_text(WORKS["ann"])
    (work / "fay.py").unlink()
    summary = grade_batch(job, work, jobs=1)
    assert summary.graded == 2
    assert [line.student for line in summary.lines] == ["ann", "bob", "cyd", "dan", "eve", "gus"]
    assert ends(job.out)["bob"] == ENDS["ann"]
    assert "fay" not in (job.out / "index.html").read_text()


def test_a_changed_check_or_seed_grades_again(job: Job, work: Path) -> None:
    """Marks of another exam are not kept."""
    grade_batch(job, work, jobs=1)
    assert grade_batch(replace(job, seed=6), work, jobs=1).graded == 6
    path = job.assignment / "checks" / "test_double.py"
    path.write_text(path.read_text() + "\n# changed\n")
    assert grade_batch(replace(job, seed=6), work, jobs=1).graded == 6


@pytest.mark.parametrize("lost", ["results/ann.json", "reports/ann.html", "recordings/ann.rec"])
def test_a_lost_file_is_made_again(job: Job, work: Path, lost: str) -> None:
    """The journal alone does not count."""
    grade_batch(job, work, jobs=1)
    (job.out / lost).unlink()
    assert grade_batch(job, work, jobs=1).graded == 1
    assert (job.out / lost).exists()


def test_broken_verdicts_are_counted_and_tried_again(
    homework: Homework, job: Job, work: Path
) -> None:
    """Our fault stays open until it is mended."""
    path = job.assignment / "checks" / "test_double.py"
    path.write_text(path.read_text().replace("got = student.double(x)", "got = student.double(y)"))
    for name in ("eve", "fay"):  # what lacks the name never reaches our mistake
        (work / f"{name}.py").unlink()
    assert grade_batch(job, work, jobs=1).broken == 4
    path.write_text(path.read_text().replace("double(y)", "double(x)"))
    assert grade_batch(job, work, jobs=1).graded == 4


def test_killed_at_any_moment_it_finishes_without_doing_anything_twice(
    job: Job, work: Path, tmp_path: Path
) -> None:
    """kill -9 after the first, then again: the result equals that of an undisturbed run."""
    for n in range(8):
        slow = "import time\ntime.sleep(0.3)\n" + WORKS["ann"]
        (work / f"slow{n}.py").write_text(slow + f"# {n}\n")
    command = [sys.executable, "-m", "grader", "grade", str(job.assignment), str(work)]
    command += ["--out", str(job.out), "--jobs", "2", "--sandbox", "none", "--seed", "5"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    journal = Journal(job.out / "journal")
    deadline = time.monotonic() + 60
    while len(journal.entries()) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = [student for student, _ in journal.entries()]
    assert 2 <= len(done) < len(WORKS) + 8
    stamp = {s: result_path(job.out, s).stat().st_mtime_ns for s in done}
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert f"{len(done)} of {len(WORKS) + 8} submissions are graded already" in again.stderr
    assert {s: result_path(job.out, s).stat().st_mtime_ns for s in done} == stamp
    found = ends(job.out)
    assert {n: found[n] for n in WORKS} == ENDS
    assert len(found) == len(WORKS) + 8
    assert not list(job.out.rglob("*.part"))


def test_the_folder_remembers_what_it_was_graded_with(job: Job, work: Path) -> None:
    """So that judging again needs nothing but the folder; damage is told."""
    grade_batch(job, work, jobs=1)
    assert batch_job(job.out) == replace(job, submissions=work)
    (job.out / "batch.json").write_text("{")
    with pytest.raises(UsageError, match="batch.json is damaged"):
        batch_job(job.out)
    (job.out / "batch.json").unlink()
    with pytest.raises(UsageError, match="holds no batch"):
        batch_job(job.out)


def test_an_empty_folder_is_told(job: Job, tmp_path: Path) -> None:
    """With what was expected."""
    (tmp_path / "none").mkdir()
    with pytest.raises(UsageError, match="holds no submissions: expected one folder"):
        grade_batch(job, tmp_path / "none", jobs=1)


def test_an_output_folder_with_other_things_in_it_is_refused(
    job: Job, work: Path, homework: Homework
) -> None:
    """Somebody's thesis, or the results of another homework."""
    job.out.mkdir()
    (job.out / "thesis.tex").write_text("x")
    with pytest.raises(UsageError, match="is not empty and holds no results"):
        grade_batch(job, work, jobs=1)
    assert [p.name for p in job.out.iterdir()] == ["thesis.tex"]
    (job.out / "thesis.tex").unlink()
    grade_batch(job, work, jobs=1)
    path = job.out / "results" / "ann.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"assignment": "other"}))
    for other in (job.out / "results").glob("[!a]*"):
        other.unlink()
    with pytest.raises(UsageError, match="holds results of other, not of tiny"):
        grade_batch(job, work, jobs=1)


def test_an_output_folder_among_the_submissions_is_refused(job: Job, work: Path) -> None:
    """The next run would grade it as somebody's work."""
    inside = replace(job, out=work / "out")
    with pytest.raises(UsageError, match="would be graded as a submission; choose an --out"):
        grade_batch(inside, work, jobs=1)
    assert not inside.out.exists()


def test_a_wrong_table_of_times_is_told_before_anything_is_made(
    job: Job, work: Path, tmp_path: Path
) -> None:
    """Like a wrong policy: not after a night of grading, and without an empty batch."""
    (tmp_path / "times.csv").write_text("who,when\nann,now\n")
    with pytest.raises(UsageError, match=r"times.csv: the first line must name the column"):
        grade_batch(replace(job, times=tmp_path / "times.csv"), work, jobs=1)
    assert not job.out.exists()


def test_a_folder_that_cannot_be_written_is_told(job: Job, work: Path, tmp_path: Path) -> None:
    """With the system's reason."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written to"):
        grade_batch(replace(job, out=tmp_path / "file" / "out"), work, jobs=1)
