"""Judging a batch again: what needs no student code, what is run again, and what is told of it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import recording, results
from grader.batch import grade_batch
from grader.errors import Refused, UsageError
from grader.job import Job, recording_path, result_path, wrong_answers_folder
from grader.journal import Journal
from grader.marks import Mark, Marks, text_digest
from grader.regrade import Regraded, regrade

CHECKS = '''
import numpy as np
from grader.checks import check
from grader.compare import assert_close, assert_number


@check(question="q1", points=2, visibility="public", hint="multiply by two")
def test_double(student, rng):
    """double(x) is twice x."""
    x = rng.normal(size=(2, 3))
    assert_close(student.double(x), 2 * x, what="double(x)", rtol=1e-3)


@check(question="q1", points=1, visibility="hidden")
def test_zero(student):
    """double(0) is 0."""
    assert_number(student.double(0.0), 0.0, what="double(0)", atol=1e-6)


@check(question="q1", points=1, visibility="hidden", needs=["a.double"])
def test_far(student):
    """double(1e6) is 2e6."""
    assert_number(student.double(1e6), 2e6, what="double(1e6)", rtol=1e-2)


@check(question="q1", points=1, visibility="hidden", needs=["a.far"])
def test_farther(student):
    """double(1e9) is 2e9."""
    assert_number(student.double(1e9), 2e9, what="double(1e9)", rtol=1e-2)
'''
WORKS = {
    "ann.py": "def double(x):\n    print('hello')\n    return 2 * x\n",
    "bob.py": "def double(x):\n    return 2.004 * x\n",
    "cyd.py": "def double(x):\n    raise ValueError('no')\n",
    "dan.py": "def double(x):\n    return x\n",
}
MISCONCEPTIONS = """
[[misconception]]
id = "identity"
replace = "return 2 * x"
by = "return x"
fails = ["a.double"]
sentence = "x came back as it was."
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """What a class of four and one link handed in."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name, source in WORKS.items():
        (folder / name).write_text(source)
    (folder / "lin.py").symlink_to("ann.py")
    return folder


@pytest.fixture
def job(homework: Callable[..., Path], tmp_path: Path) -> Job:
    """A homework with a misconception, not graded yet."""
    folder = homework(**{"test_a.py": CHECKS})
    for name, text in {
        "solution/work.py": "def double(x):\n    return 2 * x\n",
        "misconceptions/doubling.toml": MISCONCEPTIONS,
    }.items():
        (folder / name).parent.mkdir()
        (folder / name).write_text(text)
    return Job(assignment=folder, out=tmp_path / "out", seed=5, tier="none")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The homework, the class and the batch, graded once."""
    return tmp_path_factory.mktemp("template")


@pytest.fixture
def graded(job: Job, work: Path, tmp_path: Path, template: Path) -> Job:
    """The class, graded: a copy that a test may change."""
    batch = job.out / "batch.json"
    if not (template / "out").exists():
        grade_batch(job, work, jobs=1)
        shutil.copytree(job.out, template / "out")
        (template / "where").write_text(str(tmp_path))
    else:
        shutil.copytree(template / "out", job.out)
        was = (template / "where").read_text()
        batch.write_text(batch.read_text().replace(was, str(tmp_path)))
    return job


