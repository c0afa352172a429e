"""What is cut out of check files: the public checks and what they need, as files that students read."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.handout.public_checks import public_checks

HEAD = '"""Public checks, cut from the homework\'s own; what they compare with is in expected.rec."""\n'
RUFF = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")

HELPERS = '''
"""Formulas: the answer is 42."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from deep import LIMIT, unused
from grader.compare import assert_close, assert_number
from grader.truth import recorded

if TYPE_CHECKING:
    from collections.abc import Sequence

# The answer is 42.
SIZES = (1, 2)
NAMES = {
    "one": 1,
}
HIDDEN = 42
"""The answer."""
SIZES += (3,)
NAMES.update(two=2)


@dataclass(frozen=True)
class Task:
    # 42
    """A task."""

    x: np.ndarray
    """Its input."""
    steps: int = LIMIT

    def first(self) -> float:
        """Stays."""
        return float(self.x[0])

    # The hidden checks ask for this.
    def last(self) -> float:
        return math.tau

    @recorded
    def truth(self, more: Sequence[float] = ()) -> float:
        """The answer is 42."""
        return self.inner() * 42

    def inner(self) -> float:
        return 42.0


class Bare:
    def gone(self) -> None: ...


class Point(NamedTuple):
    x: float = 1.0

    def moved(self): return self.x + 42

@recorded
def area(
    radius: float,  # 42
    *more: float,
    scale: float = 1.0,
    **others: Point,
) -> tuple[float, ...]:
    """The answer is 42."""
    # 42
    return (_secret(radius),)


@recorded
def plain(
    radius: float,
    scale: float = 1.0,
) -> float:
    return _secret(radius)


def _secret(radius: float) -> float:
    return 42 * radius


async def later(names: "Task | None" = None) -> str:
    return f"{SIZES!r:>{len(NAMES)}}"


__all__ = ["Task", "area", "HIDDEN"]
'''
TEST = '''
"""Checks of everything: 42."""

import numpy as np
import pytest

from helpers import HIDDEN, NAMES, Bare, Point, Task, area, later, plain
from grader.checks import check

CASES = [1, 2]
OTHERS = [42]
HINT = "Look again."


@pytest.mark.parametrize("n", CASES)
@check(question="q", points=1, visibility="public", hint=HINT)
def test_public(student, task, n):
    """It is right."""
    assert area(1.0) and plain(2.0) and Task(np.ones(n)).first() and task.truth() and Bare and later


@check(question="q", points=1, visibility="hidden")
@pytest.mark.parametrize("n", OTHERS)
def test_hidden(student, n):
    """The answer is 42."""
    assert Task(np.ones(2)).last() == HIDDEN


@check(question="q", points=1, visibility="public")
def test_names(student):
    """Another."""
    assert NAMES
'''
FILES = {
    "helpers.py": HELPERS,
    "test_all.py": TEST,
    "deep.py": "LIMIT = 3\nunused = 42\n",
    "hidden_only.py": "def f():\n    return 42\n",
    "conftest.py": "import pytest\nfrom helpers import Task\n\n\n@pytest.fixture\ndef task():\n"
    "    return Task(1)\n\n\n@pytest.fixture\ndef hidden():\n    return 42\n",
}
PUBLIC = {"test_all": {"test_public", "test_names"}}


def cut(files: dict[str, str] | None = None) -> dict[str, str]:
    """The cut files."""
    return public_checks({n: t.lstrip("\n") for n, t in (files or FILES).items()}, PUBLIC)


def one(text: str, name: str = "test_public") -> str:
    """The cut of a single file, without its head."""
    made = public_checks({"test_all.py": textwrap.dedent(text).lstrip("\n")}, {"test_all": {name}})
    assert made["test_all.py"].startswith(HEAD)
    return made["test_all.py"].removeprefix(HEAD)


def test_the_helpers_come_out_as_a_file_that_somebody_could_have_written() -> None:
    """Whole: groups of imports, runs of constants, heads of recorded functions, no comment between."""
    assert cut()["helpers.py"] == HEAD + textwrap.dedent(
        '''
        from __future__ import annotations

        from dataclasses import dataclass
        from typing import TYPE_CHECKING, NamedTuple

        import numpy as np

        from deep import LIMIT
        from grader.truth import recorded


        if TYPE_CHECKING:
            from collections.abc import Sequence


        SIZES = (1, 2)

        NAMES = {
            "one": 1,
        }

        SIZES += (3,)
        NAMES.update(two=2)


        @dataclass(frozen=True)
        class Task:
            """A task."""

            x: np.ndarray
            """Its input."""
            steps: int = LIMIT

            def first(self) -> float:
                """Stays."""
                return float(self.x[0])

            @recorded
            def truth(self, more: Sequence[float] = ()) -> float:
                """Its answers are in expected.rec."""
                raise NotImplementedError


        class Bare:
            pass


        class Point(NamedTuple):
            x: float = 1.0


        @recorded
        def area(radius: float, *more: float, scale: float=1.0, **others: Point) -> tuple[float, ...]:
            """Its answers are in expected.rec."""
            raise NotImplementedError


        @recorded
        def plain(
            radius: float,
            scale: float = 1.0,
        ) -> float:
            """Its answers are in expected.rec."""
            raise NotImplementedError


        async def later(names: "Task | None" = None) -> str:
            return f"{SIZES!r:>{len(NAMES)}}"
        '''
    )


