"""Changes to source text: the change is there, everything else is as it was."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.patching import (
    bound_names,
    first_line,
    parsed,
    replace_definitions,
    replace_text,
    text_lines,
)

FILES = {
    "a.py": "def one():\n    return 1\n\n\ndef two():\n    return 2\n",
    "b.py": "LIMIT = 3\n\n\ndef three():\n    return LIMIT\n",
    "written.md": "return 1\n",
}


def patched(*patches: tuple[str, str], file: str | None = None) -> dict[str, str]:
    """The files with text replaced."""
    return replace_text(FILES, patches, file=file, place="here")


def defined(code: str, file: str | None = None, files: dict[str, str] = FILES) -> dict[str, str]:
    """The files with definitions replaced."""
    return replace_definitions(files, code, file=file, place="there")


def test_a_piece_of_text_is_replaced_where_it_stands() -> None:
    """Other files, and texts that are no code, stay."""
    out = patched(("return 1", "return 10"))
    assert out["a.py"] == FILES["a.py"].replace("return 1", "return 10")
    assert {k: v for k, v in out.items() if k != "a.py"} == {
        k: v for k, v in FILES.items() if k != "a.py"
    }
    assert FILES["a.py"].count("return 10") == 0


def test_patches_follow_each_other() -> None:
    """A second one may change what the first one wrote."""
    out = patched(("return 1", "return 5"), ("return 5", "return 6"), file="a.py")
    assert "return 6" in out["a.py"]


@pytest.mark.parametrize(
    ("old", "file", "says"),
    [
        ("return 9", None, "here: 'return 9' stands 0 times in the solution, not once."),
        ("return", None, "here: 'return' stands 3 times in the solution, not once."),
        ("return", "a.py", "here: 'return' stands 2 times in a.py, not once."),
        ("", "a.py", "here: '' stands 0 times in a.py, not once."),
        ("x" * 90, "b.py", f"here: '{'x' * 57}...' stands 0 times in b.py, not once."),
        ("\n first\nsecond", None, "here: 'first' stands 0 times in the solution, not once."),
        (
            "return",
            "c.py",
            "here: the solution has no file 'c.py'; it has a.py, b.py, written.md.",
        ),
    ],
)
def test_a_text_that_does_not_stand_exactly_once_is_refused(
    old: str, file: str | None, says: str
) -> None:
    """Nobody can tell which place was meant."""
    with pytest.raises(UsageError) as refused:
        patched((old, "new"), file=file)
    assert str(refused.value) == says


def test_a_solution_without_files_says_so() -> None:
    """The list of its files is empty."""
    with pytest.raises(UsageError, match="it has none"):
        replace_text({}, [("a", "b")], file="a.py", place="here")


def test_a_definition_takes_the_place_of_the_one_of_its_name() -> None:
    """In the file that defines it; docstring and future imports of the piece stay out."""
    out = defined(
        '"""Another style."""\n'
        "from __future__ import annotations\n"
        "import math\n"
        "def helper():\n    return math.pi\n"
        "def two():\n    return helper()\n"
    )
    assert out["b.py"] == FILES["b.py"]
    space: dict = {}
    exec(out["a.py"], space)  # noqa: S102 - our own text
    assert space["one"]() == 1
    assert 3.1 < space["two"]() < 3.2
    assert "__future__" not in out["a.py"]
    assert "Another style" not in out["a.py"]
    assert out["a.py"].count("def two") == 1


def test_decorators_and_every_kind_of_definition_go_with_their_name() -> None:
    """Classes, constants with and without a type, several targets."""
    files = {
        "m.py": "import functools\n\n\n@functools.cache\ndef f():\n    return 1\n\n\n"
        "class C:\n    x = 1\n\n\nA, (B, *D) = 1, (2, 3)\nE: int = 4\nasync def g():\n    pass\n"
    }
    code = "def f():\n    return 2\nclass C:\n    x = 2\nA = B = D = 0\nE = 5\ndef g():\n    return 6\n"
    out = defined(code, files=files)["m.py"]
    assert "functools.cache" not in out
    space: dict = {}
    exec(out, space)  # noqa: S102 - our own text
    assert (space["f"](), space["C"].x, space["A"], space["E"], space["g"]()) == (2, 2, 0, 5, 6)


def test_a_file_can_be_named_where_two_define_it() -> None:
    """Without it nobody knows which one is meant."""
    files = {"a.py": "def f():\n    return 1\n", "b.py": "def f():\n    return 1\n"}
    out = defined("def f():\n    return 2\n", file="b.py", files=files)
    assert (out["a.py"], "return 2" in out["b.py"]) == (files["a.py"], True)
    with pytest.raises(UsageError) as refused:
        defined("def f():\n    return 2\n", files=files)
    assert str(refused.value) == "there: 2 files define f."


@pytest.mark.parametrize(
    ("code", "file", "says"),
    [
        ("def nine():\n    pass\n", None, "there: no file defines nine."),
        ("print(1)\n", None, "there: no file defines anything of it."),
        ("def one():\n    pass\n", "c.py", "there: the solution has no file 'c.py'; it has a.py,"),
        ("def one():\n    pass\n", "b.py", "there: b.py defines none of one."),
        ("def one(:\n", None, "there, line 1: does not parse: "),
        ("one = '\0'\n", None, "there: does not parse: source code string cannot contain null"),
    ],
)
def test_code_that_replaces_nothing_is_refused(code: str, file: str | None, says: str) -> None:
    """With the name and the place."""
    with pytest.raises(UsageError) as refused:
        defined(code, file=file)
    assert str(refused.value).startswith(says)


def test_a_solution_that_does_not_parse_is_named() -> None:
    """It is not the piece that is wrong."""
    with pytest.raises(UsageError, match=r"^a\.py, line 1: does not parse: "):
        defined("def one():\n    pass\n", file="a.py", files={"a.py": "def one(:\n"})


def test_a_line_shared_with_something_else_is_refused() -> None:
    """Replacing it would take the other with it."""
    with pytest.raises(UsageError) as refused:
        defined("x = 3\n", files={"a.py": "x = 1; y = 2\n"})
    assert str(refused.value) == (
        "there: what it replaces shares line 1 of a.py with something else; "
        "give each a line of its own."
    )


def test_two_replaced_definitions_may_share_a_line() -> None:
    """Both go."""
    out = defined("x = 3\ny = 4\n", files={"a.py": "x = 1; y = 2\nz = 5\n"})["a.py"]
    space: dict = {}
    exec(out, space)  # noqa: S102 - our own text
    assert (space["x"], space["y"], space["z"]) == (3, 4, 5)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f(): pass", {"f"}),
        ("class C: pass", {"C"}),
        ("a = b = 1", {"a", "b"}),
        ("a, (b, *c) = x", {"a", "b", "c"}),
        ("a: int = 1", {"a"}),
        ("answers['q1'] = i", {"answers"}),
        ("table[i] = 1", {"table"}),
        ("net.rate = 1", {"net"}),
        ("import numpy as np", set()),
        ("from a import b", set()),
        ("print(a)", set()),
    ],
)
def test_bound_names_are_those_that_a_statement_defines_or_changes(
    code: str, names: set[str]
) -> None:
    """An import binds none: it comes along with whatever needs it."""
    assert bound_names(ast.parse(code).body[0]) == names


def test_a_statement_begins_with_its_first_decorator() -> None:
    """Else a decorator would stay behind."""
    tree = ast.parse("@a\n@b(\n  1)\ndef f():\n    pass\n")
    assert first_line(tree.body[0]) == 1


NAMES = ("alpha", "beta", "gamma", "delta")
VALUES = st.one_of(st.integers(), st.text(max_size=20))


@st.composite
def modules(draw: st.DrawFn) -> str:
    """A module that binds each name once, with comments and odd characters in its strings."""
    lines = []
    for name in draw(st.permutations(NAMES)):
        value = draw(VALUES)
        if draw(st.booleans()):
            lines += [f"# about {name}", f"{name} = {value!r}", ""]
        else:
            lines += [f"def {name}():", f"    return {value!r}", ""]
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# end\n"]))


@given(modules(), st.sets(st.sampled_from(NAMES), min_size=1), VALUES)
def test_whatever_is_replaced_the_rest_stays(text: str, replaced: set[str], value: object) -> None:
    """And what comes out parses, with every name bound once."""
    code = "".join(f"{name} = ({value!r}, {name!r})\n" for name in sorted(replaced))
    out = defined(code, files={"m.py": text})["m.py"]
    before = {n: ast.dump(node) for node in ast.parse(text).body for n in bound_names(node)}
    after = [(n, ast.dump(node)) for node in ast.parse(out).body for n in bound_names(node)]
    assert sorted(n for n, _ in after) == sorted(NAMES)
    for name, dump in after:
        assert (dump == before[name]) == (name not in replaced)
    assert [line for line in out.split("\n") if line.startswith("#")] == [
        line for line in text.split("\n") if line.startswith("#")
    ]


@given(st.text(alphabet="ab\n\r\x0c\x1c\u2028", max_size=30))
def test_lines_are_counted_as_python_counts_them(text: str) -> None:
    """A form feed inside a string ends no line."""
    source = "x = '''" + text + "'''\ny = 1"
    lines = text_lines(source)
    (last,) = [n for n in parsed(source, "p").body if bound_names(n) == {"y"}]
    assert lines[last.lineno - 1] == "y = 1"
    assert len(lines) == last.lineno