@pytest.fixture
def sealed(graded: Job, work: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """The same, where running anything fails: no submissions, no sandbox, no process."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("something was run")

    shutil.rmtree(work)
    monkeypatch.setattr("grader.sandbox.open_sandbox", never)
    monkeypatch.setattr("subprocess.Popen.__init__", never)
    return graded


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(student, check) of everything that a worker is asked from now on."""
    from grader.live import Live

    real, seen = Live.ask, []

    def ask(self: Live, check: Any, request: Any) -> Any:
        seen.append((self._submission.student, check.id))
        return real(self, check, request)

    monkeypatch.setattr(Live, "ask", ask)
    return seen


def edit(job: Job, old: str, new: str, file: str = "checks/test_a.py") -> None:
    """Changes the homework."""
    path = job.assignment / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def files(job: Job) -> dict[str, bytes]:
    """The result files."""
    return {p.name: p.read_bytes() for p in sorted((job.out / "results").iterdir())}


def verdict(job: Job, student: str, check: str) -> dict[str, Any]:
    """One verdict as it stands on disk."""
    data = results.read(result_path(job.out, student))
    return next(v for v in data["verdicts"] if v["check"] == check)


def told(done: Regraded) -> dict[tuple[str, str], tuple[str, str]]:
    """(student, check) -> status before and after, of checks that ended differently."""
    return {
        (c.student, k.check): (
            k.before.status if k.before else "",
            k.after.status if k.after else "",
        )
        for c in done.changes
        for k in c.checks
        if k.depth == "status"
    }


def test_an_untouched_batch_is_byte_identical_and_starts_no_worker(sealed: Job) -> None:
    """The engine judges recordings, wherever they come from."""
    before = files(sealed)
    done = regrade(sealed.out)
    assert files(sealed) == before
    assert done.changes == ()
    assert done.without_recording == ("lin",)
    assert len(done.lines) == 5
    assert not done.ran
    assert (sealed.out / "changes.jsonl").read_bytes() == b""


def test_another_tolerance_runs_nothing_and_says_whose_mark_changed(sealed: Job) -> None:
    """Narrower: who was right is wrong now, and who was named a mistake is named it still."""
    assert verdict(sealed, "dan", "a.double")["diagnosis"] == "identity"
    edit(sealed, "rtol=1e-3", "rtol=1e-4")
    edit(sealed, 'what="double(1e6)", rtol=1e-2', 'what="double(1e6)", rtol=1e-1')
    done = regrade(sealed.out)
    assert not done.ran
    assert told(done) == {}
    assert verdict(sealed, "dan", "a.double")["diagnosis"] == "identity"
    assert verdict(sealed, "dan", "a.double")["evidence"]["allowed"]
    assert regrade(sealed.out).changes == ()


def test_a_wider_tolerance_gives_points_back(graded: Job, work: Path) -> None:
    """What it blocked was never asked, so it alone is run, one step after the other."""
    edit(graded, "rtol=1e-3", "rtol=1e-2")
    done = regrade(graded.out)
    assert told(done) == {
        ("bob", "a.double"): ("failed", "passed"),
        ("bob", "a.far"): ("blocked", "passed"),
        ("bob", "a.farther"): ("blocked", "passed"),
    }
    assert dict(done.ran) == {"a.far": 1, "a.farther": 1}
    (bob,) = [c for c in done.changes if c.depth != "wording"]
    assert (bob.student, bob.before.earned, bob.after.earned) == ("bob", 1, 5)
    assert verdict(graded, "bob", "a.double")["message"] == ""
    line = Journal(graded.out / "journal").entries()["bob", 0]
    assert (line.earned, line.statuses["passed"]) == (5, 4)
    assert "bob" in (graded.out / "gradebook.csv").read_text()


def test_points_text_and_a_void_run_nothing(sealed: Job) -> None:
    """The three other changes that ask nobody anything."""
    edit(sealed, "points=2", "points=4")
    edit(sealed, "double(0) is 0.", "Nothing doubled is nothing.")
    with (sealed.assignment / "assignment.toml").open("a") as toml:
        toml.write('\n[[void]]\ncheck = "a.farther"\nreason = "It was unfair."\ngive = "full"\n')
    done = regrade(sealed.out)
    assert not done.ran
    marks = {c.student: (c.before.earned, c.after.earned) for c in done.changes}
    # ann: +2 points; bob, cyd, dan: the voided point; lin, of whom nothing could be read, too.
    assert marks == {"ann": (5, 7), "bob": (1, 2), "cyd": (0, 1), "dan": (1, 2), "lin": (0, 1)}
    voided = verdict(sealed, "cyd", "a.farther")
    assert (voided["status"], voided["earned"]) == ("passed", 1)
    assert voided["voided"] == {"reason": "It was unfair.", "give": "full"}
    assert verdict(sealed, "ann", "a.zero")["title"] == "Nothing doubled is nothing."
    assert regrade(sealed.out).changes == ()


def test_what_changed_is_a_table_and_two_files(sealed: Job) -> None:
    """A row per check, a line per student; a name is never a formula."""
    people = {
        "system": "plain",
        "people": {"ann": {"name": "=cmd()", "ids": {}}},
        "groups": {},
        "handed_in": {},
        "not_on_roster": [],
        "without_submission": [],
        "unclear": [],
        "left_over": [],
    }
    (sealed.out / "people.json").write_text(json.dumps(people))
    edit(sealed, "points=2", "points=4")
    regrade(sealed.out)
    rows = list(csv.DictReader(io.StringIO((sealed.out / "changes.csv").read_text())))
    ann = next(r for r in rows if r["student"] == "ann")
    assert ann["name"].startswith("'=")
    assert (ann["check"], ann["question"]) == ("a.double", "q1")
    assert (ann["mark_earned_before"], ann["mark_earned_after"]) == ("5", "7")
    assert (ann["points_before"], ann["points_after"]) == ("2", "4")
    assert (ann["status_before"], ann["status_after"]) == ("passed", "passed")
    lines = [json.loads(x) for x in (sealed.out / "changes.jsonl").read_text().splitlines()]
    assert [x["student"] for x in lines] == ["ann", "bob", "cyd", "dan", "lin"]
    before = {"earned": 5, "possible": 6, "complete": False, "final": 5, "attempt": 0}
    assert lines[0]["before"] == before
    assert lines[0]["checks"][0]["after"]["points"] == 4
    assert {(sealed.out / n).stat().st_mode & 0o777 for n in ("changes.csv", "changes.jsonl")} == {
        0o600
    }


def test_a_check_whose_calls_changed_is_run_again_it_alone(
    graded: Job, asked: list[tuple[str, str]]
) -> None:
    """For everybody whose code can be asked; the recording is the new one then."""
    edit(graded, "student.double(0.0), 0.0", "student.double(1.0), 2.0")
    edit(graded, "double(0) is 0", "double(1) is 2")
    done = regrade(graded.out)
    assert {check for _, check in asked} == {"a.zero"}
    assert sorted({student for student, _ in asked}) == ["ann", "bob", "cyd", "dan"]
    assert dict(done.ran) == {"a.zero": 4}
    assert told(done) == {
        ("bob", "a.zero"): ("passed", "failed"),
        ("dan", "a.zero"): ("passed", "failed"),
    }
    made_with = results.read(result_path(graded.out, "bob"))["made_with"]
    assert made_with["regraded_with"]["again"] == {"a.zero": "none"}
    before = files(graded)
    assert not regrade(graded.out).ran
    assert files(graded) == before


def test_a_new_check_is_run_and_one_that_is_gone_is_told(
    graded: Job, asked: list[tuple[str, str]]
) -> None:
    """Before and after are empty where there was none."""
    path = graded.assignment / "checks" / "test_a.py"
    text = path.read_text().replace("test_zero", "test_nought")
    path.write_text(text)
    done = regrade(graded.out)
    assert told(done)["ann", "a.nought"] == ("", "passed")
    assert told(done)["ann", "a.zero"] == ("passed", "")
    assert {check for _, check in asked} == {"a.nought"}


def test_a_recording_stands_in_for_a_submission_that_is_gone(
    graded: Job, work: Path, asked: list[tuple[str, str]]
) -> None:
    """Where no file was left out of it; also where the folder holds something else by now."""
    (work / "ann.py").write_text("def double(x):\n    return 3 * x\n")
    (work / "bob.py").unlink()
    edit(graded, "student.double(0.0), 0.0", "student.double(1.0), 2.0")
    done = regrade(graded.out)
    assert not done.lacking
    assert verdict(graded, "ann", "a.zero")["status"] == "passed"
    assert verdict(graded, "bob", "a.zero")["status"] == "failed"
    shutil.rmtree(work)
    edit(graded, "student.double(1.0), 2.0", "student.double(2.0), 4.0")
    assert not regrade(graded.out).lacking


def test_a_moved_folder_of_submissions_is_given(job: Job, work: Path, tmp_path: Path) -> None:
    """Data files are only there."""
    (work / "eve").mkdir()
    (work / "eve" / "work.py").write_text(
        "def double(x):\n    return x * float(open('factor.txt').read())\n"
    )
    (work / "eve" / "factor.txt").write_text("2")
    (work / "eve" / "written.md").write_text("# q2\nBecause.\n")
    grade_batch(job, work, jobs=1)
    assert verdict(job, "eve", "a.zero")["status"] == "passed"
    moved = work.rename(tmp_path / "moved")
    edit(job, "student.double(0.0), 0.0", "student.double(1.0), 2.0")
    done = regrade(job.out)
    assert dict(done.lacking) == {"a.zero": 1}
    lost = verdict(job, "eve", "a.zero")
    assert (lost["status"], lost["earned"]) == ("broken", None)
    assert f"{work} is not there any more" in lost["message"]
    assert "does not hold factor.txt" in lost["message"]
    assert "--submissions" in lost["message"]
    assert not regrade(job.out, submissions=moved).lacking
    assert verdict(job, "eve", "a.zero")["status"] == "passed"


def test_an_answer_that_was_not_kept_is_no_reason_to_run_an_untouched_homework(
    sealed: Job,
) -> None:
    """What was judged then stands; it is asked again only when the homework changed."""
    path = recording_path(sealed.out, "ann")
    kept = recording.read(path)
    calls = {check: found for check, found in kept.calls.items() if check != "a.zero"}
    recording.save(replace(kept, calls=calls), path)
    before = files(sealed)
    done = regrade(sealed.out)
    assert files(sealed) == before
    assert not done.ran
    assert not done.lacking
    edit(sealed, "points=2", "points=4")
    assert dict(regrade(sealed.out, run=False).lacking) == {"a.zero": 1}
    assert verdict(sealed, "ann", "a.zero")["status"] == "broken"
    assert dict(regrade(sealed.out, run=False).lacking) == {"a.zero": 1}


def test_nothing_is_run_where_that_is_wished(sealed: Job) -> None:
    """The check is broken, not guessed, and says what to do; the others are judged."""
    edit(sealed, "student.double(0.0), 0.0", "student.double(1.0), 2.0")
    done = regrade(sealed.out, run=False)
    assert dict(done.lacking) == {"a.zero": 4}
    lost = verdict(sealed, "ann", "a.zero")
    assert (lost["status"], lost["earned"]) == ("broken", None)
    assert "--no-run was given: leave it away" in lost["message"]
    assert verdict(sealed, "ann", "a.double")["status"] == "passed"


def test_no_sandbox_gives_no_zero(graded: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it keep others from being judged again."""

    def refused(*_: object, **__: object) -> None:
        raise Refused("No sandbox stands here.")

    monkeypatch.setattr("grader.sandbox.open_sandbox", refused)
    edit(graded, "student.double(0.0), 0.0", "student.double(1.0), 2.0")
    edit(graded, "points=2", "points=4")
    done = regrade(graded.out)
    assert dict(done.lacking) == {"a.zero": 4}
    assert (
        "cannot be run again here: No sandbox stands here"
        in (verdict(graded, "bob", "a.zero")["message"])
    )
    assert verdict(graded, "ann", "a.double")["earned"] == 4


def test_a_wider_limit_asks_those_again_that_ran_into_it(
    job: Job, work: Path, asked: list[tuple[str, str]]
) -> None:
    """And nobody else."""
    edit(job, "cpu_s = 5", "cpu_s = 0.2", "assignment.toml")
    slow = "import time\ndef double(x):\n    t = time.process_time()\n"
    slow += "    while time.process_time() < t + 0.6: pass\n    return 2 * x\n"
    (work / "eve.py").write_text(slow)
    grade_batch(job, work, jobs=1)
    assert verdict(job, "eve", "a.zero")["status"] == "timed_out"
    asked.clear()
    edit(job, "cpu_s = 0.2", "cpu_s = 5", "assignment.toml")
    done = regrade(job.out)
    assert {student for student, _ in asked} == {"eve"}
    assert told(done)["eve", "a.zero"] == ("timed_out", "passed")
    assert verdict(job, "eve", "a.farther")["status"] == "passed"


def test_a_check_that_never_asks_the_same_twice_is_told(graded: Job) -> None:
    """It is run once in a regrade; where it is judged twice in one, nobody can say."""
    edit(graded, "student.double(0.0), 0.0", "student.double(np.random.normal()), 0.0")
    done = regrade(graded.out)
    assert dict(done.ran) == {"a.zero": 4}
    assert not done.lacking
    edit(graded, "rtol=1e-3", "rtol=1e-2")  # bob's next checks are run one after the other
    again = regrade(graded.out)
    assert dict(again.ran) == {"a.zero": 4, "a.far": 1, "a.farther": 1}
    assert dict(again.lacking) == {"a.zero": 1}
    assert "something else every time it runs" in verdict(graded, "bob", "a.zero")["message"]


def test_several_processes_say_the_same(
    graded: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results, journal, gradebook and report, in the same order."""
    edit(graded, "points=2", "points=4")
    alone = tmp_path / "alone"
    shutil.copytree(graded.out, alone)
    one = regrade(alone)
    monkeypatch.setattr("grader.regrade._WORTH_A_PROCESS", 1)
    two = regrade(graded.out, jobs=2)
    assert two == one
    for name in ("changes.csv", "changes.jsonl", "gradebook.csv", "journal"):
        assert (graded.out / name).read_bytes() == (alone / name).read_bytes()
    assert {p.name: p.read_bytes() for p in (alone / "results").iterdir()} == files(graded)


def test_a_process_that_dies_is_told(graded: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost: the same command goes on."""

    class Broken:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def __enter__(self) -> Broken:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def map(self, *_: object) -> None:
            raise BrokenProcessPool

    monkeypatch.setattr("grader.regrade._WORTH_A_PROCESS", 1)
    monkeypatch.setattr("grader.regrade.ProcessPoolExecutor", Broken)
    with pytest.raises(UsageError, match="ended from outside; the same command again goes on"):
        regrade(graded.out, jobs=2)


def test_known_mistakes_are_asked_only_when_that_is_needed(
    graded: Job, work: Path, monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, str]]
) -> None:
    """Where nobody failed a check before, only `diagnose` runs them; no student's code runs."""
    for kept in wrong_answers_folder(graded.out).iterdir():
        kept.unlink()
    shutil.rmtree(work)
    done = regrade(graded.out)
    assert done.unasked == ("a.double",)
    assert verdict(graded, "dan", "a.double")["diagnosis"] == "relation.factor"
    assert asked == []
    assert regrade(graded.out, diagnose=True).unasked == ()
    assert {student for student, _ in asked} == {"identity"}
    assert verdict(graded, "dan", "a.double")["diagnosis"] == "identity"


def test_killed_at_any_student_the_same_command_finishes(graded: Job, tmp_path: Path) -> None:
    """Nothing is torn, nothing is lost, and the report tells all that changed."""
    edit(graded, "points=2", "points=4")
    edit(graded, "student.double(0.0), 0.0", "student.double(1.0), 2.0")
    whole = tmp_path / "whole"
    shutil.copytree(graded.out, whole)
    regrade(whole)
    for moment in (1, 2, 5, 9):  # of 4 recordings and 5 results
        out = tmp_path / f"killed{moment}"
        shutil.copytree(graded.out, out)
        program = KILLED.format(out=str(out), moment=moment)
        ended = subprocess.run([sys.executable, "-c", program], cwd=Path.cwd(), check=False)
        assert ended.returncode == -signal.SIGKILL
        for path in (out / "results").iterdir():
            json.loads(path.read_bytes())
        for path in (out / "recordings").glob("*.rec"):
            recording.read(path)
        done = regrade(out)
        assert [c.student for c in done.changes] == ["ann", "bob", "cyd", "dan", "lin"]
        for name in ("changes.csv", "changes.jsonl", "gradebook.csv", "journal"):
            assert (out / name).read_bytes() == (whole / name).read_bytes(), (moment, name)
        for path in (out / "results").iterdir():
            other = results.read(whole / "results" / path.name)
            assert results.equal_but_for_times(results.read(path), other)
        assert not (out / "regrading.jsonl").exists()


KILLED = """
import os, signal
from pathlib import Path
from grader import recording, regrade, regrading, settle
left = [{moment}]
real = {{"write": settle.results.write, "save": recording.save}}
def dies(name):
    def act(*args):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real[name](*args)
    return act
settle.results.write = dies("write")
recording.save = dies("save")
regrade.regrade(Path({out!r}))
"""


def test_marks_by_hand_survive(sealed: Job) -> None:
    """And so does their change in proportion when the points move."""
    data = results.read(result_path(sealed.out, "ann"))
    written = next(v for v in data["verdicts"] if v["check"] == "written.q2")
    Marks(sealed.out / "marks.jsonl").add(
        Mark(
            student="ann",
            check="written.q2",
            by="Tara",
            at="2026-01-01T00:00:00+00:00",
            earned=0.5,
            points=1.0,
            items=("because",),
            comment="Half of it.",
            text_digest=text_digest(data, written),
        )
    )
    done = regrade(sealed.out)
    (ann,) = done.changes
    assert (ann.before.earned, ann.after.earned) == (5, 5.5)
    assert ann.checks[0].after is not None
    assert "marked by Tara" in ann.checks[0].after.why
    edit(sealed, "points = 1", "points = 4", "assignment.toml")
    regrade(sealed.out)
    marked = verdict(sealed, "ann", "written.q2")
    assert (marked["earned"], marked["marked"]["by"]) == (2, "Tara")
    assert results.read(result_path(sealed.out, "ann"))["earned"] == 7


def test_several_attempts_are_all_judged_again(job: Job, tmp_path: Path) -> None:
    """The one that counts makes the mark; the others keep their own results."""
    from grader.load.roster import Entry, Person
    from grader.people import HandIn, People
    from grader.settle import Settling, settle_class
    from grader.station import Station

    folder = tmp_path / "tries"
    folder.mkdir()
    (folder / "1.py").write_text(WORKS["dan.py"])
    (folder / "2.py").write_text(WORKS["bob.py"])
    from grader.batch_folder import prepare, remember

    prepare(job.out, "tiny")
    remember(job)
    People(
        people={"ann": Person("ann")}, handed_in={"ann": (HandIn(attempt=1), HandIn(attempt=2))}
    ).save(job.out)
    with Station(job) as station:
        lines = [station.grade_one(Entry("ann", folder / f"{n}.py", attempt=n)) for n in (1, 2)]
    Journal(job.out / "journal").rewrite(settle_class(Settling.of(job), lines))
    assert results.read(result_path(job.out, "ann"))["earned"] == 1
    edit(job, "points=1, visibility", "points=3, visibility")
    done = regrade(job.out)
    (ann,) = done.changes
    assert (ann.before.earned, ann.after.earned) == (1, 3)
    lines = Journal(job.out / "journal").entries()
    assert {unit: line.earned for unit, line in lines.items()} == {("ann", 1): 3, ("ann", 2): 3}
    assert [line.counted for line in lines.values()] == [False, True]


def test_a_group_keeps_its_members_apart(graded: Job, work: Path) -> None:
    """The recording bears one name, each result its own."""
    shutil.copy(recording_path(graded.out, "ann"), recording_path(graded.out, "bob"))
    edit(graded, "points=2", "points=4")
    regrade(graded.out)
    data = results.read(result_path(graded.out, "bob"))
    assert (data["student"], data["earned"]) == ("bob", 7)


def test_what_could_not_be_read_follows_the_homework(sealed: Job) -> None:
    """Its points and its voids; there is nothing to judge."""
    before = results.read(result_path(sealed.out, "lin"))
    edit(sealed, "points=2", "points=4")
    regrade(sealed.out)
    after = results.read(result_path(sealed.out, "lin"))
    assert after["possible"] == before["possible"] + 2
    assert [v["status"] for v in after["verdicts"]] == [v["status"] for v in before["verdicts"]]
    assert (after["started_at"], after["notes"]) == (before["started_at"], before["notes"])


def test_a_lost_recording_leaves_the_result(graded: Job) -> None:
    """It was read once; without what came back nothing can be said anew."""
    recording_path(graded.out, "ann").unlink()
    before = result_path(graded.out, "ann").read_bytes()
    edit(graded, "points=2", "points=4")
    done = regrade(graded.out)
    assert done.without_recording == ("ann", "lin")
    assert result_path(graded.out, "ann").read_bytes() == before


def test_a_folder_without_a_batch_is_told(tmp_path: Path, graded: Job) -> None:
    """And one in which nothing was finished, or not all attempts, or of another homework."""
    with pytest.raises(UsageError, match="holds no batch"):
        regrade(tmp_path)
    people = {
        "handed_in": {"ann": [{"attempt": n, "submitted_at": None, "late": None} for n in (1, 2)]}
    }
    whole = json.loads((graded.out / "people.json").read_text())
    (graded.out / "people.json").write_text(json.dumps(whole | people))
    with pytest.raises(UsageError, match="is not finished: an attempt of ann"):
        regrade(graded.out)
    (graded.out / "people.json").write_text(json.dumps(whole))
    edit(graded, 'id = "tiny"', 'id = "other"', "assignment.toml")
    with pytest.raises(UsageError, match="holds results of tiny, but .* is other"):
        regrade(graded.out)
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


def test_grading_again_after_a_regrade_grades_nothing(graded: Job, work: Path) -> None:
    """The journal says with what each result was judged."""
    edit(graded, "points=2", "points=4")
    regrade(graded.out, tier="none")
    assert grade_batch(graded, work, jobs=1).graded == 0