def test_nothing_hidden_is_left_anywhere() -> None:
    """Neither in code nor in comments and docstrings; files that only hidden checks need go whole."""
    made = cut()
    assert sorted(made) == ["conftest.py", "deep.py", "helpers.py", "test_all.py"]
    for text in made.values():
        assert "42" not in text
        assert "hidden" not in text.lower().replace("visibility", "")
    assert made["deep.py"] == HEAD + "\nLIMIT = 3\n"


def test_the_checks_themselves_stay_as_they_are() -> None:
    """With their decorators and constants, to the letter."""
    text = cut()["test_all.py"]
    assert "from helpers import NAMES, Bare, Task, area, later, plain\n" in text
    assert (
        '\nCASES = [1, 2]\nHINT = "Look again."\n\n\n@pytest.mark.parametrize("n", CASES)\n' in text
    )
    for name in ("test_public", "test_names"):
        assert _definition(text, name) == _definition(TEST, name)


def _definition(text: str, name: str) -> str | None:
    node = next(n for n in ast.parse(text).body if getattr(n, "name", "") == name)
    return ast.get_source_segment(text, node)


@pytest.mark.skipif(RUFF is None, reason="ruff is not installed")
def test_no_name_is_undefined_and_no_import_unused(tmp_path: Path) -> None:
    """ruff finds nothing in the cut files, nor in those of the homeworks (below)."""
    _ruff_is_content(cut(), tmp_path)


@pytest.mark.skipif(RUFF is None, reason="ruff is not installed")
@pytest.mark.parametrize(
    "homework",
    sorted(p.parent.name for p in Path(__file__).parents[2].glob("assignments/*/checks")),
)
def test_the_cut_of_every_homework_is_clean(homework: str, tmp_path: Path) -> None:
    """Every public check is there; files parse, names are defined, cutting again changes nothing."""
    folder = Path(__file__).parents[2] / "assignments" / homework / "checks"
    files = {p.name: p.read_text("utf-8") for p in sorted(folder.glob("*.py"))}
    public = {
        name.removesuffix(".py"): found
        for name, text in files.items()
        if (found := set(_public(ast.parse(text))))
    }
    made = public_checks(files, public)
    assert public_checks(made, public) == made
    for name, found in public.items():
        assert set(_public(ast.parse(made[f"{name}.py"]))) == found
    for text in made.values():
        assert "visibility='hidden'" not in ast.unparse(ast.parse(text))
        assert "\n\n\n\n" not in text
    _ruff_is_content(made, tmp_path)


def _public(tree: ast.Module) -> list[str]:
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        if any("visibility='public'" in ast.unparse(d) for d in node.decorator_list)
    ]


