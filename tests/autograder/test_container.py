"""grader.autograder.bundle and container: an autograder in a folder that imitates /autograder.

Source: gradescope/autograder_samples, docs/specs.md (file hierarchy: the zip is unpacked to
/autograder/source, run_autograder is copied to /autograder, results.json is expected in
/autograder/results) and docs/best_practices.md (closing source and results to the student's user).
The service itself is not here.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import textwrap
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import load_assignment
from grader.autograder import container
from grader.autograder.bundle import build
from grader.autograder.pins import CORE, imported, pins, with_imports
from grader.errors import Refused, UsageError
from grader.sandbox import open_sandbox

ROOT = Path(__file__).resolve().parent.parent.parent
HOMEWORK = ROOT / "assignments" / "_template"
RIGHT = HOMEWORK / "samples" / "ann"
WRONG = HOMEWORK / "samples" / "bob"

pytestmark = pytest.mark.sandbox


def made(**options: Any) -> bytes:
    """The autograder of the template homework."""
    settings = {"seed": None, "hidden": "after_due_date", "diagnosis": True, "pip_options": ""}
    return build(load_assignment(HOMEWORK), **(settings | options))


@pytest.fixture(scope="module")
def bundle() -> bytes:
    """Built once for all tests of this file."""
    return made()


@pytest.fixture(scope="module")
def walls() -> None:
    """Skips where no sandbox stands up: there an autograder grades nothing."""
    try:
        open_sandbox("auto", preload=["numpy"]).close()
    except Refused as refused:
        pytest.skip(str(refused))


@pytest.fixture
def autograder(walls: None, tmp_path: Path, bundle: bytes) -> Callable[..., Path]:
    """Lays out a folder like /autograder, with this Python in place of the installed one."""

    def lay_out(submission: Path, **settings: Any) -> Path:
        root = tmp_path / "autograder"
        for name in ("source", "results", "venv/bin"):
            (root / name).mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            archive.extractall(root / "source")
        if settings:
            path = root / "source" / "autograder.json"
            path.write_text(json.dumps(json.loads(path.read_text()) | settings))
        shutil.copytree(submission, root / "submission", symlinks=True)
        metadata = {"id": 77, "created_at": "2026-03-02T10:00:00-08:00", "users": [{"name": "Ann"}]}
        (root / "submission_metadata.json").write_text(json.dumps(metadata))
        python = root / "venv" / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        run = root / "run_autograder"
        shutil.copy(root / "source" / "run_autograder", run)
        run.chmod(0o755)
        return root

    return lay_out


def run(root: Path) -> tuple[int, dict[str, Any], str]:
    """Runs run_autograder as Gradescope does: its exit code, results.json, standard output."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [root / "run_autograder"],
        cwd=root,
        env=environment | {"GRADER_AUTOGRADER_ROOT": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return (
        done.returncode,
        json.loads((root / "results" / "results.json").read_bytes()),
        done.stdout,
    )


def scores(data: dict[str, Any]) -> list[float | None]:
    """Points of each check."""
    return [test.get("score") for test in data["tests"]]


def test_a_right_submission(autograder: Callable[..., Path]) -> None:
    """Every judged check passes; the written answer waits, without a score, and it is said."""
    code, data, said = run(autograder(RIGHT))
    assert code == 0, said
    assert data["score"] == 6.5
    assert scores(data) == [1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 1.0, None]
    assert "6.5 of 8.5 points so far: 1 answer waits for a person." in data["output"]
    assert data["stdout_visibility"] == "hidden"
    assert "Submission 77, tier" in said
    assert data["extra_data"]["submission"] == 77


def test_a_wrong_submission_is_diagnosed(autograder: Callable[..., Path]) -> None:
    """By the answers of misconceptions that were packed: neither they nor the solution are there."""
    root = autograder(WRONG)
    code, data, said = run(root)
    assert code == 0, said
    assert data["score"] == 1.5
    public = [test for test in data["tests"] if test["visibility"] == "visible"]
    assert any("Found: The loss is summed over the batch" in t["output"] for t in public)
    hidden = [test for test in data["tests"] if test["visibility"] == "after_due_date"]
    assert hidden
    assert not any("Found" in t["output"] or "expected" in t["output"] for t in hidden)


HOSTILE = """
    import glob, json, os, sys

    root = {root!r}
    forged = json.dumps({{"score": 8.5, "tests": [{{"name": "all", "score": 8.5}}]}})
    for folder in (root + "/results", "/autograder/results", "../results", "results", "."):
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError:
            pass
        try:
            with open(folder + "/results.json", "w") as file:
                file.write(forged)
        except OSError:
            pass
    read = []
    for path in (root + "/source/autograder.json", root + "/submission_metadata.json"):
        try:
            read.append(open(path).read()[:10])
        except OSError:
            pass
    for path in glob.glob(root + "/source/**", recursive=True):
        if os.path.isfile(path):
            read.append(path)
    try:
        os.kill(os.getppid(), 9)
    except OSError:
        pass
    answers = {{"s9.1": 1.0}}
    def mean_squared_error(y, t):
        return "leaked" if read else 0.0
    def mean_squared_error_gradient(y, t):
        return 0 * y
"""


@pytest.mark.parametrize("tier", ["auto", "3"])
def test_a_submission_cannot_write_its_own_result(
    autograder: Callable[..., Path], tmp_path: Path, tier: str
) -> None:
    """Not where results.json is, not beside its own files, and not by files that it brings along."""
    work = tmp_path / "work"
    (work / "results").mkdir(parents=True)
    (work / "mse.py").write_text(textwrap.dedent(HOSTILE.format(root=str(tmp_path / "autograder"))))
    for name in ("results.json", "results/results.json"):
        (work / name).write_text('{"score": 8.5}')
    for name in ("conftest.py", "sitecustomize.py", "grader.py", "json.py"):
        (work / name).write_text("raise SystemExit(0)\n")
    code, data, said = run(autograder(work, sandbox=tier))
    assert code == 0, said
    assert "8.5" not in json.dumps(data["tests"])
    # The last check compares the gradient with the submitted loss, whatever that is.
    assert scores(data)[:6] == [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert data["score"] == sum(score or 0 for score in scores(data))
    assert "leaked" not in json.dumps(data)
    if tier == "3":
        assert data["extra_data"]["sandbox"] == "3"


def test_a_link_in_place_of_the_result(autograder: Callable[..., Path], tmp_path: Path) -> None:
    """A results.json that points elsewhere is replaced, and what it points to stays."""
    root = autograder(RIGHT)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (root / "results" / "results.json").symlink_to(elsewhere)
    assert run(root)[1]["score"] == 6.5
    assert elsewhere.read_text() == "mine"
    assert not (root / "results" / "results.json").is_symlink()


def test_source_and_results_are_closed_to_others(autograder: Callable[..., Path]) -> None:
    """As Gradescope advises: the student's user can look at neither."""
    root = autograder(RIGHT)
    for name in ("source", "results"):
        (root / name).chmod(0o777)
    run(root)
    for name in ("source", "results", "submission_metadata.json"):
        assert (root / name).stat().st_mode & 0o007 == 0, name


def test_what_cannot_be_closed_is_told(
    autograder: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """To the instructor, and the submission is graded: the walls do not depend on it."""
    root = autograder(RIGHT)
    real = Path.chmod

    def chmod(self: Path, mode: int, **more: Any) -> None:
        if self == root / "source":
            raise PermissionError(1, "Operation not permitted")
        real(self, mode, **more)

    monkeypatch.setattr(Path, "chmod", chmod)
    assert container.main(root) == 0
    assert (
        f"{root}/source cannot be closed to other users: Operation not" in capsys.readouterr().out
    )


def test_without_isolation_nothing_runs(
    autograder: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A refusal is neither a pass nor a zero, and the instructor reads why."""

    def refuse(*_: object, **__: object) -> None:
        raise Refused("No sandbox stands up on this machine.\nTier 3: Landlock is missing.")

    monkeypatch.setattr("grader.sandbox.open_sandbox", refuse)
    root = autograder(RIGHT)
    assert container.main(root) == 1
    data = json.loads((root / "results" / "results.json").read_bytes())
    assert "score" not in data
    assert data["tests"] == []
    assert "cannot isolate submissions on this machine, and runs none without" in data["output"]
    assert "Landlock" not in data["output"]
    assert "Landlock is missing" in capsys.readouterr().out


def test_none_is_never_a_tier(
    autograder: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when somebody writes it into the bundle."""
    root = autograder(RIGHT, sandbox="none")
    assert container.main(root) == 1
    assert "score" not in json.loads((root / "results" / "results.json").read_bytes())
    assert "autograder.json asks for no isolation" in capsys.readouterr().out


@pytest.mark.parametrize("damage", ["autograder.json", "homework/assignment.toml"])
def test_a_damaged_bundle(autograder: Callable[..., Path], damage: str) -> None:
    """It says that it is not whole."""
    root = autograder(RIGHT)
    (root / "source" / damage).write_text("{")
    assert container.main(root) == 1
    data = json.loads((root / "results" / "results.json").read_bytes())
    assert "the autograder is not whole. Please tell your instructor." in data["output"]
    assert "score" not in data


def test_stopped_in_the_middle(
    autograder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first moment on there is a results.json that says that nothing was graded."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.station.Station.grade_one", stop)
    root = autograder(RIGHT)
    (root / "results" / "results.json").write_text('{"score": 100}')
    with pytest.raises(KeyboardInterrupt):
        container.main(root)
    data = json.loads((root / "results" / "results.json").read_bytes())
    assert "score" not in data
    assert "stopped before it had finished" in data["output"]


def test_a_broken_check_gives_no_total(
    autograder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our fault must not cost points: Gradescope gets no sum that leaves the check out."""
    root = autograder(RIGHT)
    checks = root / "source" / "homework" / "checks" / "test_loss.py"
    text = checks.read_text()
    assert "def test_number(" in text
    place = text.index(":\n", text.index("def test_number(")) + 2
    end = text.index("\n", text.index('"""', text.index('"""', place) + 3)) + 1
    checks.write_text(text[:end] + "    raise RuntimeError('our fault')\n" + text[end:])
    assert container.main(root) == 0
    data = json.loads((root / "results" / "results.json").read_bytes())
    assert "score" not in data
    assert scores(data)[0] is None
    assert "1 check broke on our side" in data["output"]


def test_metadata_that_cannot_be_read(autograder: Callable[..., Path]) -> None:
    """Who handed in is nothing that a mark depends on."""
    root = autograder(RIGHT)
    (root / "submission_metadata.json").write_text("[1")
    assert container.main(root) == 0
    data = json.loads((root / "results" / "results.json").read_bytes())
    assert data["extra_data"]["submission"] is None


def test_setup_that_failed(autograder: Callable[..., Path]) -> None:
    """Without the installed Python there still is a results.json, without a score."""
    root = autograder(RIGHT)
    shutil.rmtree(root / "venv")
    code, data, said = run(root)
    assert code == 1
    assert "the autograder is not installed" in data["output"]
    assert "score" not in data
    assert "setup.sh did not succeed" in said


def test_the_same_bytes_every_time() -> None:
    """Built twice, also the answers that were computed in between."""
    assert made() == made()


def test_the_same_answers_without_a_sandbox(bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none stands up, the homework's own code runs without, and answers the same."""
    tiers = []

    def only_none(tier: str, **options: Any) -> Any:
        tiers.append(tier)
        if tier != "none":
            raise Refused("No sandbox stands up on this machine.")
        return open_sandbox(tier, **options)

    monkeypatch.setattr("grader.sandbox.open_sandbox", only_none)
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        found = {n: archive.read(n) for n in archive.namelist() if n.startswith("answers/")}
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert found == {n: archive.read(n) for n in found}
    assert tiers == ["auto", "none"]


def test_what_is_in_it(bundle: bytes) -> None:
    """What judging needs; not the solution, the misconceptions, variants, handout or samples."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        names = archive.namelist()
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
        settings = json.loads(archive.read("autograder.json"))
        everything = b"\n".join(archive.read(n) for n in names if n.startswith(("homework", "ans")))
    for needed in (
        *("setup.sh", "run_autograder", "requirements.txt", "homework/assignment.toml"),
        *("homework/checks/test_loss.py", "harness/grader/station.py"),
        *("harness/grader/sandbox/programs/inner.x86_64.bpf", "harness/reports/student/page.py"),
    ):
        assert needed in names
    parts = {part for name in names for part in name.split("/")[:2]}
    assert not parts & {"solution", "misconceptions", "variants", "handout", "samples", "tests"}
    assert not [name for name in names if "__pycache__" in name or "/." in name]
    assert (modes["setup.sh"], modes["run_autograder"], modes["autograder.json"]) == (
        *(0o755, 0o755, 0o644),
    )
    assert settings["assignment_digest"] == load_assignment(HOMEWORK).digest
    solution = (HOMEWORK / "solution" / "mse.py").read_bytes()
    body = [line for line in solution.splitlines() if line.strip().startswith(b"return")]
    assert body
    assert not [line for line in body if line in everything]


def test_digests_are_the_same_in_the_bundle(bundle: bytes, tmp_path: Path) -> None:
    """A mark of the autograder is the mark of a batch: same checks, same seed."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        archive.extractall(tmp_path)
        settings = json.loads(archive.read("autograder.json"))
    unpacked = load_assignment(tmp_path / "homework")
    original = load_assignment(HOMEWORK)
    assert unpacked.digest == original.digest == settings["assignment_digest"]
    assert settings["misconceptions_digest"] == original.misconceptions_digest


def test_without_diagnosis_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is packed."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("grader.sandbox.open_sandbox", refuse)
    data = made(diagnosis=False, seed=5, hidden="visible", pip_options="--index-url URL")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("answers/")]
        settings = json.loads(archive.read("autograder.json"))
        assert (settings["seed"], settings["hidden"]) == (5, "visible")
        setup = archive.read("setup.sh").decode()
    assert "pip install --no-cache-dir --index-url URL \\\n" in setup
    assert "@" not in setup.replace('"$@"', "")


def test_a_reference_that_is_not_there() -> None:
    """Nothing is packed that could not judge."""
    lost = replace(load_assignment(HOMEWORK), reference=("no_such_course.answers",))
    with pytest.raises(
        UsageError, match="The reference no_such_course of _template cannot be found"
    ):
        build(lost, seed=1, hidden="visible", diagnosis=False, pip_options="")


@pytest.mark.parametrize("text", ["; rm -rf /", "$(id)", "`id`", "a\nb", '"', "x > y"])
def test_pip_options_are_no_program(text: str) -> None:
    """What a shell would take for something else is refused."""
    with pytest.raises(UsageError, match="--pip-options may hold words and values only"):
        made(diagnosis=False, pip_options=text)


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_scripts(bundle: bytes, script: str) -> None:
    """A shell reads them without a complaint."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        text = archive.read(script)
    assert text.startswith(b"#!/usr/bin/env bash\n")
    assert subprocess.run(["bash", "-n"], input=text, check=False).returncode == 0


def test_requirements_are_pinned(bundle: bytes) -> None:
    """Every line names one version, of the packages that are installed here."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        lines = archive.read("requirements.txt").decode().splitlines()
    names = [line.partition("==")[0] for line in lines]
    assert names == sorted(set(names))
    assert set(CORE) <= set(names)
    assert all(line.partition("==")[2] and "+" not in line for line in lines)


def test_core_is_what_the_program_declares() -> None:
    """A new dependency of the program is one of the autograder."""
    with open(ROOT / "pyproject.toml", "rb") as file:
        declared = tomllib.load(file)["project"]["dependencies"]
    names = {line.split(">")[0].split("=")[0].strip().lower() for line in declared}
    assert names == set(CORE)


def test_a_package_that_is_not_installed() -> None:
    """Its version cannot be pinned, and the sentence says what to do."""
    with pytest.raises(UsageError, match="needs the package no-such-thing, which is not installed"):
        pins([], ["no-such-thing"])


def test_what_checks_import_is_pinned(tmp_path: Path) -> None:
    """Also inside functions; the standard library and relative imports are nothing to install."""
    path = tmp_path / "a.py"
    path.write_text(
        "import os, sympy.core\ndef f():\n    from hypothesis import given\nfrom . import x\n"
    )
    assert imported([path]) == {"os", "sympy", "hypothesis"}
    found = [line.partition("==")[0] for line in pins(imported([path]))]
    assert {"sympy", "hypothesis", "mpmath", "sortedcontainers"} <= set(found)
    assert "os" not in found


def test_relative_imports_of_a_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course's own package may import its neighbours with dots."""
    package = tmp_path / "course_xyz"
    (package / "deep").mkdir(parents=True)
    (package / "__init__.py").write_text("from . import first\n")
    (package / "first.py").write_text("from .second import x\nimport json\n")
    (package / "second.py").write_text("from .deep import inner\nx = inner\n")
    (package / "deep" / "__init__.py").write_text("")
    (package / "deep" / "inner.py").write_text("from ..third import y\n")
    (package / "third.py").write_text("import sympy\ny = sympy\n")
    (package / "other.py").write_text("import torch\n")
    monkeypatch.syspath_prepend(tmp_path)
    files = with_imports(["course_xyz"])
    assert {path.name for path in files} == {
        *("__init__.py", "first.py", "second.py", "inner.py", "third.py")
    }
    assert "sympy" in imported(files)
    assert "torch" not in imported(files)


def test_only_references_that_are_used_count() -> None:
    """A NumPy homework does not install torch because another reference needs it."""
    names = {path.name for path in with_imports(["reference.residual", "reference.linear"])}
    assert {"__init__.py", "residual.py", "linear.py", "initialisation.py"} <= names
    assert "mlp_pytorch.py" not in names
    assert "torch" in imported(with_imports(["reference.mlp_pytorch"]))
