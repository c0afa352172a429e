"""What public checks need is found by name, through every way in which Python and pytest say one."""

from __future__ import annotations

import ast
import textwrap

import pytest

from grader.handout.reachable import binds, reach
from grader.handout.said_names import said


def reached(**files: str) -> set[str]:
    """`file.name` of what stays when `test_public` of test_a is asked for."""
    trees = {name: ast.parse(textwrap.dedent(text)) for name, text in files.items()}
    found = reach(trees, {"test_a": {"test_public"}})
    return {f"{file}.{name}" for file, name in found.names} - {"test_a.test_public"}


@pytest.mark.parametrize(
    ("body", "stays"),
    [
        ("f(X)", {"f", "X"}),
        ("f = 1; return f", set()),
        ("return [f for f in X]", {"X"}),
        ("return [X for f in f]", {"X", "f"}),
        ("return [f for f in X] + [f]", {"X", "f"}),
        ("[(f := 1) for _ in X]", {"X"}),
        ("return lambda f: f(X)", {"X"}),
        ("return lambda f=X: f", {"X"}),
        ("global f\n    f = 1", {"f"}),
        ("from os import f\n    f(X)", {"X"}),
        ("try:\n        pass\n    except E as f:\n        f", {"E"}),
        ("match X:\n        case {'a': f, **E}: f(E)\n        case [*C]: C", {"X"}),
        ("def f(): return X\n    f()", {"X"}),
        ("class f: a = X\n    f", {"X"}),
        ('return f"{f(X)!r:>{E}}"', {"f", "X", "E"}),
        ("x: 'f[X]' = 1", {"f", "X"}),
        ("async def inner():\n        await f(*X, **E)", {"f", "X", "E"}),
        ("with f(X) as E: E", {"f", "X"}),
        ("return C().one", {"C"}),
        ('"""f X"""', set()),
    ],
)
def test_names_of_the_file_are_told_from_local_ones(body: str, stays: set[str]) -> None:
    """A helper of hidden checks does not stay because a public one has a variable of that name."""
    head = "def f(): ...\nX = 1\nE = 2\nclass C:\n    def one(self): ...\n"
    names = reached(test_a=f"{head}def test_public():\n    {body}\n")
    assert {name.partition(".")[2] for name in names} == stays


@pytest.mark.parametrize(
    ("files", "stays"),
    [
        ({"tasks": "def f(): return g()\ndef g(): ...\ndef h(): ..."}, {"tasks.f", "tasks.g"}),
        ({"tasks": "from deep import f", "deep": "def f(): ..."}, {"tasks.f", "deep.f"}),
    ],
)
@pytest.mark.parametrize(
    ("head", "call"),
    [
        ("import tasks", "tasks.f()"),
        ("import tasks as t", "t.f()"),
        ("from tasks import f", "f()"),
        ("from tasks import f as other", "other()"),
        ("", "import tasks\n    tasks.f()"),
        ("", "from tasks import f\n    f()"),
    ],
)
def test_helpers_are_followed_however_they_are_imported(
    head: str, call: str, files: dict[str, str], stays: set[str]
) -> None:
    """Whole modules, other names, inside functions, through a second file."""
    own = {n for n in reached(test_a=f"{head}\ndef test_public():\n    {call}\n", **files)}
    assert {n for n in own if not n.startswith("test_a.")} == stays


FIXTURES = """
import pytest
@pytest.fixture
def task(other): ...
@pytest.fixture(name="renamed")
def _made(): ...
@pytest.fixture
def other(): ...
@pytest.fixture
def unasked(): ...
def plain(): ...
made = pytest.fixture(plain)
@pytest.fixture(autouse=True)
def always(depth): ...
@pytest.fixture
def depth(): ...
"""


