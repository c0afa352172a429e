"""What students need of the program: imports followed, doors kept shut."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import grader
from grader.errors import HarnessFault
from grader.handout.needed_modules import (
    OF_THE_COURSE,
    ROOTS,
    Import,
    imports_of,
    needed_modules,
    source_of,
)

HOME = Path(grader.__file__).parent
REPOSITORY = HOME.parent

Tree = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Writes a package `grader` from relative paths and texts."""

    def make(files: Mapping[str, str]) -> Path:
        home = tmp_path / "grader"
        for path, text in {"__init__.py": "", **files}.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(text)
        return home

    return make


def test_imports_are_found_wherever_they_stand() -> None:
    """In functions, methods, branches and handlers; what only a type checker reads is not one."""
    source = """
import a.b, c as d
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import never
else:
    import otherwise
try:
    from e import f
except ImportError:
    import g
class K:
    import h
    def m(self):
        from i import j
lazily = lambda: __import__("k")
async def n():
    import o
"""
    found = set(imports_of(source, "grader.x", is_package=False))
    now = {"a.b", "c", "typing", "typing.TYPE_CHECKING", "otherwise", "e", "e.f", "g", "h"}
    assert found == {Import(n, False) for n in now} | {Import(n, True) for n in ("i", "i.j", "o")}


@pytest.mark.parametrize(
    ("line", "module", "is_package", "names"),
    [
        ("from . import b", "grader.p", True, {"grader.p", "grader.p.b"}),
        ("from . import b", "grader.p.a", False, {"grader.p", "grader.p.b"}),
        ("from .b import c", "grader.p.a", False, {"grader.p.b", "grader.p.b.c"}),
        ("from ..q import c", "grader.p.a", False, {"grader.q", "grader.q.c"}),
    ],
)
def test_relative_imports_mean_what_python_means(
    line: str, module: str, is_package: bool, names: set[str]
) -> None:
    """Counted from the package that the module is in."""
    assert {each.name for each in imports_of(line, module, is_package=is_package)} == names


def test_imports_are_followed_and_packages_come_with_their_modules(tree: Tree) -> None:
    """Lazily imported modules too, each once, also where they import each other."""
    home = tree(
        {
            "a.py": "from grader.p.b import x\nimport numpy",
            "p/__init__.py": "",
            "p/b.py": "def f():\n    from grader.p import c",
            "p/c.py": "import grader.a",
            "p/unused.py": "import grader.other",
            "other.py": "",
        }
    )
    found = needed_modules(["grader.a"], [], home)
    assert found.modules == ("grader", "grader.a", "grader.p", "grader.p.b", "grader.p.c")
    assert found.others == ("numpy",)


def test_a_star_stands_for_everything_in_a_package(tree: Tree) -> None:
    """Packages within it too; where there is no such package, for nothing."""
    home = tree({"p/__init__.py": "", "p/a.py": "", "p/q/__init__.py": "", "p/q/b.py": ""})
    found = needed_modules(["grader.p.*", "grader.none.*"], [], home)
    assert found.modules == ("grader", "grader.p", "grader.p.a", "grader.p.q", "grader.p.q.b")


def test_a_door_within_a_function_stays_shut(tree: Tree) -> None:
    """What belongs to the course is not followed there."""
    home = tree({"a.py": "def f():\n    import grader.secret.x\n    from reports import page"})
    found = needed_modules(["grader.a"], ["grader.secret", "reports"], home)
    assert found.modules == ("grader", "grader.a")
    assert found.others == ()


@pytest.mark.parametrize("line", ["import grader.secret", "from grader.secret import x"])
def test_a_module_that_needs_the_course_at_once_is_told(tree: Tree, line: str) -> None:
    """The sentence names both modules and what to do."""
    home = tree({"a.py": line, "secret.py": ""})
    with pytest.raises(HarnessFault, match=r"grader\.a imports grader\.secret at its top.*move"):
        needed_modules(["grader.a"], ["grader.secret"], home)


def test_names_that_only_begin_alike_are_not_meant(tree: Tree) -> None:
    """`grader.batch` shuts out neither `grader.batches` nor anything but itself and its parts."""
    home = tree({"a.py": "import grader.batches", "batches.py": ""})
    assert "grader.batches" in needed_modules(["grader.a"], ["grader.batch"], home).modules


def test_what_is_shut_out_exists() -> None:
    """A renamed module cannot slip out by its new name unnoticed."""
    for name in OF_THE_COURSE:
        if name.startswith("grader."):
            assert source_of(name, HOME), name
        else:
            assert (REPOSITORY / name).is_dir(), name


def test_every_root_exists() -> None:
    """A renamed module cannot get lost unnoticed."""
    for name in ROOTS:
        assert source_of(name.removesuffix(".*"), HOME), name


def test_nothing_of_the_course_is_needed() -> None:
    """Of everything that may not leave, nothing is among the modules."""
    found = needed_modules().modules
    words = ("verify", "mutants", "handout", "batch", "exports", "review", "reference", "policy")
    assert not [name for name in found if set(name.split(".")[:2]) & set(words)]
    assert len(found) > 80, "all that judging needs"


def test_whatever_the_checks_of_homeworks_import_is_needed() -> None:
    """A public check runs on a student's machine with nothing else there."""
    found = set(needed_modules().modules)
    paths = sorted(REPOSITORY.glob("assignments/*/checks/*.py"))
    assert paths
    for path in paths:
        for each in imports_of(path.read_text("utf-8"), path.stem, is_package=False):
            if each.name.split(".")[0] == "grader" and source_of(each.name, HOME):
                assert each.name in found, f"{path}: {each.name}"


def test_other_libraries_are_known() -> None:
    """Beside Python's own, those that the wheel asks for or does without."""
    from grader.handout.student_wheel import ONLY_IF_THERE, REQUIREMENTS

    asked = {each.partition(">=")[0] for each in REQUIREMENTS}
    others = set(needed_modules().others) - set(sys.stdlib_module_names)
    assert asked <= others, "nothing is asked for in vain"
    assert others - asked - {"_pytest"} <= ONLY_IF_THERE
