"""What holds for every mutant of every program."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from mutants.programs import FUNCTIONS, function

from grader.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tree(source: str) -> str:
    """The syntax tree as a string; compiled as well, so that it is a program."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(source, "f.py", "exec", dont_inherit=True)
        return ast.dump(ast.parse(source))


def valid(source: str) -> bool:
    """Whether Python takes it."""
    try:
        tree(source)
    except (SyntaxError, ValueError):
        return False
    return True


def patched(source: str, diff: str) -> str:
    """A text after a unified diff, applied strictly: every old line must be where the diff says."""
    old, new, at = source.split("\n"), [], 0
    open_end = source.endswith("\n")
    lines = diff.split("\n")[2:-1]
    for line in lines:
        if line.startswith("@@"):
            found = re.fullmatch(r"@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@", line)
            assert found, line
            start = int(found[1]) - 1
            new += old[at:start]
            at = start
        elif line.startswith("\\"):
            assert not open_end
        elif line.startswith("+"):
            new.append(line[1:])
        else:
            assert old[at] == line[1:], (at, line)
            if line.startswith(" "):
                new.append(old[at])
            at += 1
    return "\n".join(new + old[at:])


def check(source: str, found: list[Mutant]) -> None:
    """All that holds for the mutants of a source."""
    trees = [tree(m.source) for m in found]
    assert tree(source) not in trees
    assert len(set(trees)) == len(trees)
    assert len({m.key for m in found}) == len(found)
    assert [m.line for m in found] == sorted(m.line for m in found)
    for mutant in found:
        assert patched(source, mutant.diff) == mutant.source
        assert "\n" not in mutant.change
        assert len(mutant.change) < 300
        assert re.fullmatch(r"f\.py:[^:]+:[0-9a-f]{6}", mutant.key)


@SLOW
@given(FUNCTIONS)
def test_every_mutant_is_a_program_of_its_own(statements: list[str]) -> None:
    """It compiles, is a new tree, its diff leads from the original to it, its key is its own."""
    source = function("f", statements)
    assume(valid(source))
    check(source, list(mutants("f.py", source)))


@SLOW
@given(FUNCTIONS, FUNCTIONS, FUNCTIONS)
def test_keys_do_not_depend_on_other_functions(
    mine: list[str], before: list[str], after: list[str]
) -> None:
    """The mutants of a function keep their keys when others come, go and change."""
    alone = function("mine", mine)
    among = f"A = 1\n{function('before', before)}\n{alone}{function('after', after)}"
    assume(valid(among))
    keys = [m.key for m in mutants("f.py", alone)]
    assert keys == [m.key for m in mutants("f.py", among) if m.function == "mine"]


@SLOW
@given(FUNCTIONS, st.sampled_from(["\r\n", "\r"]))
def test_line_ends_stay_as_they_are(statements: list[str], end: str) -> None:
    """Texts of other systems have the same mutants, and keep their line ends."""
    source = function("f", statements)
    assume(valid(source))
    foreign = source.replace("\n", end)
    found = list(mutants("f.py", foreign))
    assert [m.key for m in found] == [m.key for m in mutants("f.py", source)]
    assert not any(re.search(r"(?<!\r)\n", m.source) for m in found)
    for mutant in found:
        assert patched(foreign, mutant.diff) == mutant.source


@pytest.mark.parametrize("path", sorted(ROOT.glob("reference/*.py")), ids=lambda path: path.stem)
def test_the_references_have_mutants_that_compile(path: Path) -> None:
    """On real modules as on invented ones; about 2 to 4 for a line that computes."""
    source = path.read_text("utf-8")
    found = list(mutants("f.py", source))
    check(source, found)
    lines = len([line for line in source.splitlines() if line.strip()])
    assert len(found) <= 2 * lines


