"""A download of a system is graded and its own gradebook is filled: names and ids meet again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch import grade_batch
from grader.cli.main import main
from grader.job import Job

Homework = Callable[..., Path]

TOML = """
id = "tiny"
title = "Tiny homework"
[[question]]
id = "q1"
title = "Doubling"
"""
CHECKS = '''
    """Checks."""
    from grader.checks import check
    from grader.compare import assert_number

    @check(question="q1", points=3, visibility="public")
    def test_double(student):
        """double(x) is twice x."""
        assert_number(student.double(2.0), 4.0, what="double(2.0)")

    @check(question="q1", points=1, visibility="public")
    def test_zero(student):
        """double(0) is 0."""
        assert_number(student.double(0.0), 0.0, what="double(0.0)")
'''
RIGHT = "def double(x):\n    return 2 * x\n"
HALF = "def double(x):\n    return 3 * x\n"


@pytest.fixture
def grade(homework: Homework, tmp_path: Path) -> Callable[[Path], Path]:
    """Grades a folder of submissions and gives the batch's folder."""

    def run(work: Path) -> Path:
        folder = homework(toml=TOML, **{"test_double.py": CHECKS})
        job = Job(assignment=folder, out=tmp_path / "out", seed=5, tier="none")
        grade_batch(job, work, jobs=1)
        return job.out

    return run


def export(out: Path, *words: object) -> int:
    """Runs the command and gives its exit code."""
    with pytest.raises(SystemExit) as end:
        main(["export", str(out), *map(str, words)])
    return int(end.value.code or 0)


def test_canvas(grade: Callable[[Path], Path], tmp_path: Path) -> None:
    """File names of the download hold the Canvas ID, and the gradebook goes by it."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "leeann_101_5001_work.py").write_text(RIGHT)
    (work / "chenbo_LATE_102_5002_work.py").write_text(HALF)
    given, to = tmp_path / "given.csv", tmp_path / "to.csv"
    given.write_bytes(
        b"\xef\xbb\xbfStudent,ID,SIS Login ID,Section,Tiny homework (9)\n"
        b'"    Points Possible",,,,4.00\n"Chen, Bo",102,bo,A,\n"Lee, Ann",101,ann,A,\n'
        b'"Cruz, Cy",103,cy,A,2.00\n'
    )
    assert export(grade(work), "--format", "canvas", "--into", given, "--to", to) == 0
    expected = given.read_bytes().replace(b"bo,A,", b"bo,A,1").replace(b"ann,A,", b"ann,A,4")
    assert to.read_bytes() == expected


def test_moodle(grade: Callable[[Path], Path], tmp_path: Path) -> None:
    """Folder names of the download hold the participant's number, and the worksheet goes by it."""
    work = tmp_path / "work"
    for name, source in (("Ann Lee_11", RIGHT), ("Bo Chen_12", HALF)):
        folder = work / f"{name}_assignsubmission_file_"
        folder.mkdir(parents=True)
        (folder / "work.py").write_text(source)
    given, to = tmp_path / "given.csv", tmp_path / "to.csv"
    given.write_text(
        'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
        '"Grade can be changed","Last modified (grade)","Feedback comments"\n'
        '"Participant 12","Bo Chen",b@x.org,Submitted,,4.00,Yes,-,\n'
        '"Participant 11","Ann Lee",a@x.org,Submitted,,4.00,Yes,-,\n'
    )
    assert export(grade(work), "--format", "moodle", "--into", given, "--to", to) == 0
    rows = list(csv.DictReader(io.StringIO(to.read_text())))
    assert {row["Identifier"]: row["Grade"] for row in rows} == {
        "Participant 12": "1",
        "Participant 11": "4",
    }
