"""`grader show`: an appeal replayed, as a person reads it and as data.

`RENEW_GOLDEN=1 python -m pytest tests/cli/test_show.py` writes tests/golden/show anew; look at the
difference before committing it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests_shared import TOML

from grader import recording, results
from grader.batch import grade_batch
from grader.batch_folder import prepare, remember
from grader.cli.main import cli
from grader.errors import Refused, UsageError
from grader.job import Job, recording_path, result_path
from grader.journal import Journal
from grader.load.roster import Entry, Person
from grader.marks import Mark, Marks, text_digest
from grader.people import HandIn, People
from grader.regrade import regrade
from grader.settle import Settling, settle_class
from grader.station import Station

GOLDEN = Path(__file__).parents[1] / "golden" / "show"
CHECKS = '''
import numpy as np
from grader.checks import check
from grader.compare import assert_close, assert_number


@check(question="q1", points=2, visibility="public", hint="multiply by two")
def test_double(student, rng):
    """double(x) is twice x."""
    x = rng.normal(size=(2, 3)).round(2)
    assert_close(student.double(x), 2 * x, what="double(x) for x of shape (2, 3)")


@check(question="q1", points=1, visibility="hidden", needs=["a.double"])
def test_list(student):
    """double([1, 2]) is [2, 4]."""
    assert_close(student.double([1, 2]), [2, 4], what="double([1, 2])")


@check(question="q1", points=1, visibility="hidden")
def test_large(student, rng):
    """double(x) is right for a large x."""
    x = rng.normal(size=(40, 50))
    student.remark(assert_close(student.double(x), 2 * x, what="double(x) for a large x"))


@check(question="q1", points=1, visibility="public")
def test_object(student):
    """A Box opens."""
    box = student.Box({"b": [1, "two"], "a": None}, key=np.arange(3))
    assert_number(box.open(), 3, what="Box(...).open()")
'''
WORKS = {
    "ann": "import numpy as np\n\ndef double(x):\n    return 2 * np.asarray(x)\n",
    "bob": "def double(x):\n    print('got', getattr(x, 'shape', x))\n    return x\n",
    "cyd": "def double(x):\n    return inner(x)\n\ndef inner(x):\n    raise ValueError('no \\x1b[2J way')\n",
    "dan": (
        "class Box:\n    def __init__(self, a, key):\n        self.a = a\n"
        "    def open(self):\n        return 2.5\n\ndef double(x):\n    x[...] = 0\n    return x\n"
    ),
}
MISCONCEPTIONS = """
[[misconception]]
id = "identity"
replace = "return 2 * x"
by = "return x"
fails = ["a.double"]
sentence = "x came back as it was."
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class of four, one of them with a written answer."""
    root = tmp_path_factory.mktemp("graded")
    files = {
        "tiny/assignment.toml": TOML,
        "tiny/checks/test_a.py": CHECKS,
        "tiny/solution/work.py": "def double(x):\n    return 2 * x\n",
        "tiny/misconceptions/doubling.toml": MISCONCEPTIONS,
        "tiny/sheet.md": "# q1\nWrite `double`: $2x$ for any $x$.\n\n# q2\nWhy?\n",
        "work/ann/written.md": "# q2\nBecause $2x = x + x$.\n",
    } | {f"work/{name}/work.py": source for name, source in WORKS.items()}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    job = Job(assignment=root / "tiny", out=root / "out", seed=5, tier="none")
    grade_batch(job, root / "work", jobs=1)
    for path in (root / "out" / "recordings").glob("*.rec"):
        kept = recording.read(path)
        # A busy machine's longer times would break lines elsewhere.
        calls = {
            c: [(d, replace(r, wall_s=0.004)) for d, r in own] for c, own in kept.calls.items()
        }
        recording.save(replace(kept, calls=calls), path)
    return root


@pytest.fixture
def job(graded: Path, tmp_path: Path) -> Job:
    """A copy of it that a test may change."""
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    batch = tmp_path / "out" / "batch.json"
    batch.write_text(batch.read_text().replace(str(graded), str(tmp_path)))
    return Job(assignment=tmp_path / "tiny", out=tmp_path / "out", seed=5, tier="none")


def show(job: Job, *arguments: str) -> Result:
    """`grader show ARGUMENTS` of that batch."""
    return CliRunner().invoke(
        cli, ["show", *arguments, "--batch", str(job.out)], standalone_mode=False
    )


def shown(job: Job, *arguments: str) -> str:
    """What it prints."""
    done = show(job, *arguments)
    assert done.exception is None, done.exception
    return done.output


def data(job: Job, *arguments: str) -> dict[str, Any]:
    """What `--json` prints."""
    loaded: dict[str, Any] = json.loads(shown(job, *arguments, "--json"))
    return loaded


def golden(name: str, text: str, job: Job) -> None:
    """Compares what was printed with the stored text, but for times and folders."""
    text = text.replace(str(job.out), "DIR").replace(str(job.assignment), "HOMEWORK")
    text = re.sub(r"\d[\d.]*(?:e-\d+)? (ms|s)\b", "N ms", text)
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


CASES = {
    "wrong_with_diagnosis": ("bob", "a.double"),
    "blocked": ("bob", "a.list"),
    "raised": ("cyd", "a.double"),
    "right_and_hidden": ("ann", "a.list"),
    "large_arrays": ("bob", "a.large"),
    "object_and_count": ("dan", "a.object"),
    "wrote_into_its_argument": ("dan", "a.double"),
    "written": ("ann", "written.q2"),
    "all_checks": ("bob",),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_printed_is_the_golden_text(job: Job, name: str) -> None:
    """Word for word; no line is wider than 80 columns but commands, and none moves the cursor."""
    text = shown(job, *CASES[name])
    for line in text.splitlines():
        assert line.isprintable()
        assert len(line) <= 80 or line.startswith("  grader ")
    golden(name, text, job)


def test_every_golden_file_has_its_case() -> None:
    """No file outlives what it shows."""
    assert {p.stem for p in GOLDEN.glob("*.txt")} == {*CASES, "marked_voided_and_changed"}


def test_marks_voids_policy_and_a_changed_homework_are_told(job: Job) -> None:
    """Who gave what when, what does not count, what was taken off, and the verdict then and now."""
    people = People(people={"ann": Person("ann", "Ann Lee", {"sid": "17"})})
    people.save(job.out)
    before = results.read(result_path(job.out, "ann"))
    written = next(v for v in before["verdicts"] if v["check"] == "written.q2")
    marks = Marks(job.out / "marks.jsonl")
    for earned, at in ((0.5, "2026-01-01T10:00:00+00:00"), (1.0, "2026-01-02T10:00:00+00:00")):
        marks.add(
            Mark(
                student="ann",
                check="written.q2",
                by="Tara",
                at=at,
                earned=earned,
                points=1.0,
                items=("because",),
                comment="Good.",
                text_digest=text_digest(before, written),
            )
        )
    with (job.assignment / "assignment.toml").open("a") as toml:
        toml.write('\n[[void]]\ncheck = "a.list"\nreason = "It was unfair."\ngive = "full"\n')
    regrade(job.out)
    settled = results.read(result_path(job.out, "bob"))
    settled["adjustment"] = {"sentence": "One day late: 10 % taken off.", "taken_off": 0.1}
    results.write(job.out, settled)
    checks = job.assignment / "checks" / "test_a.py"
    checks.write_text(checks.read_text().replace("[2, 4], what", "[2, 4.5], what"))
    told = "\n".join(
        [shown(job, "Ann Lee", "q2"), shown(job, "17", "a.list"), shown(job, "bob", "a.list")]
    )
    golden("marked_voided_and_changed", told, job)
    assert "Tara: 1 of 1" in told
    assert "everybody has its points: It was unfair." in told
    assert "the homework changed since" in told
    assert "One day late: 10 % taken off." in told


def test_the_same_as_data(job: Job) -> None:
    """Every part of the text is there, in full."""
    told = data(job, "bob", "a.double")
    assert (told["student"], told["check"], told["hidden"]) == ("bob", "a.double", False)
    assert told["question"]["text"] == "Write `double`: $2x$ for any $x$."
    (call,) = told["calls"]
    assert call["asked"] == "double(array (2, 3))"
    assert call["inputs"][0]["shape"] == [2, 3]
    assert call["value"]["values"] == call["inputs"][0]["values"]
    assert call["output"] == "got (2, 3)\n"
    (one,) = told["comparisons"]
    assert not one["held"]
    assert one["got"]["values"] == call["value"]["values"]
    assert one["error"] == pytest.approx(one["share"] * one["allowed"], rel=1e-5)
    assert [d["id"] for d in told["diagnoses"]] == ["identity"]
    assert "its answer is the same, while" in told["diagnoses"][0]["why"]
    assert told["now"]["status"] == told["then"]["status"] == "failed"
    assert told["homework_changed"] is False
    assert told["again"][0].endswith("--run")
    assert data(job, "bob")["student"] == "bob"


def test_running_it_again_changes_nothing(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """The submission is asked once more; without a sandbox that is said."""
    before = {p: p.read_bytes() for p in job.out.rglob("*") if p.is_file()}
    told = data(job, "cyd", "a.double", "--run")
    assert told["ran"]
    assert told["calls"][0]["fault"]["type"] == "ValueError"
    assert "run again just now: errored" in shown(job, "cyd", "a.double", "--run")
    assert {p: p.read_bytes() for p in job.out.rglob("*") if p.is_file()} == before

    def refused(*_: object, **__: object) -> None:
        raise Refused("No sandbox stands here.")

    monkeypatch.setattr("grader.sandbox.open_sandbox", refused)
    text = shown(job, "cyd", "a.double", "--run")
    assert "not known: it cannot be run again here: No sandbox stands here." in text


def test_what_cannot_be_known_is_said(job: Job) -> None:
    """A check that asks something else by now, one that is gone, a homework that is gone."""
    checks = job.assignment / "checks" / "test_a.py"
    text = checks.read_text()
    checks.write_text(text.replace("round(2)", "round(3)"))
    assert "only running it again can tell" in data(job, "bob", "a.double")["now_lacks"]
    assert data(job, "bob", "a.double", "--run")["now"]["status"] == "failed"
    checks.write_text(text.replace("test_object", "test_other"))
    assert "has no such check any more" in data(job, "bob", "a.object")["now_lacks"]
    moved = job.assignment.rename(job.assignment.with_name("moved"))
    told = data(job, "bob", "a.double")
    assert "the homework cannot be read" in told["now_lacks"]
    assert told["calls"]
    assert data(job, "bob", "a.double", "--assignment", str(moved))["now"]["status"] == "failed"
    shutil.rmtree(job.out / "recordings")
    assert "nothing was recorded" in data(job, "bob", "a.double")["now_lacks"]


def test_an_answer_that_was_too_large_to_keep_is_told(job: Job) -> None:
    """The homework did not change, so nothing else can be the reason."""
    path = recording_path(job.out, "bob")
    kept = recording.read(path)
    recording.save(replace(kept, calls={}), path)
    assert "some were too large" in data(job, "bob", "a.double")["now_lacks"]
    assert data(job, "bob", "a.double", "--run")["now"]["status"] == "failed"


def test_an_unknown_name_is_answered_with_the_closest(job: Job, tmp_path: Path) -> None:
    """Of students, of checks, of questions; and where there is no batch at all."""
    for arguments, sentence in (
        (("anne", "a.double"), "'anne' is no student of this batch; the closest: ann"),
        (
            ("zzzz", "a.double"),
            "'zzzz' is no student of this batch; there are: ann, bob, cyd, dan.",
        ),
        (("ann", "a.doubel"), "'a.doubel' is no check of tiny; the closest: a.double"),
        (("ann", "q1"), "Question q1 has several checks: a.double, a.list"),
        (("ann", "a.double", "--attempt", "2"), "ann has no attempt 2; there are: 1."),
    ):
        error = show(job, *arguments).exception
        assert isinstance(error, UsageError)
        assert sentence in str(error)
    elsewhere = show(replace(job, out=tmp_path), "ann").exception
    assert "is not the folder of a batch; say where it is with --batch" in str(elsewhere)
    People(people={"ann": Person("ann", "Lee"), "bob": Person("bob", "Lee")}).save(job.out)
    assert "several students: ann, bob" in str(show(job, "lee", "q2").exception)
    assert data(job, "ann", "q2")["check"] == "written.q2"
    assert data(job, "ann", "q2", "--attempt", "1")["check"] == "written.q2"


def test_one_of_several_attempts(graded: Path, tmp_path: Path) -> None:
    """The one that counts, unless another one is asked for."""
    tries = (WORKS["bob"], WORKS["ann"])
    job = Job(assignment=graded / "tiny", out=tmp_path / "out", seed=5, tier="none")
    prepare(job.out, "tiny")
    remember(job)
    People(
        people={"ann": Person("ann")}, handed_in={"ann": (HandIn(attempt=1), HandIn(attempt=2))}
    ).save(job.out)
    lines = []
    with Station(job) as station:
        for number, source in enumerate(tries, 1):
            (tmp_path / f"{number}.py").write_text(source)
            entry = Entry("ann", tmp_path / f"{number}.py", attempt=number)
            lines.append(station.grade_one(entry))
    Journal(job.out / "journal").rewrite(settle_class(Settling.of(job), lines))
    counted = data(job, "ann", "a.double")
    assert (counted["attempt"], counted["then"]["status"]) == (2, "passed")
    first = data(job, "ann", "a.double", "--attempt", "1")
    assert (first["attempt"], first["then"]["status"]) == (1, "failed")
    assert first["now"]["status"] == "failed"
    assert first["homework_changed"] is False
    assert "--attempt 1 --batch" in first["again"][0]
    assert "a.double of ann, attempt 1" in shown(job, "ann", "a.double", "--attempt", "1")
    error = show(job, "ann", "a.double", "--attempt", "3").exception
    assert "ann has no attempt 3; there are: 1, 2." in str(error)