@pytest.mark.parametrize("place", ["conftest", "test_a"])
@pytest.mark.parametrize(
    ("check", "stays"),
    [
        ("def test_public(task): ...", {"task", "other"}),
        ("def test_public(renamed): ...", {"_made"}),
        ("def test_public(made): ...", {"made", "plain"}),
        ("@pytest.mark.usefixtures('other')\ndef test_public(): ...", {"other"}),
        ("def test_public(request): request.getfixturevalue('task')", {"task", "other"}),
        ("def test_public(plain): ...", set()),
    ],
)
def test_fixtures_are_asked_for_by_name(check: str, stays: set[str], place: str) -> None:
    """As a parameter or as a text; fixtures need fixtures, and some ask themselves."""
    files = {"conftest": "", "test_a": ""}
    files[place] += FIXTURES
    files["test_a"] = "import pytest\n" + files["test_a"] + "\n" + check + "\n"
    own = {n.partition(".")[2] for n in reached(**files)}
    assert own - {"pytest"} == stays | {"always", "depth"}


def test_a_fixture_that_is_imported_is_found() -> None:
    """`from fixtures import task` makes it a fixture of that file."""
    files = {"fixtures": "import pytest\n@pytest.fixture\ndef task(): ...\ndef other(): ..."}
    check = "from fixtures import other, task\ndef test_public(task): ..."
    assert reached(test_a=check, **files) == {"test_a.task", "fixtures.task", "fixtures.pytest"}


def test_methods_stay_by_the_words_of_what_stays() -> None:
    """And what only a dropped method needs goes; special methods and attributes always stay."""
    file = """
        def base(): ...
        def needed(): ...
        def unneeded(): ...
        class Net(base()):
            size = needed()
            def __call__(self): ...
            def forward(self): self.inner()
            def inner(self): needed()
            def backward(self): unneeded()
        def test_public():
            Net().forward()
    """
    assert reached(test_a=file) == {"test_a.Net", "test_a.base", "test_a.needed"}


def test_of_a_recorded_function_only_the_head_counts() -> None:
    """Decorators, defaults and annotations are read; what the body needs is in the record."""
    file = """
        from grader.truth import recorded
        def cached(f): ...
        def inner(): ...
        DEFAULT = 1
        class Kind: ...
        @cached
        @recorded
        def truth(x: "Kind" = DEFAULT) -> list[Kind]:
            return inner()
        def test_public():
            truth()
    """
    names = {"truth", "cached", "recorded", "DEFAULT", "Kind"}
    assert reached(test_a=file) == {f"test_a.{name}" for name in names}


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("import a.b, c as d", {"a", "d"}),
        ("from a import b as c", {"c"}),
        ("X += [1]", {"X"}),
        ("X.append(1)", {"X"}),
        ("np.seterr(all='ignore')", {"np"}),
        ("print(1)", set()),
        ("for i in Y: X[i] = 1", {"i", "X"}),
        ("if A:\n    import b\nelse:\n    X = 1", {"b", "X"}),
        ("try:\n    import b\nexcept ImportError:\n    b = c = None", {"b", "c"}),
        ("with open(f) as g: X = g.read()", {"g", "X"}),
        ("(A, [B]) = C", {"A", "B"}),
        ("'text'", set()),
    ],
)
def test_every_statement_that_gives_or_changes_a_name_is_known(
    statement: str, names: set[str]
) -> None:
    """Tables that are filled below their definition stay whole."""
    assert binds(ast.parse(statement).body[0]) == names


def test_what_pytest_asks_for_itself_stays() -> None:
    """Its hooks in a conftest, marks of a whole file, set-up of a module."""
    files = {
        "conftest": "def pytest_generate_tests(metafunc): ...\ndef other(): ...",
        "test_a": "import pytest\npytestmark = pytest.mark.slow\ndef setup_module(): ...\n"
        "def test_public(): ...",
        "test_b": "pytestmark = 1\ndef test_other(): ...",
    }
    names = {"conftest.pytest_generate_tests", "test_a.pytestmark", "test_a.setup_module"}
    assert reached(**files) == names | {"test_a.pytest"}


def test_annotations_that_are_no_code_are_left_alone() -> None:
    """`Literal["two words"]` is a text."""
    node = ast.parse("x: Literal['two words', 'f'] = 1").body[0]
    assert {n.id for n, _ in said(node) if isinstance(n, ast.Name)} == {"Literal", "f", "x"}
