"""`grader regrade` as a person meets it: the table, the sentences, the exit code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests_shared import TOML

from grader.batch import grade_batch
from grader.changes import CheckChange, Mark, Standing, StudentChange
from grader.cli.main import cli
from grader.cli.regrade import _MOST, _print_changes, _some
from grader.job import Job

CHECKS = '''
from grader.checks import check
from grader.compare import assert_number


@check(question="q1", points=2, visibility="public")
def test_double(student):
    """double(3) is 6."""
    assert_number(student.double(3.0), 6.0, what="double(3)", rtol=1e-3)


@check(question="q1", points=1, visibility="hidden", needs=["a.double"])
def test_zero(student):
    """double(0) is 0."""
    assert_number(student.double(0.0), 0.0, what="double(0)", atol=1e-6)
'''
WORKS = {
    "ann": "def double(x):\n    return 2 * x\n",
    "bob": "def double(x):\n    return 2.01 * x\n",
    "cyd": "def triple(x):\n    return 3 * x\n",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of three and a link, graded."""
    root = tmp_path_factory.mktemp("graded")
    files = {"tiny/assignment.toml": TOML, "tiny/checks/test_a.py": CHECKS}
    files |= {f"work/{name}.py": source for name, source in WORKS.items()}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "work" / "lin.py").symlink_to("ann.py")
    job = Job(assignment=root / "tiny", out=root / "out", seed=5, tier="none")
    grade_batch(job, root / "work", jobs=1)
    return root


@pytest.fixture
def root(graded: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True, symlinks=True)
    batch = tmp_path / "out" / "batch.json"
    batch.write_text(batch.read_text().replace(str(graded), str(tmp_path)))
    return tmp_path


def edit(root: Path, old: str, new: str) -> None:
    """Changes the homework."""
    path = root / "tiny" / "checks" / "test_a.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def said(root: Path, *options: str, code: int = 0) -> str:
    """What the command prints."""
    done = CliRunner().invoke(cli, ["regrade", str(root / "out"), *options], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == code
    return done.output


def test_nothing_changed_and_nothing_ran(root: Path) -> None:
    """Said in two sentences, with who could not be judged."""
    text = said(root)
    assert "4 submissions judged again: 0 marks changed, 0 students with any change." in text
    assert "Nothing was run." in text
    assert "Nothing to judge, because nothing could be read: lin." in text
    assert "before" not in text


def test_the_table_says_whose_mark_changed_and_why(root: Path) -> None:
    """Before and after, of the student and of every verdict; what ran, and where it all stands."""
    edit(root, "rtol=1e-3", "rtol=1e-1")
    text = said(root)
    rows = [line for line in text.splitlines() if line]
    assert rows[0].split() == ["student,", "check", "before", "after"]
    bob = next(row for row in rows if row.startswith("bob"))
    assert "0 of 4 so far" in bob
    assert "3 of 4 so far" in bob
    double = next(row for row in rows if row.startswith("  a.double"))
    assert "failed, 0 of 2: double(3)" in double
    assert "passed, 2 of 2" in double
    counts = [row.split() for row in rows if row.startswith("a.")]
    assert counts == [["a.double", "1", "1", "0"], ["a.zero", "1", "1", "0"]]
    zero = next(row for row in rows if row.startswith("  a.zero"))
    assert "blocked, 0 of 1" in zero
    assert "passed, 1 of 1" in zero
    assert "1 mark changed, 1 student with any change." in text
    assert "Run again: a.zero for 1 submission." in text
    assert "changes.csv" in text
    assert "ann" not in text


def test_what_could_not_be_run_ends_in_two(root: Path) -> None:
    """With the reason in the verdict and a word on it here."""
    edit(root, "student.double(3.0), 6.0", "student.double(4.0), 8.0")
    text = said(root, "--no-run", code=2)
    assert "No mark, because it could not be run again: a.double for 2 submissions." in text
    assert "broken, no mark of 2" in text
    text = said(root, "--sandbox", "none")
    assert "Run again: a.double for 2 submissions." in text
    assert "without isolation" in text


def test_a_long_table_is_cut_and_mere_wording_is_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The files hold everybody's; a name cannot move the cursor."""
    mark = Mark(earned=1.0, possible=2.0, complete=True, final=None)
    after = Mark(earned=2.0, possible=2.0, complete=False, final=1.5)
    stood = Standing(
        question="q", title="t", status="failed", earned=None, points=1.0, why="w" * 200
    )
    other = Standing(question="q", title="t", status="failed", earned=None, points=1.0, why="v")
    moved = CheckChange(check="a", before=None, after=stood)
    reworded = CheckChange(check="b", before=stood, after=other)
    changes = [
        StudentChange(
            student=f"s{n}\x1b[2J", name="Lee", before=mark, after=after, checks=(moved, reworded)
        )
        for n in range(_MOST + 2)
    ]
    only = StudentChange(student="x", name="", before=mark, after=mark, checks=(reworded,))
    _print_changes([*changes, only])
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "Lee (s0\\x1b[2J)" in text
    assert "1 of 2, final unknown" in text
    assert "2 of 2, final 1.5 so far" in text
    assert "not there" in text
    assert "1 more verdict" in text
    assert "... and 2 more students." in text
    assert "1 student: only the wording of verdicts changed." in text


def test_another_attempt_that_counts_has_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    """A moved date may choose anew; the checks alone would not say why they differ."""
    one, two = (
        Mark(earned=n, possible=2.0, complete=True, final=n, attempt=int(n)) for n in (1.0, 2.0)
    )
    _print_changes([StudentChange(student="x", name="", before=one, after=two, checks=())])
    (line,) = [ln for ln in capsys.readouterr().out.splitlines() if "attempt counts" in ln]
    assert line.split() == ["another", "attempt", "counts", "attempt", "1", "attempt", "2"]


def test_first_failures_name_the_option_that_diagnoses_them(root: Path) -> None:
    """Nobody had failed it, so no misconception had been run."""
    for name, text in {
        "solution/work.py": "def double(x):\n    return 2 * x\n",
        "misconceptions/m.toml": '[[misconception]]\nid = "off"\nreplace = "2 * x"\nby = "2.01 * x"\n'
        'fails = ["a.double"]\nsentence = "A little too much."\n',
    }.items():
        (root / "tiny" / name).parent.mkdir()
        (root / "tiny" / name).write_text(text)
    text = said(root)
    assert "was not looked up for a.double" in text
    assert "--diagnose" in text
    assert _some([f"a.c{n}" for n in range(8)]) == ("a.c0, a.c1, a.c2, a.c3, a.c4, a.c5 and 2 more")
    assert "was not looked up" not in said(root, "--diagnose")
    assert "A little too much." in (root / "out" / "results" / "bob.json").read_text()