def test_the_rest_of_the_text_stays() -> None:
    """Comments, parentheses, quotes and spacing are those of the original."""
    source = (
        "def f(x,y):  # ünïcode\n"
        "    z = ( x  +\n"
        "          (y) )  # why, é\n"
        "    return  {'a':z , \"b\":  -y}\n"
    )
    texts = {m.source for m in mutants("f.py", source) if m.family in ("arithmetic", "sign")}
    assert source.replace("x  +\n", "x  -\n") in texts
    assert source.replace("  -y}", "  y}") in texts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a - b * c", "a - (b / c)"),
        ("a * (b + c)", "a * b"),
        ("-(a + b) * c", "(a + b) * c"),
        ("(a - b) - c", "c - (a - b)"),
        ("a ** -b", "a ** b"),
        ("np.sum(x for x in a) + b", "np.mean(x for x in a) + b"),
        ("a @ (b + c)", "(b + c) @ a"),
        ("a @ (b + c)", "a * (b + c)"),
    ],
)
def test_what_is_meant_is_what_is_written(before: str, after: str) -> None:
    """Parentheses come and go so that operators keep their operands."""
    head = "def f(a, b, c):\n    z = "
    trees = {tree(m.source) for m in mutants("f.py", f"{head}{before}\n")}
    assert tree(f"{head}{after}\n") in trees


def test_a_mutant_says_where_and_what() -> None:
    """Place, function, line, change and diff of one of them."""
    source = (
        "import numpy as np\n\n\n"
        "class Net:\n"
        "    def loss(self, d):\n"
        "        # the bias\n"
        "        return np.sum(d, axis=0)\n"
    )
    mutant = next(m for m in mutants("net.py", source) if "axis=1" in m.change)
    assert mutant.file == "net.py"
    assert mutant.function == "Net.loss"
    assert mutant.line == 7
    assert mutant.family == "axis"
    assert mutant.change == "np.sum(d, axis=0) -> np.sum(d, axis=1)"
    assert mutant.source == source.replace("axis=0", "axis=1")
    assert mutant.key.startswith("net.py:Net.loss:")
    assert mutant.diff == (
        "--- net.py\n+++ net.py\n@@ -6,2 +6,2 @@\n"
        "         # the bias\n"
        "-        return np.sum(d, axis=0)\n"
        "+        return np.sum(d, axis=1)\n"
    )


def test_a_diff_at_an_end_without_a_line_end() -> None:
    """The diff says so, as `diff` does."""
    mutant = next(mutants("f.py", "def f(x):\n    return -x"))
    assert mutant.source == "def f(x):\n    return x"
    assert mutant.diff.count("\\ No newline at end of file") == 2


def test_equal_statements_have_keys_of_their_own() -> None:
    """They are counted within their function, so a third one changes nothing for the first two."""
    two = [m.key for m in mutants("f.py", "def f(x):\n    y = -x\n    y = -x\n")]
    three = [m.key for m in mutants("f.py", "def f(x):\n    y = -x\n    y = -x\n    y = -x\n")]
    assert len(set(three)) == 3
    assert set(two) < set(three)


def test_the_same_program_has_the_same_mutants() -> None:
    """Formatting and comments do not enter keys."""
    one = [m.key for m in mutants("f.py", "def f(x,y):\n  return x*y+1\n")]
    other = [m.key for m in mutants("f.py", "def f(x, y):\n    # why\n    return (x * y) + 1\n")]
    assert one == other


def test_long_statements_are_cut_around_the_change() -> None:
    """The line that a person reads shows the difference, not 200 names."""
    names = ", ".join(f"argument_{i}" for i in range(30))
    found = list(mutants("f.py", f"def f(x):\n    return g({names}, -x, {names})\n"))
    change = next(m.change for m in found if m.family == "sign")
    assert change == "-x -> x"
    swapped = next(m.change for m in found if m.family == "swapped arguments")
    assert len(swapped) < 300
    assert "argument_0, argument_1" in swapped.split(" -> ")[0]


def test_a_text_that_is_no_python_is_refused() -> None:
    """A solution that does not parse is the author's to mend: Python's own error says where."""
    with pytest.raises(SyntaxError, match=r"line 1"):
        list(mutants("f.py", "def f(:\n"))
