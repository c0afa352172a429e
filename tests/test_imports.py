"""The walls of the house: who may import whom (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("grader", "reference", "assignments", "reports")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            found.add(base)
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def of_project(path: Path) -> set[str]:
    """The project's own modules among them."""
    return {name for name in imports(path) if name.split(".")[0] in OURS}


def files(pattern: str) -> list[Path]:
    """Files of the tree, at least one."""
    found = sorted(ROOT.glob(pattern))
    assert found, pattern
    return found


def test_types_imports_nothing_of_the_project() -> None:
    """The records can be used anywhere."""
    assert of_project(ROOT / "grader/types.py") == set()


@pytest.mark.parametrize("pattern", ["grader/wire.py", "grader/worker/*.py"])
def test_the_students_side_knows_only_types_and_wire(pattern: str) -> None:
    """What runs beside student code can give nothing of the homework away."""
    for path in files(pattern):
        for name in of_project(path):
            head = ".".join(name.split(".")[:2])
            assert head in ("grader", "grader.types", "grader.wire") or head.startswith(
                "grader.worker"
            ), f"{path.name} imports {name}"


@pytest.mark.parametrize(
    "pattern",
    [
        "grader/compare/*.py",
        "grader/gradients.py",
        "grader/own_slope.py",
        "grader/slopes.py",
        "grader/training.py",
        "grader/rates.py",
        "grader/layers.py",
        "reference/*.py",
    ],
)
def test_numerics_do_not_know_that_students_exist(pattern: str) -> None:
    """Comparing, differentiating and the references see arrays and plain functions."""
    banned = ("student", "engine", "live", "recording", "sandbox", "worker", "batch", "load")
    for path in files(pattern):
        for name in of_project(path):
            assert not name.startswith(tuple(f"grader.{b}" for b in banned)), f"{path}: {name}"


@pytest.mark.parametrize("pattern", ["grader/relations.py", "grader/mutants/*.py"])
def test_relations_and_mutants_see_arrays_and_text_only(pattern: str) -> None:
    """They could serve another program."""
    for path in files(pattern):
        for name in of_project(path):
            assert name.startswith("grader.mutants"), f"{path}: {name}"


def test_reference_imports_no_grader() -> None:
    """A reference can be read and run by itself."""
    for path in files("reference/*.py"):
        assert not [n for n in of_project(path) if n.startswith("grader")], path


def test_only_the_plugin_knows_pytest() -> None:
    """pytest can be replaced in one place."""
    for path in files("grader/**/*.py"):
        if path.name != "pytest_plugin.py":
            tops = {name.split(".")[0] for name in imports(path)}
            assert not tops & {"pytest", "_pytest"}, path


def test_reports_know_only_the_records() -> None:
    """Pages are made from result files by whoever has them."""
    for path in files("reports/**/*.py"):
        for name in of_project(path):
            head = ".".join(name.split(".")[:2])
            assert head.startswith("reports") or head in ("grader", "grader.types"), (
                f"{path}: {name}"
            )


@pytest.mark.parametrize(
    "pattern",
    [
        "grader/intake/*.py",
        "grader/policy/*.py",
        "grader/review/*.py",
        "grader/exports/*.py",
        "grader/similarity/*.py",
        *(f"grader/{name}.py" for name in ("marks", "people", "roster", "settle")),
    ],
)
def test_nothing_around_the_judging_can_run_a_students_code(pattern: str) -> None:
    """Reading downloads, settling, marking by hand, exporting and comparing know no worker."""
    banned = ("sandbox", "worker", "live", "station", "engine", "rerun", "pool", "student")
    for path in files(pattern):
        for name in of_project(path):
            assert name.split(".")[1:2] not in [[b] for b in banned] or "reports" in name, (
                f"{path}: {name}"
            )


def test_the_self_check_knows_only_what_students_get() -> None:
    """What they install is found by following its imports: nothing there may lead to an answer."""
    banned = ("verify", "mutants", "material", "wrong_answers", "regions", "footprint")
    banned += ("batch", "review", "exports", "similarity", "autograder")
    for path in files("grader/selfcheck/**/*.py"):
        for name in of_project(path):
            assert name.split(".")[1:2] not in [[b] for b in banned], f"{path}: {name}"
            assert path.name == "open.py" or not name.startswith("grader.handout"), (
                f"{path}: {name}"
            )


def test_the_self_check_opens_whole_homeworks_only_when_asked() -> None:
    """`open.py` imports from grader.handout inside its function, never when it is loaded itself."""
    path = ROOT / "grader/selfcheck/open.py"
    top = ast.Module([n for n in ast.parse(path.read_text("utf-8")).body if _is_import(n)], [])
    assert "grader.handout.as_handout" in of_project(path)
    assert not [n for n in ast.walk(top) if "handout" in ast.unparse(n)]


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


@pytest.mark.parametrize("name", ["truth", "truth_key"])
def test_truths_do_not_know_students(name: str) -> None:
    """They see values: whoever asks, and about whose numbers, is not their business."""
    for imported in of_project(ROOT / f"grader/{name}.py"):
        head = ".".join(imported.split(".")[:2])
        assert head in ("grader.errors", "grader.truth_key"), imported


def test_a_policy_is_pure() -> None:
    """Of the project it knows the sentence for a person, and nothing else."""
    for path in files("grader/policy/*.py"):
        for name in of_project(path):
            assert name.startswith(("grader.policy", "grader.errors")), f"{path}: {name}"


def test_the_harness_knows_no_homework() -> None:
    """A new homework is a new folder and no change in grader/."""
    for path in files("grader/**/*.py"):
        assert not [n for n in of_project(path) if n.split(".")[0] in ("assignments", "reference")]


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager"])
def test_no_drawer_for_odds_and_ends(name: str) -> None:
    """A file is one idea, and its name says which."""
    assert not list(ROOT.glob(f"grader/**/*{name}*.py"))