def _ruff_is_content(files: dict[str, str], folder: Path) -> None:
    assert RUFF is not None
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    command = [RUFF, "check", "--isolated", "--no-cache", "--select", "F", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_cut_files_can_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recorded function says its signature, and nothing when it is asked itself."""
    for name, text in cut().items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    spec = importlib.util.spec_from_file_location("helpers", tmp_path / "helpers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "helpers", module)
    spec.loader.exec_module(module)
    assert module.SIZES == (1, 2, 3)
    assert module.NAMES == {"one": 1, "two": 2}
    with pytest.raises(NotImplementedError):
        module.plain(1.0)
    sys.modules.pop("deep", None)


def test_cutting_twice_is_cutting_once() -> None:
    """The head is not doubled, stubs stay stubs."""
    assert cut(cut()) == cut()


_PARTS = [
    "X = 1",
    "Y = [\n    X,\n]",
    "def helper(a, b=2):\n    return a",
    "@recorded\ndef truth(a): return X",
    "class C:\n    def m(self):\n        return Y\n\n    def n(self):\n        return helper(1)",
    "import numpy as np",
    "from grader.truth import recorded",
    "# a comment",
    '"""A text."""',
    "if X:\n    Z = np.ones(3)",
    "for i in range(3):\n    Y += [i]",
]


@given(
    st.permutations(_PARTS), st.sets(st.sampled_from(["X", "Y", "helper", "truth", "C().m", "Z"]))
)
def test_any_order_of_statements_is_cut_once_and_for_all(parts: list[str], asked: set[str]) -> None:
    """What is asked for is there, in the order of the file; cutting again changes nothing."""
    check = "def test_public():\n    return [" + ", ".join(sorted(asked)) + "]"
    files = {"test_all.py": "\n".join([*parts, check]) + "\n"}
    made = public_checks(files, PUBLIC)
    assert public_checks(made, PUBLIC) == made
    order = [n for node in ast.parse(files["test_all.py"]).body for n in _name(node)]
    left = [n for node in ast.parse(made["test_all.py"]).body for n in _name(node)]
    assert left == [n for n in order if n in left]
    assert {word.partition("(")[0] for word in asked} - {"Z"} <= set(left)
    assert "comment" not in made["test_all.py"]


def _name(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [ast.unparse(node.targets[0])]
    return [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "A = 1\n\n\n\nB = 2\ndef test_public():\n    A, B\n",
            "\nA = 1\nB = 2\n\n\ndef test_public",
        ),
        ("A = [\n    1\n]\nB = 2\ndef test_public():\n    A, B\n", "\nA = [\n    1\n]\n\nB = 2\n"),
        (
            "class A: x = 1; y = 2\ndef test_public():\n    A\n",
            "\n\nclass A: x = 1; y = 2\n\n\ndef",
        ),
        ("def test_public():\n    import os\n    os\n", "\n\ndef test_public():\n    import os\n"),
        (
            "X = 1\nimport os\ndef test_public():\n    os, X\n",
            "\nX = 1\nimport os\n\n\ndef test_public",
        ),
        (
            "import pytest\nimport os, sys\nfrom grader.a import b\ndef test_public():\n    pytest, sys, b\n",
            "\nimport sys\n\nimport pytest\n\nfrom grader.a import b\n\n\ndef test_public",
        ),
        (
            f"from a import ({', '.join(f'name_{n}' for n in range(20))})\n"
            f"def test_public():\n    {', '.join(f'name_{n}' for n in range(20))}\n",
            "\nfrom a import (\n    name_0,\n    name_1,\n",
        ),
        (
            "class A:\n\n    x = 1\n\n    # gone\n\n    def f(self): ...\n\n\n    def g(self): ...\n"
            "def test_public():\n    A().g\n",
            "\n\nclass A:\n    x = 1\n\n\n    def g(self): ...\n\n\ndef test_public",
        ),
        (
            "def test_public():\r\n    A\r\nA = 1\r\n",
            "\n\ndef test_public():\n    A\n\n\nA = 1\n",
        ),
    ],
)
def test_the_layout_is_that_of_a_file(text: str, left: str) -> None:
    """Constants stand together, definitions apart; line ends are one."""
    assert left in one(text)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (
            "from helpers import *\ndef test_public(): ...\n",
            1,
            "`from helpers import *` hides which names the public checks need; import them by name.",
        ),
        (
            "A = 1; B = 2\ndef test_public(): ...\n",
            1,
            "two statements on one line cannot be cut apart; give each a line of its own.",
        ),
        *(
            (
                text,
                line,
                "a right answer would be handed out; write `recorded` under its own name, as a "
                "decorator, over a function of the file or a method of its classes.",
            )
            for text, line in (
                ("from grader.truth import recorded as kept\n", 1),
                ("from grader.truth import recorded\nkept = recorded\n", 2),
                ("from grader.truth import recorded\n\nf = recorded(lambda x: 3 * x)\n", 3),
                ("from grader.truth import recorded\n@recorded\nclass A: ...\n", 2),
                (
                    "from grader.truth import recorded\ndef f():\n    @recorded\n    def g(): ...\n",
                    3,
                ),
                ("import grader.truth\nf = grader.truth.recorded(max)\n", 2),
                ("from grader import truth\nf = truth.recorded(max)\n", 2),
            )
        ),
    ],
)
def test_what_cannot_be_cut_safely_is_refused(text: str, line: int, says: str) -> None:
    """With the place and what to write instead."""
    files = {"test_all.py": text, "helpers.py": "X = 1\n"}
    with pytest.raises(UsageError) as refused:
        public_checks(files, PUBLIC)
    assert str(refused.value) == f"checks/test_all.py, line {line}: {says}"


def test_a_recorded_function_is_known_by_the_module_too() -> None:
    """`@truth.recorded` leaves no body either."""
    text = one(
        """
        from grader import truth
        @truth.recorded
        def area(r):
            return 42 * r
        def test_public():
            area(1)
        """
    )
    assert "42" not in text
    assert "@truth.recorded\ndef area(r):\n" in text


def test_a_variable_called_recorded_is_nobodys_mark() -> None:
    """Only files that import the mark are looked at."""
    assert "recorded = 3" in one("recorded = 3\ndef test_public():\n    recorded\n")


def test_a_file_that_does_not_parse_is_named() -> None:
    """As everywhere else."""
    with pytest.raises(UsageError, match=r"checks/test_all.py, line 1: does not parse"):
        public_checks({"test_all.py": "def f(:\n"}, PUBLIC)
