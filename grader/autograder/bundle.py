"""The zip file of an autograder for Gradescope: everything that judging a homework needs.

In it: the program, the homework's checks and references, pinned requirements, and what its
misconceptions answer, as numbers. Not in it: the solution, the misconceptions, the variants, the
handout and the samples. The same homework and program give the same bytes.
"""

from __future__ import annotations

import importlib.util
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import grader
from grader.assignment import Assignment
from grader.autograder.pins import imported, pins, with_imports
from grader.errors import Refused, UsageError
from grader.exports.gradescope import Visibility
from grader.handout.starter import NAME as STARTER
from grader.handout.starter import starter_definitions, starter_text
from grader.job import default_seed, wrong_answers_folder

_TEMPLATES = Path(__file__).with_name("files")
_OF_HOMEWORK = ("assignment.toml", "sheet.md", "checks")
_PROGRAM = ("grader", "reports")
_WHEN = (1980, 1, 1, 0, 0, 0)
_EXECUTABLE = ("setup.sh", "run_autograder")


def build(
    assignment: Assignment,
    *,
    seed: int | None,
    hidden: Visibility,
    diagnosis: bool,
    pip_options: str,
) -> bytes:
    """The zip file.

    Args:
        assignment: the homework.
        seed: of the inputs; None for the homework's own.
        hidden: when students see the results of hidden checks.
        diagnosis: whether to run the misconceptions now and pack what they answer.
        pip_options: put into setup.sh behind `pip install`.

    Raises:
        UsageError: a package is not installed, a reference cannot be found, or an option that a
            shell would take for something else.
    """
    if any(c in pip_options for c in "\r\n;&|<>`$\"'\\()"):
        raise UsageError(
            "--pip-options may hold words and values only, none of ; & | < > ` $ \" ' \\ ( )."
        )
    seed = default_seed(assignment) if seed is None else seed
    files = dict(_program())
    files |= dict(_references(assignment))
    files |= {f"homework/{name}": data for name, data in _homework(assignment.folder)}
    starter = starter_text(starter_definitions(assignment.folder))
    files[f"homework/{STARTER}"] = starter.encode()
    if diagnosis:
        files |= {f"answers/{name}": data for name, data in _answers(assignment, seed)}
    settings = {
        "assignment": assignment.id,
        "grader": grader.__version__,
        "seed": seed,
        "sandbox": "auto",
        "hidden": hidden,
        "assignment_digest": assignment.digest,
        "misconceptions_digest": assignment.misconceptions_digest,
    }
    files["autograder.json"] = (json.dumps(settings, indent=1) + "\n").encode()
    files["requirements.txt"] = _requirements(assignment).encode()
    files["run_autograder"] = (_TEMPLATES / "run_autograder").read_bytes()
    setup = (_TEMPLATES / "setup.sh").read_text("utf-8")
    files["setup.sh"] = setup.replace("@PIP_OPTIONS@", pip_options).encode()
    return _zip(files)


def _zip(files: dict[str, bytes]) -> bytes:
    """The files in the order of their names, with one date and fixed modes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, also when made elsewhere: modes count
            mode = 0o755 if name in _EXECUTABLE else 0o644
            info.external_attr = (0o100000 | mode) << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def _program() -> Iterator[tuple[str, bytes]]:
    home = Path(grader.__file__).parent.parent
    for package in _PROGRAM:
        yield from _tree(home / package, f"harness/{package}")


def _references(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """The packages of the reference modules, whole: a module leans on its neighbours."""
    for top in sorted({name.partition(".")[0] for name in assignment.reference}):
        spec = importlib.util.find_spec(top)
        if spec is None or not (spec.submodule_search_locations or spec.origin):
            raise UsageError(f"The reference {top} of {assignment.id} cannot be found here.")
        if spec.submodule_search_locations:
            for place in spec.submodule_search_locations:
                yield from _tree(Path(place), f"harness/{top}")
        elif spec.origin:
            yield f"harness/{top}.py", Path(spec.origin).read_bytes()


def _homework(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in _OF_HOMEWORK:
        path = folder / name
        if path.is_dir():
            yield from _tree(path, name)
        elif path.exists():
            yield name, path.read_bytes()


def _tree(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
        if path.is_file() and not hidden:
            yield f"{name}/{inside.as_posix()}", path.read_bytes()


def _requirements(assignment: Assignment) -> str:
    checks = sorted((assignment.folder / "checks").rglob("*.py"))
    files = {*checks, *with_imports(assignment.reference)}
    own = {"grader", "reports", *(path.stem for path in checks)}
    own |= {name.partition(".")[0] for name in assignment.reference}
    wanted = (imported(files) | {name.partition(".")[0] for name in assignment.preload}) - own
    lines = pins(wanted, ["scikit-learn"] if assignment.data else [])
    return "".join(f"{line}\n" for line in lines)


def _answers(assignment: Assignment, seed: int) -> Iterator[tuple[str, bytes]]:
    """What the misconceptions answer to each check, as the files that a batch keeps.

    They are the homework's own code: where no sandbox stands up, they run without.
    """
    from grader.engine import Context
    from grader.job import versions
    from grader.live import Live
    from grader.pytest_plugin import collect
    from grader.wrong_answers import WrongAnswerStore, answering

    with (
        tempfile.TemporaryDirectory() as scratch,
        _sandbox(assignment) as sandbox,
    ):
        folder = wrong_answers_folder(Path(scratch))
        suite = collect(assignment)
        context = Context(assignment=assignment, suite=suite, seed=seed, made_with=versions())
        ask = answering(lambda work: Live(sandbox, work, assignment, seed=seed))
        # The calls behind an answer are left out: they hold times, and nothing is judged anew.
        store = WrongAnswerStore(context, folder, lambda *asked: (ask(*asked)[0], ()))
        try:
            for check in suite.checks:
                store(check)
        finally:
            suite.close()
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                yield path.name, path.read_bytes()


def _sandbox(assignment: Assignment) -> Any:
    from grader.sandbox import open_sandbox

    try:
        return open_sandbox("auto", preload=assignment.preload)  # also the fastest: it forks
    except Refused:
        return open_sandbox("none", preload=assignment.preload)


def unpacked_assignment(assignment: Assignment, misconceptions_digest: str) -> Assignment:
    """The homework of a bundle, which goes by the misconceptions that were packed as answers."""
    return replace(assignment, misconceptions_digest=misconceptions_digest)
