"""A policy in real batches: pages, results of earlier homeworks, files of times."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import results
from grader.batch import Summary, grade_batch
from grader.job import Job, page_path, result_path
from grader.regrade import regrade
from grader.review.desk import Desk

Graded = Callable[..., tuple[Job, Summary]]
RIGHT = "def double(x):\n    return 2 * x\n"
POLICY = """
due = 2026-11-20T23:59:00
timezone = "Europe/Berlin"
closes = "7 days"
[[extension]]
student = ["cy"]
until = "2 days"
note = "a-private-matter"
[slip]
days = 2
{slip}
[penalty]
per_day = "10 %"
"""


@pytest.fixture
def graded(homework: Callable[..., Path], tmp_path: Path) -> Graded:
    """Grades a class: `graded("hw1", {"ann": "20261120T1200+0100"}, slip="")`; None: no time."""

    def grade(name: str, class_of: dict[str, str | None], **more: Any) -> tuple[Job, Summary]:
        root = tmp_path / name
        (root / "work").mkdir(parents=True)
        for student, when in class_of.items():
            (root / "work" / (f"{student}@{when}.py" if when else f"{student}.py")).write_text(
                RIGHT
            )
        (root / "policy.toml").write_text(POLICY.format(slip=more.get("slip", "")))
        job = Job(
            assignment=homework(),
            out=root / "out",
            seed=5,
            tier="none",
            policy=root / "policy.toml",
        )
        if times := more.get("times"):
            (root / "times.csv").write_text(times)
            job = replace(job, times=root / "times.csv")
        return job, grade_batch(job, root / "work", jobs=1)

    return grade


def result(job: Job, student: str) -> dict[str, Any]:
    """A student's settled result."""
    return results.read(result_path(job.out, student))


def page(job: Job, student: str) -> str:
    """A student's page."""
    return html.unescape(page_path(job.out, student).read_text())


def test_the_page_says_what_was_taken_off_and_why(graded: Graded) -> None:
    """On time, late, with an extension, closed, unknown: the sentence stands there as it is."""
    job, _ = graded(
        "hw",
        {
            "ann": "20261120T1200+0100",
            "bob": "20261124T0000+0100",
            "cy": "20261122T1200+0100",
            "dora": "20261201T0000+0100",
            "eve": None,
        },
    )
    finals = {s: result(job, s)["final"] for s in ("ann", "bob", "cy", "dora", "eve")}
    assert finals == {"ann": 3, "bob": 2.4, "cy": 3, "dora": 0, "eve": None}
    for student in finals:
        sentence = result(job, student)["adjustment"]["sentence"]
        assert sentence in page(job, student)
    assert "2 slip days take 2 days off that. 0.6 points taken off for 2 started days" in page(
        job, "bob"
    )
    assert "with your extension" in page(job, "cy")
    assert "No mark yet" in page(job, "eve")


def test_the_note_of_an_extension_is_in_no_file_of_the_batch(graded: Graded) -> None:
    """Its reason may be nobody's business."""
    job, _ = graded("hw", {"cy": "20261122T1200+0100"})
    assert result(job, "cy")["adjustment"]["extension"] == "2026-11-22T23:59:00+01:00"
    files = [path for path in job.out.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"a-private-matter" in path.read_bytes()]


def test_slip_days_of_an_earlier_homework_are_gone(graded: Graded) -> None:
    """Read from its results; who used none has them all."""
    graded("hw1", {"ann": "20261121T1200+0100", "bob": "20261120T1200+0100"})
    second = {"ann": "20261122T1200+0100", "bob": "20261122T1200+0100"}
    job, _ = graded("hw2", second, slip='earlier = ["../hw1/out"]')
    ann, bob = result(job, "ann"), result(job, "bob")
    assert (ann["adjustment"]["slip_days"], ann["final"]) == (1, 2.7)
    assert (bob["adjustment"]["slip_days"], bob["final"]) == (2, 3)


def test_a_file_of_times_settles_what_is_unknown(graded: Graded) -> None:
    """By whatever capitals; lines that fit nobody are listed, and so is who has still no mark."""
    times = "student,submitted_at\nANN,2026-11-20T12:00:00+01:00\nbobb,2026-11-20T12:00:00+01:00\n"
    job, summary = graded("hw", {"ann": None, "bob": None}, times=times)
    assert (result(job, "ann")["final"], result(job, "bob")["final"]) == (3, None)
    assert summary.people.unclear == (
        "The time of 'bobb' fits nobody who handed in; is 'bob' meant?",
    )
    assert "The extension of 'cy' fits nobody of the class." in summary.notes
    assert any(note.startswith("1 mark is not known yet") for note in summary.notes)


@pytest.mark.parametrize("command", ["regrade", "review"])
def test_a_date_that_was_moved_and_moved_back_is_noticed(graded: Graded, command: str) -> None:
    """By the next grading, although policy and people are what they were at the last one."""
    job, _ = graded("hw", {"bob": "20261124T0000+0100"})
    late = result(job, "bob")["final"]
    assert job.policy is not None
    first = job.policy.read_text()
    job.policy.write_text(first.replace("2026-11-20", "2026-11-24"))
    if command == "regrade":
        regrade(job.out)
    else:
        Desk(job.out, "Tara").settle_all()
    assert result(job, "bob")["final"] > late
    job.policy.write_text(first)
    summary = grade_batch(job, job.out.parent / "work", jobs=1)
    assert (summary.graded, summary.lines[0].final) == (0, late)
    assert result(job, "bob")["final"] == late
