"""From machine results to marks: attempts, groups, policy, marks by hand, in a real batch folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader import results
from grader.batch import grade_batch
from grader.batch_folder import batch_job
from grader.errors import UsageError
from grader.job import Job, page_path, result_path
from grader.journal import Journal
from grader.load.roster import Person
from grader.marks import Mark, Marks, text_digest
from grader.settle import Settling

Homework = Callable[..., Path]

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return 3 * x + 1\n"
POLICY = """
due = 2026-11-20T23:59:00+01:00
attempts = "{rule}"
[penalty]
per_day = "10 %"
of = "earned"
"""


@pytest.fixture
def job(homework: Homework, tmp_path: Path) -> Job:
    """The tiny homework (2 + 1 points by code, 1 by hand), without a sandbox."""
    return Job(assignment=homework(), out=tmp_path / "out", seed=5, tier="none")


def with_policy(job: Job, rule: str = "last") -> Job:
    """The same batch with a policy beside it."""
    path = job.out.parent / f"{rule}.toml"
    path.write_text(POLICY.format(rule=rule))
    return replace(job, policy=path)


@pytest.fixture
def attempts(tmp_path: Path) -> Path:
    """ann: right in time, wrong and late after it. bob: once, late by a day and an hour."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "ann@20261120T1200+0100.py").write_text(RIGHT)
    (folder / "ann@20261122T1200+0100.py").write_text(WRONG)
    (folder / "bob@20261122T0030+0100.py").write_text(RIGHT)
    return folder


def result(job: Job, student: str) -> dict:
    """The settled result of a student."""
    return results.read(result_path(job.out, student))


def test_the_last_attempt_counts_unless_the_policy_says_best(job: Job, attempts: Path) -> None:
    """Both attempts are graded once; which one counts is settled without grading again."""
    summary = grade_batch(with_policy(job), attempts, jobs=1)
    assert summary.graded == 3
    ann = result(job, "ann")
    assert ann["attempt"] == {"number": 2, "of": 2, "rule": "last"}
    assert (ann["earned"], ann["final"]) == (0, 0)
    assert ann["submitted_at"] == "2026-11-22T12:00:00+01:00"
    summary = grade_batch(with_policy(job, "best"), attempts, jobs=1)
    assert summary.graded == 0
    ann = result(job, "ann")
    assert ann["attempt"] == {"number": 1, "of": 2, "rule": "best"}
    assert (ann["earned"], ann["final"]) == (3, 3)
    assert {(u.student, u.attempt): u.counted for u in summary.lines} == {
        ("ann", 1): True,
        ("ann", 2): False,
        ("bob", 0): True,
    }


def test_a_penalty_is_taken_off_and_said(job: Job, attempts: Path) -> None:
    """Two started days of 10 % each of 3 points; the points themselves stay what they were."""
    grade_batch(with_policy(job), attempts, jobs=1)
    bob = result(job, "bob")
    assert (bob["earned"], bob["final"]) == (3, 2.4)
    assert bob["adjustment"]["taken_off"] == pytest.approx(0.6)
    assert bob["adjustment"]["late_s"] == 24 * 3600 + 31 * 60
    page = page_path(job.out, "bob").read_text()
    assert "2.4" in page


def test_a_moved_date_settles_again_without_grading(job: Job, attempts: Path) -> None:
    """The same command after an edit of the policy; nothing is graded, the mark is another."""
    strict = with_policy(job)
    grade_batch(strict, attempts, jobs=1)
    assert strict.policy is not None
    strict.policy.write_text(POLICY.format(rule="last").replace("11-20T", "11-25T"))
    stamps = [p.stat().st_mtime_ns for p in sorted((job.out / "attempts").rglob("*.*"))]
    summary = grade_batch(strict, attempts, jobs=1)
    assert summary.graded == 0
    assert [p.stat().st_mtime_ns for p in sorted((job.out / "attempts").rglob("*.*"))] == stamps
    assert result(job, "bob")["final"] == 3
    assert result(job, "bob")["adjustment"]["taken_off"] == 0
    again = grade_batch(strict, attempts, jobs=1)
    assert again.graded == 0


def test_without_a_policy_the_mark_is_the_points(job: Job, attempts: Path) -> None:
    """And the last attempt counts."""
    grade_batch(job, attempts, jobs=1)
    ann, bob = result(job, "ann"), result(job, "bob")
    assert (ann["final"], ann["attempt"]["number"], ann["adjustment"]) == (0, 2, None)
    assert (bob["final"], bob["attempt"]) == (3, None)


