"""Grades samples and pieces of source with a shipped homework, for the tests of that homework.

`expected` reads `samples/expected.toml`, `grade_sample` grades one entry of `samples/`, and
`grade_files` grades source text as if it had been handed in.
"""

from __future__ import annotations

import atexit
import functools
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from grader.assignment import load_assignment
from grader.engine import Context, judge, refuse
from grader.errors import Refused
from grader.live import Live
from grader.load import LoadError, load_submission
from grader.load.roster import entries
from grader.pytest_plugin import collect
from grader.sandbox import Sandbox, open_sandbox
from grader.types import STATUSES, Result, Submission

ROOT = Path(__file__).parents[2] / "assignments"
SEED = 2024
"""Of the inputs: fixed, so that a test that passed once passes again."""


def grade_sample(assignment: str, student: str) -> dict[str, str]:
    """Grades one entry of a homework's `samples/`.

    Args:
        assignment: id of the homework.
        student: name of the entry, as the roster reads it.

    Returns:
        Check id -> status, for every check.
    """
    return statuses(grade_path(assignment, _entries(assignment)[student], student=student))


def sample_students(assignment: str) -> list[str]:
    """The students of a homework's `samples/`, as a batch would find them."""
    return sorted(_entries(assignment))


def expected(assignment: str) -> dict[str, dict[str, str]]:
    """Student -> check id -> expected status, from `samples/expected.toml`.

    A student's table has `about`, a list of check ids for each status, and `others`, the status of
    all checks that no list names. An id may end in `*`.

    Raises:
        AssertionError: when the file names a check that does not exist, or one twice, or a status
            that does not exist.
    """
    checks = [c.id for c in context(assignment).checks()]
    tables = _tables(assignment)
    return {student: _expand(table, checks, student) for student, table in tables.items()}


def expected_students(assignment: str) -> list[str]:
    """The students that `samples/expected.toml` speaks of; collects nothing."""
    return sorted(_tables(assignment))


def _tables(assignment: str) -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / assignment / "samples" / "expected.toml").read_text("utf-8"))


def _expand(table: Mapping[str, object], checks: list[str], student: str) -> dict[str, str]:
    known = {"about", "others", *STATUSES}
    assert set(table) <= known, f"{student}: unknown keys {sorted(set(table) - known)}"
    out: dict[str, str] = {}
    for status in STATUSES:
        for pattern in table.get(status, ()):  # type: ignore[attr-defined]
            found = [c for c in checks if _matches(c, pattern)]
            assert found, f"{student}: {pattern} is no check of this homework"
            for check in found:
                assert check not in out, f"{student}: {check} is listed twice"
                out[check] = status
    missing = [c for c in checks if c not in out]
    assert not missing or table.get("others") in STATUSES, f"{student}: nothing said of {missing}"
    return {c: out.get(c, str(table.get("others"))) for c in checks}


def _matches(check: str, pattern: str) -> bool:
    return check.startswith(pattern[:-1]) if pattern.endswith("*") else check == pattern


def grade_files(
    assignment: str,
    files: Mapping[str, str],
    *,
    only: Iterable[str] | None = None,
    seed: int = SEED,
) -> Result:
    """Grades source text.

    Args:
        assignment: id of the homework.
        files: relative path -> text, as a student would hand them in.
        only: ids of checks or questions; None for all.
        seed: of the batch.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            target = Path(folder) / "work" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        return grade_path(assignment, Path(folder) / "work", student="work", only=only, seed=seed)


def grade_path(
    assignment: str,
    path: Path,
    *,
    student: str,
    only: Iterable[str] | None = None,
    seed: int = SEED,
) -> Result:
    """Grades what stands at a path: a folder, a file or an archive."""
    here = context(assignment, seed=seed, only=None if only is None else frozenset(only))
    try:
        submission = load_submission(path, student=student, assignment=assignment)
    except LoadError as error:
        return refuse(here, student=student, sentence=str(error))
    return grade_submission(here, submission)


def grade_submission(here: Context, submission: Submission) -> Result:
    """Grades a submission that is loaded already, in a worker of its own."""
    live = Live(_sandbox(here.assignment.preload), submission, here.assignment, seed=here.seed)
    try:
        return judge(here, submission, live)
    finally:
        live.close()


def context(assignment: str, *, seed: int = SEED, only: frozenset[str] | None = None) -> Context:
    """The collected homework; collected once."""
    loaded, suite = _collected(assignment)
    return Context(assignment=loaded, suite=suite, seed=seed, made_with={}, only=only)


def statuses(result: Result) -> dict[str, str]:
    """Check id -> status."""
    return {v.check: v.status for v in result.verdicts}


def not_passed(result: Result) -> set[str]:
    """Ids of the checks that cost points; answers that wait for a person are not among them."""
    return {v.check for v in result.verdicts if v.status not in ("passed", "manual")}


def items_not_passed(result: Result) -> set[str]:
    """Items of the sheet that lost points."""
    return {v.question for v in result.verdicts if v.status not in ("passed", "manual")}


@functools.cache
def _collected(assignment: str):
    loaded = load_assignment(ROOT / assignment)
    suite = collect(loaded)
    _at_exit().callback(suite.close)
    return loaded, suite


@functools.cache
def _sandbox(preload: tuple[str, ...]) -> Sandbox:
    """The strongest sandbox of this machine: its workers are forks, ten times faster than processes."""
    try:
        sandbox = open_sandbox("auto", preload=preload)
    except Refused:
        sandbox = open_sandbox("none", preload=preload)
    return _at_exit().enter_context(sandbox)


@functools.cache
def _at_exit() -> ExitStack:
    stack = ExitStack()
    atexit.register(stack.close)
    return stack


@functools.cache
def _entries(assignment: str) -> dict[str, Path]:
    return {e.student: e.path for e in entries(ROOT / assignment / "samples")}
