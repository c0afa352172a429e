"""Writes the folder that students get.

Everything is made in a folder beside it and moved into place when it has been tried: the solution,
cut down to nothing but its answers, passes every public check that was written.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import nbformat

from grader import wire
from grader.assignment import Assignment, load_assignment
from grader.errors import UsageError
from grader.handout import BY_HAND, cut_files
from grader.handout.expectations import (
    SOLUTION,
    Expectations,
    Runner,
    is_quick,
    opened_sandbox,
    public_of,
    record,
    refuse_unless_passed,
    right_work,
)
from grader.handout.guide import guide_text
from grader.handout.public_checks import public_checks
from grader.handout.starter import starter_definitions
from grader.handout.student_wheel import student_wheel
from grader.handout.workflow import workflow_text
from grader.material import load_solution
from grader.selfcheck.expected import NAME as EXPECTED
from grader.selfcheck.expected import Expected, packed
from grader.selfcheck.handout import FOLDER, NAME, handout_text, read_handout
from grader.selfcheck.run import SelfCheck
from grader.source_text import bound_names

WORKFLOW = ".github/workflows/check.yml"


def handout_seed(assignment: Assignment) -> int:
    """The seed of a handout's inputs: never the one that the homework is graded with."""
    digest = hashlib.sha256(f"handout\0{assignment.digest}".encode()).hexdigest()
    return int(digest[:12], 16)


def write(folder: Path, out: Path) -> int:
    """Writes the whole handout into a new folder; returns how many files.

    Args:
        folder: of the homework.
        out: does not exist yet, or is empty.

    Raises:
        UsageError: the folder is not empty, or the homework's public checks cannot be handed out;
            nothing is written then.
    """
    out = out.absolute()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not empty; give --out a new folder, so that nothing is lost.")
    files, checks = _made(folder)
    new = [parent for parent in out.parents if not parent.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".handout-", dir=out.parent) as beside:
            made = Path(beside) / "handout"  # inside: with the rights of any new folder
            for path, data in files.items():
                (made / path).parent.mkdir(parents=True, exist_ok=True)
                (made / path).write_bytes(data)
            _try(folder, made, checks)
            _move(made, out)
    except BaseException:
        for parent in new:
            with suppress(OSError):
                parent.rmdir()
        raise
    return len(files)


def _move(made: Path, out: Path) -> None:
    """Puts the folder into place; an empty one stays, because somebody may be in it."""
    for cache in made.rglob("__pycache__"):  # of the checks that were just tried
        shutil.rmtree(cache)
    if not out.exists():
        os.replace(made, out)
        return
    for entry in made.iterdir():
        os.replace(entry, out / entry.name)


def handout_files(folder: Path) -> dict[str, bytes]:
    """The files of a handout, by path. The same homework and program give the same bytes.

    Raises:
        UsageError: as `write`.
    """
    return _made(folder)[0]


def _made(folder: Path) -> tuple[dict[str, bytes], Sequence[str]]:
    """The files, and the ids of the checks that are to be in them."""
    assignment = load_assignment(folder)
    texts = cut_files(folder)
    seed = handout_seed(assignment)
    expectations = record(assignment, seed=seed)
    wheel_name, wheel = student_wheel()
    torch, hidden = expectations.torch, expectations.hidden
    for name in BY_HAND:
        if (folder / "handout" / name).is_file():
            texts[name] = (folder / "handout" / name).read_text("utf-8")
    texts["GUIDE.md"] = guide_text(
        title=assignment.title,
        hidden=hidden,
        torch=torch,
        wheel=wheel_name,
        question=expectations.questions[0],
    )
    texts[WORKFLOW] = workflow_text(wheel=wheel_name, torch=bool(torch))
    checks = _check_files(assignment, expectations)
    texts |= {f"{FOLDER}/{name}": text for name, text in checks.items()}
    texts[f"{FOLDER}/{NAME}"] = handout_text(
        assignment,
        seed=seed,
        hidden=hidden,
        starter={p: _public_names(p, t) for p, t in cut_files(folder).items()},
        untouched=starter_definitions(folder),
    )
    files = {path: text.encode() for path, text in texts.items()}
    files[f"{FOLDER}/{EXPECTED}"] = _expected(assignment, expectations, checks, seed)
    files[wheel_name] = wheel
    return dict(sorted(files.items())), expectations.checks


def _check_files(assignment: Assignment, expectations: Expectations) -> dict[str, str]:
    sources = {p.name: p.read_text("utf-8") for p in sorted(assignment.checks_folder.glob("*.py"))}
    return public_checks(sources, expectations.public)


def _expected(
    assignment: Assignment, expectations: Expectations, checks: Mapping[str, str], seed: int
) -> bytes:
    data = None
    if assignment.data is not None and _asks_for("data", checks):
        from grader.data import load_dataset

        data = load_dataset(assignment.data, None)
    expected = Expected(truths=expectations.truths, sealed=expectations.sealed, data=data)
    try:
        return packed(expected, homework=assignment.id, seed=seed)
    except wire.WireError as error:
        raise UsageError(
            f"What the public checks of {assignment.id} compare with cannot be written down: {error}."
        ) from None


def _asks_for(fixture: str, checks: Mapping[str, str]) -> bool:
    """Whether a function of the check files has a parameter of that name."""
    return any(
        isinstance(node, ast.arg) and node.arg == fixture
        for text in checks.values()
        for node in ast.walk(ast.parse(text))
    )


def _public_names(path: str, text: str) -> tuple[str, ...]:
    """Public functions, classes and values that a starter file or notebook defines, in order."""
    if path.endswith(".ipynb"):
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    names = [
        name
        for node in ast.parse(text).body
        for name in sorted(bound_names(node))
        if not name.startswith("_")
    ]
    return tuple(dict.fromkeys(names))


def _try(folder: Path, made: Path, ids: Sequence[str]) -> None:
    """The handout as a student has it, with the solution and its variants for their work.

    Raises:
        UsageError: a public check is not there, or does not pass there.
    """
    with SelfCheck(read_handout(made)) as check:
        assignment, checks = check.handout.assignment, public_of(check.suite)
        for id in ids:
            if id not in {c.id for c in checks}:
                raise UsageError(
                    f"The handout cannot be made: the public check {id} is lost in it; write it as a "
                    "plain function of its test file."
                )
        with opened_sandbox(assignment) as sandbox:
            runner = Runner(assignment, check.suite, sandbox, check.handout.seed)
            for name, files in right_work(folder, load_solution(folder)):
                asked = [c for c in checks if name == SOLUTION or is_quick(c, assignment)]
                for end in runner.run(files, asked):
                    refuse_unless_passed(end, f"{name}, inside the handout,")