def test_an_unknown_time_leaves_the_mark_unknown(job: Job, tmp_path: Path) -> None:
    """Neither zero nor full; the summary says how to tell."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "ann.py").write_text(RIGHT)
    late = with_policy(job)
    summary = grade_batch(late, tmp_path / "work", jobs=1)
    assert result(job, "ann")["final"] is None
    assert any("give a table with --times" in note for note in summary.notes)
    times = tmp_path / "times.csv"
    times.write_text("student,submitted_at\nann,2026-11-21T08:00:00+01:00\n")
    summary = grade_batch(replace(late, times=times), tmp_path / "work", jobs=1)
    assert (summary.graded, summary.notes) == (0, ())
    assert result(job, "ann")["final"] == 2.7


def test_file_times_count_only_where_the_policy_says_so(job: Job, tmp_path: Path) -> None:
    """`time = "files"`."""
    import os

    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "ann.py").write_text(RIGHT)
    os.utime(tmp_path / "work" / "ann.py", (1_795_000_000, 1_795_000_000))  # 18 November 2026
    late = with_policy(job)
    assert late.policy is not None
    late.policy.write_text('time = "files"\n' + late.policy.read_text())
    grade_batch(late, tmp_path / "work", jobs=1)
    assert result(job, "ann")["final"] == 3
    assert result(job, "ann")["submitted_at"] == "2026-11-18T11:06:40+00:00"


def test_marks_by_hand_survive_grading_again(job: Job, tmp_path: Path) -> None:
    """A mark holds as long as the text it was made on; changed code does not take it away."""
    folder = tmp_path / "work" / "ann"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text(WRONG)
    (folder / "written.md").write_text("## q2\nBecause two.\n")
    grade_batch(job, folder.parent, jobs=1)
    machine = result(job, "ann")
    (verdict,) = (v for v in machine["verdicts"] if v["status"] == "manual")
    mark = Mark(
        "ann", verdict["check"], "tutor", "2026-11-21T10:00:00+00:00", 1.0, 1.0, ("because",),
        "Good.", text_digest(machine, verdict),
    )  # fmt: skip
    Marks(job.out / "marks.jsonl").add(mark)
    assert grade_batch(job, folder.parent, jobs=1).graded == 0
    assert (result(job, "ann")["earned"], result(job, "ann")["complete"]) == (1, True)
    (folder / "a.py").write_text(RIGHT)
    assert grade_batch(job, folder.parent, jobs=1).graded == 1
    assert result(job, "ann")["earned"] == 4
    (folder / "written.md").write_text("## q2\nI do not know.\n")
    grade_batch(job, folder.parent, jobs=1)
    assert (result(job, "ann")["earned"], result(job, "ann")["complete"]) == (3, False)


def test_a_group_is_graded_once_and_every_member_has_a_result(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with their own name, recording, page and line; a second run has nothing to do."""
    import grader.batch
    from grader.intake import Intake
    from grader.load.roster import Entry

    work = tmp_path / "a.py"
    work.write_text(RIGHT)
    members = (Person("ann", "Ann Lee"), Person("bob", "Bob Roe"))
    intake = Intake("moodle", (Entry("ann", work, None, members),))
    monkeypatch.setattr(grader.batch, "read_submissions", lambda *_, **__: intake)
    summary = grade_batch(job, tmp_path / "work", jobs=1)
    assert sorted(line.student for line in summary.lines) == ["ann", "bob"]
    for student, name in (("ann", "Ann Lee"), ("bob", "Bob Roe")):
        data = result(job, student)
        assert (data["student"], data["name"], data["group"]) == (student, name, ["ann", "bob"])
        assert data["earned"] == 3
        assert page_path(job.out, student).exists()
        assert (job.out / "recordings" / f"{student}.rec").exists()
    assert grade_batch(job, tmp_path / "work", jobs=1).graded == 0
    (job.out / "results" / "bob.json").unlink()
    told: list[object] = []
    again = grade_batch(
        job, tmp_path / "work", jobs=1, on_start=lambda *n: told.append(n), on_done=told.append
    )
    assert again.graded == 2
    assert told[0] == (2, 2)
    assert len(told) == 3


def test_the_same_again_from_disk(job: Job, attempts: Path) -> None:
    """Settling what was settled changes nothing, for one attempt and for several."""
    grade_batch(with_policy(job, "best"), attempts, jobs=1)
    settling = Settling.of(batch_job(job.out))
    for student in ("ann", "bob"):
        machine = settling.machine(student)
        assert all("final" not in m for m in machine)
        assert settling.final(machine) == result(job, student)
        assert settling.save(settling.final(machine)) is False
    assert set(Journal(job.out / "journal").entries()) == {("ann", 1), ("ann", 2), ("bob", 0)}


def test_a_policy_that_is_gone_is_told(job: Job, attempts: Path) -> None:
    """Before anything is graded."""
    with pytest.raises(UsageError, match="gone.toml"):
        grade_batch(replace(job, policy=job.out.parent / "gone.toml"), attempts, jobs=1)
    assert not job.out.exists()
